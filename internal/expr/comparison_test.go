package expr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComparison(t *testing.T) {
	env, err := NewEnv([]Var{{"ppm", Number}, {"limit", Number}, {"outcome", String}, {"seen", Date}, {"open", Bool}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ text, want string }{
		{"ppm < 10", "0 < 10"},
		{"10 > ppm", "0 < 10"},
		{"ppm >= -2.5", "0 >= -2.5"},
		{"ppm <= limit", "0 <= #1"},
		{"10 == 10 && ppm < 10", "none"},
		{"ppm + 1 < 10", "none"},
		{"ppm < limit + 1", "none"},
		{`outcome == "quit"`, "2 == quit"},
		{`"quit" != outcome`, "2 != quit"},
		{`outcome in ["quit", "lost"]`, "2 in quit lost"},
		{"between(ppm, 1, limit)", "0 between 1 #1"},
		{"between(ppm + 1, 1, 2)", "none"},
		{`seen >= date("2021-04-16")`, "3 >= 2021-04-16"},
		{"seen == null", "3 blank"},
		{"null != ppm", "0 filled"},
		{"open == true", "4 == true"},
		{"open", "none"},
		{"!open", "none"},
		{"1 < 2", "none"},
	}
	for _, tt := range tests {
		p, issues := env.Compile(tt.text, Bool)
		if len(issues) > 0 {
			t.Fatal(tt.text, issues)
		}
		got := "none"
		if c, ok := p.Comparison(); ok {
			got = spelt(c)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", tt.text, d)
		}
	}
}

func spelt(c Comparison) string {
	words := []string{fmt.Sprint(c.Variable), c.Operator}
	for _, o := range c.Operands {
		switch v := o.Value; {
		case o.Variable >= 0:
			words = append(words, fmt.Sprintf("#%d", o.Variable))
		case v.Type == Number:
			words = append(words, v.Num.String())
		case v.Type == Date:
			words = append(words, v.Date.String())
		case v.Type == Bool:
			words = append(words, fmt.Sprint(v.Bool))
		default:
			words = append(words, v.Str)
		}
	}
	return strings.Join(words, " ")
}
