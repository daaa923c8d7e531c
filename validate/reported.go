package validate

import (
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

// ReportedRow is a clean record that is itself a measure.
type ReportedRow struct {
	Row          int    `json:"row"`
	Measure      string `json:"measure"`
	Period       string `json:"period,omitempty"`
	AsAt         string `json:"as_at,omitempty"`
	ValueKind    string `json:"value_kind,omitempty"`
	Value        *Exact `json:"value,omitempty"`
	Label        string `json:"label,omitempty"` // of a placeholder
	Unit         string `json:"unit,omitempty"`
	Target       *Exact `json:"target,omitempty"`
	TargetPeriod string `json:"target_period,omitempty"`
	Tolerance    *Exact `json:"tolerance,omitempty"`
	OfTarget     bool   `json:"tolerance_percent,omitempty"` // the tolerance is in per cent
	Direction    string `json:"direction,omitempty"`
}

// reportedPlan reads the records of a return whose rows are measures.
type reportedPlan struct {
	*rules.Reported
	scale *rules.Bands
	words []reportedWord
}

func newReportedPlan(c *Checker) (*reportedPlan, error) {
	if c.ret.Reported == nil {
		return nil, nil
	}
	p := &reportedPlan{Reported: c.ret.Reported, words: newReportedWords(c, c.ret.Reported)}
	if c.ctx.Set != nil {
		p.scale = c.ctx.Set.Bands[p.Bands]
	}
	return p, nil
}

// reportedRows lists the measures that a batch's clean records are.
func (c *Checker) reportedRows(r *Result) []ReportedRow {
	if c.own == nil {
		return nil
	}
	var out []ReportedRow
	for i := range r.rows {
		if !r.held[i] {
			out = append(out, c.reportedRow(r, i))
		}
	}
	return out
}

func (c *Checker) reportedRow(r *Result, i int) ReportedRow {
	p := c.own
	row := ReportedRow{Row: r.rows[i], Measure: r.word(p.Measure, i), Period: r.word(p.Period, i), AsAt: r.word(p.AsAt, i),
		Unit: unitWord(r.word(p.Unit, i)), TargetPeriod: r.word(p.TargetPeriod, i)}
	row.ValueKind, _ = kindWord(r.word(p.ValueKind, i))
	row.Direction, _ = directionWord(r.word(p.Direction, i))
	var share, targetShare bool
	row.Value, row.Label, share = c.reportedFigure(r, p.Value, i)
	row.Target, _, targetShare = c.reportedFigure(r, p.Target, i)
	row.Tolerance, row.OfTarget = c.reportedTolerance(r, i)
	if row.Unit == "" {
		row.Unit = "count"
		if share || targetShare {
			row.Unit = "percent"
		}
	}
	return row
}

// word returns the text of a field's value; of a labelled missing value its
// label; "" for a field that isn't mapped.
func (r *Result) word(field, i int) string {
	if field < 0 {
		return ""
	}
	return strings.Clone(r.col(field).at(i).asText())
}

// unitWord brings the ways to write per cent to one.
func unitWord(s string) string {
	switch strings.ToLower(s) {
	case "%", "percent", "percentage", "per cent", "pct":
		return "percent"
	}
	return s
}

// reportedFigure reads a value or target: a number, or a placeholder's label.
// Text fields are read for a number too, per cent in points.
func (c *Checker) reportedFigure(r *Result, field, i int) (n *Exact, placeholder string, share bool) {
	if field < 0 {
		return nil, "", false
	}
	f, e := c.fields[field], r.col(field).at(i)
	switch {
	case e.state == label:
		return nil, strings.ToLower(f.Missing[e.miss].Label), false
	case e.state != valued:
		return nil, "", false
	case e.value.Type == expr.Number:
		return &Exact{f.inPoints(e.value.Num)}, "", e.share || f.Percent != ""
	}
	g, why, _ := f.readFigure(e.value.Str)
	if why != "" {
		return nil, strings.ToLower(e.value.Str), false
	}
	return &Exact{g.num}, "", g.percent
}

// reportedTolerance reads how far from its target a measure may be; share says
// that it is in per cent, as only a per cent sign does.
func (c *Checker) reportedTolerance(r *Result, i int) (n *Exact, share bool) {
	field := c.own.Tolerance
	n, _, share = c.reportedFigure(r, field, i)
	if n != nil && c.fields[field].Type != rules.TypeString {
		share = r.col(field).at(i).share
	}
	return n, share
}

// inPoints brings a percentage kept as a fraction to points.
func (f *field) inPoints(n number.Num) number.Num {
	if f.Percent == "fraction" {
		return n.Mul(hundred)
	}
	return n
}

// band compares a reported measure with its target. Figures of unlike periods
// aren't compared.
func (row ReportedRow) band(scale *rules.Bands, lastYear *number.Num) BandResult {
	in := BandInput{Unit: row.Unit, Direction: row.Direction, LastYear: lastYear}
	if row.Value != nil {
		in.Value = &row.Value.Num
	}
	if row.Tolerance != nil && row.Tolerance.Sign() >= 0 {
		in.Tolerance = &rules.Tolerance{By: row.Tolerance.Num, Percent: row.OfTarget}
	}
	if row.Target != nil && row.likePeriods() {
		in.Target = &row.Target.Num
	}
	return Band(scale, in)
}

func (row ReportedRow) likePeriods() bool {
	a, errA := period.Parse(row.Period)
	b, errB := period.Parse(row.TargetPeriod)
	return errA != nil || errB != nil || a == b
}
