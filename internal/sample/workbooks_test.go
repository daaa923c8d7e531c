package sample

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"winnow/internal/ooxml/ooxmlcheck"
)

// TestWorkbooks holds the sample's workbooks to what Excel demands, but for those
// that stand for damaged ones.
func TestWorkbooks(t *testing.T) {
	checked := 0
	for _, form := range []string{Clean, AsReceived} {
		files, _, err := Files(form)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			_, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
			if strings.HasSuffix(f.Path, ".xlsx") && err == nil {
				checked++
				t.Run(form+"/"+f.Path, func(t *testing.T) { ooxmlcheck.Must(t, f.Data) })
			}
		}
	}
	if checked != 7 { // three clean, four as received; one is encrypted, one is cut short
		t.Errorf("%d workbooks were checked, want 7", checked)
	}
}
