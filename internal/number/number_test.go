package number

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func parse(t testing.TB, s string) Num {
	t.Helper()
	n, err := Parse(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return n
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "+0.00": "0", "7": "7", "+7": "7", "-7": "-7", "007": "7", "58.0": "58", "98.70": "98.7",
		".5": "0.5", "5.": "5", "-.5": "-0.5", "1e3": "1000", "1E3": "1000", "1.5e+2": "150", "15e-1": "1.5", "-2.5E-3": "-0.0025",
		"9223372036854775807":                  "9223372036854775807",
		"9223372036854775808":                  "9223372036854775808",
		"-9223372036854775808":                 "-9223372036854775808",
		"-9223372036854775809":                 "-9223372036854775809",
		"1234567890123456789.5":                "1234567890123456789.5",
		"0.000000000000000001":                 "0.000000000000000001",
		"0.0000000000000000001":                "0.0000000000000000001",
		"1.0000000000000000000000000":          "1",
		"0e3999":                               "0",
		"1e-18":                                "0.000000000000000001",
		"1e30":                                 "1" + strings.Repeat("0", 30),
		"-1e-30":                               "-0." + strings.Repeat("0", 29) + "1",
		strings.Repeat("9", 40):                strings.Repeat("9", 40),
		"1" + strings.Repeat("0", maxDigits-1): "1" + strings.Repeat("0", maxDigits-1),
	} {
		if got := parse(t, in).String(); got != want {
			t.Errorf("%q = %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{
		"", " ", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1e1.5", "1e5e5", "1.2.3", "--1", "+-1", "1-", " 1", "1 ", "1,000", "1_000",
		"0x10", "1e 5", "1e_5", "Inf", "NaN", "£5", "5%", "(5)", "٣", "1\x00", "½",
		"1e4001", "1e-4001", "1e99999999999999999999", "1e4000", "0." + strings.Repeat("0", 2000) + "1e-4000", strings.Repeat("1", maxDigits+1),
	} {
		if n, err := Parse(in); !errors.Is(err, ErrSyntax) {
			t.Errorf("%.20q parsed as %v, %v", in, n, err)
		}
	}
}

func TestRoundHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		in     string
		places int
		want   string
	}{
		{"2.5", 0, "3"}, {"-2.5", 0, "-3"}, {"0.5", 0, "1"}, {"-0.5", 0, "-1"}, {"0.4999999999", 0, "0"}, {"-0.4", 0, "0"},
		{"466.05", 0, "466"}, {"1.005", 2, "1.01"}, {"-1.005", 2, "-1.01"}, {"1.004999", 2, "1"}, {"2.675", 2, "2.68"},
		{"1.5", 4, "1.5"}, {"1250", -2, "1300"}, {"-1250", -2, "-1300"}, {"1249", -2, "1200"}, {"49", -2, "0"}, {"50", -2, "100"},
		{"0.0000000000000000005", 18, "0.000000000000000001"}, {"99999999999999999999.5", 0, "100000000000000000000"},
		{"9223372036854775807.5", 0, "9223372036854775808"}, {"9223372036854775807", -1, "9223372036854775810"},
	} {
		if got := parse(t, c.in).Round(c.places).String(); got != c.want {
			t.Errorf("%s at %d places = %s, want %s", c.in, c.places, got, c.want)
		}
	}
	third, _ := FromInt(2).Quo(FromInt(3))
	if got := third.Round(2).String(); got != "0.67" {
		t.Errorf("2/3 = %s", got)
	}
}

// The printed key of the Council Plan, at its edges.
func TestBoundariesAreExact(t *testing.T) {
	better := func(value, target string) Num {
		v, tg := parse(t, value), parse(t, target)
		q, ok := v.Sub(tg).Quo(tg.Abs())
		if !ok {
			t.Fatal("target is 0")
		}
		return q
	}
	five, two, ten := parse(t, "0.05"), parse(t, "0.02"), parse(t, "0.1")
	for _, c := range []struct {
		value, target string
		edge          Num
		want          int
	}{
		{"98.7", "94.0", five, 0}, {"98.71", "94.0", five, 1}, {"98.69", "94.0", five, -1},
		{"0.105", "0.1", five, 0}, {"1.1", "1", ten, 0}, {"1.02", "1", two, 0}, {"315", "300", five, 0}, {"-95", "-100", five, 0},
	} {
		if got := better(c.value, c.target).Cmp(c.edge); got != c.want {
			t.Errorf("%s against %s is %s, compared with %s: %d, want %d", c.value, c.target, better(c.value, c.target), c.edge, got, c.want)
		}
	}
}

