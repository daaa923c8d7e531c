package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

func formLayout() *Layout {
	return &Layout{Form: true, Columns: []Column{
		{Name: "site", Titles: []string{"Site"}, Required: true}, {Name: "date", Titles: []string{"Opened on", "date"}}, {Name: "n", Titles: []string{"Tests", "n"}, Numeric: true},
	}}
}

// entries lists a form's values as label=cell:value.
func entries(loc *Location) []string {
	if loc == nil {
		return nil
	}
	var out []string
	for _, e := range loc.Form.Fields {
		if e.Found {
			out = append(out, fmt.Sprintf("%s=%s:%s", e.Label, table.Address(e.Column, e.Row), e.Cell.Raw))
		}
	}
	for _, e := range loc.Form.Unknown {
		out = append(out, "? "+e.Label)
	}
	return out
}

func TestForms(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"left", "Site,Market\nOpened on,1/4/2021\nTests,5\n", []string{"Site=B1:Market", "Opened on=B2:1/4/2021", "Tests=B3:5"}},
		{"pairs", "Site,Market,Tests,5\nOpened on,1/4/2021,,\n", []string{"Site=B1:Market", "Opened on=B2:1/4/2021", "Tests=D1:5"}},
		{"blank pairs", "Site,,Tests,\nOpened on,1/4/2021,,\n", []string{"Site=B1:", "Opened on=B2:1/4/2021", "Tests=D1:"}},
		{"above", "Site,Tests,Weather\nMarket,5,fine\n", []string{"Site=A2:Market", "Tests=B2:5", "? Weather"}},
		{"above, one below the other", "Site\nMarket\nTests\n5\n", []string{"Site=A2:Market", "Tests=A4:5"}},
		{"in its own cell", "\"Site: Market\",x\nTests: 5,\n", []string{"Site=A1:Market", "Tests=A2:5"}},
		{"far to the right", "Site,,,Market\n", []string{"Site=D1:Market"}},
		{"no value, and a heading below", "Site,\nDetails of tests,none\nTests,5\n", []string{"Site=B1:", "Tests=B3:5", "? Details of tests"}},
		{"a table", "Site,Tests\nA,1\nB,2\n", nil},
		{"nothing", "x,y\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			loc, err := open(t, "in.csv", []byte(c.text)).Match(0, formLayout())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, entries(loc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFormOfMergedCells(t *testing.T) {
	text := func(ref, s string) string { return `<c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c>` }
	b := book{
		rows:  `<row r="1">` + text("A1", "Site") + text("C1", "Market") + `</row><row r="2">` + text("A2", "Tests") + `</row>`,
		after: `<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/><mergeCell ref="C1:D1"/></mergeCells>`,
	}
	loc, err := open(t, "in.xlsx", b.build(t)).Match(0, formLayout())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Site=C1:Market", "Tests=C2:"}, entries(loc)); diff != "" {
		t.Error(diff)
	}
}

// TestDamageBelowABlock: what is damaged below a table in a block is found all
// the same, and so is it below a form.
func TestDamageBelowABlock(t *testing.T) {
	row := func(n int, s string) string {
		return fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>`, n, n, s)
	}
	var rows strings.Builder
	for i, s := range []string{"Part A", "Site", "x", "Part B"} {
		rows.WriteString(row(i+1, s))
	}
	for i := range 3000 { // more than is looked at for a form
		rows.WriteString(row(i+5, "y"))
	}
	f := open(t, "in.xlsx", book{rows: rows.String() + `<row r="9999"><c r="A9999"><v>1</v></row>`}.build(t))
	l := &Layout{Columns: []Column{{Name: "site", Titles: []string{"Site"}}}, Block: Block{After: []string{"Part A"}, Before: []string{"Part B"}}}
	loc, err := f.Match(0, l)
	if err == nil && loc != nil {
		err = drain(f, l, loc)
	}
	var refused *Refusal
	if !errors.As(err, &refused) {
		t.Errorf("a table above damage: %v, want a refusal", err)
	}
	l.Form = true
	if loc, err = f.Match(0, l); err == nil && loc != nil {
		_, err = f.ReadForm(l, loc)
	}
	if !errors.As(err, &refused) {
		t.Errorf("a form above damage: %v, want a refusal", err)
	}
}

func drain(f *File, l *Layout, loc *Location) error {
	r, err := f.Read(l, loc)
	for b := (table.Batch{}); err == nil; {
		err = r.Next(&b)
	}
	if err == io.EOF {
		return nil
	}
	return err
}

func TestBlockRows(t *testing.T) {
	f := open(t, "in.csv", []byte("As at: 5\nPart 10,\nSite,n\na,1\nPart 1,\nSite,n\nb,2\n,\nTotal,2\n\"PART 2, more\",\nc,3\n"))
	l := &Layout{Columns: []Column{{Name: "site", Titles: []string{"Site"}, Key: true}, {Name: "n", Titles: []string{"n"}, Numeric: true}},
		Block: Block{After: []string{"Part 1"}, Before: []string{"part 2"}}, Facts: []FactLabel{{Name: "as_at", Label: "As at"}}}
	loc, err := f.Match(0, l)
	if err != nil || loc == nil || loc.HeaderRow != 6 || loc.Facts["as_at"].Cell.Raw != "5" {
		t.Fatalf("%+v, %v", loc, err)
	}
	r, err := f.Read(l, loc)
	if err != nil {
		t.Fatal(err)
	}
	var b table.Batch
	if err := r.Next(&b); err != nil || b.Len() != 1 || b.Rows[0] != 7 {
		t.Fatalf("%v: rows %v", err, b.Rows)
	}
	if err := r.Next(&b); err != io.EOF {
		t.Fatal(err)
	}
	if tail := r.Tail(); tail.Read != 3 || len(tail.Totals) != 1 {
		t.Errorf("%+v", tail)
	}
	l.Block.After = []string{"Part 3"}
	if loc, err := f.Match(0, l); loc != nil || err != nil {
		t.Errorf("a block that isn't there: %+v, %v", loc, err)
	}
}

func TestFactsBelow(t *testing.T) {
	f := open(t, "in.csv", []byte("Site,n,m,k\na,1,2,3\n,,,\n\"Data as at: 30 June 2021\",,,\n"))
	l := &Layout{Columns: []Column{{Titles: []string{"Site"}}, {Titles: []string{"n"}}, {Titles: []string{"m"}}, {Titles: []string{"k"}}},
		Facts: []FactLabel{{Name: "as_at", Label: "Data as at", Below: true}, {Name: "by", Label: "Data"}}}
	loc, err := f.Match(0, l)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.FactsBelow(l, loc); err != nil {
		t.Fatal(err)
	}
	if got := loc.Facts["as_at"]; got.Cell.Raw != "30 June 2021" || got.Row != 4 || len(loc.Facts) != 1 {
		t.Errorf("%+v", loc.Facts)
	}
}
