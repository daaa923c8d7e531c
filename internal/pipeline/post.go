package pipeline

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/due"
	"winnow/internal/mail"
	"winnow/internal/period"
	"winnow/internal/postbox"
	"winnow/internal/report"
)

// post stages the mail that goes with a letter.
func (p *publisher) post(f *received, l letter, kind mail.Kind, at, digest string) error {
	first := l.tables[0]
	facts := mail.Facts{File: path.Base(f.source.Name), Received: p.receivedWords(), Row: first.report.Rows.Noun(1), Rows: first.report.Rows.Noun(2)}
	var titles []string
	for _, s := range l.tables {
		rows := s.report.Rows
		facts.RowsRead, facts.RowsAccepted, facts.RowsHeldBack = facts.RowsRead+rows.Clean+rows.HeldBack, facts.RowsAccepted+rows.Clean, facts.RowsHeldBack+rows.HeldBack
		facts.Errors += s.report.Exceptions.Count(report.Error)
		facts.Queries += s.report.Exceptions.Count(report.Query) - s.resting()
		if r := s.reply; r != nil {
			facts.Fixed, facts.StillOpen, facts.Explained, facts.New = facts.Fixed+r.Fixed, facts.StillOpen+r.StillOpen, facts.Explained+r.Explained, facts.New+r.New
		}
		if !slices.Contains(titles, s.match.ret.Title) {
			titles = append(titles, s.match.ret.Title)
		}
	}
	facts.Return = strings.Join(titles, "; ")
	if f.report.Status == report.FileRefused {
		facts.Reason = deref(f.report.Reason)
	}
	if !first.facts.period.IsZero() {
		facts.Period = due.PeriodWords(first.facts.period)
		p.dueFacts(&facts, first.match.ret.Name, first.facts.service, first.facts.period)
	}
	return p.send(postbox.Item{Kind: kind, Service: first.facts.service, Period: first.facts.period.String(), Submission: l.submission(), SHA256: f.report.SHA256, Facts: facts, File: at, Digest: digest})
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
