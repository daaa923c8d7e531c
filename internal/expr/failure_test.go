package expr

import (
	"testing"

	"winnow/internal/number"
)

func TestFailure(t *testing.T) {
	env, err := NewEnv([]Var{{"n", Number}, {"d", Number}, {"s", String}, {"on", Date}})
	if err != nil {
		t.Fatal(err)
	}
	num := func(n int64) Value { return Value{Type: Number, Num: number.FromInt(n)} }
	known := values{num(1), num(0), {Type: String, Str: "x"}, {Type: Date, Date: 1}}
	const places = "it rounds to a number of places that isn't a whole number from -18 to 18"
	for _, test := range []struct {
		text string
		row  values
		want string
	}{
		{"n / d > 1", known, byZero},
		{"n % d == 1", known, byZero},
		{"d != 0 && n / d > 1", known, ""},
		{"n / d > 1 || n == 1", known, ""},
		{"n / d > 1 && n == 1", known, byZero},
		{"d > 0 ? n / d > 1 : n > 0", known, ""},
		{"n / d > 1", values{num(1), {}, {}, {}}, ""},
		{"n / d > 1", values{{}, num(0), {}, {}}, ""},
		{"n / 2 > 1", values{{}, {}, {}, {}}, ""},
		{"round(n, n / 2) > 1", known, places},
		{"number(s) > 1", known, ""},
		{"add_days(on, n / 2) > on", known, "it adds days to a date that aren't a whole number, or too many of them"},
		{"add_days(on, 3652000) > on", known, "it adds so many days to a date that it leaves the calendar"},
	} {
		p, issues := env.Compile(test.text, Bool)
		if len(issues) > 0 {
			t.Fatalf("%s: %v", test.text, issues)
		}
		if got := p.Failure(test.row); got != test.want {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}
