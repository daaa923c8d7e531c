package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"net/mail"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"winnow/internal/officetest"
	"winnow/internal/ooxml/ooxmlcheck"
)

// TestInjection sends the corpus of poisoned cells through a run. No workbook that
// comes out may hold a formula or a way out that the sender's own hadn't, whoever
// opens it; every text must be whole; and what is printed, mailed or written as
// text holds none of it.
func TestInjection(t *testing.T) {
	t.Parallel()
	files := oddFiles(t)
	dir := oddWorkspace(t, files)
	checkWorkbooks(t, dir)
	c := winnowProcess("run", "-w", dir, "--period", "2021-22-Q1")
	said, err := c.CombinedOutput()
	if code := c.ProcessState.ExitCode(); code != exitToCorrect {
		t.Fatalf("run ended with %d: %v\n%s", code, err, said)
	}
	neutral(t, "what run prints", said)
	textsHarmless(t, dir)
	values := reported(t, dir)
	t.Run("excelize", func(t *testing.T) { eachAnswer(t, dir, files, openedByExcelize) })
	t.Run("package", func(t *testing.T) { eachAnswer(t, dir, files, packageHolds) })
	t.Run("LibreOffice", func(t *testing.T) {
		clerk := officetest.Start(t)
		eachAnswer(t, dir, files, func(t *testing.T, f oddFile, path string) { openedByOffice(t, clerk.For(t), f, path, values[f.name]) })
	})
}

// eachAnswer calls a test for the workbook that went out for each file, which there must be.
func eachAnswer(t *testing.T, dir string, files []oddFile, check func(*testing.T, oddFile, string)) {
	for i, f := range files {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			found, err := filepath.Glob(filepath.Join(dir, "outbox", fmt.Sprintf("s%d", i), "*", "*.xlsx"))
			if err != nil || len(found) > 1 || len(found) == 0 && !f.refused {
				t.Fatalf("%d workbooks for %q: %v", len(found), f.name, err)
			}
			for _, path := range found {
				check(t, f, path)
			}
		})
	}
}

// openedByExcelize demands that every formula is the sender's own.
func openedByExcelize(t *testing.T, f oddFile, path string) {
	own := excelFormulas(t, bytes.NewReader(f.content), strings.HasSuffix(f.name, ".xlsx"))
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at, formula := range excelFormulas(t, bytes.NewReader(b), true) {
		if own[at] != formula {
			t.Errorf("%s is a formula: %.60q", at, formula)
		}
	}
}

// excelFormulas maps sheet and cell to the formula there.
func excelFormulas(t *testing.T, r io.Reader, workbook bool) map[string]string {
	t.Helper()
	found := map[string]string{}
	if !workbook {
		return found
	}
	f, err := excelize.OpenReader(r)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y := range rows {
			for x := range rows[y] {
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				if formula, err := f.GetCellFormula(sheet, cell); err != nil || formula != "" {
					found[sheet+"!"+cell] = fmt.Sprint(formula, err)
				}
			}
		}
	}
	return found
}

