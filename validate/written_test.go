package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSeparators holds which signs may stand in a number, and where.
func TestSeparators(t *testing.T) {
	const (
		comma = `{name: v, type: number, decimals: 2, groupChar: ","}`
		point = `{name: v, type: number, decimals: 2, groupChar: ".", decimalChar: ","}`
		space = `{name: v, type: number, decimals: 2, groupChar: "` + "\u00a0" + `", decimalChar: ","}`
		only  = `{name: v, type: number, decimals: 2, decimalChar: ","}`
		bare  = `{name: v, type: number, decimals: 2, bareNumber: false}`
		euros = `{name: v, type: number, decimals: 2, bareNumber: false, decimalChar: ",", groupChar: "."}`
		share = `{name: v, type: number, decimals: 2, bareNumber: false, percent: fraction}`
		money = `{name: v, type: number, decimals: 2, bareNumber: false, currency: GBP}`
		plain = `{name: v, type: number}`
		whole = `{name: v, type: integer}`
		kg    = `{name: v, type: integer, bareNumber: false}`
	)
	for _, tt := range []struct{ field, cell, want string }{
		{comma, "1,234.5", "1234.50"}, {comma, "1234.5", "1234.50"}, {comma, "-1,234,567", "-1234567.00"},
		{comma, "1,00", ""}, {comma, ",1", ""}, {comma, "1000.5,0", ""}, {comma, "1,000.500,0", ""}, {comma, "10,00,000", ""},
		{point, "1.234,5", "1234.50"}, {point, "1234,5", "1234.50"}, {point, "10.5", ""}, {point, "1.00,5", ""}, {point, "1,5.000", ""},
		{space, "1 234,5", "1234.50"}, {space, "1\u00a0234", "1234.00"}, {space, "12 34", ""}, {space, "10.5", ""},
		{only, "1234,5", "1234.50"}, {only, "1.234,5", ""}, {only, "1,234,5", ""},
		{bare, "95%", "95.00"}, {bare, "5 kg", "5.00"}, {bare, "EUR 10.5", "10.50"}, {bare, "€5", "5.00"}, {bare, "-5 kg", "-5.00"},
		{bare, "1,234 kg", "1234.00"}, {bare, "kg", ""}, {bare, "1 of 2", ""}, {bare, "12", "12.00"},
		{euros, "10,50 EUR", "10.50"}, {euros, "ca. 5", ""}, {share, "50%", "0.50"}, {share, "0.5 of all", "0.50"},
		{money, "£5 each", "5.00"}, {money, "$5", ""}, {kg, "5 kg", "5"}, {kg, "5.5 kg", ""},
		{plain, "1e-400", ""}, {plain, "n:1E-300", ""}, {plain, "-1e-31", ""}, {plain, "0e-400", "0.000000000000"}, {plain, "n:5.55E-17", "0.000000000000"},
		{whole, "1e-400", ""}, {whole, "n:5.55E-17", "0"},
	} {
		t.Run(tt.field+" "+tt.cell, func(t *testing.T) {
			set, ret := load(t, withField(tt.field))
			x, _, clean, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.cell))
			if tt.want == "" {
				if len(clean) > 0 || len(x) != 1 || x[0].Rule != "v.type" {
					t.Errorf("got %v, %v; want a type error", clean, brief(x))
				}
				return
			}
			if d := cmp.Diff([]string{tt.want + "|2"}, clean); d != "" {
				t.Error(brief(x), d)
			}
		})
	}
}

// TestSchemaSeparators holds that a bare Table Schema keeps to its standard: a
// declared sign is taken out wherever it stands.
func TestSchemaSeparators(t *testing.T) {
	set, ret := loadSchema(t, `{"fields": [{"name": "v", "type": "number", "groupChar": ","}]}`)
	_, _, clean, _ := run(t, checker(t, ret, quarterly(set), true), nil, batchOf(0, 2, "1,00", "£5"))
	if len(clean) != 1 || !strings.HasPrefix(clean[0], "100.") {
		t.Error(clean)
	}
}

// TestGroupsOfTwo holds that a measure grouped by two fields lists every
// combination of their codes valid in the period, zeros included.
func TestGroupsOfTwo(t *testing.T) {
	const fields = `{name: g, type: string, constraints: {enum: [a, b]}}
  - {name: l, type: string, constraints: {enum: {list: codes.csv, column: code}}}
  - {name: free, type: string}
measures:
  - {name: both, by: [l, g], count: {}}
  - {name: one, by: [g, free], count: {}}
`
	set, ret := load(t, withField(fields), "codes.csv", "code,valid_from\nx,2021-04-01\ny,2021-07-01\nz,\n")
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "a|x|p", "b|z|q", "b|z|q"))
	ms, _, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	var got []string
	for _, m := range ms {
		got = append(got, strings.Join([]string{m.Measure, m.Group["l"], m.Group["g"], m.Group["free"], *m.Value}, " "))
	}
	want := []string{"both x a  1", "both x b  0", "both z a  0", "both z b  2", "one  a p 1", "one  b q 2"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