func TestOverflow(t *testing.T) {
	largest, smallest := FromInt(math.MaxInt64), FromInt(math.MinInt64)
	for _, c := range []struct {
		name string
		got  Num
		want string
	}{
		{"add", largest.Add(FromInt(1)), "9223372036854775808"},
		{"add and come back", largest.Add(FromInt(1)).Sub(FromInt(2)), "9223372036854775806"},
		{"sub", smallest.Sub(FromInt(1)), "-9223372036854775809"},
		{"neg", smallest.Neg(), "9223372036854775808"},
		{"abs", smallest.Abs(), "9223372036854775808"},
		{"mul", largest.Mul(largest), "85070591730234615847396907784232501249"},
		{"mul to the smallest", FromInt(1 << 62).Mul(FromInt(-2)), "-9223372036854775808"},
		{"mul of fine scales", parse(t, "0.0000000001").Mul(parse(t, "0.0000000001")), "0.00000000000000000001"},
		{"add of far scales", largest.Add(parse(t, "0.000000000000000001")), "9223372036854775807.000000000000000001"},
		{"sub of equals", parse(t, "0.1").Sub(parse(t, "0.10")), "0"},
	} {
		if got := c.got.String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if q, _ := smallest.Quo(FromInt(-1)); q.String() != "9223372036854775808" {
		t.Errorf("quo: %s", q)
	}
	if m, ok := smallest.Rem(FromInt(-1)); !ok || m.Sign() != 0 {
		t.Errorf("rem: %s", m)
	}
	if smallest.Cmp(parse(t, "0.5")) != -1 || largest.Cmp(parse(t, "0.000000000000000001")) != 1 {
		t.Error("comparing far scales")
	}
}

func TestQuoAndRem(t *testing.T) {
	for _, c := range []struct{ a, b, quo, rem string }{
		{"7", "2", "3.5", "1"}, {"-7", "2", "-3.5", "-1"}, {"7", "-2", "-3.5", "1"}, {"1", "3", "0.333333333333", "1"},
		{"6", "3", "2", "0"}, {"0", "3", "0", "0"}, {"7.0", "2.0", "3.5", "1"}, {"1.5", "0.5", "3", "no"}, {"5", "0.1", "50", "no"},
		{"1", "0", "no", "no"}, {"1", "0.00", "no", "no"}, {"1e30", "7", "142857142857142857142857142857.142857142857", "1"},
		{"465", "300", "1.55", "165"}, {"0.000000000000000001", "10", "0.0000000000000000001", "no"},
	} {
		quo, rem := "no", "no"
		if q, ok := parse(t, c.a).Quo(parse(t, c.b)); ok {
			quo = q.String()
		}
		if r, ok := parse(t, c.a).Rem(parse(t, c.b)); ok {
			rem = r.String()
		}
		if quo != c.quo || rem != c.rem {
			t.Errorf("%s by %s: %s, %s; want %s, %s", c.a, c.b, quo, rem, c.quo, c.rem)
		}
	}
}

func TestTextAndString(t *testing.T) {
	third, _ := FromInt(-1).Quo(FromInt(3))
	tiny, _ := FromInt(-1).Quo(parse(t, "3e20"))
	for _, c := range []struct {
		n            Num
		text, string string
	}{
		{parse(t, "5"), "5.00", "5"}, {parse(t, "-0.001"), "0.00", "-0.001"}, {parse(t, "55"), "55.00", "55"},
		{parse(t, "2.005"), "2.01", "2.005"}, {third, "-0.33", "-0.333333333333"}, {tiny, "0.00", "0"}, {Num{}, "0.00", "0"},
		{FromInt(100), "100.00", "100"}, {FromInt(math.MinInt64), "-9223372036854775808.00", "-9223372036854775808"},
	} {
		if got := c.n.Text(2); got != c.text {
			t.Errorf("text: %s, want %s", got, c.text)
		}
		if got := c.n.String(); got != c.string {
			t.Errorf("string: %s, want %s", got, c.string)
		}
	}
}

func TestIntegers(t *testing.T) {
	for _, c := range []struct {
		in    string
		whole bool
		n     int64
		fits  bool
	}{
		{"5", true, 5, true}, {"5.00", true, 5, true}, {"5.5", false, 0, false}, {"-3", true, -3, true},
		{"9223372036854775807", true, math.MaxInt64, true}, {"-9223372036854775808", true, math.MinInt64, true},
		{"9223372036854775808", true, 0, false}, {"0.00000000000000000000001", false, 0, false},
	} {
		n := parse(t, c.in)
		got, fits := n.Int64()
		if n.IsInt() != c.whole || fits != c.fits || fits && got != c.n {
			t.Errorf("%s: whole %v, %d, %v", c.in, n.IsInt(), got, fits)
		}
	}
}

func TestScaled(t *testing.T) {
	for _, c := range []struct {
		in     string
		places int
		exact  bool // what ScaledInt64 says
		want   string
	}{
		{"1.5", 2, true, "150"}, {"1.50", 1, true, "15"}, {"1.55", 1, false, "16"}, {"-1.55", 1, false, "-16"}, {"12", 0, true, "12"},
		{"1e15", 4, false, "10000000000000000000"}, {"-922337203685477.5807", 4, true, "-9223372036854775807"}, {"1250", -2, false, "13"},
	} {
		n := parse(t, c.in)
		if got := n.Scaled(c.places).String(); got != c.want {
			t.Errorf("%s × 10^%d = %s, want %s", c.in, c.places, got, c.want)
		}
		got, exact := n.ScaledInt64(c.places)
		if exact != c.exact || exact && fmt.Sprint(got) != c.want {
			t.Errorf("%s × 10^%d = %d, %v", c.in, c.places, got, exact)
		}
	}
}

func TestFromScaledAndBig(t *testing.T) {
	big30 := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil)
	for _, c := range []struct {
		n    Num
		want string
	}{
		{FromScaled(12345, 2), "123.45"}, {FromScaled(12345, -2), "1234500"}, {FromScaled(1, 20), "0.00000000000000000001"},
		{FromBig(big30, 30), "1"}, {FromBig(big30, 29), "10"}, {FromBig(big30, 31), "0.1"}, {FromBig(big30, -1), "1" + strings.Repeat("0", 31)},
		{FromRat(big.NewRat(1, 8)), "0.125"}, {FromRat(big.NewRat(-3, 5)), "-0.6"},
	} {
		if got := c.n.String(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if diff := cmp.Diff(FromInt(1), FromBig(big30, 30)); diff != "" {
		t.Errorf("cmp should use Equal: %s", diff)
	}
}

// Values that come back into range come back to the fast path.
func TestBackOnTheFastPath(t *testing.T) {
	third, _ := FromInt(1).Quo(FromInt(3))
	for name, n := range map[string]Num{
		"a third, tripled": third.Mul(FromInt(3)), "a quotient": func() Num { q, _ := FromInt(465).Quo(FromInt(300)); return q }(),
		"an eighth": FromRat(big.NewRat(1, 8)), "trailing zeros": parse(t, "1.50000000000000000000000"),
	} {
		if n.rat != nil {
			t.Errorf("%s is a rational: %s", name, n)
		}
	}
}

// draw gives numbers of every size, and the same value as a rational.
func draw(t *rapid.T, label string) (Num, *big.Rat) {
	switch rapid.IntRange(0, 3).Draw(t, label+" size") {
	case 0:
		c, s := rapid.Int64().Draw(t, label), rapid.IntRange(0, maxScale).Draw(t, label+" scale")
		return FromScaled(c, s), new(big.Rat).SetFrac(big.NewInt(c), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(s)), nil))
	case 1:
		c, s := rapid.Int64Range(-1000, 1000).Draw(t, label), rapid.IntRange(0, 3).Draw(t, label+" scale")
		return FromScaled(c, s), new(big.Rat).SetFrac(big.NewInt(c), big.NewInt(pow10[s]))
	case 2:
		r := big.NewRat(rapid.Int64().Draw(t, label), rapid.Int64Range(1, 1000).Draw(t, label+" denominator"))
		return FromRat(r), r
	}
	s := rapid.StringMatching(`-?[0-9]{1,30}(\.[0-9]{1,25})?(e-?[0-9])?`).Draw(t, label)
	n, err := Parse(s)
	r, ok := new(big.Rat).SetString(s)
	if err != nil || !ok {
		t.Fatalf("%q: %v", s, err)
	}
	return n, r
}

