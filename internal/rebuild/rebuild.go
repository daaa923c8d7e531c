// Package rebuild makes the published data and the reports again from the archive
// and the ledger alone, byte for byte, and says how what lies in the workspace
// compares with it.
//
// Start reading at Start and Advance: every run of the ledger is made again in order,
// by pipeline.Run, in a scratch workspace, with the rules, the settings and the time
// of then. Compare follows, and Restore, which puts back what is missing or was
// altered. The package decides nothing: what was decided is in the ledger. It changes
// neither archive nor ledger, and names files, never values.
package rebuild

import (
	"context"
	"fmt"
	"time"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/workspace"
	"winnow/rules"
)

// Config is what is made again, and how.
type Config struct {
	View     *workspace.View
	Rules    *rules.Set     // in force now: stand in for their own copy where that is gone; nil for none
	Ingest   ingest.Options // how files are opened, as settings say now
	Now      time.Time
	Program  string // version of winnow
	Progress func(what string, share float64)
}

// Rebuild is a workspace that is made again beside the one it is of.
type Rebuild struct {
	Config
	scratch *workspace.Scratch
	zone    *time.Location
	book    *history
	done    int64                 // the last run that was made again
	sets    map[string]*rules.Set // by hash
	stood   map[string]bool       // hashes of sets that stand in for their copy
	gone    map[string]string     // why an original can't be read again, by hash; "" where it can
	adopted map[int64]bool        // submissions that were not made again
	kept    map[string]bool       // files that were not made again, but kept
	notes   []string
}

// LostRulesError says that the copy of a rule set is not in the archive.
type LostRulesError struct {
	Path string
	Runs int64 // the first run by these rules
	Err  error
}

func (e *LostRulesError) Error() string {
	return fmt.Sprintf("%s, the rules of run %d, can't be read: %v", e.Path, e.Runs, e.Err)
}

func (e *LostRulesError) Unwrap() error { return e.Err }

// Start makes room to rebuild in. Close gives it back.
func Start(ctx context.Context, c Config) (*Rebuild, error) {
	zone, err := c.View.Config.Location()
	if err != nil {
		return nil, err
	}
	b := &Rebuild{Config: c, zone: zone, sets: map[string]*rules.Set{}, stood: map[string]bool{}, gone: map[string]string{}, adopted: map[int64]bool{}, kept: map[string]bool{}}
	b.scratch, err = c.View.OpenScratch(ctx, c.Now)
	return b, err
}

// Close removes what was made.
func (b *Rebuild) Close() error { return b.scratch.Close() }

// Advance makes every run again that the ledger has and that wasn't made again yet.
// The error is a *LostRulesError, or what else keeps a run from being made again.
func (b *Rebuild) Advance(ctx context.Context) error {
	var err error
	if b.book, err = readHistory(b.View.Ledger.Book); err != nil {
		return err
	}
	for i, run := range b.book.runs {
		if run.ID <= b.done {
			continue
		}
		b.told(run, i)
		if err := b.again(ctx, run); err != nil {
			return fmt.Errorf("run %d of %s can't be made again: %w", run.ID, run.At.Format("2 January 2006 15:04"), err)
		}
		b.done = run.ID
	}
	return nil
}

func (b *Rebuild) told(run ledger.Run, i int) {
	if b.Progress != nil {
		b.Progress(fmt.Sprintf("run %d", run.ID), float64(i)/float64(len(b.book.runs)))
	}
}

// rules returns the rule set of a run, from its copy in the archive.
func (b *Rebuild) rules(run ledger.Run) (*rules.Set, error) {
	if set := b.sets[run.RuleSet]; set != nil {
		return set, nil
	}
	known, err := b.View.Ledger.RuleSet(run.RuleSet)
	if err != nil {
		return nil, err
	}
	if known == nil {
		return nil, fmt.Errorf("the ledger is damaged: the rules of the run are not in it")
	}
	set, err := rules.OpenCopy(b.View.Path(known.Archive), known.SHA256)
	if err != nil {
		if b.Rules == nil || b.Rules.Hash != run.RuleSet {
			return nil, &LostRulesError{known.Archive, run.ID, err}
		}
		set, b.stood[known.SHA256] = b.Rules, true
	}
	b.sets[run.RuleSet] = set
	return set, nil
}
