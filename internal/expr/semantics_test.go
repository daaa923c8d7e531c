package expr

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/number"
	"winnow/internal/period"
)

// testVars are the variables of this package's tests: per type two that have
// values in testRow, and one that is blank.
var testVars = []Var{
	{"outcome", String}, {"name", String}, {"no_text", String},
	{"co_ppm", Number}, {"n", Number}, {"no_number", Number},
	{"quit_date", Date}, {"period.start", Date}, {"no_date", Date},
	{"seen_at", DateTime}, {"left_at", DateTime}, {"no_time", DateTime},
	{"yes", Bool}, {"no", Bool}, {"unknown", Bool},
	{"blob", Any}, {"no_blob", Any}, {"last_year.quits", Number}, {"int", Number},
}

// values is a Row by index.
type values []Value

func (v values) Value(i int) Value { return v[i] }

func num(t testing.TB, s string) Value {
	t.Helper()
	n, err := number.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return Value{Type: Number, Num: n}
}

func text(s string) Value { return Value{Type: String, Str: s} }

func day(t testing.TB, s string) Value {
	t.Helper()
	d, ok := period.ParseDate(s)
	if !ok {
		t.Fatalf("no date: %q", s)
	}
	return Value{Type: Date, Date: d}
}

func testRow(t testing.TB) values {
	return values{
		text("quit"), text(" Ánn O'Neill "), {},
		num(t, "9.9"), num(t, "7"), {},
		day(t, "2021-04-30"), day(t, "2021-04-01"), {},
		{Type: DateTime, Nanos: nanosPerDay + 1}, {Type: DateTime, Nanos: -1}, {},
		{Type: Bool, Bool: true}, {Type: Bool}, {},
		text("anything"), {}, num(t, "600"), num(t, "3"),
	}
}

// show writes a value as the tables below do.
func show(v Value) string {
	switch v.Type {
	case Bool:
		return fmt.Sprint(v.Bool)
	case Number:
		return v.Num.String()
	case String:
		return fmt.Sprintf("%q", v.Str)
	case Date:
		return v.Date.String()
	case DateTime:
		return fmt.Sprintf("%dns", v.Nanos)
	}
	return "unknown"
}