// packageHolds looks into the parts: nothing leads out of the workbook but what did
// in the sender's, no part is of a kind that runs something, the properties say
// nothing of the file, and Excel has nothing to repair.
func packageHolds(t *testing.T, f oddFile, path string) {
	ooxmlcheck.MustFile(t, path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out, own := zipParts(t, b), map[string]string{}
	if strings.HasSuffix(f.name, ".xlsx") {
		own = zipParts(t, f.content)
	}
	leads := ways(t, own)
	for _, way := range ways(t, out) {
		if !slices.Contains(leads, way) {
			t.Errorf("it leads to %s", way)
		}
	}
	for name, text := range out {
		if _, ok := own[name]; !ok && active.MatchString(name) {
			t.Errorf("it has a part %s", name)
		}
		if strings.HasPrefix(name, "docProps/") && strings.Contains(text, poison) {
			t.Errorf("%s holds a text of the file", name)
		}
	}
}

// active are names of parts that run or fetch something.
var active = regexp.MustCompile(`(?i)vbaProject|externalLink|connections|queryTable|embeddings|activeX|ctrlProp|customXml|webExtension|macrosheet|oleObject`)

func zipParts(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// ways lists where relationships lead out of a workbook.
func ways(t *testing.T, parts map[string]string) []string {
	t.Helper()
	var out []string
	for name, text := range parts {
		if path.Ext(name) != ".rels" {
			continue
		}
		var rels struct {
			All []struct {
				Target string `xml:"Target,attr"`
				Mode   string `xml:"TargetMode,attr"`
			} `xml:"Relationship"`
		}
		if err := xml.Unmarshal([]byte(text), &rels); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range rels.All {
			if r.Mode == "External" || strings.Contains(r.Target, ":") {
				out = append(out, r.Target)
			}
		}
	}
	return out
}

// openedByOffice has LibreOffice open the workbook: it computes nothing, nothing
// leads out, and every text that was reported is in a cell whole.
func openedByOffice(t *testing.T, clerk *officetest.Clerk, f oddFile, path string, values []string) {
	own := map[string]string{}
	allowed := 0
	if strings.HasSuffix(f.name, ".xlsx") {
		sent := filepath.Join(t.TempDir(), "sent.xlsx")
		if err := os.WriteFile(sent, f.content, 0o600); err != nil {
			t.Fatal(err)
		}
		sheets, links := clerk.Look(sent)
		allowed = links
		for _, s := range sheets {
			for cell, formula := range s.Formulas {
				own[s.Name+"!"+cell] = folders.ReplaceAllString(formula, "")
			}
		}
	}
	sheets, links := clerk.Look(path)
	if links > allowed {
		t.Errorf("%d links lead out, %d in the sender's own", links, allowed)
	}
	texts, notes := map[string]bool{}, ""
	for _, s := range sheets {
		for cell, formula := range s.Formulas {
			if own[s.Name+"!"+cell] != folders.ReplaceAllString(formula, "") {
				t.Errorf("%s!%s is computed: %.60q", s.Name, cell, formula)
			}
		}
		for _, n := range s.Notes {
			notes += n
		}
		for _, row := range s.Rows {
			for _, text := range row {
				texts[oneBreak(text)] = true
			}
		}
	}
	for _, v := range values {
		if !texts[oneBreak(asShown(v))] {
			t.Errorf("no cell holds %.80q, shown as %.80q", v, asShown(v))
		}
		if strings.HasPrefix(v, "_x") && !strings.Contains(notes, v) {
			t.Errorf("no note tells of %q as it stands", v)
		}
	}
}

// folders are those of the copy that LibreOffice opened, which it shows in what
// refers to a file beside it.
var folders = regexp.MustCompile(`file://[^']*/`)

var oneBreak = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace

// asShown is how a workbook shows a text: control characters by their pictures,
// what a cell has no room for left out, with words that say so.
func asShown(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return r
		case r < ' ':
			return '\u2400' + r
		case r == 0x7f:
			return '\u2421'
		}
		return r
	}, s)
	const room = 32_767
	if n := len(utf16.Encode([]rune(s))); n <= room {
		return s
	}
	const more = "… (shortened)"
	var b strings.Builder
	left := room - len(utf16.Encode([]rune(more)))
	for _, r := range s {
		if left -= utf16.RuneLen(r); left < 0 {
			break
		}
		b.WriteRune(r)
	}
	return b.String() + more
}

// reported reads the report and returns the values that it names, by the name of
// the file. Every poison must be among those of the two whole files.
func reported(t *testing.T, dir string) map[string][]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "reports", "2021-22-Q1", "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Files []struct {
			Path   string
			Tables []struct {
				Exceptions []struct{ Field, Value, Key string }
			}
		}
	}
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{}
	for _, f := range r.Files {
		for _, table := range f.Tables {
			for _, x := range table.Exceptions {
				if x.Field == "answer" {
					values[path.Base(f.Path)] = append(values[path.Base(f.Path)], x.Value)
				}
			}
		}
	}
	for _, p := range poisons {
		for _, name := range []string{"plain.csv", "book.xlsx"} {
			if !slices.ContainsFunc(values[name], func(v string) bool { return v == p || v == strings.TrimSpace(p) }) {
				t.Errorf("the report of %s doesn't name %.60q", name, p)
			}
		}
	}
	return values
}

// textsHarmless reads all that a run writes as text, and every mail.
func textsHarmless(t *testing.T, dir string) {
	t.Helper()
	allNeutral(t, dir, func(string) bool { return true })
}

// mailsNeutral reads the mails, and every text but receipts, which go to nobody but
// the service itself and hold what it wrote.
func mailsNeutral(t *testing.T, dir string) {
	t.Helper()
	allNeutral(t, dir, func(name string) bool { return !strings.HasSuffix(name, "receipt.txt") })
}

func allNeutral(t *testing.T, dir string, which func(name string) bool) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		ext := filepath.Ext(name)
		if err != nil || d.IsDir() || !which(name) || ext != ".txt" && ext != ".eml" && ext != ".prom" && ext != ".log" {
			return err
		}
		b, err := os.ReadFile(name)
		if ext != ".eml" {
			neutral(t, name, b)
			return err
		}
		seen++
		m, err := mail.ReadMessage(bytes.NewReader(b))
		if err != nil {
			return err
		}
		for key, values := range m.Header {
			neutral(t, name+" "+key, []byte(strings.Join(values, " ")))
			if key == "Bcc" || key == "Cc" {
				t.Errorf("%s has a header %s", name, key)
			}
		}
		neutral(t, name, b)
		return nil
	})
	if err != nil || seen == 0 {
		t.Errorf("%d mails, %v", seen, err)
	}
}

// neutral demands that a text has nothing of a cell, and no control characters.
func neutral(t *testing.T, what string, text []byte) {
	t.Helper()
	if bytes.Contains(text, []byte(poison)) {
		t.Errorf("%s holds a cell's text", what)
	}
	if at := bytes.IndexFunc(text, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f || r >= 0x80 && r < 0xa0
	}); at >= 0 {
		t.Errorf("%s holds a control character at byte %d: %q", what, at, text[max(0, at-20):min(len(text), at+20)])
	}
}
