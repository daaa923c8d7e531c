package expr

import (
	"fmt"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	celtypes "cel.dev/cel-go/common/types"
	"pgregory.net/rapid"

	"winnow/internal/number"
)

// oracleVars are three numbers, three texts and three conditions.
var oracleVars = []Var{
	{"a", Number}, {"b", Number}, {"c", Number},
	{"s", String}, {"t", String}, {"u", String},
	{"p", Bool}, {"q", Bool}, {"r", Bool},
}

// condition draws an expression that CEL and the rule language both have and
// mean alike: whole numbers, texts and conditions.
func condition(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"p", "q", "r", "true", "false"}).Draw(t, "leaf")
	}
	sub := func() string { return condition(t, depth-1) }
	switch rapid.IntRange(0, 8).Draw(t, "kind") {
	case 0, 1:
		return "(" + sub() + " && " + sub() + ")"
	case 2, 3:
		return "(" + sub() + " || " + sub() + ")"
	case 4:
		return "!(" + sub() + ")"
	case 5:
		return "(" + sub() + " ? " + sub() + " : " + sub() + ")"
	case 6:
		op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "op")
		return "(" + whole(t, depth-1) + " " + op + " " + whole(t, depth-1) + ")"
	case 7:
		return rapid.SampledFrom([]string{
			`s == t`, `s != "x"`, `t < u`, `u >= "ab"`, `s.startsWith(t)`, `s.contains("a")`, `t.endsWith(u)`, `s in ["a", "", "é"]`,
			`a in [0, 1, 2]`, `s + t == u`, `s.matches("^a+$")`, `"a" == s`,
		}).Draw(t, "text")
	}
	return rapid.SampledFrom([]string{"(p == q)", "(q != r)"}).Draw(t, "same")
}

func whole(t *rapid.T, depth int) string {
	if depth <= 0 {
		return rapid.SampledFrom([]string{"a", "b", "c", "0", "1", "2", "-3", "size(s)"}).Draw(t, "number")
	}
	op := rapid.SampledFrom([]string{"+", "-", "*"}).Draw(t, "sum")
	return "(" + whole(t, depth-1) + " " + op + " " + whole(t, depth-1) + ")"
}

// drawRow draws the values of oracleVars, for both; with blanks, some are unknown.
func drawRow(t *rapid.T, blanks bool) (values, map[string]any, []*cel.AttributePatternType) {
	row, vars := make(values, len(oracleVars)), map[string]any{}
	var unknown []*cel.AttributePatternType
	for i, v := range oracleVars {
		if blanks && rapid.IntRange(0, 3).Draw(t, "blank") == 0 {
			unknown = append(unknown, cel.AttributePattern(v.Name))
			continue
		}
		switch v.Type {
		case Number:
			n := rapid.Int64Range(-4, 4).Draw(t, v.Name)
			row[i], vars[v.Name] = Value{Type: Number, Num: number.FromInt(n)}, n
		case String:
			s := rapid.SampledFrom([]string{"", "a", "aa", "ab", "é", "x"}).Draw(t, v.Name)
			row[i], vars[v.Name] = text(s), s
		case Bool:
			b := rapid.Bool().Draw(t, v.Name)
			row[i], vars[v.Name] = Value{Type: Bool, Bool: b}, b
		}
	}
	return row, vars, unknown
}

// interpreter is cel-go's own evaluation of an expression over oracleVars.
func interpreter(t *rapid.T, src string) cel.Program {
	var opts []cel.EnvOption
	kinds := map[Type]*cel.Type{Number: cel.IntType, String: cel.StringType, Bool: cel.BoolType}
	for _, v := range oracleVars {
		opts = append(opts, cel.Variable(v.Name, kinds[v.Type]))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		t.Fatal(err)
	}
	tree, issues := env.Compile(src)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(tree, cel.EvalOptions(cel.OptPartialEval))
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// TestOracle holds this package's evaluation to that of cel-go's interpreter,
// with and without blanks.
func TestOracle(t *testing.T) {
	for _, blanks := range []bool{false, true} {
		t.Run(fmt.Sprint("blanks=", blanks), rapid.MakeCheck(func(t *rapid.T) {
			src := condition(t, rapid.IntRange(1, 5).Draw(t, "depth"))
			env, err := NewEnv(oracleVars)
			if err != nil {
				t.Fatal(err)
			}
			p, issues := env.Compile(src, Bool)
			if issues != nil {
				t.Fatalf("%s: %v", src, issues)
			}
			theirs := interpreter(t, src)
			for range 5 {
				row, vars, unknown := drawRow(t, blanks)
				activation, err := cel.PartialVars(vars, unknown...)
				if err != nil {
					t.Fatal(err)
				}
				result, _, err := theirs.Eval(activation)
				if err != nil {
					t.Fatalf("%s: %v", src, err)
				}
				want := "unknown"
				if !celtypes.IsUnknown(result) {
					want = fmt.Sprint(result.Value())
				}
				if got := show(p.Eval(row)); got != want {
					t.Fatalf("%s with %v: %s, cel-go says %s", src, vars, got, want)
				}
			}
		}))
	}
}

// TestKleene holds && || ! to Kleene's logic, of which and is the smaller and or
// the greater of two values in the order false, unknown, true.
func TestKleene(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vars, row := make([]Var, 6), make(values, 6)
		rank := make([]int, 6)
		for i := range vars {
			vars[i] = Var{string(rune('a' + i)), Bool}
			rank[i] = rapid.IntRange(0, 2).Draw(t, "value")
			if rank[i] != 1 {
				row[i] = Value{Type: Bool, Bool: rank[i] == 2}
			}
		}
		src, want := kleene(t, rank, 6)
		env, err := NewEnv(vars)
		if err != nil {
			t.Fatal(err)
		}
		p, issues := env.Compile(src, Bool)
		if issues != nil {
			t.Fatalf("%s: %v", src, issues)
		}
		if got := show(p.Eval(row)); got != [...]string{"false", "unknown", "true"}[want] {
			t.Fatalf("%s of %v: %s, want rank %d", src, rank, got, want)
		}
	})
}

