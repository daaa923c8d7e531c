package reply

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/internal/report"
)

// copiesBook is a workbook of copies of lines 2, 3, 5 of a CSV with three columns.
func copiesBook(change func(rows [][]string) [][]string) fakeBook {
	ticket := sampleTicket()
	ticket.Form = Rows
	ticket.Sheets = []Own{{Role: RoleRows, Name: "Rows to correct", Table: 1, Rows: Runs{{2, 3}, {5, 5}}}}
	rows := change([][]string{
		{"A copy of each row held back."}, {"", "", "column 1", "column 2", "column 3"}, {TitleLine, TitleToCorrect, "Ref", "Date", "Ref"},
		{"=2", "Date", "A1", "2021", "x"}, {"=3", "Date", "A2", "=12", "y"}, {"=5", "Ref", "A3", "1/2/2021", report.MaskedValue},
	})
	return fakeBook{{name: "Rows to correct", rows: rows}, {name: SheetName, rows: ticket.Cells()}}
}

type copiedText struct {
	Row, After int
	Cells      string
}

func copiedTexts(t *testing.T, c *Copies) []copiedText {
	t.Helper()
	var all []copiedText
	for row, err := range c.All() {
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, cell := range row.Cells {
			texts = append(texts, strconv.Itoa(cell.Column)+"="+cell.Raw)
		}
		all = append(all, copiedText{row.Row, row.After, strings.Join(texts, " ")})
	}
	return all
}

