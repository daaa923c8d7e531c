package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/postbox"
	"winnow/internal/report"
	"winnow/internal/workspace"
)

// publisher stages what a run writes and tells the ledger of it. A nil publisher
// writes nothing: that is how check shares the run's code.
type publisher struct {
	ws      *workspace.Workspace
	stage   *workspace.Stage
	ledger  *ledger.Tx
	box     *postbox.Box // mails
	run     string       // id of the run, in every footer
	key     []byte
	config  Config
	changed bool                 // something was taken in or decided, so there is something to commit
	claims  map[claim]*claimant  // who takes which place in this run
	taken   map[string]bool      // outbox paths of this run, folded for Windows
	again   map[int64]bool       // submissions that this run judges anew
	closed  map[string]time.Time // when periods were signed off, as far as asked
	grafted []string             // periods that what can't be made again is of
}

func newPublisher(ctx context.Context, c Config) (*publisher, error) {
	p := &publisher{ws: c.Workspace, config: c, claims: map[claim]*claimant{}, taken: map[string]bool{}, again: map[int64]bool{}, closed: map[string]time.Time{}}
	for _, s := range c.Sources {
		for _, old := range s.Again {
			p.again[old.ID] = true
		}
	}
	var err error
	if p.key, err = c.Workspace.PseudonymKey(); err != nil {
		return nil, err
	}
	if p.box, err = postbox.Open(c.Workspace.Root, c.Workspace.Config, c.Rules.Services); err != nil {
		return nil, err
	}
	if p.stage, err = c.Workspace.NewStage(ctx); err != nil {
		return nil, err
	}
	p.ledger = p.stage.Ledger
	if err := p.begin(); err != nil {
		return nil, p.giveUp(err)
	}
	if err := p.graft(); err != nil {
		return nil, p.giveUp(err)
	}
	return p, nil
}

func (p *publisher) giveUp(err error) error {
	_ = p.stage.Drop() // the error at hand is the one to tell
	return err
}

// begin records the run.
func (p *publisher) begin() (err error) {
	r := ledger.Run{Command: p.config.command(), At: p.config.Now, Program: p.config.Program}
	if was := p.config.Replay; was != nil {
		r = was.Run
	}
	p.run, err = p.stage.Start(r, p.config.settings(), p.config.Rules.Hash, p.config.Rules.WriteCopy)
	return err
}

// publish stages the outputs of every file and period and commits them.
func (r *run) publish(rep *report.Report) error {
	p := r.out
	if p == nil {
		return nil
	}
	periods := map[string]bool{}
	for name := range r.touched {
		periods[name] = true
	}
	if err := errors.Join(p.decisions(), p.answer(periods)); err != nil {
		return err
	}
	for _, f := range r.files {
		if err := p.received(r, f, periods); err != nil {
			return err
		}
	}
	if !p.changed {
		return nil
	}
	if err := p.findings(r); err != nil {
		return err
	}
	for name := range periods {
		if err := p.period(r, name); err != nil {
			return err
		}
	}
	if err := p.catalogue(); err != nil {
		return err
	}
	if p.config.Confirm != nil {
		if err := p.config.Confirm(rep); err != nil {
			return err
		}
	}
	return p.stage.Commit()
}

// received stages what becomes of a file: nothing of one that is left alone.
func (p *publisher) received(r *run, f *received, periods map[string]bool) error {
	if f.copy {
		if _, err := p.setAside(f, r.Period.String()); err != nil {
			return err
		}
	}
	if f.away {
		if err := p.takeAway(f.source, f.report.SHA256); err != nil {
			return err
		}
	}
	if f.report.Status == report.FileIgnored && !f.waits() {
		return nil
	}
	p.changed = true
	return p.file(r, f, periods)
}

// file stages what goes back for a file, its part of the report, and its place
// in the archive and the ledger.
func (p *publisher) file(r *run, f *received, periods map[string]bool) error {
	when := r.Period.String()
	for _, s := range f.tables {
		if when = s.facts.period.String(); when != "" && s.waits == "" {
			periods[when] = true
		}
	}
	if f.report.Status == report.FileRefused && when != "" {
		periods[when] = true
	}
	if err := p.recall(f); err != nil {
		return err
	}
	if err := p.receive(f, when); err != nil {
		return err
	}
	if f.confirmed() {
		p.unpublish(f.source.Again)
	} else if err := p.retire(f); err != nil {
		return err
	}
	for _, old := range f.refusedBefore { // no report speaks of it as refused any more
		if old.Period != "" {
			periods[old.Period] = true
		}
	}
	if err := p.submissions(r, f, when); err != nil {
		return err
	}
	if !f.confirmed() {
		if err := p.trays(f, when); err != nil {
			return err
		}
	}
	if err := p.fragments(f, when); err != nil {
		return err
	}
	if f.source.Dropped == nil {
		return nil
	}
	return p.archive(f.source, f.report.SHA256)
}

// unpublish removes what was published of submissions before they were judged anew: it
// is published again, and maybe by another name, as the file's other tables count in it.
func (p *publisher) unpublish(before []ledger.Submission) {
	for _, old := range before {
		if old.Parquet != "" {
			p.stage.Remove(old.Parquet, old.ParquetSHA)
		}
	}
}

// archive stages the move of a file from the inbox into the archive. Content that came
// under several names lies there once, with the first one's extension.
func (p *publisher) archive(source Source, sum string) error {
	f, err := p.ledger.File(sum)
	if err != nil {
		return err
	}
	if f == nil {
		return fmt.Errorf("%s was not recorded", source.Name)
	}
	return p.stage.TakeIn(*source.Dropped, sum, f.Ext)
}

// put stages a report, or another file that the ledger knows by its hash.
func (p *publisher) put(to string, write func(io.Writer) error) error {
	sum, err := p.stage.Put(to, write)
	if err != nil {
		return err
	}
	return p.ledger.Output(to, sum)
}

func hashOf(name string) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// fileStem returns a received file's name without folder and extension.
func fileStem(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}
