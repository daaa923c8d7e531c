package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// quits is the layout that most tests look for.
func quits() *Layout {
	return &Layout{
		Columns: []Column{
			{Name: "client_ref", Titles: []string{"Client reference", "Client ref", "Client ID", "client_ref"}, Required: true, Key: true},
			{Name: "quit_date", Titles: []string{"Quit date set", "quit_date"}, Required: true},
			{Name: "outcome", Titles: []string{"Outcome at 4 weeks", "outcome"}, Required: true},
			{Name: "co_ppm", Titles: []string{"CO reading (ppm)", "co_ppm"}, Numeric: true},
			{Name: "amount", Titles: []string{"Amount", "amount"}, Numeric: true},
		},
		Facts: []FactLabel{{Name: "as_at", Label: "Data as at"}, {Name: "provider", Label: "Provider"}},
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		name, text string
		header     int
		columns    []int
		extra      []int
		duplicate  [][]int
		missing    int
	}{
		{"row 1: title block", "Stop smoking return\nProvider;x\n\nClient reference,Quit date set,Outcome at 4 weeks,CO reading (ppm),Amount\n1,2,3,4,5\n", 4, []int{0, 1, 2, 3, 4}, nil, nil, 0},
		{"row 55: columns in another order", "Amount,Outcome at 4 weeks,CO reading (ppm),Client reference,Quit date set\n", 1, []int{3, 4, 1, 2, 0}, nil, nil, 0},
		{"rows 48 to 51: case, spaces, line breaks, quotes", "'CLIENT  reference,\"Quit\u00a0date\nset\",outcome_at_4_weeks,“CO reading” ppm:,Amount ()\n", 1, []int{0, 1, 2, 3, 4}, nil, nil, 0},
		{"row 54: aliases", "client id,quit_date,OUTCOME,x,y\n", 1, []int{0, 1, 2, -1, -1}, []int{3, 4}, nil, 0},
		{"row 56: extra columns, required ones missing", "Client ref,Notes,Initials\n", 1, []int{0, -1, -1, -1, -1}, []int{1, 2}, nil, 2},
		{"row 53: duplicate headers", "Client ref,Amount,Quit date set,amount\n", 1, []int{0, 2, -1, -1, 1}, nil, [][]int{{1, 3}}, 1},
		{"an alias does not take another's column", "Client ID,Client reference,Amount\n", 1, []int{1, -1, -1, -1, 2}, []int{0}, nil, 2},
		{"row 10: spacer columns", "Client ref,,Quit date set,,Amount\n", 1, []int{0, 2, -1, -1, 4}, nil, nil, 1},
		{"the better of two", "Amount,x\n\nClient ref,Quit date set,Amount\n", 3, []int{0, 1, -1, -1, 2}, nil, nil, 1},
		{"the upper of equal ones", "Client ref,Amount\nClient ref,Amount\n", 1, []int{0, -1, -1, -1, 1}, nil, nil, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc, err := open(t, "in.csv", []byte(tt.text)).Match(0, quits())
			if err != nil || loc == nil {
				t.Fatal(loc, err)
			}
			type place struct {
				Header, Missing int
				Columns, Extra  []int
				Duplicate       [][]int
			}
			want := place{tt.header, tt.missing, tt.columns, tt.extra, tt.duplicate}
			got := place{loc.HeaderRow, loc.MissingRequired, loc.Columns, loc.Extra, loc.Duplicate}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNoMatch(t *testing.T) {
	f := open(t, "in.csv", []byte("a,b\n1,2\n"))
	if loc, err := f.Match(0, quits()); loc != nil || err != nil {
		t.Error(loc, err)
	}
	far := open(t, "far.csv", []byte(strings.Repeat("x,y\n", 60)+"Client ref,Amount\n"))
	if loc, err := far.Match(0, quits()); loc != nil || err != nil {
		t.Error(loc, err)
	}
	if loc, err := far.Match(0, &Layout{HeaderWithin: 61, Columns: quits().Columns}); loc == nil || err != nil {
		t.Error(loc, err)
	}
}

func inline(ref, s string) string {
	return `<c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c>`
}

// TestTwoRowHeader covers rows 2 and 3 of the mess table.
func TestTwoRowHeader(t *testing.T) {
	layout := &Layout{HeaderRows: 2, Columns: []Column{
		{Name: "ref", Titles: []string{"Ref"}, Key: true},
		{Name: "f", Titles: []string{"Female / Quit"}, Numeric: true}, {Name: "f2", Titles: []string{"Female / Lost"}, Numeric: true},
		{Name: "m", Titles: []string{"Male / Quit"}, Numeric: true}, {Name: "m2", Titles: []string{"Male / Lost"}, Numeric: true},
		{Name: "n", Titles: []string{"Notes"}},
	}}
	want := []int{0, 1, 2, 3, 4, 5}
	merged := book{
		rows: `<row r="2">` + inline("A2", "Ref") + inline("B2", "Female") + inline("D2", "Male") + `</row>` +
			`<row r="3">` + inline("B3", "Quit") + inline("C3", "Lost") + inline("D3", "Quit") + inline("E3", "Lost") + inline("F3", "Notes") + `</row>` +
			`<row r="4"><c r="A4"><v>1</v></c><c r="B4"><v>2</v></c></row>`,
		after: `<mergeCells count="3"><mergeCell ref="A2:A3"/><mergeCell ref="B2:C2"/><mergeCell ref="D2:E2"/></mergeCells>`,
	}
	for name, f := range map[string]*File{
		"merged":    open(t, "in.xlsx", merged.build(t)),
		"text file": open(t, "in.csv", []byte("\nRef,Female,,Male,,\n,Quit,Lost,Quit,Lost,Notes\n1,2,3,4,5,\n")),
	} {
		res := mustRead(t, f, layout)
		if diff := cmp.Diff(want, res.Loc.Columns); diff != "" || res.Loc.HeaderRow != 3 {
			t.Error(name, res.Loc.HeaderRow, res.Loc.Headers, diff)
		}
		if res.Tail.Records != 1 {
			t.Error(name, res.Tail)
		}
	}
	// A layout of two header rows and a file with one, under a title.
	f := open(t, "in.csv", []byte("Data as at: 30/06/2021,,\nRef,Quit,Notes\n1,2,3\n"))
	loc, err := f.Match(0, &Layout{HeaderRows: 2, Columns: []Column{{Titles: []string{"Ref"}}, {Titles: []string{"Quit"}}}, Facts: []FactLabel{{Name: "as_at", Label: "Data as at"}}})
	if err != nil || loc == nil {
		t.Fatal(loc, err)
	}
	if diff := cmp.Diff([]string{"Ref", "Quit", "Notes"}, loc.Headers); diff != "" || loc.Matched != 2 || loc.Facts["as_at"].Cell.Raw != "30/06/2021" {
		t.Error(loc, diff)
	}
}

// TestMergedTitle has a one-row header with a merged cell in it.
func TestMergedTitle(t *testing.T) {
	b := book{
		rows:  `<row r="1">` + inline("A1", "Client ref") + inline("B1", "Amount") + inline("D1", "Outcome") + `</row><row r="2"><c r="A2"><v>1</v></c></row>`,
		after: `<mergeCells><mergeCell ref="B1:C1"/></mergeCells>`,
	}
	loc, err := open(t, "in.xlsx", b.build(t)).Match(0, quits())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Client ref", "Amount", "Amount", "Outcome"}, loc.Headers); diff != "" {
		t.Error(diff)
	}
}

func TestFacts(t *testing.T) {
	header := "\nClient ref,Amount\n1,2\n"
	tests := []struct {
		name, text string
		want       map[string]Fact
	}{
		{"beside", "Data as at,,30/06/2021\nPROVIDER:,Live Life Better\n" + header, map[string]Fact{
			"as_at": {table.Cell{Kind: table.Text, Raw: "30/06/2021"}, 1, 2}, "provider": {table.Cell{Kind: table.Text, Raw: "Live Life Better"}, 2, 1}}},
		{"in the same cell", "Data as at: 30 June 2021,\n" + header, map[string]Fact{"as_at": {table.Cell{Kind: table.Text, Raw: "30 June 2021"}, 1, 0}}},
		{"without a colon", "Data as at 30 June 2021,\nProvider return,\n" + header, map[string]Fact{"as_at": {table.Cell{Kind: table.Text, Raw: "30 June 2021"}, 1, 0}}},
		{"below", ",Data as at\n,30/06/2021\n" + header, map[string]Fact{"as_at": {table.Cell{Kind: table.Text, Raw: "30/06/2021"}, 2, 1}}},
		{"not below the header", header + "Data as at,30/06/2021\n", map[string]Fact{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc, err := open(t, "in.csv", []byte(tt.text)).Match(0, quits())
			if err != nil || loc == nil {
				t.Fatal(loc, err)
			}
			if diff := cmp.Diff(tt.want, loc.Facts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Client\u00a0Ref.": "clientref", "CO reading (ppm)": "coreadingppm", "Ｑuit": "quit", "CO₂": "co2", "Rate %": "rate%",
		"Directorate & Service": "directorateandservice", "Amount (£)": "amount", "’Net’": "net", "É": "é", " \n": "",
	} {
		if got := fold(in); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}
