package lint

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
)

// condition draws a condition over n, m (whole numbers), s, t (texts) and p (true
// or false). plain ones hold fields against literals only, of which everything
// can be worked out.
func condition(t *rapid.T, depth int, plain bool) string {
	if depth > 0 {
		switch rapid.IntRange(0, 4).Draw(t, "join") {
		case 0:
			return "(" + condition(t, depth-1, plain) + " && " + condition(t, depth-1, plain) + ")"
		case 1:
			return "(" + condition(t, depth-1, plain) + " || " + condition(t, depth-1, plain) + ")"
		case 2:
			return "!(" + condition(t, depth-1, plain) + ")"
		}
	}
	number := func() string { return rapid.SampledFrom([]string{"n", "m"}).Draw(t, "number") }
	literal := func() string { return fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "literal")) }
	op := func() string { return rapid.SampledFrom([]string{"<", "<=", "==", "!=", ">=", ">"}).Draw(t, "op") }
	code := func() string { return rapid.SampledFrom([]string{`"a"`, `"b"`, `"c"`, `"d"`}).Draw(t, "code") }
	text := func() string { return rapid.SampledFrom([]string{"s", "t"}).Draw(t, "text") }
	kinds := 8
	if !plain {
		kinds = 12
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0, 1:
		return number() + " " + op() + " " + literal()
	case 2:
		return literal() + " " + op() + " " + number()
	case 3:
		return text() + rapid.SampledFrom([]string{" == ", " != "}).Draw(t, "same") + code()
	case 4:
		return text() + " in [" + code() + ", " + code() + "]"
	case 5:
		return rapid.SampledFrom([]string{"p", "!p", "p == false", "true", "1 > 2"}).Draw(t, "bool")
	case 6:
		return "between(" + number() + ", " + literal() + ", " + literal() + ")"
	case 7:
		return rapid.SampledFrom([]string{"n", "m", "s", "t", "p"}).Draw(t, "any") + rapid.SampledFrom([]string{" == null", " != null"}).Draw(t, "blank")
	case 8:
		return "n " + op() + " m"
	case 9:
		return "n + m " + op() + " " + literal()
	case 10:
		return "s" + rapid.SampledFrom([]string{" == ", " != ", " < "}).Draw(t, "same") + "t"
	}
	return `s.startsWith("a")`
}

