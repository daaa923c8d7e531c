package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/report"
	"winnow/internal/retention"
	"winnow/internal/workspace"
)

// PurgeTerms is what a purge went by, for the ledger.
type PurgeTerms struct {
	Originals   string  `json:"originals"` // as in winnow.yaml, or "for ever"
	Letters     string  `json:"letters"`
	Published   string  `json:"published"`
	Submissions []int64 `json:"submissions,omitempty"` // that were named; nil where age decided
}

// errPurged is why rows that a rule looks into are not held: nobody's fault.
var errPurged = errors.New("they were deleted when their time to keep was over")

// Purge deletes what a plan says, as one commit: of originals the ledger keeps that
// they came, and the report what they counted; measures stay as they are. A purge that
// is broken off is finished by the next opening of the workspace, or was never begun.
func Purge(ctx context.Context, c Config, plan *retention.Plan) error {
	c.Command = CommandPurge
	p, err := newPublisher(ctx, c)
	if err != nil {
		return err
	}
	defer p.stage.Drop() // does nothing once it is committed
	periods, err := p.purge(plan)
	if err != nil {
		return err
	}
	r := &run{Config: c, out: p}
	for name := range periods {
		if err := p.reportAnew(r, name); err != nil {
			return err
		}
	}
	if err := p.catalogue(); err != nil {
		return err
	}
	return p.stage.Commit()
}

// purge stages the deletions and tells the ledger of them. It returns the periods
// whose reports have to be written anew. Letters come first: their paths are then no
// longer those of letters that lie there, and go with the names of their file.
func (p *publisher) purge(plan *retention.Plan) (periods map[string]bool, err error) {
	periods = map[string]bool{}
	for _, kind := range []retention.Kind{retention.Letters, retention.Published, retention.Originals} {
		for _, it := range plan.Items {
			if it.Kind != kind {
				continue
			}
			if err := p.erase(it.Path); err != nil {
				return nil, err
			}
			switch kind {
			case retention.Letters:
				err = p.ledger.PurgeLetter(it.Letter)
			case retention.Published:
				err = p.ledger.Unpublish(it.ID)
			default:
				err = p.forget(it.SHA256, periods)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return periods, nil
}

// erase removes what lies at a path, whether or not somebody has changed it since:
// what was made of an original is kept no longer than it.
func (p *publisher) erase(rel string) error {
	at := p.ws.Path(rel)
	if _, err := os.Lstat(at); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	sum := hashOf(at)
	if sum == "" {
		return fmt.Errorf("deleting %s: it can't be read", rel)
	}
	p.stage.Remove(rel, sum)
	return nil
}

// forget leaves of an original its tombstone, and of its part of the report the counts.
func (p *publisher) forget(sum string, periods map[string]bool) error {
	f, err := p.ledger.File(sum)
	if err != nil {
		return err
	}
	if f == nil {
		return fmt.Errorf("deleting an original: the ledger doesn't know %s", sum)
	}
	subs, err := p.ledger.Submissions(ledger.Filter{SHA256: sum})
	if err != nil {
		return err
	}
	for _, s := range subs {
		if s.Period != "" {
			periods[s.Period] = true
		}
	}
	if err := p.ledger.Purge(sum); err != nil {
		return err
	}
	outputs, err := p.ledger.Outputs()
	if err != nil {
		return err
	}
	for _, o := range outputs {
		if strings.HasPrefix(o.Path, fragmentStem(sum)) && !strings.HasSuffix(o.Path, rulesEnding) {
			if err := p.bare(o.Path); err != nil {
				return err
			}
		}
	}
	return nil
}

// bare leaves of a file's part of a report the counts.
func (p *publisher) bare(part string) error {
	raw, err := p.stage.Read(part)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // somebody took it away: verify says so
	}
	if err != nil {
		return fmt.Errorf("reading a part of the report: %w", err)
	}
	bare, err := report.Purged(raw)
	if err != nil {
		return err
	}
	return p.put(part, writeBytes(bare))
}

// reportAnew stages a period's report without what was purged. A period without a
// report gets none.
func (p *publisher) reportAnew(r *run, name string) error {
	state, err := p.ledger.Period(name)
	if err != nil || state == nil {
		return err
	}
	if _, err := os.Stat(p.ws.Path(path.Join(workspace.ReportsDir, name, "report.json"))); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return p.period(r, name)
}

// terms is what a plan goes by.
func terms(q retention.Question) *PurgeTerms {
	return &PurgeTerms{Originals: q.Keep.Originals.String(), Letters: q.Keep.Letters.String(), Published: q.Keep.Published.String(), Submissions: q.Submissions}
}

// PurgePlan is what of the workspace would go by its settings, or of named submissions.
// It gives the run what the ledger is to keep of the question.
func (c *Config) PurgePlan(submissions []int64) (*retention.Plan, error) {
	q := retention.Question{Keep: c.Workspace.Config.Retention, Today: c.received(), Period: c.Period, Submissions: submissions}
	c.Purge = terms(q)
	return retention.List(&c.Workspace.Ledger.Book, q)
}
