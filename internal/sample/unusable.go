package sample

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
)

// unusable returns the files that came beside the four returns and can't be
// used, or must be left alone.
func unusable() ([]File, []Expectation, error) {
	cut, err := awards(draw(4)).bytes()
	if err != nil {
		return nil, nil, fmt.Errorf("writing the damaged workbook: %w", err)
	}
	register, err := contractsRegister().bytes()
	if err != nil {
		return nil, nil, fmt.Errorf("writing the contracts register: %w", err)
	}
	openDocument, err := odsPackage()
	if err != nil {
		return nil, nil, fmt.Errorf("writing the OpenDocument file: %w", err)
	}
	list := []struct {
		path         string
		data         []byte
		kind, reason string
		defect, done string
	}{
		{"stop-smoking/Stop smoking 2021-22 Q1 (protected).xlsx", compound("EncryptionInfo", "EncryptedPackage"), Refused, "password-protected", "68", "needs a password to open"},
		{"stop-smoking/~$Quit dates by adviser.xlsx", lockFile(), Ignored, "", "63", "what Excel leaves behind of a workbook that was open"},
		{"stop-smoking/Quit dates by adviser.csv", unclosedQuote(), Refused, "never closed", "77", "a quotation mark that is never closed"},
		{"weight-management/Weight management 2021-22 Q1.xls", compound("Workbook"), Refused, "old Excel workbook", "65", "the old Excel format"},
		{"weight-management/Weight management extract.xls", htmlTable(), Refused, "web page", "67", "a web page saved under the name of a spreadsheet"},
		{"community-testing/Testing sites June 2021.csv", nil, Refused, "empty", "64", "not a single byte"},
		{"community-testing/Site map.pdf", []byte("%PDF-1.4\n% synthetic sample\n%%EOF\n"), Refused, "not a spreadsheet", "67", "a document, not a spreadsheet"},
		{"discretionary-fund/Copy of Discretionary Fund 2021-22 Q1.xlsx", cut[:len(cut)*6/10], Refused, "damaged", "64", "cut off while it was copied"},
		{"discretionary-fund/Discretionary Fund 2021-22 Q1 FINAL v2.xlsx", register, Refused, "expected column headings", "58", "a contracts register under the name of the return"},
		{"discretionary-fund/Discretionary Fund 2021-22 Q1.ods", openDocument, Refused, "OpenDocument", "66", "an OpenDocument spreadsheet"},
	}
	var files []File
	var expected []Expectation
	for _, f := range list {
		files = append(files, File{f.path, f.data})
		expected = append(expected, Expectation{File: f.path, Kind: f.kind, Rule: f.reason, Defect: f.defect, Done: f.done})
	}
	return files, expected, nil
}

// lockFile is the 165 bytes of an owner file: a name's length, the name, and
// the name again in two-byte letters. It must not belong to one of the returns:
// a return that is open in Excel is left for the next run.
func lockFile() []byte {
	b := bytes.Repeat([]byte{0x20}, 55)
	b[0] = 6
	copy(b[1:], "Sample")
	b = append(b, 6, 0)
	for _, c := range "Sample" {
		b = append(b, byte(c), 0)
	}
	return append(b, bytes.Repeat([]byte{0x20, 0}, 48)...)
}

func unclosedQuote() []byte {
	var b strings.Builder
	b.WriteString("Client reference,Adviser,Quit date set\r\n")
	for i := range 12 {
		name := "Adviser A"
		if i == 4 {
			name = `"Adviser B`
		}
		fmt.Fprintf(&b, "LLB%05d,%s,%02d/04/2021\r\n", 20500+i, name, 6+i)
	}
	return []byte(b.String())
}

func htmlTable() []byte {
	return []byte("<html><head><title>Extract</title></head><body><!-- SYNTHETIC SAMPLE DATA --><table>\r\n" +
		"<tr><th>Participant reference</th><th>Start date</th><th>Start weight (kg)</th></tr>\r\n" +
		"<tr><td>WM04107</td><td>06/04/2021</td><td>98.4</td></tr>\r\n</table></body></html>\r\n")
}

// contractsRegister is a workbook of the right name and the wrong content.
func contractsRegister() *sheet {
	s := &sheet{
		path: "discretionary-fund/Discretionary Fund 2021-22 Q1 FINAL v2.xlsx", name: "Register",
		above: [][]any{{"Contracts register, quarter 1 2021-22"}, {synthetic}, {}},
		columns: []column{
			{"ref", "Contract number", "", 16}, {"title", "Contract title", "", 36}, {"supplier", "Supplier", "", 26},
			{"begins", "Commencement", ukDate, 14}, {"ends", "Expiry", ukDate, 14}, {"value", "Contract value (£)", "#,##0", 16},
		},
	}
	for i, title := range []string{"Grounds maintenance", "School meals software", "Gritting salt", "Lift inspection", "Library books"} {
		s.lines = append(s.lines, &line{cells: map[string]any{
			"ref": fmt.Sprintf("DCC-%04d", 310+i), "title": title, "supplier": fmt.Sprintf("Made-up Supplier %d Ltd", i+1),
			"begins": quarterStart.AddDays(i * 9), "ends": quarterStart.AddDays(1095 + i*9), "value": whole(12500 * (i + 1)),
		}})
	}
	return s
}

// odsPackage is the least that shows a file to be an OpenDocument spreadsheet.
func odsPackage() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	mimetype, err := z.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err != nil {
		return nil, err
	}
	if _, err = mimetype.Write([]byte("application/vnd.oasis.opendocument.spreadsheet")); err != nil {
		return nil, err
	}
	content, err := z.Create("content.xml")
	if err != nil {
		return nil, err
	}
	if _, err = content.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>`)); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
