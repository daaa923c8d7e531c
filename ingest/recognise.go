package ingest

import (
	"bytes"
	"strings"
)

// notWorkbook refuses a zip file that holds something else than an .xlsx.
func notWorkbook(z *archive) error {
	switch {
	case z.has("xl/workbook.bin"):
		return refuseConvertible("Excel binary workbook (.xlsb)", "We can read .xlsx and .csv. "+fixSaveAs)
	case z.has("content.xml") && z.has("mimetype"):
		return refuseConvertible("OpenDocument spreadsheet (.ods)",
			"We can read .xlsx and .csv. In LibreOffice choose File, Save As, and pick Excel 2007-365 (.xlsx); then send that file.")
	case z.hasPrefix("index/document.iwa"), z.has("index.zip"):
		return refuseFormat("Apple Numbers document",
			"We can read .xlsx and .csv. In Numbers choose File, Export To, Excel, and pick .xlsx; then send that file.")
	case z.hasPrefix("word/"):
		return refuseNotSpreadsheet("a Word document")
	case z.hasPrefix("ppt/"):
		return refuseNotSpreadsheet("a PowerPoint presentation")
	case !z.has("_rels/.rels") && !z.hasPrefix("xl/"):
		return refuseNotSpreadsheet("a zip file; send the spreadsheet inside it on its own")
	}
	return nil
}

func refuseNotSpreadsheet(what string) *Refusal {
	reason := "not a spreadsheet"
	if what != "" {
		reason += ": it is " + what
	}
	return refuseFormat(reason, "Send the return as an Excel Workbook (*.xlsx) or as CSV UTF-8.")
}

// signatures are the first bytes of files that are sent in place of a
// spreadsheet, and what to call them.
var signatures = []struct{ prefix, what string }{
	{"%PDF", "a PDF"},
	{"\x89PNG", "a picture"},
	{"\xFF\xD8\xFF", "a picture"},
	{"GIF8", "a picture"},
	{"II*\x00", "a picture"},
	{"MM\x00*", "a picture"},
	{"{\\rtf", "a text document (.rtf)"},
	{"\x1F\x8B", "a compressed file (.gz)"},
	{"7z\xBC\xAF\x27\x1C", "a compressed file (.7z)"},
	{"Rar!\x1A", "a compressed file (.rar)"},
	{"PAR1", "a Parquet file"},
	{"SQLite format 3", "a database"},
	{"MIME-Version:", "a web page"},
}

// notText refuses a file that is no delimited text, in words for what it is.
func notText(t *textLook) error {
	if t.size == 0 || t.blank {
		return refuseSource("empty", "The file has nothing in it. Send the return again.")
	}
	for _, s := range signatures {
		if bytes.HasPrefix(t.head, []byte(s.prefix)) {
			return refuseNotSpreadsheet(s.what)
		}
	}
	if bytes.HasPrefix(t.head, []byte("ID;P")) {
		return refuseConvertible("SYLK file (.slk)", "We can read .xlsx and .csv. "+fixSaveAs)
	}
	// Workbooks of Excel 2 to 4 are a bare stream of records: beginning of file.
	if len(t.head) > 4 && t.head[0] == 9 && (t.head[1] == 0 || t.head[1] == 2 || t.head[1] == 4 || t.head[1] == 8) && t.head[3] == 0 {
		return refuseConvertible("old Excel workbook (.xls)", "We can read .xlsx and .csv. "+fixSaveAs)
	}
	if t.order == nil && (t.controls*50 > t.size || t.zeros*10 > t.size) {
		return refuseNotSpreadsheet("")
	}
	return notMarkup(t.head)
}

// notMarkup refuses XML, HTML and JSON.
func notMarkup(head []byte) error {
	text := strings.ToLower(string(bytes.TrimLeft(bytes.ReplaceAll(head, []byte{0}, nil), "\xEF\xBB\xBF\xFF\xFE \t\r\n")))
	switch {
	case strings.HasPrefix(text, `{"`), strings.HasPrefix(text, `[{`):
		return refuseNotSpreadsheet("a JSON file")
	case !strings.HasPrefix(text, "<"):
		return nil
	case strings.Contains(text, "urn:schemas-microsoft-com:office:spreadsheet"):
		return refuseConvertible("XML spreadsheet of Excel 2003 (.xml)", "We can read .xlsx and .csv. "+fixSaveAs)
	case strings.Contains(text, "<html"), strings.Contains(text, "<table"), strings.Contains(text, "<!doctype html"):
		return refuseConvertible("web page saved as a spreadsheet (.html)",
			"The file is a web page, whatever its name ends in. Open it in Excel, choose File, Save As, pick Excel Workbook (*.xlsx), and send that file.")
	case strings.HasPrefix(text, "<?xml"), strings.HasPrefix(text, "<!doctype"):
		return refuseNotSpreadsheet("an XML file")
	}
	return nil
}
