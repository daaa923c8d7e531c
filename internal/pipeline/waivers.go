package pipeline

import (
	"encoding/json"
	"fmt"
	"slices"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
	"winnow/validate"
)

// received is the civil day on which the run's files were received.
func (c Config) received() period.Date {
	year, month, day := c.Now.Date()
	d, _ := period.NewDate(year, int(month), day)
	return d
}

// try keeps what rules on trial found for whoever asked for a check. A run counts
// it and no more.
func (s *submission) try(found []report.Exception) {
	if s.clean != nil {
		return
	}
	for _, e := range found {
		if s.report.Trials == nil {
			s.report.Trials = &report.List{}
		}
		s.report.Trials.Add(e)
	}
}

// screened adds what the rules over measures found to the table it is shown with.
func (s *submission) screened(seen validate.Screened) {
	for _, e := range seen.Exceptions {
		s.report.Exceptions.Add(e)
	}
	s.try(seen.Trials)
	s.report.AddWaived(seen.Waived)
}

// waivers says what came of every waiver in this run.
func (r *run) waivers() []report.Waiver {
	book := newWaiverBook(r.Rules, r.received())
	for _, f := range r.files {
		for _, t := range f.report.Tables {
			book.table(t.Return, deref(t.Service), t.Waived)
		}
	}
	return book.list
}

// waiverBook adds up what came of the waivers of a rule set.
type waiverBook struct{ list []report.Waiver }

// newWaiverBook opens a book on a day. Waivers that ended before are ended.
func newWaiverBook(set *rules.Set, today period.Date) *waiverBook {
	b := &waiverBook{list: []report.Waiver{}}
	for _, w := range set.Waivers {
		entry := report.Waiver{Return: report.Ptr(w.Return), Service: w.Service, Rule: w.Rule, Key: report.Ptr(w.Key), Reason: w.Reason,
			AgreedBy: w.AgreedBy, Until: w.Until.String(), Line: w.Line, Status: report.WaiverUnused}
		if w.Until < today {
			entry.Status = report.WaiverEnded
		}
		b.list = append(b.list, entry)
	}
	return b
}

// table counts what was let pass of a table.
func (b *waiverBook) table(ret, service string, waived []report.Waived) {
	for i := range b.list {
		w := &b.list[i]
		if w.Service == service && (w.Return == nil || *w.Return == ret) {
			w.Met = true
		}
		n := slices.IndexFunc(waived, func(x report.Waived) bool {
			return w.Service == service && x.Rule == w.Rule && deref(x.Key) == deref(w.Key) && x.Until == w.Until && (w.Return == nil || *w.Return == ret)
		})
		if n < 0 {
			continue
		}
		w.Count += waived[n].Count
		if w.Status == report.WaiverUnused {
			w.Status = report.WaiverUsed
		}
	}
}

// waiversOf says what came of every waiver over the files of a period, those that
// earlier runs took in too.
func (p *publisher) waiversOf(files []*report.File) ([]report.Waiver, error) {
	book := newWaiverBook(p.config.Rules, p.config.received())
	if len(book.list) == 0 {
		return book.list, nil
	}
	for _, f := range files {
		var kept struct {
			Tables []struct {
				Return  string          `json:"return"`
				Service string          `json:"service"`
				Waived  []report.Waived `json:"waived"`
			} `json:"tables"`
		}
		if err := json.Unmarshal(f.Raw, &kept); err != nil {
			return nil, fmt.Errorf("the report of %s is damaged: %w", f.Path, err)
		}
		for _, t := range kept.Tables {
			book.table(t.Return, t.Service, t.Waived)
		}
	}
	return book.list, nil
}