func testEnv(t testing.TB, opts ...Option) *Env {
	t.Helper()
	env, err := NewEnv(testVars, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func mustCompile(t testing.TB, env *Env, src string) *Program {
	t.Helper()
	p, issues := env.Compile(src, Any)
	if issues != nil {
		t.Fatalf("%s: %v", src, issues)
	}
	return p
}

func TestSemantics(t *testing.T) {
	for _, c := range []struct{ name, cases string }{
		{"numbers are exact", `
			0.1 + 0.2 == 0.3                  => true
			co_ppm < 10                       => true
			10 > co_ppm                       => true
			10 < co_ppm                       => false
			co_ppm <= 9.9                     => true
			9.9 >= co_ppm                     => true
			co_ppm == 9.90                    => true
			co_ppm != 9.9                     => false
			1 / 2                             => 0.5
			7 / 7                             => 1
			n / 2 * 2 == n                    => true
			n / 3 * 3 == n                    => true
			1.5e2                             => 150
			1e-3                              => 0.001
			0x10                              => 16
			-n                                => -7
			-2.50                             => -2.5
			- 2.5 + n                         => 4.5
			n - 10                            => -3
			n % 4                             => 3
			-n % 4                            => -3
			n % 2.5                           => unknown
			n / (n - 7)                       => unknown
			n % (n - 7)                       => unknown
			co_ppm * 0.05                     => 0.495
			9223372036854775807 + n           => 9223372036854775814
			(98.7 - 94.0) / 94.0              => 0.05
			(98.7 - 94.0) / 94.0 > 0.05       => false
			last_year.quits * 0.7             => 420
			int + 1                           => 4`},
		{"functions on numbers", `
			round(2.5)                        => 3
			round(-2.5)                       => -3
			round(717 * 0.65)                 => 466
			round(1.005, 2)                   => 1.01
			round(1250, -2)                   => 1300
			round(co_ppm, n - 6)              => 9.9
			round(co_ppm, co_ppm)             => unknown
			abs(-3.5)                         => 3.5
			abs(n - 10)                       => 3
			number("12.50")                   => 12.5
			number(outcome)                   => unknown
			between(n, 7, 7)                  => true
			between(n, 8, 9)                  => false
			between(n, 1, 6.99)               => false`},
		{"dates", `
			quit_date                             => 2021-04-30
			quit_date > period.start              => true
			quit_date == date("2021-04-30")       => true
			date("2021-05-01") < quit_date        => false
			date("2024-02-29")                    => 2024-02-29
			date("2021-0" + "4-16")               => 2021-04-16
			date(outcome) == quit_date            => unknown
			days(period.start, quit_date)         => 29
			days(quit_date, period.start)         => -29
			between(quit_date, period.start, date("2021-04-30")) => true
			between(days(period.start, quit_date), 25, 42)       => true
			add_days(quit_date, 1)                => 2021-05-01
			add_days(quit_date, 1.5)              => unknown
			add_days(quit_date, 9999999999)       => unknown
			add_months(date("2021-01-31"), 1)     => 2021-02-28
			add_months(date("2020-02-29"), 12)    => 2021-02-28
			add_months(date("2021-01-31"), -2)    => 2020-11-30
			add_months(quit_date, 0.5)            => unknown
			add_months(quit_date, 120000)         => unknown
			age(date("2003-04-16"), date("2021-04-15")) => 17
			age(date("2003-04-16"), date("2021-04-16")) => 18
			age(date("2004-02-29"), date("2021-02-28")) => 16
			age(date("2004-02-29"), date("2021-03-01")) => 17
			age(date("2021-04-16"), date("2021-04-15")) => -1
			add_days(quit_date, -800000)          => unknown
			year(quit_date)                       => 2021
			month(quit_date)                      => 4
			weekday(quit_date)                    => 5
			weekday(date("2021-05-02"))           => 7
			weekday(date("2021-05-03"))           => 1
			seen_at > left_at                     => true
			seen_at == left_at                    => false
			between(seen_at, left_at, seen_at)    => true
			between(left_at, seen_at, no_time)    => false
			date(seen_at)                         => 1970-01-02
			date(left_at)                         => 1969-12-31`},
		{"texts", `
			outcome == "quit"                 => true
			outcome == 'Quit'                 => false
			"quit" != outcome                 => false
			outcome < "r"                     => true
			outcome + "s"                     => "quits"
			size(name)                        => 13
			name.size()                       => 13
			name.trim()                       => "Ánn O'Neill"
			lower(trim(name))                 => "ánn o'neill"
			name.trim().upper()               => "ÁNN O'NEILL"
			outcome.startsWith("qu")          => true
			startsWith(outcome, "x")          => false
			outcome.endsWith("it")            => true
			outcome.contains("ui")            => true
			outcome.matches("u")              => true
			outcome.matches("^u")             => false
			outcome.matches(r"^\w{4}$")       => true
			outcome.matches("^" + "q")        => true`},
		{"in and choice", `
			outcome in ["lost", "quit"]       => true
			outcome in ["lost", name]         => false
			!(outcome in ["lost"])            => true
			n in [1, 7.0]                     => true
			n in [co_ppm, 8]                  => false
			quit_date in [date("2021-04-30")] => true
			seen_at in [left_at, seen_at]     => true
			yes in [true]                     => true
			n > 5 ? "many" : "few"            => "many"
			no ? 1 : n                        => 7
			yes ? quit_date : period.start    => 2021-04-30
			yes ? seen_at : left_at           => 86400000000001ns
			no ? yes : no                     => false`},
		{"blanks", `
			no_number < 10                    => unknown
			10 == no_number                   => unknown
			no_number != 10                   => unknown
			no_text == "quit"                 => unknown
			no_text != "quit"                 => unknown
			no_date < quit_date               => unknown
			quit_date < no_date               => unknown
			no_time == seen_at                => unknown
			unknown == true                   => unknown
			no_number + 1                     => unknown
			n * no_number                     => unknown
			-no_number                        => unknown
			round(no_number)                  => unknown
			abs(no_number)                    => unknown
			n % no_number                     => unknown
			number(no_text)                   => unknown
			no_text + "x"                     => unknown
			lower(no_text)                    => unknown
			size(no_text)                     => unknown
			no_text.matches("")               => unknown
			outcome.contains(no_text)         => unknown
			no_text.startsWith("")            => unknown
			days(no_date, quit_date)          => unknown
			days(quit_date, no_date)          => unknown
			add_days(no_date, 1)              => unknown
			add_days(quit_date, no_number)    => unknown
			year(no_date)                     => unknown
			date(no_text)                     => unknown
			date(no_time)                     => unknown
			no_text in ["a"]                  => unknown
			no_number in [n]                  => unknown
			n in [no_number, 7]               => true
			n in [no_number, 8]               => unknown
			between(no_number, 1, 2)          => unknown
			between(n, no_number, 10)         => unknown
			between(n, no_number, 6)          => false
			between(n, 8, no_number)          => false
			unknown ? 1 : 1                   => unknown
			yes ? 1 : no_number               => 1
			no ? 1 : no_number                => unknown
			between(days(quit_date, no_date), 25, 42) => unknown`},
		{"null is never unknown", `
			no_number == null                 => true
			no_number != null                 => false
			null == no_number                 => true
			n == null                         => false
			null != n                         => true
			no_text == null                   => true
			no_date != null                   => false
			seen_at != null                   => true
			unknown == null                   => true
			blob == null                      => false
			no_blob == null                   => true
			n / (n - 7) == null               => true
			(no_number > 5) == null           => true
			5 == null                         => false`},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, row := testEnv(t), testRow(t)
			for line := range strings.Lines(strings.TrimSpace(c.cases)) {
				src, want, _ := strings.Cut(strings.TrimSpace(line), "=>")
				src, want = strings.TrimSpace(src), strings.TrimSpace(want)
				if got := show(mustCompile(t, env, src).Eval(row)); got != want {
					t.Errorf("%s = %s, want %s", src, got, want)
				}
			}
		})
	}
}

