package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/table"
)

// TestUnknown holds the rule kinds to three-valued logic: a blank in when means
// the rule doesn't apply, in then that it fails, in expect that it wasn't
// evaluated; blanks says otherwise.
func TestUnknown(t *testing.T) {
	const fields = `  - {name: a, type: integer}
  - {name: b, type: integer}
rules:
  - `
	tests := []struct {
		name, rule, row string
		fires           bool
	}{
		{"when false", `{id: r, when: a > 5, then: b > 5, message: m}`, "1|1", false},
		{"when unknown", `{id: r, when: a > 5, then: b > 5, message: m}`, "|1", false},
		{"then false", `{id: r, when: a > 5, then: b > 5, message: m}`, "6|1", true},
		{"then unknown", `{id: r, when: a > 5, then: b > 5, message: m}`, "6|", true},
		{"then unknown, passes", `{id: r, when: a > 5, then: b > 5, blanks: pass, message: m}`, "6|", false},
		{"then unknown, skipped", `{id: r, when: a > 5, then: b > 5, blanks: skip, message: m}`, "6|", false},
		{"expect false", `{id: r, expect: a > b, message: m}`, "1|2", true},
		{"expect unknown", `{id: r, expect: a > b, message: m}`, "1|", false},
		{"expect unknown, fails", `{id: r, expect: a > b, blanks: fail, message: m}`, "1|", true},
		{"decided all the same", `{id: r, expect: a > 0 || b > 0, blanks: fail, message: m}`, "1|", false},
		{"a cell that can't be read", `{id: r, when: a > 5, then: b > 5, message: m}`, "6|x", false},
		{"null is asked for", `{id: r, expect: b != null, message: m}`, "6|", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set, ret := load(t, strings.Replace(withField("X"), "  - X\n", fields+tt.rule+"\n", 1))
			x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.row))
			fired := false
			for _, e := range x {
				fired = fired || e.Rule == "r"
			}
			if fired != tt.fires {
				t.Errorf("fired: %v", fired)
			}
		})
	}
}

func TestRuleNeedsDates(t *testing.T) {
	set, ret := load(t, withField(`{name: d, type: date}`)+`rules:
  - {id: p, expect: d <= period.end, message: m}
  - {id: a, when: d != null, then: d <= as_at, message: m}
`)
	_, _, _, tb := run(t, checker(t, ret, Context{Set: set}, false), nil, batchOf(0, 2, "2021-08-01"))
	got := map[string]string{}
	for _, s := range tb.Rules {
		if s.Reason != nil {
			got[s.Rule] = string(s.Status) + ": " + *s.Reason
		}
	}
	want := map[string]string{"p": "skipped: no period was given", "a": "skipped: the date the return speaks of is not known"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "2021-08-01"))
	if d := cmp.Diff([]string{"A2 p row-constraint error", "A2 a row-constraint error"}, brief(x)); d != "" {
		t.Error(d)
	}
}

func TestFinalSeverity(t *testing.T) {
	set, ret := load(t, withField(`{name: a, type: integer}`)+"rules:\n  - {id: r, severity: {in_year: query, final: error}, expect: a > 5, message: m}\n")
	for final, want := range map[bool]string{false: "A2 r row-constraint query", true: "A2 r row-constraint error"} {
		c := quarterly(set)
		c.Final = final
		x, held, _, _ := run(t, checker(t, ret, c, false), nil, batchOf(0, 2, "1"))
		if d := cmp.Diff([]string{want}, brief(x)); d != "" || (len(held) == 1) != final {
			t.Error(final, d, held)
		}
	}
}

func TestShape(t *testing.T) {
	set, ret := load(t, withField(`{name: a, type: integer}`)+"  - {name: b, type: integer}\n")
	b := batchOf(0, 2, "1|2", "x|~", "x|y")
	b.Faults = append(b.Faults, table.Fault{Record: 2, Column: 2, Raw: "extra"})
	x, held, clean, _ := run(t, checker(t, ret, quarterly(set), true), nil, b)
	if d := cmp.Diff([]string{"B3 missing-cell missing-cell error", "C4 extra-cell extra-cell error"}, brief(x)); d != "" {
		t.Error(d)
	}
	if x[0].Column != "2" || x[1].Column != "3" || x[1].Value != "extra" || len(held) != 2 {
		t.Error(x, held)
	}
	if d := cmp.Diff([]string{"1|2|2"}, clean); d != "" {
		t.Error(d)
	}
}

func TestBareTableSchema(t *testing.T) {
	set, ret := load(t, `{"fields": [
		{"name": "id", "type": "integer"}, {"name": "n", "type": "number"}, {"name": "e", "type": "number", "decimalChar": ",", "groupChar": "."},
		{"name": "p", "type": "number", "bareNumber": false}, {"name": "d", "type": "date", "format": "%d/%m/%Y"}, {"name": "b", "type": "boolean"}],
		"primaryKey": ["id"], "missingValues": ["", "NA"]}`)
	x, _, clean, _ := run(t, checker(t, ret, Context{Set: set}, true), nil, batchOf(0, 2,
		"1|1.5|1.234,5|€95%|16/04/2021|true", "2|1,234.5|NA|||", "3|£5||||", "4|||||yes", "5||||16-04-2021|"))
	if d := cmp.Diff([]string{"1|1.500000000000|1234.500000000000|95.000000000000|2021-04-16|true|2"}, clean); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"B3 n.type type-error error", "B4 n.type type-error error", "F5 b.type type-error error", "E6 d.type type-error error"}, brief(x)); d != "" {
		t.Error(d)
	}
}
