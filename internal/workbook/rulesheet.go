package workbook

import "winnow/internal/report"

// rules writes "Rules": what was checked, in plain words, and how often it was
// found wanting.
func (b *book) rules() error {
	s, err := b.stream(layout{
		name: sheetRules, widths: []float64{64, 14, 12, 26, 24}, rows: 1 + len(b.in.Rules), header: 1, repeat: 1,
	})
	if err != nil {
		return err
	}
	st := &b.styles
	head := []any{}
	for _, title := range []string{"What is checked", "How serious", "Exceptions", "Outcome", "Rule"} {
		head = append(head, text(st.head, title))
	}
	if err := s.add(head); err != nil {
		return err
	}
	for _, r := range b.in.Rules[:min(len(b.in.Rules), b.limits.rows-1)] {
		err := s.add([]any{
			text(st.wrap, r.Words), text(b.severityStyle(r.Severity), severityWord(r.Severity)),
			number(st.centre, r.Count), text(st.wrap, outcome(r)), text(st.reference, r.ID),
		})
		if err != nil {
			return err
		}
	}
	return s.stream.Flush()
}

func outcome(r RuleInfo) string {
	switch {
	case r.State == report.RuleSkipped || r.State == report.RuleFailed:
		if r.Reason == "" {
			return "Not checked"
		}
		return "Not checked: " + r.Reason
	case r.Count == 0:
		return "Nothing found"
	}
	return "Found " + count(r.Count, "time", "times")
}