func TestTruthTables(t *testing.T) {
	env, row := testEnv(t), testRow(t)
	terms, word := []string{"yes", "no", "unknown"}, map[string]string{"yes": "true", "no": "false", "unknown": "unknown"}
	tables := map[string][3][3]string{
		"&&": {{"yes", "no", "unknown"}, {"no", "no", "no"}, {"unknown", "no", "unknown"}},
		"||": {{"yes", "yes", "yes"}, {"yes", "no", "unknown"}, {"yes", "unknown", "unknown"}},
		"==": {{"yes", "no", "unknown"}, {"no", "yes", "unknown"}, {"unknown", "unknown", "unknown"}},
		"!=": {{"no", "yes", "unknown"}, {"yes", "no", "unknown"}, {"unknown", "unknown", "unknown"}},
	}
	for op, table := range tables {
		for i, a := range terms {
			for j, b := range terms {
				src := a + " " + op + " " + b
				if got := show(mustCompile(t, env, src).Eval(row)); got != word[table[i][j]] {
					t.Errorf("%s = %s, want %s", src, got, word[table[i][j]])
				}
			}
		}
	}
	for src, want := range map[string]string{"!yes": "false", "!no": "true", "!unknown": "unknown", "!!unknown": "unknown"} {
		if got := show(mustCompile(t, env, src).Eval(row)); got != want {
			t.Errorf("%s = %s, want %s", src, got, want)
		}
	}
}

func TestProgram(t *testing.T) {
	env := testEnv(t)
	src := `outcome == "quit" && (n > 1 || n < last_year.quits) && true`
	p, issues := env.Compile(src, Bool)
	if issues != nil {
		t.Fatal(issues)
	}
	if diff := cmp.Diff([]int{0, 4, 17}, p.Reads()); diff != "" {
		t.Error(diff)
	}
	if p.String() != src || p.Type() != Bool {
		t.Errorf("got %q, %v", p.String(), p.Type())
	}
	if p := mustCompile(t, env, "1 + 1"); len(p.Reads()) != 0 || p.Type() != Number {
		t.Errorf("a constant reads %v and is %v", p.Reads(), p.Type())
	}
}

func TestWrongTypeInRowIsUnknown(t *testing.T) {
	row := testRow(t)
	row[3] = text("9.9")
	if v := mustCompile(t, testEnv(t), "co_ppm < 10").Eval(row); v.Known() {
		t.Errorf("got %s", show(v))
	}
}

func TestNewEnvFaults(t *testing.T) {
	for _, vars := range [][]Var{{{"a", Bool}, {"a", Bool}}, {{"a", blank}}} {
		if _, err := NewEnv(vars); err == nil {
			t.Errorf("%v: no error", vars)
		}
	}
}