// TestAgainstRationals holds all arithmetic to math/big's.
func TestAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, x := draw(t, "a")
		b, y := draw(t, "b")
		same := func(what string, n Num, r *big.Rat) {
			if n.Rat().Cmp(r) != 0 {
				t.Fatalf("%s of %s and %s: %s, want %s", what, x, y, n, r)
			}
			if again := FromRat(r); !again.Equal(n) || again.String() != n.String() {
				t.Fatalf("%s of %s and %s: written %s, want %s", what, x, y, n, again)
			}
		}
		same("itself", a, x)
		same("sum", a.Add(b), new(big.Rat).Add(x, y))
		same("difference", a.Sub(b), new(big.Rat).Sub(x, y))
		same("product", a.Mul(b), new(big.Rat).Mul(x, y))
		same("negation", a.Neg(), new(big.Rat).Neg(x))
		same("absolute", a.Abs(), new(big.Rat).Abs(x))
		if q, ok := a.Quo(b); ok != (y.Sign() != 0) {
			t.Fatal("division by 0")
		} else if ok {
			same("quotient", q, new(big.Rat).Quo(x, y))
		}
		if a.Cmp(b) != x.Cmp(y) || a.Sign() != x.Sign() || a.IsInt() != x.IsInt() || a.Equal(b) != (x.Cmp(y) == 0) {
			t.Fatalf("%s and %s compare as %d", x, y, a.Cmp(b))
		}
		if m, ok := a.Rem(b); ok {
			same("remainder", m, new(big.Rat).SetInt(new(big.Int).Rem(x.Num(), y.Num())))
		}
		places := rapid.IntRange(0, 20).Draw(t, "places")
		if got, want := a.Text(places), strings.TrimPrefix(x.FloatString(places), "-"); strings.TrimPrefix(got, "-") != want {
			t.Fatalf("%s at %d places: %s, want %s", x, places, got, want)
		}
	})
}

// TestStringParsesBack holds for every value that a decimal can write.
func TestStringParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, r := draw(t, "n")
		if _, exact := r.FloatPrec(); !exact {
			t.Skip("no decimal")
		}
		if back, err := Parse(n.String()); err != nil || !back.Equal(n) {
			t.Fatalf("%s came back as %s, %v", n, back, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "-1.5e-3", "98.70", "1e4000", ".", "9223372036854775808", "0.0000000000000000001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			return
		}
		r, ok := new(big.Rat).SetString(s)
		if !ok || n.Rat().Cmp(r) != 0 {
			t.Fatalf("%q = %s, math/big says %v", s, n, r)
		}
	})
}

func BenchmarkArithmetic(b *testing.B) {
	x, y := parse(b, "98.7"), parse(b, "94.0")
	b.ReportAllocs()
	for b.Loop() {
		if x.Mul(y).Add(x).Cmp(y) < 0 {
			b.Fatal("below")
		}
	}
}

func BenchmarkParseBytes(b *testing.B) {
	text := []byte("1234.56")
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := ParseBytes(text); !ok {
			b.Fatal("not a number")
		}
	}
}
