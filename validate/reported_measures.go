package validate

import (
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
)

// reported puts the reported measures of all submissions into the report's form.
func (x *reduction) reported() []report.Measure {
	p := x.ret.Reported
	if p == nil {
		return nil
	}
	scale := x.scale(p.Bands)
	var out []report.Measure
	for _, row := range x.all.Reported {
		m := x.blank()
		m.Measure, m.Title, m.Unit, m.Label = row.Measure, row.Measure, &row.Unit, report.Ptr(row.Label)
		if m.ValueKind = row.ValueKind; m.ValueKind == "" {
			m.ValueKind = "actual"
		}
		var last *number.Num
		if when, err := period.Parse(row.Period); err == nil {
			m.Period = report.Ptr(when.String())
			last = x.elsewhere(x.ret.Name, row.Measure, when.LastYear())
		} else if row.Period != "" {
			m.Period = &row.Period
		} else {
			last = x.lastYear(row.Measure)
		}
		if row.AsAt != "" {
			m.AsAt = &row.AsAt
		}
		result := row.band(scale, last)
		m.VariancePercent = result.VariancePercent()
		if row.Value != nil {
			m.Value = text(&row.Value.Num)
		}
		if row.Target != nil {
			m.Target = text(&row.Target.Num)
		}
		if scale != nil {
			m.Band = &result.Band
		}
		out = append(out, m)
	}
	return out
}