// districts is a reference list.
type districts struct{}

func (districts) HasColumn(name string) bool { return name == "name" || name == "region" }

func (districts) Find(key, column string) (string, bool) {
	if key == "quit" && column == "region" {
		return "East Midlands", true
	}
	return "", false
}

func TestLookup(t *testing.T) {
	env := testEnv(t, WithLists(func(list string) (Lookup, error) {
		if list != "districts.csv" {
			return nil, errors.New("there is no list " + list)
		}
		return districts{}, nil
	}))
	row := testRow(t)
	for src, want := range map[string]string{
		`lookup("districts.csv", outcome, "region")`:               `"East Midlands"`,
		`lookup("districts.csv", name, "region")`:                  "unknown",
		`lookup("districts.csv", no_text, "region")`:               "unknown",
		`lookup("districts.csv", outcome, "name") == null`:         "true",
		`lookup("districts.csv", "quit", "region") == "Elsewhere"`: "false",
	} {
		if got := show(mustCompile(t, env, src).Eval(row)); got != want {
			t.Errorf("%s = %s, want %s", src, got, want)
		}
	}
	for src, want := range map[string]string{
		`lookup("towns.csv", outcome, "region") == ""`:      "there is no list towns.csv",
		`lookup("districts.csv", outcome, "regin") == ""`:   `districts.csv has no column "regin"`,
		`lookup(outcome, outcome, "regin") == ""`:           "the list and the column of lookup() must be written out in quotes",
		`lookup("districts.csv", n, "region") == "East"`:    `lookup() is written lookup("list.csv", key, "column"); here "districts.csv" is a text and n is a number and "region" is a text`,
		`lookup("districts.csv", "nowhere", "name") == "x"`: "this can never have a value",
	} {
		if _, issues := env.Compile(src, Bool); len(issues) != 1 || issues[0].Message != want {
			t.Errorf("%s: %v, want %q", src, issues, want)
		}
	}
}

func TestAggregates(t *testing.T) {
	var calls []string
	env := testEnv(t, WithAggregates(func(fn string, args []string) (Var, error) {
		call := fn + "(" + strings.Join(args, ", ") + ")"
		calls = append(calls, call)
		switch fn {
		case "median":
			return Var{}, errors.New("median() is not supported yet")
		case "min":
			return Var{Name: "last_year.quits", Type: Number}, nil
		case "max":
			return Var{Name: "quit_date", Type: Number}, nil
		}
		return Var{Name: call, Type: Number}, nil
	}))
	p := mustCompile(t, env, `sum(tests, outcome=='x'&&a<0.5) > count() + sum(tests, outcome == "x" && a < 0.5) && min(n) > 1`)
	want := []string{`sum(tests, outcome == "x" && a < 0.5)`, `count()`, `sum(tests, outcome == "x" && a < 0.5)`, `min(n)`}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Error(diff)
	}
	added := []Var{{want[0], Number}, {want[1], Number}}
	if diff := cmp.Diff(added, env.Vars()[len(testVars):]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{17, 19, 20}, p.Reads()); diff != "" {
		t.Error(diff)
	}
	if got := show(p.Eval(append(testRow(t), num(t, "12"), num(t, "-3")))); got != "true" {
		t.Errorf("got %s", got)
	}
	for src, want := range map[string]string{
		"median(n) > 3": "median() is not supported yet", "max(n) > 3": `variable "quit_date" is declared twice`,
		`sum(n) > "3"`: `this is a number and "3" is a text: write the number without quotes`,
	} {
		_, issues := env.Compile(src, Bool)
		if len(issues) != 1 || !strings.Contains(issues[0].Message, strings.TrimPrefix(want, "this")) {
			t.Errorf("%s: %v", src, issues)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	row, p := testRow(t), mustCompile(t, testEnv(t), `outcome.matches("^q") && n / 3 < co_ppm && outcome in ["quit", "lost"]`)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			env, err := NewEnv(testVars)
			if err != nil {
				t.Error(err)
				return
			}
			for range 200 {
				if v := p.Eval(row); !v.Bool {
					t.Error("not true")
				}
				if _, issues := env.Compile("n > 3 && outcom == 4", Bool); len(issues) != 1 {
					t.Error(issues)
				}
			}
		})
	}
	wg.Wait()
}