func ruleFile(t *rapid.T, plain bool) string {
	var b strings.Builder
	b.WriteString("winnow: v1\nreturn: r\nfields:\n")
	severity := func() string {
		return rapid.SampledFrom([]string{"error", "query", "note", "{in_year: query, final: error}", "{in_year: error, final: query}"}).Draw(t, "severity")
	}
	bound := func(kind string) string {
		if !rapid.Bool().Draw(t, kind) {
			return ""
		}
		return fmt.Sprintf("%s: {value: %d, severity: %s}, ", kind, rapid.IntRange(0, 3).Draw(t, "bound"), severity())
	}
	for _, n := range []string{"n", "m"} {
		low, high := bound("minimum"), bound("exclusiveMaximum")
		if low != "" && high != "" { // the loader refuses those that cross
			high = "maximum: 3, "
		}
		fmt.Fprintf(&b, "  - {name: %s, type: integer, constraints: {%srequired: {value: %v, severity: %s}}}\n", n, low+high, rapid.Bool().Draw(t, "required"), severity())
	}
	for _, n := range []string{"s", "t"} {
		enum := rapid.SampledFrom([]string{"", "enum: {value: [a, b], severity: " + severity() + "}, ", "enum: [a, b, c], "}).Draw(t, "enum")
		fmt.Fprintf(&b, "  - {name: %s, type: string, constraints: {%srequired: %v}}\n", n, enum, rapid.Bool().Draw(t, "required"))
	}
	b.WriteString("  - {name: p, type: boolean}\nrules:\n")
	for i := range rapid.IntRange(2, 4).Draw(t, "rules") {
		fmt.Fprintf(&b, "  - {id: r%d, severity: %s, message: m, ", i, severity())
		if rapid.Bool().Draw(t, "expect") {
			fmt.Fprintf(&b, "expect: '%s'", condition(t, 2, plain))
		} else {
			fmt.Fprintf(&b, "when: '%s', then: '%s'", condition(t, 2, plain), condition(t, 2, plain))
		}
		if rapid.Bool().Draw(t, "blanks") {
			fmt.Fprintf(&b, ", blanks: %s", rapid.SampledFrom([]string{"fail", "pass", "skip"}).Draw(t, "how"))
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// everyRow are all rows over values on both sides of every literal.
func everyRow() [][]expr.Value {
	numbers := []expr.Value{{}}
	for i := int64(-1); i <= 4; i++ {
		numbers = append(numbers, expr.Value{Type: expr.Number, Num: number.FromInt(i)})
	}
	texts := []expr.Value{{}}
	for _, s := range []string{"a", "b", "c", "d", "z"} {
		texts = append(texts, expr.Value{Type: expr.String, Str: s})
	}
	bools := []expr.Value{{}, {Type: expr.Bool}, {Type: expr.Bool, Bool: true}}
	var out [][]expr.Value
	for _, n := range numbers {
		for _, m := range numbers {
			for _, s := range texts {
				for _, t := range texts {
					for _, p := range bools {
						out = append(out, []expr.Value{n, m, s, t, p})
					}
				}
			}
		}
	}
	return out
}

type row []expr.Value

func (r row) Value(i int) expr.Value {
	if i < len(r) {
		return r[i]
	}
	return expr.Value{}
}

// violates says whether a value faults a constraint.
func violates(c *rules.Constraint, v expr.Value) bool {
	if !v.Known() {
		return c.Kind == rules.Required
	}
	switch c.Kind {
	case rules.Minimum:
		return v.Num.Cmp(c.Bound.Num) < 0
	case rules.Maximum:
		return v.Num.Cmp(c.Bound.Num) > 0
	case rules.ExclusiveMaximum:
		return v.Num.Cmp(c.Bound.Num) >= 0
	case rules.Enum:
		for _, code := range c.Codes {
			if code == v.Str {
				return false
			}
		}
		return true
	}
	return false
}

var ranks = map[report.Severity]int{report.Note: 1, report.Query: 2, report.Error: 3}

// found is how serious what a row's cell has been faulted with is.
func found(f *rules.Field, v expr.Value, final bool) int {
	most := 0
	for _, c := range f.Constraints {
		s := c.Severity
		if final {
			s = c.Final
		}
		if violates(c, v) {
			most = max(most, ranks[s])
		}
	}
	return most
}

// faulted says whether a rule faults a row, as the checker has it: not on a cell
// that something as serious has been said of.
func faulted(ret *rules.Return, k *rules.Rule, r row, final bool) bool {
	s := k.Severity
	if final {
		s = k.Final
	}
	for _, f := range k.Reads {
		if n := found(ret.Fields[f], r[f], final); n > 1 && n >= ranks[s] {
			return false
		}
	}
	if k.When != nil {
		if v := k.When.Eval(r); !v.Known() || !v.Bool {
			return false
		}
	}
	v := k.Then.Eval(r)
	if v.Known() {
		return !v.Bool
	}
	return failing(k) == notTrue
}

// TestNeverWrong holds what lint says to what rows do, for small rule sets and
// every row over their values: what it calls dead is dead. Where conditions only
// hold fields against literals it must also find all that is dead.
func TestNeverWrong(t *testing.T) {
	rows := everyRow()
	for _, plain := range []bool{true, false} {
		t.Run(fmt.Sprint("plain=", plain), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				text := ruleFile(t, plain)
				set, err := rules.Load(fstest.MapFS{"r.yaml": {Data: []byte(text)}}, ".", "d")
				if err != nil {
					t.Skip("does not load: ", err)
				}
				l := &linter{set: set, sources: map[string]*source{}}
				r := &returnLint{linter: l, ret: set.Returns[0], src: &source{}}
				live := map[*rules.Rule]bool{}
				for _, k := range r.ret.Rules {
					live[k] = r.alive(k)
					ever := anyRow(rows, func(x row, final bool) bool { return faulted(r.ret, k, x, final) })
					if ever && !live[k] {
						t.Fatalf("%s can fail, and lint calls it dead: %v\n%s", k.ID, l.found[len(l.found)-1].Error, text)
					}
					if plain && !ever && live[k] && bothStop(r.ret, k) {
						t.Fatalf("%s can't fail, and lint doesn't see it\n%s", k.ID, text)
					}
				}
				for _, a := range r.ret.Rules {
					for _, b := range r.ret.Rules {
						if a == b || !readsAll(a, b) || rank(b.Severity) != rank(a.Severity) || rank(b.Final) != rank(a.Final) || !r.implies(a, b) {
							continue
						}
						if anyRow(rows, func(x row, final bool) bool { return faulted(r.ret, a, x, final) && !faulted(r.ret, b, x, final) }) {
							t.Fatalf("%s faults a row that %s doesn't, and lint says otherwise\n%s", a.ID, b.ID, text)
						}
					}
				}
				all := r.mustHold(live)
				right := func(x row, final bool) bool {
					for i, f := range r.ret.Fields {
						if found(f, x[i], final) == 3 {
							return false
						}
					}
					for _, k := range all {
						if faulted(r.ret, k, x, final) {
							return false
						}
					}
					return true
				}
				if !r.together(all, nil) && anyRow(rows, right) {
					t.Fatalf("a row can be right, and lint says otherwise\n%s", text)
				}
				for _, k := range all {
					if k.When != nil && !r.together(all, k) && anyRow(rows, func(x row, final bool) bool {
						v := k.When.Eval(x)
						return v.Known() && v.Bool && right(x, final)
					}) {
						t.Fatalf("a row that %s is about can be right, and lint says otherwise\n%s", k.ID, text)
					}
				}
			})
		})
	}
}

// bothStop says whether every constraint of the fields that a rule reads stops it
// in the year and in its final run alike, or in neither: then one question
// answers for both.
func bothStop(ret *rules.Return, k *rules.Rule) bool {
	for _, f := range k.Reads {
		for _, c := range ret.Fields[f].Constraints {
			inYear := ranks[c.Severity] > 1 && ranks[c.Severity] >= ranks[k.Severity]
			final := ranks[c.Final] > 1 && ranks[c.Final] >= ranks[k.Final]
			if inYear != final {
				return false
			}
		}
	}
	return true
}

func anyRow(rows [][]expr.Value, holds func(row, bool) bool) bool {
	for _, x := range rows {
		if holds(x, false) || holds(x, true) {
			return true
		}
	}
	return false
}
