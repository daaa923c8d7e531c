package pipeline

import (
	"testing"

	"winnow/internal/table"
	"winnow/rules"
)

// cellOf is a cell of a field of a type.
type cellOf struct {
	of   rules.Type
	kind table.Kind
	raw  string
}

func (c cellOf) written(format string) string {
	return string(appendValue(nil, &rules.Field{Type: c.of, Format: format}, []byte(c.raw), c.kind, false))
}

func (c cellOf) hashed() uint64 {
	h := cellHasher{Field: &rules.Field{Type: c.of}}
	first := h.hash([]byte(c.raw), c.kind)
	if again := h.hash([]byte(c.raw), c.kind); again != first {
		return ^first
	}
	return first
}

func TestOneValueInSeveralWritings(t *testing.T) {
	for _, same := range [][]cellOf{
		{{rules.TypeString, table.Text, "Chesterfield"}, {rules.TypeString, table.Text, " Chesterfield\u00a0\n"}},
		{{rules.TypeString, table.Blank, ""}, {rules.TypeString, table.Absent, ""}, {rules.TypeString, table.Text, " \t"}},
		{{rules.TypeNumber, table.Number, "5"}, {rules.TypeNumber, table.Number, "5.0"}, {rules.TypeNumber, table.Text, "5.00 "}, {rules.TypeInteger, table.Text, "05"}, {rules.TypeNumber, table.Number, "5E0"}, {rules.TypeNumber, table.Text, "+5."}},
		{{rules.TypeNumber, table.Number, "0.3"}, {rules.TypeNumber, table.Number, "0.30000000000000004"}, {rules.TypeNumber, table.Text, ".3"}, {rules.TypeNumber, table.Number, "3.0E-1"}},
		{{rules.TypeNumber, table.Number, "-12.5"}, {rules.TypeNumber, table.Text, "-12.50"}},
		{{rules.TypeNumber, table.Number, "0"}, {rules.TypeNumber, table.Text, "-0.00"}},
		{{rules.TypeString, table.Number, "7"}, {rules.TypeString, table.Text, "7"}},
		{{rules.TypeDate, table.Date, "44287"}, {rules.TypeDate, table.Date, "2021-04-01"}, {rules.TypeDate, table.Number, "44287"}, {rules.TypeDate, table.Text, "2021-04-01"}, {rules.TypeDate, table.Text, "01/04/2021"},
			{rules.TypeDate, table.Text, "1.4.2021"}, {rules.TypeDate, table.Text, "1-4-2021"}, {rules.TypeDate, table.Text, "2021-04-01T00:00:00"}, {rules.TypeDateTime, table.Text, "2021-04-01 00:00"}},
	} {
		for _, c := range same[1:] {
			if got, want := c.written(""), same[0].written(""); got != want || c.hashed() != same[0].hashed() {
				t.Errorf("%+v is written %q, and %+v is %q", c, got, same[0], want)
			}
		}
	}
}

func TestOtherValuesAreOthers(t *testing.T) {
	seen, sums := map[string]cellOf{}, map[uint64]cellOf{}
	for _, c := range []cellOf{
		{rules.TypeString, table.Text, "5"}, {rules.TypeString, table.Text, "5.0"}, {rules.TypeString, table.Text, "05"}, {rules.TypeString, table.Text, "Yes"}, {rules.TypeString, table.Text, "yes"},
		{rules.TypeNumber, table.Text, "1,234"}, {rules.TypeNumber, table.Text, "1234"}, {rules.TypeNumber, table.Text, "95%"}, {rules.TypeNumber, table.Number, "0.95"}, {rules.TypeNumber, table.Text, "-5"},
		{rules.TypeNumber, table.Text, "1234567890123456"}, {rules.TypeNumber, table.Text, "1234567890123457"}, {rules.TypeNumber, table.Text, "1.2.3"}, {rules.TypeNumber, table.Text, "."},
		{rules.TypeNumber, table.Text, "120"}, {rules.TypeNumber, table.Text, "12"}, {rules.TypeNumber, table.Text, "1.05"}, {rules.TypeNumber, table.Text, "1.5"},
		{rules.TypeDate, table.Date, "44287"}, {rules.TypeDate, table.Date, "44288"}, {rules.TypeDate, table.Date, "44287.5"}, {rules.TypeDate, table.Text, "1/4/21"}, {rules.TypeDate, table.Text, "04/01/2021"},
		{rules.TypeDate, table.Text, "31/02/2021"}, {rules.TypeDate, table.Text, "2021-02-30"}, {rules.TypeDate, table.Text, "2021-04"}, {rules.TypeDate, table.Text, "2021-04-01T09:30:00"}, {rules.TypeDate, table.Text, "1/4-2021"},
		{rules.TypeDate, table.Text, "-"}, {rules.TypeDate, table.Text, "2021"}, {rules.TypeDate, table.Text, "2021-04-01 and later"}, {rules.TypeString, table.Blank, ""},
	} {
		got := c.written("")
		if other, taken := seen[got]; taken {
			t.Errorf("%+v and %+v are both written %q", c, other, got)
		}
		if other, taken := sums[c.hashed()]; taken {
			t.Errorf("%+v and %+v have one hash", c, other)
		}
		seen[got], sums[c.hashed()] = c, c
	}
	if got := (cellOf{rules.TypeDate, table.Text, "04/01/2021"}).written("%m/%d/%Y"); got != "04/01/2021" {
		t.Errorf("a date with the month first is read with the day first: %q", got)
	}
}
