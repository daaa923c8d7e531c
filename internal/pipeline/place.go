package pipeline

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
)

// known says why a file with this content need not be taken in again; "" for a
// new one, for one that was refused, as what kept it out may be mended, and for
// one that no longer stands, which may be wanted back. other says that it came from
// another folder now: whose it is, is not certain.
func (p *publisher) known(source Source, sum string) (reason string, other bool, err error) {
	if p == nil || source.Again != nil {
		return "", false, nil
	}
	f, err := p.ledger.File(sum)
	if err != nil || f == nil || f.Status == string(report.FileRefused) {
		return "", false, err
	}
	stands, err := p.ledger.Submissions(ledger.Filter{SHA256: sum, States: []ledger.State{ledger.Accepted, ledger.Returned, ledger.Checked}})
	if err != nil || len(stands) == 0 {
		return "", false, err
	}
	what := fmt.Sprintf("the same file was received on %s", f.Received.Format("2 January 2006"))
	if f.Name != "" {
		what += " as " + f.Name
	}
	switch {
	case stands[0].Folder != folderOf(source.Name):
		return fmt.Sprintf("%s, from another folder; it counts for that one alone. If that was wrong, `winnow withdraw %d` and drop it here again", what, stands[0].ID), true, nil
	case stands[0].State == ledger.Checked:
		return fmt.Sprintf("%s, and waits for a decision: `winnow supersede %d` or `winnow withdraw %d`", what, stands[0].ID, stands[0].ID), false, nil
	}
	return what + "; this copy is taken away, the original is in the archive", false, nil
}

// isCopy says whether a file of this run that was read before has the same content.
// One that was refused doesn't count, as what kept it out may be its folder.
func (r *run) isCopy(f *received) bool {
	return r.out != nil && f.source.Again == nil && slices.ContainsFunc(r.files, func(other *received) bool {
		return other.report.SHA256 == f.report.SHA256 && len(other.tables) > 0 && other.report.Status != report.FileRefused
	})
}

// setAside deals with a file whose content was taken in before; it returns false
// where it wasn't.
func (p *publisher) setAside(f *received, when string) (bool, error) {
	reason, other, err := p.known(f.source, f.report.SHA256)
	if err != nil || reason == "" {
		return false, err
	}
	f.ignore(reason)
	if f.report.Waits = other; other {
		if err := p.misdelivered(f, when); err != nil {
			return true, err
		}
	}
	f.away = true
	return true, nil
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
	if err := p.ledger.Arrive(ledger.Arrival{SHA256: sum, Name: source.Name, Folder: source.Folder, Outcome: ledger.Duplicate}); err != nil {
		return err
	}
	if err := p.ledger.Revive(sum, source.Name, filepath.Ext(source.Name)); err != nil {
		return err
	}
	return p.archive(source, sum)
}

// misdelivered stages the page for the operator about a file whose content came from
// another folder before.
func (p *publisher) misdelivered(f *received, when string) error {
	if p == nil || f.source.Dropped == nil {
		return nil
	}
	return p.waiting(f, when, 0)
}

// operatorFault is a refusal for what the council has to settle, not the sender.
type operatorFault struct{ *ingest.Refusal }

func (o *operatorFault) Unwrap() error { return o.Refusal }

// claim is the place that a submission takes: one file stands for a return,
// service and period.
type claim struct{ ret, service, period string }

// claimant is the file that takes a place in this run.
type claimant struct {
	name    string
	sum     string
	stands  bool   // false where it waits: then what stood there still does
	waits   string // why
	because string // why it takes the place
}

// mayPublish says whether a table has what publishing needs: a service and a
// period.
func (p *publisher) mayPublish(s *submission) error {
	switch {
	case p == nil:
		return nil
	case s.facts.service == "":
		return &operatorFault{&ingest.Refusal{Kind: report.KindSource, Reason: "the service it comes from is not certain", Fix: "Drop it into the inbox folder of its service, named as in services.csv."}}
	case s.facts.period.IsZero():
		return &operatorFault{&ingest.Refusal{Kind: report.KindSource, Reason: "the period it is for is not known", Fix: "Set period in winnow.yaml, or give --period."}}
	}
	return nil
}

// place decides whether a table that was read takes its place, and in whose stead,
// or waits until somebody decides.
func (p *publisher) place(f *received, s *submission) error {
	if p == nil {
		return nil
	}
	c := claim{s.match.ret.Name, s.facts.service, s.facts.period.String()}
	by := p.claims[c]
	switch {
	case by == nil || by.sum != f.report.SHA256 && !by.stands:
		if err := p.claim(f, s, c); err != nil {
			return err
		}
	case by.sum != f.report.SHA256:
		s.waits = fmt.Sprintf("another file of this run, %s, is %s already", by.name, p.placeWords(c))
		return nil
	default: // a sheet for another part of the period: a file takes its place or waits as a whole
		s.waits, s.because = by.waits, by.because
	}
	if old := f.source.again(s.match); old != nil {
		s.id = old.ID
		if old.Stands {
			s.because = old.Reason // it stood before and goes on
		}
	}
	return nil
}

