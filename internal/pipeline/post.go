package pipeline

import (
	"path"
	"strconv"
	"strings"

	"winnow/internal/due"
	"winnow/internal/mail"
	"winnow/internal/period"
	"winnow/internal/postbox"
	"winnow/internal/report"
)

// post stages the mail that goes with a table's letter.
func (p *publisher) post(f *received, s *submission, kind mail.Kind, letter, digest string) error {
	rows := s.report.Rows
	facts := mail.Facts{
		Return: s.match.ret.Title, File: path.Base(f.source.Name), Received: p.receivedWords(),
		Row: rows.Noun(1), Rows: rows.Noun(2), RowsRead: rows.Clean + rows.HeldBack, RowsAccepted: rows.Clean, RowsHeldBack: rows.HeldBack,
		Errors: s.report.Exceptions.Count(report.Error), Queries: s.report.Exceptions.Count(report.Query),
	}
	if f.report.Status == report.FileRefused {
		facts.Reason = deref(f.report.Reason)
	}
	if !s.facts.period.IsZero() {
		facts.Period = due.PeriodWords(s.facts.period)
		p.dueFacts(&facts, s.match.ret.Name, s.facts.service, s.facts.period)
	}
	return p.send(postbox.Item{Kind: kind, Service: s.facts.service, Period: s.facts.period.String(), Submission: s.id, SHA256: f.report.SHA256, Facts: facts, File: letter, Digest: digest})
}

// postPage stages the mail that goes with a page about a file.
func (p *publisher) postPage(f *received, x page, letter, digest string) error {
	facts := mail.Facts{File: path.Base(f.source.Name), Received: p.receivedWords(), Reason: sentence(deref(f.report.Reason)), Fix: x.fix}
	for _, s := range f.tables {
		if x.submission == 0 || s.id != x.submission {
			continue
		}
		facts.Submission, facts.Return = strconv.FormatInt(s.id, 10), s.match.ret.Title
		if !s.facts.period.IsZero() {
			facts.Period = due.PeriodWords(s.facts.period)
		}
	}
	return p.send(postbox.Item{Kind: x.mail, Service: x.service, Period: x.when, Submission: x.submission, SHA256: f.report.SHA256, Facts: facts, File: letter, Digest: digest})
}

// send gives the mail its place beside its letter.
func (p *publisher) send(it postbox.Item) error {
	stem := strings.TrimSuffix(path.Base(it.File), path.Ext(it.File))
	at, err := p.free(path.Dir(it.File), stem+".eml", ".eml")
	if err != nil {
		return err
	}
	it.At, it.Now = at, p.config.Now
	return p.box.Put(p.stage, it)
}

func (p *publisher) receivedWords() string { return p.config.Now.Format("2 January 2006 at 15:04") }

// dueFacts says when the return is due, where returns_due.csv does.
func (p *publisher) dueFacts(facts *mail.Facts, ret, service string, when period.Period) {
	for _, d := range p.config.Rules.Due {
		if d.Return != ret || d.Service != service || !d.Owes(when) {
			continue
		}
		day := when.End().AddDays(d.DueAfterDays)
		facts.Due = day.Long()
		facts.DaysLeft, facts.DaysLate = max(0, int(day-p.config.received())), max(0, int(p.config.received()-day))
	}
}

// sentence gives a reason its capital and its full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
