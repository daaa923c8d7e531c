package ooxmlcheck

import (
	"archive/zip"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestCorpora holds the rules against every workbook that Excel wrote below the
// folder that WINNOW_CORPORA names: a rule that one of them breaks is wrong. What
// the rules find in those that only say so, having been packed again by another
// program or made by a library, is listed with -v.
func TestCorpora(t *testing.T) {
	dir := os.Getenv("WINNOW_CORPORA")
	if dir == "" {
		t.Skip("WINNOW_CORPORA is not set")
	}
	names, err := Workbooks(dir, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	passed, others := 0, 0
	for _, name := range names {
		says, is := byExcel(name)
		if !says {
			continue
		}
		faults, err := CheckFile(name)
		if err != nil {
			t.Error(err)
		}
		switch {
		case len(faults) == 0 && is:
			passed++
		case len(faults) == 0:
			others++
		}
		for _, f := range faults {
			if is && (f.Rule != TabSelected) { // people do select several sheets
				t.Errorf("%s: %v", strings.TrimPrefix(name, dir+"/"), f)
			} else {
				t.Logf("%s (by Excel: %v): %v", strings.TrimPrefix(name, dir+"/"), is, f)
			}
		}
	}
	t.Logf("%d workbooks of Excel's own hold every rule, and %d that say they are", passed, others)
}

var application = regexp.MustCompile(`<(?:\w+:)?Application>\s*Microsoft (Macintosh )?Excel( Online)?\s*<`)

// byExcel says whether a file names Excel as the program that wrote it, and
// whether Excel did: it dates every entry of the package 1 January 1980 and begins
// the workbook in the same words.
func byExcel(name string) (says, is bool) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return false, false
	}
	defer func() { _ = z.Close() }() // only read from
	is = len(z.File) > 0 && z.File[0].Name == typesPart
	for _, f := range z.File {
		is = is && f.Modified.Year() == 1980
	}
	begins := "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<workbook xmlns="
	is = is && strings.HasPrefix(content(z, "xl/workbook.xml"), begins)
	return application.MatchString(content(z, "docProps/app.xml")), is
}

func content(z *zip.ReadCloser, name string) string {
	f, err := z.Open(name)
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return ""
	}
	return string(text)
}
