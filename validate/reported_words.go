package validate

import (
	"slices"
	"strings"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// reportedID is the rule of what makes a row a measure: that its words are known
// and that no other row is the same measure.
const reportedID = rules.ReportedID

// directions are the words for which way is better.
var directions = map[string]string{
	"higher": "higher", "high": "higher", "up": "higher", "increase": "higher",
	"lower": "lower", "low": "lower", "down": "lower", "decrease": "lower",
}

// directionWord reads "Higher", "lower is better", "Increase"; "" and false where
// it can't be told which way is meant. No word at all means higher.
func directionWord(s string) (string, bool) {
	folded := rules.FoldText(s)
	if folded == "" {
		return "", true
	}
	folded = strings.TrimPrefix(folded, "the ")
	for _, end := range []string{" is better", " is good", " the better", " better"} {
		folded = strings.TrimSuffix(folded, end)
	}
	word, ok := directions[folded]
	return word, ok
}

// kindWord brings a value kind to winnow's spelling: "To date" is to_date. No
// word at all means actual.
func kindWord(s string) (string, bool) {
	folded := strings.NewReplacer(" ", "_", "-", "_").Replace(rules.FoldText(s))
	if folded == "" {
		return "actual", true
	}
	return folded, slices.Contains(rules.ValueKinds, folded)
}

// reportedWord is what a cell of a reported measure must be readable as.
type reportedWord struct {
	field         int
	reads         func(text string) bool
	expected, fix string
}

// newReportedWords lists what is read of each row besides its figures.
func newReportedWords(c *Checker, p *rules.Reported) []reportedWord {
	kinds := make([]string, len(rules.ValueKinds))
	for i, k := range rules.ValueKinds {
		kinds[i] = strings.ReplaceAll(k, "_", " ")
	}
	isPeriod := func(s string) bool { _, err := period.Parse(s); return err == nil }
	const years = "a period, such as 2021-22 Q1, June 2021 or 2021-22"
	all := []reportedWord{
		{p.Direction, func(s string) bool { _, ok := directionWord(s); return ok }, "higher or lower", "Say whether a higher or a lower figure is better: write higher or lower."},
		{p.ValueKind, func(s string) bool { _, ok := kindWord(s); return ok }, orList(kinds), "Say what kind of figure this is: write " + orList(kinds) + "."},
		{p.Period, isPeriod, years, "Write the period the figure is for, such as 2021-22 Q1."},
		{p.TargetPeriod, isPeriod, years, "Write the period the target is for, such as 2021-22."},
	}
	return slices.DeleteFunc(all, func(w reportedWord) bool { return w.field < 0 || !c.fields[w.field].present() })
}

// checkWords finds the cells of reported measures that can't be read: a guess
// would band the measure against what nobody meant.
func (c *Checker) checkWords(r *Result) {
	if c.own == nil {
		return
	}
	for _, w := range c.own.words {
		col := r.col(w.field)
		unread := make([]bool, len(col.entries))
		for i := range col.entries {
			e := &col.entries[i]
			unread[i] = e.state == valued && !w.reads(e.asText())
		}
		if !slices.Contains(unread, true) {
			continue
		}
		for i := range r.rows {
			if unread[col.code(i)] && !r.misshapen(i) && !r.failed(w.field, i, report.Error) {
				r.find(i, c.wordException(r, i, w))
				r.fault(w.field, i, report.Error)
			}
		}
	}
}

func (c *Checker) wordException(r *Result, i int, w reportedWord) report.Exception {
	f := c.fields[w.field]
	x := c.at(r, i, w.field)
	x.Rule, x.Kind, x.Severity, x.Expected, x.Fix = reportedID, report.KindConstraint, report.Error, w.expected, w.fix
	x.Message = f.subject(r.col(w.field).at(i)) + " is not understood."
	return x
}

// appendIdentity appends what a reported measure is of: its name, period, value
// kind and date, as they are understood.
func (c *Checker) appendIdentity(r *Result, to []byte, i int) []byte {
	p := c.own
	kind, _ := kindWord(r.word(p.ValueKind, i))
	when := c.ctx.Period.String()
	if s := r.word(p.Period, i); s != "" {
		when = s
		if parsed, err := period.Parse(s); err == nil {
			when = parsed.String()
		}
	}
	asAt := r.word(p.AsAt, i)
	if asAt == "" && c.ctx.HasAsAt {
		asAt = c.ctx.AsAt.String()
	}
	for _, s := range []string{r.word(p.Measure, i), when, kind, asAt} {
		to = append(append(to, s...), 0)
	}
	return to
}
