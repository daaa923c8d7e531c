package rules

import (
	"winnow/internal/report"
)

// words is what a constraint or rule says of itself beside its condition.
type words struct {
	severity, final      report.Severity
	message, fix, source string
	expected             string // of rules only
	trial                *bool  // nil where not said
}

var severities = []string{string(report.Error), string(report.Query), string(report.Note)}

// words reads severity, message, fix, source and expected, of which a constraint
// has no expected: its own bound says it.
func (m *mapping) words() words {
	w := words{severity: report.Error, final: report.Error}
	if v, ok := m.get("severity"); ok {
		w.severity, w.final = v.severity()
	}
	m.text("message", &w.message)
	m.text("fix", &w.fix)
	m.text("source", &w.source)
	m.text("expected", &w.expected)
	if v, ok := m.get("trial"); ok {
		if on, ok := v.boolean(); ok {
			w.trial = &on
		}
	}
	return w
}

// severity reads error, query or note, or one for the year and one for its
// final run.
func (v value) severity() (inYear, final report.Severity) {
	inYear, final = report.Error, report.Error
	if !v.isMapping() {
		if s, ok := v.word(severities...); ok {
			inYear, final = report.Severity(s), report.Severity(s)
		}
		return inYear, final
	}
	m, ok := v.mapping(keys{known: []string{"in_year", "final"}})
	if !ok {
		return inYear, final
	}
	for _, k := range []string{"in_year", "final"} {
		if _, ok := m.need(k); !ok {
			return inYear, final
		}
	}
	m.word("in_year", (*string)(&inYear), severities...)
	m.word("final", (*string)(&final), severities...)
	return inYear, final
}

// onTrial says whether a check is on trial: where it doesn't say, as the return
// as a whole is.
func (w words) onTrial(all bool) bool {
	if w.trial != nil {
		return *w.trial
	}
	return all
}

func (c *Constraint) words(w words) {
	c.Trial = w.onTrial(c.Trial)
	c.Severity, c.Final, c.Message, c.Fix, c.Source = w.severity, w.final, w.message, w.fix, w.source
}
