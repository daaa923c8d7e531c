package pipeline

import (
	"fmt"
	"slices"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/reply"
	"winnow/internal/report"
	"winnow/rules"
)

// ticketFor is the line of a returned workbook's ticket that a table answers; nil
// where it has none.
func (f *received) ticketFor(m *match) *reply.Table {
	if f.reply == nil || f.reply.ticket == nil {
		return nil
	}
	var of []*reply.Table
	for i := range f.reply.ticket.Tables {
		if t := &f.reply.ticket.Tables[i]; t.Return == m.ret.Name {
			of = append(of, t)
		}
	}
	for _, t := range of {
		if t.Sheet == m.sheet.Name {
			return t
		}
	}
	if len(of) == 1 { // the sheet was renamed
		return of[0]
	}
	return nil
}

// mayAnswer refuses a table of a returned workbook that is about something else than
// what it answers, or answers what no longer stands.
func (p *publisher) mayAnswer(f *received, s *submission) error {
	if p == nil || f.source.Again != nil {
		return nil
	}
	t := f.ticketFor(s.match)
	if t == nil {
		return nil
	}
	fix := "Correct the newest workbook that you had from us, or send the whole return."
	switch {
	case t.Service != s.facts.service:
		return wrongSender(p.serviceName(t.Service), p.serviceName(s.facts.service))
	case t.Period != s.facts.period.String():
		return &ingest.Refusal{Kind: report.KindWrongPeriod, Reason: fmt.Sprintf("it answers the workbook for %s, and was taken for %s", t.Period, s.facts.period),
			Fix: fmt.Sprintf("Correct the workbook for %s. If this one is late, say so to whoever collects the returns.", s.facts.period)}
	}
	old, err := p.ledger.Submission(t.Submission)
	if err != nil {
		return err
	}
	if old == nil || !answers(t, old) {
		s.answering = 0 // the ledger was lost since, or the file claims what isn't so
		return nil
	}
	switch old.State {
	case ledger.Refused:
		s.refused = old
	case ledger.Superseded:
		why, err := p.replacedBy(old)
		if err != nil || why == "" {
			return err
		}
		return &ingest.Refusal{Kind: report.KindTemplate, Reason: "it answers a workbook that is out of date: " + why, Fix: fix}
	case ledger.Withdrawn:
		return &ingest.Refusal{Kind: report.KindTemplate, Reason: "it answers a return that was taken out since", Fix: "Ask whoever collects the returns what to send."}
	}
	return nil
}

// replacedBy says what stands in the place of a superseded submission; "" where that
// is the same content, judged again, or was taken out since.
func (p *publisher) replacedBy(old *ledger.Submission) (string, error) {
	by, err := p.ledger.Submission(old.Successor)
	for err == nil && by != nil && by.State == ledger.Superseded && by.Successor != 0 {
		by, err = p.ledger.Submission(by.Successor)
	}
	if err != nil || by == nil || !by.Stands || by.SHA256 == old.SHA256 {
		return "", err
	}
	return fmt.Sprintf("another file was received after it, on %s", by.Received.Format("2 January 2006")), nil
}

func (p *publisher) serviceName(service string) string {
	i := slices.IndexFunc(p.config.Rules.Services, func(s rules.Service) bool { return s.Service == service && s.Name != "" })
	if i < 0 {
		return service
	}
	return p.config.Rules.Services[i].Name
}

// isReply says whether a table that came back in winnow's own workbook takes the place
// of what was sent back, and why, or why somebody is to look first: it is known by its
// marks, so that its keys may have changed, but most of its records must be there.
func isReply(old ledger.Submission, now coming) (ok bool, why string) {
	j, why := judge(old, now)
	if j == nil {
		return true, "it is the workbook that was sent back, corrected; " + why
	}
	for _, fault := range []func() string{j.nothingLeft, j.onlyPart, j.shrunk, j.worse} {
		if why = fault(); why != "" {
			return false, why
		}
	}
	return true, "it is the workbook that was sent back: " + j.kept()
}
