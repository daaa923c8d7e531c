package pipeline

import (
	"cmp"
	"maps"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/reply"
	"winnow/internal/report"
)

// told is what passed between winnow and a service about a table before: what was
// open when it was last sent back, and the reasons given.
type told struct {
	open    map[string]bool                 // every id found in what the table stands for, and whether it was open
	before  map[string]bool                 // rules that found something in the return of the period before
	reasons map[string][]ledger.Explanation // by the exception's id
	answers map[string]reply.Answer         // of the workbook that came back, by id
	resting map[string]ledger.Explanation   // queries that rest, by id
}

// reasonsHold is for how long a reason holds that a service wrote into the workbook:
// a year, so that what is so every summer is asked again in the next one.
const reasonsHold = 1

// recall gathers what the ledger knows of a file's tables, before this run tells it
// anything new.
func (p *publisher) recall(f *received) error {
	for _, s := range f.tables {
		if s.waits != "" || s.facts.service == "" {
			continue
		}
		if err := p.recallTable(f, s); err != nil {
			return err
		}
	}
	return nil
}

func (p *publisher) recallTable(f *received, s *submission) error {
	t := &told{open: map[string]bool{}, before: map[string]bool{}, reasons: map[string][]ledger.Explanation{}, answers: maps.Clone(f.answers()), resting: map[string]ledger.Explanation{}}
	s.told = t
	var before []ledger.Submission
	if s.about != nil {
		before = append(before, *s.about)
	}
	if old := f.source.again(s.match); old != nil {
		before = append(before, *old)
	}
	if s.refused != nil {
		before = append(before, *s.refused)
	}
	for _, old := range before {
		found, err := p.ledger.Exceptions(old.ID)
		if err != nil {
			return err
		}
		for _, e := range found {
			t.open[e.ID] = t.open[e.ID] || e.State == ledger.ExceptionOpen
		}
	}
	if err := p.recallPeriodBefore(s, t); err != nil {
		return err
	}
	reasons, err := p.ledger.Explanations(s.match.ret.Name, s.facts.service)
	if err != nil {
		return err
	}
	for _, x := range reasons {
		t.reasons[x.Exception] = append(t.reasons[x.Exception], x)
	}
	return p.settleTold(s)
}

// recallPeriodBefore notes which rules found something in the period before.
func (p *publisher) recallPeriodBefore(s *submission, t *told) error {
	last := s.facts.period.Previous()
	standing, err := p.ledger.Standing(s.match.ret.Name, s.facts.service, last.String())
	if err != nil {
		return err
	}
	for _, old := range standing {
		counts, err := p.ledger.RuleCounts(old.ID)
		if err != nil {
			return err
		}
		for _, c := range counts {
			t.before[c.Rule] = true
		}
	}
	return nil
}

// settleTold finds out which findings of a table rest, and what became of those that
// were open.
func (p *publisher) settleTold(s *submission) error {
	t := s.told
	s.report.Reply = s.reply
	if s.reply == nil && len(t.reasons)+len(t.answers)+len(t.open) == 0 {
		return nil
	}
	open := t.open
	was, err := t.rename(s)
	if err != nil {
		return err
	}
	id, again := s.ids(), map[string]bool{}
	for e := range s.report.Exceptions.All() {
		at := id(e)
		if at == "" {
			continue
		}
		x, rests := p.rests(t, at, e)
		if rests {
			t.resting[at] = x
		}
		if t.open[at] {
			again[was(at)] = true
		}
		if s.reply != nil {
			countFinding(s.reply, rests, t.open[at])
		}
	}
	if s.reply != nil {
		for id, wasOpen := range open {
			if wasOpen && !again[id] {
				s.reply.Fixed++
			}
		}
	}
	s.report.Explained = len(t.resting)
	return s.report.Exceptions.Err()
}

// countFinding counts a finding of a table that answers another.
func countFinding(r *report.Reply, rests, open bool) {
	switch {
	case rests:
		r.Explained++
	case open:
		r.StillOpen++
	default: // also one that was explained and is asked about again
		r.New++
	}
}

// ids numbers the findings of a table, which must be given in their order; "" for a
// note.
func (s *submission) ids() func(report.Exception) string {
	ids := ledger.NewIDs()
	return func(e report.Exception) string {
		if e.Severity == report.Note {
			return ""
		}
		return ids.Of(identity(e))
	}
}

// rests says whether a query rests, and with what reason: one given now, or before
// for the same value.
func (p *publisher) rests(t *told, id string, e report.Exception) (ledger.Explanation, bool) {
	if t == nil || e.Severity != report.Query {
		return ledger.Explanation{}, false
	}
	if a, ok := t.answers[id]; ok && a.Reason != "" {
		return ledger.Explanation{Exception: id, Reason: a.Reason, Until: p.reasonUntil()}, true
	}
	reasons := t.reasons[id]
	if len(reasons) == 0 {
		return ledger.Explanation{}, false
	}
	today, value := p.config.Now.Format(time.DateOnly), p.valueDigest(e)
	for i := len(reasons) - 1; i >= 0; i-- {
		if x := reasons[i]; x.Value == value && x.Until >= today {
			return x, true
		}
	}
	return ledger.Explanation{}, false
}

// reasonUntil is the last day of a reason that is given now.
func (p *publisher) reasonUntil() string {
	year, month, day := p.config.Now.Date()
	if d, ok := period.NewDate(year+reasonsHold, int(month), day); ok {
		return d.String()
	}
	d, _ := period.NewDate(year+reasonsHold, int(month), day-1) // 29 February
	return d.String()
}

// said is what the service wrote last about a point that is open all the same: the
// reason, or the answer alone.
func (t *told) said(id string) string {
	if t == nil {
		return ""
	}
	if a, ok := t.answers[id]; ok && a.Reason+a.Did != "" {
		return cmp.Or(a.Reason, a.Did)
	}
	if reasons := t.reasons[id]; len(reasons) > 0 {
		return reasons[len(reasons)-1].Reason
	}
	return ""
}

// explanations records the reasons that came with a file, once its findings are.
func (p *publisher) explanations(s *submission) error {
	if s.told == nil || len(s.told.answers) == 0 {
		return nil
	}
	sub := ledger.Submission{ID: s.id, Return: s.match.ret.Name, Service: s.facts.service}
	id := s.ids()
	for e := range s.report.Exceptions.All() {
		at := id(e)
		a, ok := s.told.answers[at]
		if !ok || a.Reason == "" {
			continue
		}
		x := ledger.Explanation{Exception: at, Reason: a.Reason, Until: p.reasonUntil(), By: "in the workbook"}
		record := p.ledger.Explain
		if e.Severity != report.Query {
			record = p.ledger.Say
		}
		if err := record(sub, x); err != nil {
			return err
		}
	}
	return s.report.Exceptions.Err()
}
