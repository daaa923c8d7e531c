package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
)

// strict is a layout of a bare Table Schema with three columns.
func strict(change func(*Layout)) *Layout {
	l := &Layout{Strict: true, Columns: []Column{{Name: "id", Titles: []string{"Reference", "id"}, Numeric: true}, {Name: "name"}, {Name: "Name"}}}
	if change != nil {
		change(l)
	}
	return l
}

func TestStrictMatch(t *testing.T) {
	inOrder := func(l *Layout) { l.InOrder = true }
	tests := []struct {
		name, text string
		layout     *Layout
		header     int
		columns    []int // nil for no table
	}{
		{"by name, case counts", "Name,id,name\n", strict(nil), 1, []int{1, 2, 0}},
		{"case doesn't count", "NAME,ID\n", strict(func(l *Layout) { l.AnyCase, l.Columns = true, l.Columns[:2] }), 1, []int{1, 0}},
		{"titles of the rule file are no names", "Reference,name\n", strict(nil), 1, []int{-1, 1, -1}},
		{"in order, whatever the titles", "name,id,x\n", strict(inOrder), 1, []int{0, 1, 2}},
		{"in order, one missing", "name,id\n", strict(inOrder), 1, []int{0, 1, -1}},
		{"in order, none known", "a,b,c\n", strict(inOrder), 1, []int{0, 1, 2}},
		{"none known, another number", "a,b\n", strict(inOrder), 0, nil},
		{"a title above", "Sites\n\nid,name,Name\n", strict(inOrder), 3, []int{0, 1, 2}},
		{"rows that are named", "x,y,z\ni,na,Na\nd,me,me\n", strict(func(l *Layout) { l.HeaderAt = []int{2, 3} }), 3, []int{0, 1, 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc, err := open(t, "in.csv", []byte(tt.text)).Match(0, tt.layout)
			if err != nil {
				t.Fatal(err)
			}
			if loc == nil {
				loc = &Location{}
			}
			if diff := cmp.Diff(tt.columns, loc.Columns); diff != "" || loc.HeaderRow != tt.header {
				t.Error(loc.HeaderRow, diff)
			}
		})
	}
}

// TestStrictRows holds that every row of a strict table is a record, whatever it
// looks like, and each blank one a finding.
func TestStrictRows(t *testing.T) {
	text := "id,name,Name\n1,a,b\n\nid,name,Name\nTotal,,\n3,,\n,,\n\n"
	f := open(t, "in.csv", []byte(text))
	res := mustRead(t, f, strict(func(l *Layout) { l.InOrder = true }))
	if res.Tail.Records != 4 || res.Tail.Skipped.Sum() != 1 || res.Tail.Read != 5 {
		t.Errorf("%+v", res.Tail)
	}
	var blank []string
	for _, e := range res.Tail.Notes {
		blank = append(blank, fmt.Sprint(e.Kind, " ", e.Severity, " ", e.Row))
	}
	want := []string{"blank-row error 3", "blank-row error 7", "blank-row error 8"}
	if diff := cmp.Diff(want, blank); diff != "" {
		t.Error(diff)
	}
}

// TestStrictManyBlanks holds that a flood of blank rows is counted and not listed.
func TestStrictManyBlanks(t *testing.T) {
	f := open(t, "in.csv", []byte("id,name,Name\n1,a,b\n"+strings.Repeat("\n", listedBlanks+500)+"2,c,d\n"))
	notes := mustRead(t, f, strict(nil)).Tail.Notes
	last := notes[len(notes)-1]
	if len(notes) != listedBlanks+1 || last.Kind != report.KindBlankRow || !strings.Contains(last.Message, "500 further blank rows") {
		t.Error(len(notes), last.Message)
	}
}
