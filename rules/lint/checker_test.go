package lint

import (
	"fmt"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"winnow/internal/expr"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// raw is a value as a sheet has it.
func raw(v expr.Value) string {
	switch v.Type {
	case expr.Number:
		return v.Num.String()
	case expr.Bool:
		return fmt.Sprint(v.Bool)
	}
	return v.Str
}

// TestModel holds what the property test takes for the truth, and lint reasons
// by, to the checker: which rules fault a row beside which constraints.
func TestModel(t *testing.T) {
	rows := everyRow()
	rapid.Check(t, func(t *rapid.T) {
		text := ruleFile(t, false)
		set, err := rules.Load(fstest.MapFS{"r.yaml": {Data: []byte(text)}}, ".", "d")
		if err != nil {
			t.Skip("does not load: ", err)
		}
		ret, final := set.Returns[0], rapid.Bool().Draw(t, "final")
		cols := validate.Columns{}
		b := &table.Batch{}
		b.Reset(len(ret.Fields))
		var picked []row
		for i := range 12 {
			x := rows[rapid.IntRange(0, len(rows)-1).Draw(t, "row")]
			picked, b.Rows = append(picked, x), append(b.Rows, i+1)
			for n, v := range x {
				kind := table.Text
				if !v.Known() {
					kind = table.Blank
				}
				b.Cols[n].AppendString(kind, 0, raw(v))
			}
		}
		for i, f := range ret.Fields {
			cols.Fields, cols.Headers = append(cols.Fields, i), append(cols.Headers, f.Title)
		}
		c, err := validate.New(ret, cols, validate.Context{Final: final, NoClean: true})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, e := range c.Join(c.Check(b)).Exceptions {
			got[fmt.Sprint(e.Rule, e.Row)] = true
		}
		for i, x := range picked {
			for _, k := range ret.Rules {
				if want := faulted(ret, k, x, final); got[fmt.Sprint(k.ID, i+1)] != want {
					t.Fatalf("%s on %v (final %v): %v, and the checker says otherwise\n%s", k.ID, x, final, want, text)
				}
			}
		}
	})
}