func TestCopies(t *testing.T) {
	same := []copiedText{{2, 0, "0=A1 1=2021 2=x"}, {3, 0, "0=A2 1=12 2=y"}, {5, 0, "0=A3 1=1/2/2021"}}
	column := func(rows [][]string, change func(r []string) []string) [][]string { return each(rows[1:], change) }
	for name, c := range map[string]struct {
		change  func(rows [][]string) [][]string
		want    []copiedText
		removed Runs
		unclear int
		notes   int
		why     string
	}{
		"as sent": {func(rows [][]string) [][]string { return rows }, same, nil, 0, 0, ""},
		"sorted": {func(rows [][]string) [][]string { return slices.Concat(rows[:3], rows[5:], rows[3:5]) },
			[]copiedText{same[2], same[0], same[1]}, nil, 0, 0, ""},
		"deleted": {func(rows [][]string) [][]string { return slices.Delete(rows, 4, 5) }, []copiedText{same[0], same[2]}, Runs{{3, 3}}, 0, 0, ""},
		"added": {func(rows [][]string) [][]string {
			return slices.Insert(rows, 5, []string{"", "new", "A9", "", report.MaskedValue}, []string{"", "a remark"})
		}, []copiedText{same[0], same[1], {0, 3, "0=A9"}, same[2]}, nil, 0, 0, ""},
		"twice": {func(rows [][]string) [][]string { return slices.Insert(rows, 5, rows[4]) }, []copiedText{same[0], same[2]}, nil, 1, 0, ""},
		"a number of its own": {func(rows [][]string) [][]string {
			return append(rows, []string{"=4", "", "A4"}, []string{"new", "", "A5"})
		},
			same, nil, 2, 0, ""},
		"a number mistyped":    {func(rows [][]string) [][]string { rows[4][0] = "=33"; return rows }, []copiedText{same[0], same[2]}, nil, 2, 0, ""},
		"a number lost":        {func(rows [][]string) [][]string { rows[4][0] = "?"; return rows }, []copiedText{same[0], same[2]}, nil, 2, 0, ""},
		"another row's number": {func(rows [][]string) [][]string { rows[4][0] = "=2"; return rows }, []copiedText{same[2]}, nil, 2, 0, ""},
		"a number cleared":     {func(rows [][]string) [][]string { rows[5][0] = ""; return rows }, []copiedText{same[0], same[1]}, nil, 2, 0, ""},
		"numbers as text":      {func(rows [][]string) [][]string { rows[3][0], rows[4][0] = "2", " 3 "; return rows }, same, nil, 0, 0, ""},
		"emptied":              {func(rows [][]string) [][]string { rows[4] = []string{"=3"}; return rows }, []copiedText{same[0], {3, 0, "0= 1= 2="}, same[2]}, nil, 0, 0, ""},
		"column inserted": {func(rows [][]string) [][]string {
			rows[3] = slices.Insert(rows[3], 3, "mine")
			for _, i := range []int{1, 2, 4, 5} {
				rows[i] = slices.Insert(rows[i], 3, "")
			}
			return rows
		}, same, nil, 0, 1, ""},
		"column titled and inserted": {func(rows [][]string) [][]string {
			for i := 1; i < 6; i++ {
				rows[i] = slices.Insert(rows[i], 3, []string{"", "", "Checked", "", "", "yes"}[i])
			}
			return rows
		}, same, nil, 0, 1, ""},
		"columns moved": {func(rows [][]string) [][]string {
			return column(rows, func(r []string) []string { r[2], r[4] = r[4], r[2]; return r })
		}, same, nil, 0, 0, ""},
		"column deleted": {func(rows [][]string) [][]string {
			return column(rows, func(r []string) []string { return slices.Delete(r, 3, 4) })
		}, []copiedText{{2, 0, "0=A1 2=x"}, {3, 0, "0=A2 2=y"}, {5, 0, "0=A3"}}, nil, 0, 1, ""},
		"titles moved alone": {func(rows [][]string) [][]string { rows[2][2], rows[2][3] = rows[2][3], rows[2][2]; return rows },
			nil, nil, 0, 0, "contradicts itself"},
		"the letters are gone": {func(rows [][]string) [][]string { return slices.Delete(rows, 1, 2) }, nil, nil, 0, 0, "several of your columns"},
		"a letter twice":       {func(rows [][]string) [][]string { rows[1][3], rows[2][3] = "column 1", "Ref"; return rows }, nil, nil, 0, 0, "both said to be your column 1"},
		"all titles cleared":   {func(rows [][]string) [][]string { rows[1], rows[2] = nil, rows[2][:2]; return rows }, nil, nil, 0, 0, "are gone from the sheet"},
		"retitled":             {func(rows [][]string) [][]string { rows[2][3] = "When"; return rows }, same, nil, 0, 0, ""},
		"renumbered":           {func(rows [][]string) [][]string { rows[1][3] = "3"; return rows }, nil, nil, 0, 0, "contradicts itself"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, copiesBook(c.change))
			if len(r.Copies) != 1 || r.Copies[0].Table != 1 || !r.Copies[0].Line {
				t.Fatalf("%+v", r.Copies)
			}
			copies := r.Copies[0]
			why, notes := copies.Place([]string{"Ref", "Date", "Ref"})
			if c.why != "" {
				if !strings.Contains(why, c.why) {
					t.Errorf("%q", why)
				}
				return
			}
			if why != "" || len(notes) != c.notes || len(r.Unclear) != c.unclear {
				t.Errorf("%q, %q, %v", why, notes, r.Unclear)
			}
			if diff := cmp.Diff(c.want, copiedTexts(t, copies)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.removed, copies.Removed, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCopiesPlacedByTitle(t *testing.T) {
	r := read(t, fakeBook{{name: "mine", rows: [][]string{{TitleRow, TitleToCorrect, "Date", "Ref"}, {"=7", "", "=1", "A"}}}})
	if len(r.Copies) != 1 || r.Copies[0].Table != -1 || r.Copies[0].Given != nil {
		t.Fatalf("%+v", r.Copies)
	}
	if why, notes := r.Copies[0].Place([]string{"Ref", "Quit", "Date"}); why != "" || len(notes) != 1 {
		t.Error(why, notes)
	}
	if diff := cmp.Diff([]copiedText{{7, 0, "0=A 2=1"}}, copiedTexts(t, r.Copies[0])); diff != "" {
		t.Error(diff)
	}
}

func TestCopiesRenamedOrDoubled(t *testing.T) {
	same := func(rows [][]string) [][]string { return rows }
	book := copiesBook(same)
	book[0].name = "my corrections"
	if r := read(t, book); len(r.Copies) != 1 || r.Copies[0].Table != 1 || len(r.Unclear) != 0 {
		t.Errorf("renamed: %+v, %v", r.Copies, r.Unclear)
	}
	book = append(copiesBook(same), book[0])
	if r := read(t, book); len(r.Copies) != 1 || r.Copies[0].Sheet != "Rows to correct" || len(r.Unclear) != 1 {
		t.Errorf("doubled: %+v, %v", r.Copies, r.Unclear)
	}
}
