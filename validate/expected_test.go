package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
)

const dated = `{name: ref, title: Ref, type: string, key: true}
  - {name: paid, title: Date paid, type: date, format: "%d/%m/%Y"}
  - {name: secret, title: Secret, type: string, privacy: drop}
primaryKey: [ref]
rules:
  - {id: r, expect: paid <= as_at, expected: 'a day up to {as_at}, not {paid} ({secret})', message: "Paid on {paid}."}
  - {id: s, expect: paid <= as_at, message: m}
`

// TestExpected holds what a row rule expected to its text with the row's values,
// days first, and to the words made from the condition.
func TestExpected(t *testing.T) {
	set, ret := load(t, withField(dated))
	x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "a|d:44409|hidden", "b|02/08/2021|"))
	var got [][3]string
	for _, e := range x {
		got = append(got, [3]string{e.Value, e.Message, e.Expected})
	}
	want := [][3]string{
		{"2021-08-01", "Paid on 01/08/2021.", "a day up to 30 June 2021, not 01/08/2021 (" + report.MaskedValue + ")"},
		{"2021-08-01", "m", "Date paid on or before 30 June 2021"},
		{"02/08/2021", "Paid on 02/08/2021.", "a day up to 30 June 2021, not 02/08/2021 (" + report.MaskedValue + ")"},
		{"02/08/2021", "m", "Date paid on or before 30 June 2021"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, e := range x {
		if e.RealDate != (e.Value == "2021-08-01") {
			t.Errorf("%q is a date cell: %v", e.Value, e.RealDate)
		}
	}
}

// TestLines sees to it that a text file has lines, and a sheet rows.
func TestLines(t *testing.T) {
	set, ret := load(t, withField(dated))
	for csv, want := range map[bool]string{
		true:  "This line repeats line 2: every value is the same. It was counted once.",
		false: "This row repeats row 2: every value is the same. It was counted once.",
	} {
		x, _, _, _ := run(t, checker(t, ret, quarterly(set), csv), nil, batchOf(0, 2, "a|01/05/2021|x", "a|01/05/2021|x"))
		if len(x) != 1 || x[0].Message != want {
			t.Errorf("%v", x)
		}
	}
}

func TestMessagesSayASignOnce(t *testing.T) {
	value := func(name string) (string, bool) {
		text, ok := map[string]string{"paid": "£400.01", "plain": "400.01", "share": "12.5%", "ratio": "12.5"}[name]
		return text, ok
	}
	for message, want := range map[string]string{
		"It came to £{paid}.":        "It came to £400.01.",
		"It came to £{plain}.":       "It came to £400.01.",
		"It came to {paid}.":         "It came to £400.01.",
		"{share}% is too much.":      "12.5% is too much.",
		"{ratio}% is too much.":      "12.5% is too much.",
		"£{other} and {share}.":      "£{other} and 12.5%.",
		"{paid} of £{paid}, {ratio}": "£400.01 of £400.01, 12.5",
	} {
		if got := expand(message, value); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}