func kleene(t *rapid.T, rank []int, depth int) (string, int) {
	kind := rapid.IntRange(0, 3).Draw(t, "kind")
	if depth == 0 || kind == 3 {
		i := rapid.IntRange(0, len(rank)-1).Draw(t, "variable")
		return string(rune('a' + i)), rank[i]
	}
	a, x := kleene(t, rank, depth-1)
	if kind == 2 {
		return "!(" + a + ")", 2 - x
	}
	b, y := kleene(t, rank, depth-1)
	if kind == 1 {
		return "(" + a + " || " + b + ")", max(x, y)
	}
	return "(" + a + " && " + b + ")", min(x, y)
}

func FuzzCompile(f *testing.F) {
	for _, src := range []string{
		`outcome == "quit" && co_ppm != null`, `between(days(quit_date, period.start), 25, 42)`, `n in [1, 2.5e3, -0x1F]`,
		`yes ? round(n / 3, 2) : abs(-n)`, `outcome.matches(r"\d+") || name.lower() in ['a', "b"]`, `sum(n, yes) > 1`,
		`lookup("districts.csv", outcome, "region") == null`, "a.b.c(1)[2]{x: 1}", "!-1", "\"\\u00e9\xff\"", `x.exists(y, y > 1)`,
		`add_days(date("2021-04-16"), 3) % 2`, "`a b`.`c`", "/* x */ 1 // y", ".5 + 5.", `"""a"""`,
	} {
		f.Add(src)
	}
	row := append(testRow(f), num(f, "1"), num(f, "1"))
	f.Fuzz(func(t *testing.T, src string) {
		env := testEnv(t,
			WithLists(func(string) (Lookup, error) { return districts{}, nil }),
			WithAggregates(func(fn string, _ []string) (Var, error) { return Var{Name: "sum()", Type: Number}, nil }))
		p, issues := env.Compile(src, Any)
		if (p == nil) == (len(issues) == 0) {
			t.Fatalf("program %v, issues %v", p, issues)
		}
		lines := strings.Count(src, "\n") + 1
		for _, i := range issues {
			if i.Line < 1 || i.Column < 1 || i.Line > lines || i.Message == "" {
				t.Fatalf("issue out of place: %+v", i)
			}
		}
		if p == nil {
			return
		}
		if v := p.Eval(row); v.Known() && v.Type != p.Type() {
			t.Fatalf("a %v from a program of type %v", v.Type, p.Type())
		}
		p.Eval(make(values, len(row)))
	})
}

// BenchmarkFourTerms is a rule of the ordinary kind.
func BenchmarkFourTerms(b *testing.B) {
	var r Row = testRow(b)
	p := mustCompile(b, testEnv(b), `outcome == "quit" && co_ppm < 10 && n >= 5 && between(days(period.start, quit_date), 25, 42)`)
	b.ReportAllocs()
	for b.Loop() {
		p.Eval(r)
	}
}

// BenchmarkCompile is the cost of one rule at load.
func BenchmarkCompile(b *testing.B) {
	env := testEnv(b)
	b.ReportAllocs()
	for b.Loop() {
		mustCompile(b, env, `outcome == "quit" && co_ppm < 10 && n >= 5 && between(days(period.start, quit_date), 25, 42)`)
	}
}

func TestNoAllocations(t *testing.T) {
	var r Row = testRow(t)
	for _, src := range []string{`outcome == "quit" && co_ppm < 10.25 && n >= 5`, `days(period.start, quit_date) > 3 || no_number < 1`, `n + 1 < co_ppm * 2 || outcome in ["a", "b"]`, `n / 4 > 1`} {
		p := mustCompile(t, testEnv(t), src)
		if n := testing.AllocsPerRun(100, func() { p.Eval(r) }); n != 0 {
			t.Errorf("%s: %v allocations", src, n)
		}
	}
}
