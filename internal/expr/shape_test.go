package expr

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// written shows a shape in one line.
func (s *Shape) written() string {
	var parts []string
	for _, a := range s.Args {
		parts = append(parts, a.written())
	}
	term := func(t Term) string {
		if t.Key != "" {
			return t.Key
		}
		return literalKey(t.Value)
	}
	for _, t := range s.Right {
		parts = append(parts, term(t))
	}
	switch s.Op {
	case "constant":
		return fmt.Sprint(s.Holds)
	case "other":
		return "?" + s.Key
	case "and", "or", "not":
		return s.Op + "(" + strings.Join(parts, ", ") + ")"
	}
	return strings.TrimSpace(term(s.Left) + " " + s.Op + " " + strings.Join(parts, " "))
}

func TestShape(t *testing.T) {
	env, err := NewEnv([]Var{{"n", Number}, {"m", Number}, {"s", String}, {"p", Bool}, {"a", Date}, {"b", Date}, {"x", Any}})
	if err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]string{
		`n > 3`:                       "$0 > 3",
		`3.0 > n`:                     "$0 < 3",
		`n > m`:                       "$0 > $1",
		`n == null || !(m != null)`:   "or($0 blank, not($1 filled))",
		`x == null`:                   "$6 blank",
		`p`:                           "$3 == true",
		`p == false`:                  "$3 == false",
		`s in ["a", "b"]`:             `$2 in "a" "b"`,
		`n in [1, m]`:                 "or($0 == 1, $0 == $1)",
		`between(n, 1, m)`:            "and($0 >= 1, $0 <= $1)",
		`between(days(a, b), 25, 42)`: "and(days($4,$5) >= 25, days($4,$5) <= 42)",
		`2 * n < 1 + 2`:               "_*_(2,$0) < 3",
		`a >= date("2021-04-01")`:     "$4 >= 2021-04-01",
		`true`:                        "true",
		`1 > 2 && n > 1`:              "and(false, $0 > 1)",
		`s.startsWith("a")`:           `?startsWith($2,"a")`,
		`(p ? n : m) > 3`:             "_?_:_($3,$0,$1) > 3",
		`p ? n > 1 : m > 1`:           "?_?_:_($3,_>_($0,1),_>_($1,1))",
		`number(s) == 3`:              "number($2) == 3",
	} {
		p, issues := env.Compile(src, Bool)
		if len(issues) > 0 {
			t.Fatal(src, issues)
		}
		if got := p.Shape().written(); got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
	p, issues := env.Compile("n + 1", Number)
	if len(issues) > 0 || p.Shape() != nil {
		t.Errorf("n + 1 has the shape %v", p.Shape())
	}
}

// TestShapeOfAnything takes the shape of any expression that compiles.
func TestShapeOfAnything(t *testing.T) {
	env, err := NewEnv(oracleVars)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		src := condition(t, rapid.IntRange(1, 4).Draw(t, "depth"))
		p, issues := env.Compile(src, Bool)
		if len(issues) > 0 {
			t.Fatal(src, issues)
		}
		if p.Shape() == nil || p.Shape().written() == "" {
			t.Fatalf("%s has no shape", src)
		}
	})
}
