package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// checkReported compares the band that a row prints with the one it comes to.
func (c *Checker) checkReported(r *Result) {
	p := c.own
	if p == nil || p.Band < 0 || p.scale == nil || !c.fields[p.Band].present() {
		return
	}
	for i := range r.rows {
		printed := r.word(p.Band, i)
		if printed == "" || r.misshapen(i) || r.held[i] || r.failed(p.Value, i) || r.failed(p.Band, i) || p.Target >= 0 && r.failed(p.Target, i) {
			continue
		}
		result := c.reportedRow(r, i).band(p.scale, nil)
		if result.Note == lastYearUnknown || rules.FoldText(printed) == rules.FoldText(result.Band) {
			continue
		}
		x := c.at(r, i, p.Band)
		x.Rule, x.Kind, x.Severity, x.Expected = report.KindBand, report.KindBand, report.Query, result.Band
		x.Message = "The row says " + quoted(printed) + ", but its value and target come to " + result.Band + "."
		if x.Masked {
			x.Message = "The band in this row is not what its value and target come to."
		}
		x.Fix = "Check the value and the target, and correct the one that is wrong or the printed band."
		r.find(i, x)
	}
}
