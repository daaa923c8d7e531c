package workbook

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/ooxml"
	"winnow/internal/reply"
)

func TestOffer(t *testing.T) {
	long := slices.Values([]AllowedValue{{Write: strings.Repeat("a", 200)}, {Write: strings.Repeat("b", 56)}})
	const problem = "This isn't what the return asks for in this column."
	for _, c := range []struct {
		name  string
		field FieldInfo
		day0  bool // the sender's days count from 1904
		want  ooxml.Offer
		ok    bool
	}{
		{"nothing known", FieldInfo{Title: "T"}, false, ooxml.Offer{Title: "winnow: T"}, false},
		{"a hint", FieldInfo{Title: "T", Hint: "H."}, false, ooxml.Offer{Title: "winnow: T", Hint: "H."}, true},
		{"a date", FieldInfo{Title: "T", Kind: AnyDate, Low: "2021-04-01", High: "2021-06-30"}, false,
			ooxml.Offer{Title: "winnow: T", Kind: ooxml.Date, Low: "44287", High: "44377", Problem: problem}, true},
		{"a date, from 1904", FieldInfo{Title: "T", Kind: AnyDate, Low: "2021-04-01", High: "2021-06-30"}, true,
			ooxml.Offer{Title: "winnow: T", Kind: ooxml.Date, Low: "42825", High: "42915", Problem: problem}, true},
		{"any date", FieldInfo{Title: "T", Kind: AnyDate}, false, ooxml.Offer{Title: "winnow: T", Kind: ooxml.Date, Low: "1", Problem: problem}, true},
		{"a number", FieldInfo{Title: "T", Kind: AnyNumber, High: "0.95"}, false, ooxml.Offer{Title: "winnow: T", Kind: ooxml.Decimal, High: "0.95", Problem: problem}, true},
		{"any whole number", FieldInfo{Title: "T", Kind: WholeNumber}, false, ooxml.Offer{Title: "winnow: T", Kind: ooxml.Whole, Low: "-1000000000000000", Problem: problem}, true},
		{"a length", FieldInfo{Title: "T", Low: "8", High: "8"}, false, ooxml.Offer{Title: "winnow: T", Kind: ooxml.TextLength, Low: "8", High: "8", Problem: problem}, true},
		{"no bound at all", FieldInfo{Title: "T", Kind: AnyNumber, Low: "=1+1", High: "NaN"}, false, ooxml.Offer{Title: "winnow: T", Kind: ooxml.Decimal, Low: "-1000000000000000", Problem: problem}, true},
		{"a list", FieldInfo{Title: "T", Values: slices.Values([]AllowedValue{{Write: "F"}, {Write: "M"}})}, false,
			ooxml.Offer{Title: "winnow: T", Kind: ooxml.List, Values: []string{"F", "M"}, Hint: "One of the values on the list.", Problem: problem + " One of the values on the list."}, true},
		{"a list too long", FieldInfo{Name: "f", Title: "T", Values: long}, false,
			ooxml.Offer{Title: "winnow: T", Kind: ooxml.List, Range: "'Allowed values'!$B$2:$B$3", Hint: "One of the values on the list. The sheet “Allowed values” lists what may stand in this column.",
				Problem: problem + " One of the values on the list. The sheet “Allowed values” lists what may stand in this column."}, true},
	} {
		f := c.field
		f.Column = 0
		p := &part{Input: Input{Fields: []FieldInfo{f}, Date1904: c.day0}, faulty: map[string]bool{f.Name: true}, lists: map[string]*list{}}
		b := &book{parts: []*part{p}, plan: Plan{Form: reply.Marked}, limits: excelLimits}
		if f.Values != nil {
			if err := b.collectLists(); err != nil {
				t.Fatal(err)
			}
			b.own = []reply.Own{{Role: reply.RoleAllowed, Name: sheetAllowed}}
		}
		got, ok := b.offer(p, &f)
		if diff := cmp.Diff(c.want, got); diff != "" || ok != c.ok {
			t.Errorf("%s: %v\n%s", c.name, ok, diff)
		}
	}
}

func TestInline(t *testing.T) {
	for _, c := range []struct {
		values []string
		ok     bool
	}{
		{[]string{"F", "M"}, true}, {[]string{"a,b"}, false}, {[]string{`a"b`}, false}, {[]string{"=A1"}, false}, {[]string{" a"}, false}, {[]string{""}, false},
		{[]string{strings.Repeat("a", 255)}, true}, {[]string{strings.Repeat("a", 254), "b"}, false}, {[]string{strings.Repeat("😀", 128)}, false},
	} {
		f := FieldInfo{Values: func(yield func(AllowedValue) bool) {
			for _, v := range c.values {
				if !yield(AllowedValue{Write: v}) {
					return
				}
			}
		}}
		if got := inline(&f); (got != nil) != c.ok || c.ok && !slices.Equal(got, c.values) {
			t.Errorf("%.20q: %.20q", c.values, got)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		s    string
		most int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"a😀b", 3, "a…"}, {"a\x00", 2, "a␀"}, {"", 0, ""}} {
		if got := within(c.s, c.most); got != c.want {
			t.Errorf("%q within %d: %q, want %q", c.s, c.most, got, c.want)
		}
	}
}
