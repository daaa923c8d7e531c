package pipeline

import (
	"fmt"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
	"winnow/internal/workspace"
)

// known says why a file with this content need not be taken in again; "" for a
// new one, for one that was refused, as what kept it out may be mended, and for
// one that another file has replaced, which may be wanted back. A copy
// in another service's folder is not taken away: whose it is, is not certain.
func (p *publisher) known(source Source, sum string) (reason string, copied bool) {
	if p == nil {
		return "", false
	}
	f := p.ws.State.File(sum)
	if f == nil || f.Status == string(report.FileRefused) || p.ws.State.Superseded(sum) {
		return "", false
	}
	if folderOf(f.Name) != folderOf(source.Name) {
		return fmt.Sprintf("the same file was received on %s as %s, from another folder: it stays here until somebody decides whose it is", f.Received.Format("2 January 2006"), f.Name), false
	}
	return fmt.Sprintf("the same file was received on %s as %s; this copy is taken away, the original is in the archive", f.Received.Format("2 January 2006"), f.Name), true
}

// folderOf is the folder of the inbox that a file stood in, however deep below.
func folderOf(name string) string {
	parts := strings.SplitN(name, "/", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}

// takeAway removes a second copy of a file that is safe in the archive.
func (p *publisher) takeAway(source Source, sum string) error {
	if p == nil || source.Dropped == nil {
		return nil
	}
	p.changed = true
	return p.stage.TakeIn(*source.Dropped, sum)
}

// waiting says why a file stays in the inbox until somebody decides.
type waiting struct{ reason string }

func (w *waiting) Error() string { return w.reason }

// operatorFault is a refusal for what the council has to settle, not the sender.
type operatorFault struct{ *ingest.Refusal }

func (o *operatorFault) Unwrap() error { return o.Refusal }

// claim is the place that a submission takes: one file stands for a return,
// service and period.
type claim struct{ ret, service, period string }

// mayPublish says whether a table has what publishing needs: a service, a
// period, and no other file standing for both. It claims the place for the file.
func (p *publisher) mayPublish(s *submission, sum string) error {
	switch {
	case p == nil:
		return nil
	case s.facts.service == "":
		return &operatorFault{&ingest.Refusal{Kind: report.KindSource, Reason: "the service it comes from is not certain", Fix: "Drop it into the inbox folder of its service, named as in services.csv."}}
	case s.facts.period.IsZero():
		return &operatorFault{&ingest.Refusal{Kind: report.KindSource, Reason: "the period it is for is not known", Fix: "Set period in winnow.yaml, or give --period."}}
	}
	c := claim{s.match.ret.Name, s.facts.service, s.facts.period.String()}
	if other, taken := p.claims[c]; taken && other != sum {
		return &waiting{fmt.Sprintf("another file of this run is %s for %s from %s already; it waits in the inbox until you take the wrong one of the two out", c.ret, c.period, c.service)}
	}
	if old := p.ws.State.Current(c.ret, c.service, c.period); old != nil && old.SHA256 != sum && !p.config.Replace {
		return &waiting{fmt.Sprintf("%s for %s from %s was accepted before, as %s; it waits in the inbox: run with --replace to put it in the place of the other, or take it out", c.ret, c.period, c.service, old.Name)}
	}
	p.claims[c] = sum
	return nil
}

// release gives up the places that a file claimed which is refused after all:
// what was accepted before goes on standing for them.
func (p *publisher) release(sum string) {
	if p == nil {
		return
	}
	for c, by := range p.claims {
		if by == sum {
			delete(p.claims, c)
		}
	}
}

// replaced says whether a submission of this run takes an earlier one's place.
func (p *publisher) replaced(old *workspace.Submission) bool {
	by, taken := p.claims[claim{old.Return, old.Service, old.Period}]
	return taken && by != old.SHA256
}