// claim judges a file when the first of its tables asks for a place.
func (p *publisher) claim(f *received, s *submission, c claim) error {
	standing, err := p.standing(c)
	if err != nil {
		return err
	}
	if s.waits, s.because, err = p.verdicts(f, c, standing); err != nil {
		return err
	}
	p.claims[c] = &claimant{f.source.Name, f.report.SHA256, s.waits == "", s.waits, s.because}
	if s.waits == "" { // it stands in for what stood there
		s.standsFor = standing
	} else {
		f.unpair(c)
	}
	return nil
}

// verdict says why a second file waits, or with "" why it takes the place of what
// stands there.
func (p *publisher) verdict(source Source, c claim, new coming, standing []ledger.Submission) (waits, because string, err error) {
	if was := source.was(c, new.span); was != nil {
		return was.verdict()
	}
	signed, err := p.closedOn(c.period)
	if err != nil {
		return "", "", err
	}
	switch {
	case source.Again != nil:
		return "", cmp.Or(p.config.Reason, "by decision"), nil
	case !signed.IsZero():
		return fmt.Sprintf("%s was signed off on %s; a change now is a revision", c.period, signed.Format("2 January 2006")), "", nil
	case len(standing) == 0:
		return "", "", nil
	case p.config.Replace:
		return "", "put in its place with --replace", nil
	}
	old := spokenOf(standing, new)
	corrects := isCorrection
	if new.answers == old.ID {
		corrects = isReply
	}
	if ok, why := corrects(old, new); !ok {
		was := p.placeWords(c) + " was received before"
		if old.Name != "" {
			was += ", as " + old.Name
		}
		return was + ": " + why, "", nil
	} else {
		return "", why, nil
	}
}

// placeWords is a place in words: the return's title, its period and the service.
func (p *publisher) placeWords(c claim) string {
	title, service := c.ret, c.service
	if ret := p.config.Rules.Return(c.ret); ret != nil && ret.Title != "" {
		title = ret.Title
	}
	for _, s := range p.config.Rules.Services {
		if s.Service == c.service && s.Name != "" {
			service = s.Name
		}
	}
	return fmt.Sprintf("“%s” for %s from %s", title, c.period, service)
}

// release gives up the places that a file claimed which is refused after all:
// what was accepted before goes on standing for them.
func (p *publisher) release(sum string) {
	if p == nil {
		return
	}
	for c, by := range p.claims {
		if by.sum == sum {
			delete(p.claims, c)
		}
	}
}

// replaced says whether an earlier submission no longer counts in this run: another
// takes its place, it is judged anew, or it is withdrawn.
func (p *publisher) replaced(old *ledger.Submission) bool {
	by := p.claims[claim{old.Return, old.Service, old.Period}]
	return by != nil && by.stands || p.again[old.ID] || slices.Contains(p.config.Withdraw, old.ID)
}

// closedOn returns when a period was signed off; the zero time where it wasn't.
func (p *publisher) closedOn(name string) (when time.Time, err error) {
	if t, ok := p.closed[name]; ok {
		return t, nil
	}
	at, err := p.ledger.Period(name)
	if err != nil || at == nil || at.Closed == 0 {
		p.closed[name] = time.Time{}
		return time.Time{}, err
	}
	r, err := p.ledger.Run(at.Closed)
	if err != nil || r == nil {
		return time.Time{}, fmt.Errorf("the ledger is damaged: %s was signed off by a run that isn't there: %w", name, err)
	}
	p.closed[name] = r.At
	return r.At, nil
}

// isFinal says whether a period's figures are final: this is the final run, or it
// was signed off.
func (r *run) isFinal(p period.Period) bool {
	if r.Final || r.out == nil || p.IsZero() {
		return r.Final
	}
	when, err := r.out.closedOn(p.String())
	return err == nil && !when.IsZero()
}

// wouldStand says whether a table whose rows were gathered for lookups will take its
// place in this run.
func (p *publisher) wouldStand(x *rowPart) bool {
	c := claim{x.ret, x.service, x.period.String()}
	standing, err := p.standing(c)
	if err != nil {
		return false // the run itself says that the ledger can't be read
	}
	standing = slices.DeleteFunc(standing, func(old ledger.Submission) bool { return old.SHA256 == x.sum })
	waits, _, err := p.verdict(x.source, c, x.coming, standing)
	return err == nil && waits == ""
}
