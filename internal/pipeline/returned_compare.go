package pipeline

import (
	"context"
	"encoding/json"
	"errors"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/report"
)

// answered compares each table of a file with what it takes the place of.
func (r *run) answered(ctx context.Context, f *received, file *ingest.File) error {
	if r.out == nil {
		return nil
	}
	for _, s := range f.tables {
		old := s.corrects()
		if s.waits != "" || old == nil {
			continue
		}
		reply, err := r.replyOf(ctx, old, s, file, f.overlaid() && f.reply.ticket != nil && f.reply.ticket.SHA256 == old.SHA256)
		if err != nil {
			return err
		}
		reply.To, reply.Marked = old.ID, s.answering == old.ID
		c := claim{s.match.ret.Name, s.facts.service, s.facts.period.String()}
		if was := f.source.was(c, s.facts.span.String()); was != nil && was.Reply != "" && !reply.Compared {
			reply.Raw = json.RawMessage(was.Reply)
		}
		s.reply = reply
	}
	return nil
}

// corrects is the submission that a table is about of those in whose place it stands,
// or which was sent back as a whole and is answered; nil for none.
func (s *submission) corrects() *ledger.Submission {
	if s.about != nil {
		return s.about
	}
	return s.refused
}

// replyOf says what a table changes of the submission that it corrects. Where the
// original is no longer kept, or isn't read as it was, no cells are compared. numbered
// says that the table is that original with corrected rows laid over it.
func (r *run) replyOf(ctx context.Context, old *ledger.Submission, s *submission, file *ingest.File, numbered bool) (*report.Reply, error) {
	before, err := r.original(old.SHA256, 0)
	var gone *errGone
	var refusal *ingest.Refusal
	if errors.As(err, &gone) || errors.As(err, &refusal) {
		return &report.Reply{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer before.Close()
	m, err := r.tableOf(before.File, old)
	if errors.As(err, &refusal) || err == nil && m == nil {
		return &report.Reply{}, nil
	}
	if err != nil {
		return nil, err
	}
	found, err := r.out.ledger.Exceptions(old.ID)
	if err != nil {
		return nil, err
	}
	return r.compare(ctx, before.File, m, file, s.match, askedOf(found), numbered)
}
