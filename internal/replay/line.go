package replay

import (
	"winnow/internal/ledger"
	"winnow/internal/report"
)

// line counts what the rule found in one submission.
func (c Config) line(s ledger.Submission, rep *report.Report) Line {
	l := Line{Return: s.Return, Service: s.Service, Period: s.Period, File: s.Name, SHA256: s.SHA256, Sheet: report.Ptr(s.Sheet), Replaced: !s.Stands}
	for _, f := range rep.Files {
		if f.SHA256 != s.SHA256 {
			continue
		}
		if l.Reason = f.Reason; f.Status == report.FileRefused {
			l.Status = report.RuleSkipped
		}
		for _, t := range f.Tables {
			if t.Return == s.Return && (t.Sheet == nil || *t.Sheet == s.Sheet) {
				l.count(t, c.Rule)
				l.ended(rep.Rules, c.Rule)
			}
		}
	}
	return l
}

// count adds a table's findings.
func (l *Line) count(t *report.Table, rule string) {
	l.Records += t.Rows.Clean + t.Rows.HeldBack
	l.HeldBack += t.Rows.HeldBack
	for _, list := range []*report.List{t.Exceptions, t.Trials} {
		if list == nil {
			continue
		}
		for e := range list.All() {
			if e.Rule != rule {
				continue
			}
			l.Count++
			if l.Severity == nil || graver(e.Severity, *l.Severity) {
				l.Severity = report.Ptr(string(e.Severity))
			}
		}
	}
}

func graver(a report.Severity, b string) bool {
	order := map[string]int{string(report.Note): 1, string(report.Query): 2, string(report.Error): 3}
	return order[string(a)] > order[b]
}

// ended says how the rule ended: what it found speaks for itself; otherwise what
// the run says of the rule.
func (l *Line) ended(states []report.RuleStatus, rule string) {
	l.Status = report.RuleOK
	if l.Count > 0 {
		l.Status = report.RuleIssues
		return
	}
	for _, s := range states {
		if s.Rule == rule && s.Return == l.Return && (s.Status == report.RuleSkipped || s.Status == report.RuleFailed) {
			l.Status, l.Reason = s.Status, s.Reason
		}
	}
}
