package validate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/report"
)

const smoking = `winnow: v1
return: smoking_quits
title: Stop smoking service, quit attempts
grain: One row for each quit date set in the quarter.
period: quarter
owner: stop-smoking
missingValues: ["", "-", "n/a", {value: "<5", label: suppressed, between: [0, 4]}]
fields:
  - name: client_ref
    title: Client reference
    type: string
    constraints: {required: true, pattern: 'LLB\d{5}'}
    key: true
    privacy: pseudonymise
  - name: quit_date
    title: Quit date set
    type: date
    format: "%d/%m/%Y"
    constraints: {required: true}
    within: period
  - {name: follow_up_date, title: Follow-up date, type: date, format: "%d/%m/%Y"}
  - name: outcome
    title: Outcome at 4 weeks
    type: string
    constraints: {required: true, enum: [quit, not_quit, lost, pending]}
    map: {"Quit": quit, "Not quit": not_quit, "Lost to follow-up": lost, "Not yet due": pending}
  - name: co_ppm
    title: CO reading (ppm)
    type: number
    decimals: 1
    constraints:
      minimum: 0
      maximum: {value: 100, severity: query, message: "A reading above 100 ppm is rare: check it."}
primaryKey: [client_ref, quit_date]
rules:
  - id: co-verified-below-10
    when: outcome == "quit" && co_ppm != null
    then: co_ppm < 10
    cells: [co_ppm, outcome]
    message: A quit verified by CO needs a reading below 10 ppm; this row has {co_ppm}.
    fix: Correct the reading, or record the outcome as "Not quit".
  - id: follow-up-window
    when: outcome == "quit"
    then: between(days(quit_date, follow_up_date), 25, 42)
    cells: [follow_up_date, quit_date]
    message: A quit counts only if followed up 25 to 42 days after the quit date.
measures:
  - {name: quit_dates_set, title: Quit dates set, count: {}}
  - {name: four_week_quits_to_date, value_kind: to_date, count: {where: outcome == "quit"}}
  - {name: average_quit_rate, constant: 0.65}
  - name: four_week_quits
    title: Number participants who stop smoking for 4 weeks
    value_kind: forecast
    value: round(quit_dates_set * average_quit_rate)
    target: four_week_quits
    bands: council-plan
  - {name: by_outcome, by: [outcome], count: {}}
  - {name: co_total, sum: {field: co_ppm, where: outcome == "quit"}}
table_rules:
  - id: to-date-within-set
    expect: four_week_quits_to_date <= quit_dates_set
    message: More quits ({four_week_quits_to_date}) than quit dates ({quit_dates_set}).
  - id: not-far-below-last-year
    severity: query
    expect: quit_dates_set >= last_year.quit_dates_set * 0.7
    message: Quit dates fell ({last_year.quit_dates_set} to {quit_dates_set}).
refuse_above: 25%
`

const targets = "measure,period,target,unit,direction,basis,source\nfour_week_quits,2021-22-Q1,300,count,higher,,Plan\n"

