package officetest

import (
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml/ooxmlcheck"
)

// TestGoogle has LibreOffice and excelize open workbooks before and after the
// re-save: every cell and note must be the same.
func TestGoogle(t *testing.T) {
	c := Start(t)
	paths := []string{book(t)}
	for _, form := range []string{"clean", "as-received"} {
		for _, name := range []string{"stop-smoking/Stop smoking 2021-22 Q1.xlsx", "weight-management/Weight management 2021-22 Q1.xlsx"} {
			paths = append(paths, filepath.Join("..", "..", "testdata", "sample", form, filepath.FromSlash(name)))
		}
	}
	for i, in := range paths {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			c := c.For(t)
			out := filepath.Join(t.TempDir(), "out.xlsx")
			Google(t, in, out)
			faults, err := ooxmlcheck.CheckFile(out)
			for _, f := range faults {
				if f.Rule != ooxmlcheck.FirstFills { // Google's second fill is lightGray, which Excel takes
					t.Error(f)
				}
			}
			if err != nil {
				t.Error(err)
			}
			before, _ := c.Look(in)
			after, links := c.Look(out)
			if i == len(paths)-1 { // it counts dates from 1904, the copy from 1900: their numbers differ, what is shown doesn't
				before[0].Rows, after[0].Rows = nil, nil
			}
			if diff := cmp.Diff(before, after); diff != "" || links != 0 {
				t.Errorf("LibreOffice, %d links:\n%s", links, diff)
			}
			if diff := cmp.Diff(excelizeRows(t, in), excelizeRows(t, out)); diff != "" {
				t.Errorf("excelize:\n%s", diff)
			}
		})
	}
}

// excelizeRows are the cells as shown.
func excelizeRows(t *testing.T, path string) map[string][][]string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string][][]string{}
	for _, s := range f.GetSheetList() {
		if all[s], err = f.GetRows(s); err != nil {
			t.Fatal(err)
		}
		for _, row := range all[s] {
			for i, v := range row {
				if v == "00/01/1900" { // what excelize makes of day 0, which is a day where 1904 is the first year
					row[i] = "01/01/1904"
				}
			}
		}
	}
	return all
}
