package workbook

import (
	"slices"

	"winnow/internal/reply"
	"winnow/internal/report"
)

// rules writes "Rules": what was checked, in plain words, and how often it was
// found wanting. Tables of one return have its rules once.
func (b *book) rules() error {
	var returns []*part
	rows := 0
	for _, p := range b.parts {
		same := func(r *part) bool { return r.Table.Return == p.Table.Return }
		if len(p.Rules) > 0 && !slices.ContainsFunc(returns, same) {
			returns = append(returns, p)
			rows += len(p.Rules)
		}
	}
	l := layout{name: b.sheet(reply.RoleRules), widths: []float64{64, 14, 12, 26, 24}, rows: 1 + rows, header: 1, repeat: 1}
	titles := []string{"What is checked", "How serious", "Exceptions", "Outcome", "Rule"}
	if len(returns) > 1 {
		l.widths, titles = append([]float64{26}, l.widths...), append([]string{"Return"}, titles...)
	}
	s, err := b.stream(l)
	if err != nil {
		return err
	}
	head := []any{}
	for _, title := range titles {
		head = append(head, text(b.styles.head, title))
	}
	if err := s.add(head); err != nil {
		return err
	}
	for _, p := range returns {
		if err := b.rulesOf(s, p, len(returns) > 1); err != nil {
			return err
		}
	}
	return s.stream.Flush()
}

// rulesOf writes the rules of one return, as far as the sheet has room.
func (b *book) rulesOf(s *sheet, p *part, named bool) error {
	st := &b.styles
	for _, r := range p.Rules[:min(len(p.Rules), b.limits.rows-s.row)] {
		var cells []any
		if named {
			cells = append(cells, text(st.wrap, p.title()))
		}
		err := s.add(append(cells,
			text(st.wrap, r.Words), text(b.severityStyle(r.Severity), severityWord(r.Severity)),
			number(st.centre, r.Count), text(st.wrap, outcome(r)), text(st.reference, r.ID)))
		if err != nil {
			return err
		}
	}
	return nil
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
