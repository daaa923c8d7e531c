package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// noteZeroTargets tells of reported measures without a band because their target
// is zero.
func (c *Checker) noteZeroTargets(r *Result) {
	p := c.own
	if p == nil || p.scale == nil || p.Target < 0 || !c.fields[p.Target].present() {
		return
	}
	for i := range r.rows {
		if r.misshapen(i) || r.held[i] || c.reportedRow(r, i).band(p.scale, nil).Note != targetIsZero {
			continue
		}
		x := c.at(r, i, p.Target)
		zeroTargetWords(&x, "this measure")
		r.find(i, x)
	}
}

// zeroTargetWords puts it into words that a target of zero leaves a measure
// without a band.
func zeroTargetWords(x *report.Exception, measure string) {
	x.Rule, x.Kind, x.Severity, x.Expected = "zero-target", report.KindTableRule, report.Note, "a target other than zero"
	x.Message = "The target of " + measure + " is zero. Nothing can be so many per cent better or worse than zero, so there is no band."
	x.Fix = "Nothing needs doing if zero is meant."
}

// checkReported compares the band that a row prints with the one it comes to.
func (c *Checker) checkReported(r *Result) {
	p := c.own
	if p == nil || p.Band < 0 || p.scale == nil || !c.fields[p.Band].present() {
		return
	}
	for i := range r.rows {
		printed := r.word(p.Band, i)
		if printed == "" || r.misshapen(i) || r.held[i] || r.failed(p.Value, i, report.Query) || r.failed(p.Band, i, report.Query) || p.Target >= 0 && r.failed(p.Target, i, report.Query) {
			continue
		}
		result := c.reportedRow(r, i).band(p.scale, nil)
		if result.Note == lastYearUnknown || result.Note == toleranceUnknown || rules.FoldText(printed) == rules.FoldText(result.Band) {
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
