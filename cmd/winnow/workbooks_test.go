package main

import (
	"archive/zip"
	"crypto/sha256"
	"io"
	"os"
	"path"
	"strings"
	"sync"
	"testing"

	"winnow/internal/ooxml/ooxmlcheck"
	"winnow/internal/reply"
)

// checkWorkbooks demands, when the test ends, that Excel would open each workbook
// that winnow wrote below a folder without offering to repair it. It is called
// after the folder was made, so that it looks before the folder is taken away.
func checkWorkbooks(t testing.TB, dir string) {
	t.Helper()
	t.Cleanup(func() { lookAtWorkbooks(t, dir) })
}

// lookAtWorkbooks checks them now.
func lookAtWorkbooks(t testing.TB, dir string) {
	t.Helper()
	names, err := ooxmlcheck.Workbooks(dir, func(string) bool { return true })
	if err != nil {
		t.Errorf("looking for workbooks: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue // a test may still take it away
		}
		if err != nil {
			t.Error(err)
		}
		if !writtenByWinnow(strings.TrimPrefix(name, dir), data) {
			continue
		}
		if _, known := checkedWorkbooks.LoadOrStore(sha256.Sum256(data), true); !known {
			ooxmlcheck.MustFile(t, name)
		}
	}
}

// checkedWorkbooks are the hashes of workbooks that were looked at: tests that kill
// a command hundreds of times end in the same ones.
var checkedWorkbooks sync.Map

// writtenByWinnow tells a workbook that winnow wrote from one that a service sent,
// which may be damaged: by where it lies, by its name, or by the sheet that winnow
// puts into what may come back.
func writtenByWinnow(name string, data []byte) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	for _, folder := range []string{"/inbox/", "/archive/"} {
		if strings.Contains(name, folder) {
			return false // as people sent it
		}
	}
	return strings.Contains(name, "/outbox/") || strings.Contains(path.Base(name), " - to correct.") || holdsTicket(data)
}

func holdsTicket(data []byte) bool {
	z, err := zip.NewReader(strings.NewReader(string(data)), int64(len(data)))
	if err != nil {
		return false
	}
	f, err := z.Open("xl/workbook.xml")
	if err != nil {
		return false
	}
	text, err := io.ReadAll(f)
	return err == nil && strings.Contains(string(text), `name="`+reply.SheetName+`"`)
}

// TestCheckWorkbooks demands that a damaged workbook is found where winnow writes,
// and left alone where people send.
func TestCheckWorkbooks(t *testing.T) {
	for name, want := range map[string]bool{
		"/ws/inbox/x/a - to correct.xlsx": false, "/ws/archive/ab/ab.xlsx": false, "/ws/outbox/x/q/a.xlsx": true, `\ws\outbox\x\a.xlsx`: true, "/ws/returned/x/a.xlsx": false, "/ws/returned/x/a - to correct.xlsm": true,
	} {
		if got := writtenByWinnow(name, []byte("no package")); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	dir := sampleWorkspace(t)
	run(t, dir)
	names, err := ooxmlcheck.Workbooks(dir, func(name string) bool { return strings.HasPrefix(name, "outbox/") })
	if err != nil || len(names) == 0 {
		t.Fatalf("the sample is sent back in no workbook: %v", err)
	}
	seen := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		seen++
		ooxmlcheck.Must(t, data)
	}
	t.Logf("%d workbooks", seen)
}
