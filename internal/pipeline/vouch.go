package pipeline

import (
	"fmt"
	"path"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/reply"
	"winnow/internal/report"
)

// sender is the service in whose folder the file at hand lay; "" for none.
func (r *run) sender() string {
	if r.source.Folder == "" {
		return ""
	}
	return r.knownService(r.source.Folder)
}

// vouch demands that the ledger bears out what corrected rows are said to be of, before
// the original is touched: what a file claims is anybody's to write, and the original
// may be another service's.
func (r *run) vouch(b *returned) error {
	shelf := r.shelf()
	for i := range b.ticket.Tables {
		t := &b.ticket.Tables[i]
		old, err := shelf.Submission(t.Submission)
		if err != nil {
			return err
		}
		if old == nil || old.SHA256 != b.ticket.SHA256 || old.Sheet != t.Sheet || !answers(t, old) {
			return r.noOriginal(b)
		}
		if sender := r.sender(); sender != "" && sender != t.Service {
			return wrongSender(r.serviceName(t.Service), r.serviceName(sender))
		}
		if b.ticket.FileName = "what was received"; old.Name != "" { // not purged
			b.ticket.FileName = path.Base(old.Name)
		}
	}
	if len(b.ticket.Tables) == 0 {
		return r.noOriginal(b)
	}
	return nil
}

// answers says whether a line of a ticket is about a submission.
func answers(t *reply.Table, old *ledger.Submission) bool {
	return old.Return == t.Return && old.Service == t.Service && old.Period == t.Period && old.Span == t.Span
}

// itsOwn leaves out what else the original holds: perhaps another service's tables.
func (b *returned) itsOwn(base *opened) *opened {
	sent := map[string]bool{}
	for _, t := range b.ticket.Tables {
		sent[t.Sheet] = true
	}
	own := base.own
	return &opened{base.File, func(sheet int) bool { return own(sheet) || !sent[base.Sheets[sheet].Name] }}
}

// wrongSender refuses what answers a letter to another service.
func wrongSender(to, from string) error {
	return &operatorFault{&ingest.Refusal{Kind: report.KindWrongService,
		Reason: fmt.Sprintf("it answers what was sent to %s, and came from %s", to, from),
		Fix:    "Drop it into the inbox folder of its service."}}
}
