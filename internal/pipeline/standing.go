package pipeline

import (
	"slices"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/sketch"
	"winnow/rules"
)

// standings is what a run asks about what came before it: the ledger, through the
// publisher.
type standings interface {
	// standing returns what stands for a place, one submission for each part of the
	// period; none where nothing was accepted.
	standing(c claim) ([]ledger.Submission, error)
	// closedOn returns when a period was signed off; the zero time where it wasn't.
	closedOn(period string) (time.Time, error)
}

func (p *publisher) standing(c claim) ([]ledger.Submission, error) {
	all, err := p.ledger.Standing(c.ret, c.service, c.period)
	return slices.DeleteFunc(all, func(old ledger.Submission) bool { return p.again[old.ID] }), err
}

// standings returns nil for a run that only checks.
func (r *run) standings() standings {
	if r.known != nil || r.out == nil {
		return r.known
	}
	return r.out
}

// coming is a table that was read, as it is compared with what stands in its place.
type coming struct {
	ret     *rules.Return
	span    string         // the part of the period that it is for; "" for all of it
	records *sketch.Sketch // nil where none was made
	held    int64          // records held back
	answers int64          // the submission that it answers by its marks; 0 for none
	sheet   string         // that it stands on
	about   int64          // the submission that it is about, as far as that is settled; 0 where it isn't
}

func (s *submission) coming() coming {
	now := coming{ret: s.match.ret, span: s.facts.span.String(), records: s.records.sketch(), held: int64(s.report.Rows.HeldBack), answers: s.answering, sheet: s.match.sheet.Name}
	if s.about != nil {
		now.about = s.about.ID
	}
	return now
}
