package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// packages are where the tests stand that docs/messy-files.md names.
var packages = map[string]string{
	"ingest": "../../ingest", "validate": "../../validate",
	"pipeline": "../../internal/pipeline", "workbook": "../../internal/workbook",
}

var (
	messRow  = regexp.MustCompile(`(?m)^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)
	messTest = regexp.MustCompile("`([^`]+)`")
)

// TestMessyFiles holds docs/messy-files.md to its 84 rows and to tests that exist.
func TestMessyFiles(t *testing.T) {
	text, err := os.ReadFile("../../docs/messy-files.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := messRow.FindAllStringSubmatch(string(text), -1)
	if len(rows) != 84 {
		t.Errorf("%d rows, want 84", len(rows))
	}
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("row %s stands where %d should", row[1], i+1)
		}
		tests := messTest.FindAllStringSubmatch(row[4], -1)
		if len(tests) == 0 && !strings.HasPrefix(row[4], "none: ") {
			t.Errorf("row %s names no test and doesn't say why", row[1])
		}
		for _, name := range tests {
			if !testExists(t, name[1], row[1]) {
				t.Errorf("row %s: there is no test %s", row[1], name[1])
			}
		}
	}
}

// testExists looks for a script, or for a test of a package. One named TestMess
// for several rows must have sub-tests of the row.
func testExists(t *testing.T, name, row string) bool {
	t.Helper()
	if strings.HasSuffix(name, ".txtar") {
		_, err := os.Stat(filepath.Join("testdata/script", name))
		return err == nil
	}
	pkg, function, _ := strings.Cut(name, ".")
	files, err := filepath.Glob(filepath.Join(packages[pkg], "*_test.go"))
	if err != nil || packages[pkg] == "" {
		return false
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, body, found := strings.Cut(string(text), "func "+function+"(t *testing.T)")
		if !found {
			continue
		}
		body, _, _ = strings.Cut(body, "\n}\n")
		switch function {
		case "TestMessCells":
			return strings.Contains(body, "{"+row+", ")
		case "TestMessTexts":
			return strings.Contains(body, `{"`+row+`", `)
		}
		return true
	}
	return false
}