func TestSmokingRow(t *testing.T) {
	set, ret := load(t, smoking, "targets.csv", targets)
	good := "LLB00001|16/04/2021|14/05/2021|Quit|4.5"
	tests := []struct {
		name, row string
		want      []string
	}{
		{"good", good, nil},
		{"code itself", "LLB00001|16/04/2021||lost|", nil},
		{"missing", "|16/04/2021||lost|", []string{"A5 client_ref.required constraint-error error"}},
		{"pattern", "LLB001|16/04/2021||lost|", []string{"A5 client_ref.pattern constraint-error error"}},
		{"no such day", "LLB00001|31/06/2021||lost|", []string{"B5 quit_date.type type-error error"}},
		{"one fault, one exception", "LLB00001|31/06/2021|14/05/2021|Quit|4", []string{"B5 quit_date.type type-error error"}},
		{"outside the period", "LLB00001|16/07/2021||lost|", []string{"B5 quit_date.within constraint-error error"}},
		{"misspelt", "LLB00001|16/04/2021||Quitt|", []string{"D5 outcome.enum constraint-error error"}},
		{"12 ppm", "LLB00001|16/04/2021|14/05/2021|Quit|12", []string{"E5 co-verified-below-10 row-constraint error"}},
		{"suppressed", "LLB00001|16/04/2021|14/05/2021|Quit|<5", nil},
		{"query", "LLB00001|16/04/2021||lost|140", []string{"E5 co_ppm.maximum constraint-error query"}},
		{"too fine", "LLB00001|16/04/2021||lost|9.55", []string{"E5 co_ppm.decimals constraint-error error"}},
		{"float residue", "LLB00001|16/04/2021||lost|n:9.5000000000000018", nil},
		{"blank follow-up", "LLB00001|16/04/2021||Quit|", []string{"C5 follow-up-window row-constraint error"}},
		{"short row", "LLB00001|16/04/2021||Quit|~", []string{"E5 missing-cell missing-cell error"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 5, tt.row))
			if d := cmp.Diff(tt.want, brief(x)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWording(t *testing.T) {
	set, ret := load(t, smoking, "targets.csv", targets)
	x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 5,
		"LLB00001|||lost|", "LLB00002|d:44302||Quitt|", "LLB00003|d:44302|d:44330|Quit|12.5", "LLB00003|d:44302|d:44331|Quit|2"))
	want := []report.Exception{
		{Rule: "quit_date.required", Kind: "constraint-error", Severity: "error", Row: 5, Column: "B", Cell: "B5", Field: "quit_date", Key: "LLB00001", HasValue: true,
			Expected: "a date, such as 16/04/2021", Message: "Quit date set is missing.", Fix: "Enter the date, like 16/04/2021.", Cells: []report.CellRef{{Column: 1, Field: "quit_date"}}},
		{Rule: "outcome.enum", Kind: "constraint-error", Severity: "error", Row: 6, Column: "D", Cell: "D6", Field: "outcome", Key: "LLB00002", Value: "Quitt", HasValue: true,
			Expected: "Quit, Not quit, Lost to follow-up or Not yet due", Message: "Outcome at 4 weeks “Quitt” is not one of the allowed values.", Fix: "Did you mean Quit?", Cells: []report.CellRef{{Column: 3, Field: "outcome"}}},
		{Rule: "co-verified-below-10", Kind: "row-constraint", Severity: "error", Row: 7, Column: "E", Cell: "E7", Field: "co_ppm", Key: "LLB00003", Value: "12.5", HasValue: true,
			Expected: "CO reading (ppm) below 10", Message: "A quit verified by CO needs a reading below 10 ppm; this row has 12.5.", Fix: `Correct the reading, or record the outcome as "Not quit".`, Cells: []report.CellRef{{Column: 4, Field: "co_ppm"}, {Column: 3, Field: "outcome"}}},
		{Rule: "primaryKey", Kind: "primary-key", Severity: "error", Row: 7, Column: "A", Cell: "A7", Field: "client_ref", Key: "LLB00003", Value: "LLB00003", HasValue: true,
			Expected: "one row for each client reference and quit date set", Message: "This row has the same client reference and quit date set as row 8, but other values differ.",
			Fix:   "Keep the row that is right and delete the rest, or correct client reference and quit date set if they are different records.",
			Cells: []report.CellRef{{Column: 0, Field: "client_ref"}, {Column: 1, Field: "quit_date"}}, OtherRows: []int{8}},
		{Rule: "primaryKey", Kind: "primary-key", Severity: "error", Row: 8, Column: "A", Cell: "A8", Field: "client_ref", Key: "LLB00003", Value: "LLB00003", HasValue: true,
			Expected: "one row for each client reference and quit date set", Message: "This row has the same client reference and quit date set as row 7, but other values differ.",
			Fix:   "Keep the row that is right and delete the rest, or correct client reference and quit date set if they are different records.",
			Cells: []report.CellRef{{Column: 0, Field: "client_ref"}, {Column: 1, Field: "quit_date"}}, OtherRows: []int{7}},
	}
	if d := cmp.Diff(want, x); d != "" {
		t.Error(d)
	}
}

func TestForecastWithTwoHeld(t *testing.T) {
	set, ret := load(t, smoking, "targets.csv", targets)
	c := checker(t, ret, quarterly(set), false)
	var rows []string
	for i := range 717 {
		outcome := "Lost to follow-up|"
		if i < 2 {
			outcome = "Lostt|"
		}
		rows = append(rows, fmt.Sprintf("LLB%05d|16/04/2021||%s", i, outcome))
	}
	_, held, _, tb := run(t, c, nil, batchOf(0, 5, rows[:400]...), batchOf(1, 405, rows[400:]...))
	if d := cmp.Diff([]int{5, 6}, held); d != "" {
		t.Error(d)
	}
	ms, x, st := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	if len(x) != 0 {
		t.Error(x)
	}
	var got []string
	for _, m := range ms {
		got = append(got, line(m))
	}
	want := []string{
		"quit_dates_set map[] 715 count provisional 715..717 target - band - variance -",
		"four_week_quits_to_date map[] 0 count provisional 0..2 target - band - variance -",
		"average_quit_rate map[] 0.65 count final -..- target - band - variance -",
		"four_week_quits map[] 465 count provisional 465..466 target 300 band Strong variance 55.00",
		"by_outcome map[outcome:quit] 0 count provisional 0..2 target - band - variance -",
		"by_outcome map[outcome:not_quit] 0 count provisional 0..2 target - band - variance -",
		"by_outcome map[outcome:lost] 715 count provisional 715..717 target - band - variance -",
		"by_outcome map[outcome:pending] 0 count provisional 0..2 target - band - variance -",
		"co_total map[] 0 count provisional 0..0 target - band - variance -",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	reason := "last_year.quit_dates_set is not held for 2020-21-Q1"
	wantStatus := []report.RuleStatus{{Rule: "to-date-within-set", Return: "smoking_quits", Status: "ok"},
		{Rule: "not-far-below-last-year", Return: "smoking_quits", Status: "skipped", Reason: &reason}}
	if d := cmp.Diff(wantStatus, st); d != "" {
		t.Error(d)
	}
}

// line writes a measure in a line.
func line(m report.Measure) string {
	or := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	value := or(m.Value)
	if m.Label != nil {
		value = *m.Label
	}
	return fmt.Sprintf("%s %v %s %s %s %s..%s target %s band %s variance %s", m.Measure, m.Group, value, or(m.Unit), m.Status, or(m.Low), or(m.High), or(m.Target), or(m.Band), or(m.VariancePercent))
}
