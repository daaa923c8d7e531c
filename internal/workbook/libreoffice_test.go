package workbook

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLibreOffice has LibreOffice open both forms and save them again: every cell,
// note and drop-down must come out as it went in.
func TestLibreOffice(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("LibreOffice is not installed: run `make setup`")
		}
		t.Skip("skipped: LibreOffice is not installed: run `make setup`")
	}
	for _, c := range []struct {
		name, sheet   string // and the sheet with notes and drop-downs
		letter        Letter
		notes, offers int
	}{
		{"copies", sheetRows, sampleLetter(repliedInput()), 11, 5},
		{"marked", "Quit attempts", sampleLetter(repliedInput()).on(original(t)), 18, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := buildLetter(t, c.letter, excelLimits)
			want, got := open(t, data), open(t, resave(t, soffice, data))
			for _, sheet := range want.GetSheetList() {
				a, errA := want.GetRows(sheet)
				b, errB := got.GetRows(sheet)
				if err := errors.Join(errA, errB); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(trim(a), trim(b)); diff != "" {
					t.Errorf("%s after LibreOffice:\n%s", sheet, diff)
				}
			}
			notes, err := got.GetComments(c.sheet)
			if err != nil || len(notes) != c.notes {
				t.Errorf("%d notes after LibreOffice, %v", len(notes), err)
			}
			offers, err := got.GetDataValidations(c.sheet)
			if err != nil || len(offers) != c.offers {
				t.Errorf("%d drop-downs and hints after LibreOffice, %v", len(offers), err)
			}
			if answers, err := got.GetDataValidations(sheetExceptions); err != nil || len(answers) != 1 {
				t.Errorf("%d drop-downs of answers after LibreOffice, %v", len(answers), err)
			}
		})
	}
}

// resave has LibreOffice open a workbook and save it.
func resave(t *testing.T, soffice string, data []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "sample.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())
	out, err := exec.Command(soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", filepath.Join(dir, "saved"), path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(dir, "saved", "sample.xlsx"))
	if err != nil {
		t.Fatalf("LibreOffice wrote nothing: %s", out)
	}
	return saved
}

// trim drops empty cells and rows at the ends, which programs keep differently.
func trim(rows [][]string) [][]string {
	for i, r := range rows {
		for len(r) > 0 && r[len(r)-1] == "" {
			r = r[:len(r)-1]
		}
		rows[i] = append([]string{}, r...)
	}
	return rows
}
