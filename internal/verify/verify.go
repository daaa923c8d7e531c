// Package verify compares a workspace with its ledger: every original and published
// file by its hash, rule-set copies, reports and letters, and the ledger with itself.
//
// Start reading at Look. It takes no lock and changes nothing; what lies otherwise than
// it should is a Finding that names the file and what to do, never a value.
package verify

import (
	"context"
	"fmt"
	"slices"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
)

// The kinds of finding.
const (
	KindLedger  = "ledger"  // the ledger is at odds with itself
	KindPending = "pending" // a commit's outputs are not all in place yet
	KindMissing = "missing"
	KindAltered = "altered"
	KindUnknown = "unknown" // no run put it there
	KindKept    = "kept"    // an original that was deleted lies there all the same
	KindListed  = "listed"  // a list of what is published says something else
	KindUnread  = "unread"  // it could not be read
)

// What a finding is about.
const (
	OfLedger    = "ledger"
	OfOriginal  = "original"
	OfRules     = "rule set"
	OfPublished = "published"
	OfReport    = "report"
	OfLetter    = "letter"
)

// Finding is one thing that is not as the ledger has it.
type Finding struct {
	Of, Kind string
	Path     string // within the workspace; "" where it is of no file
	Note     bool   // it may be so: people take letters away
	Says     string // what is the matter
	Fix      string // what to do; "" for nothing
}

// Counts is what was compared.
type Counts struct{ Originals, Deleted, RuleSets, Published, Reports, Letters int }

// Result is how a workspace compares with its ledger.
type Result struct {
	Counts   Counts
	Findings []Finding
}

// Good says whether all is as the ledger has it.
func (r *Result) Good() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return !f.Note })
}

// Unread says whether something could not be looked at.
func (r *Result) Unread() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Kind == KindUnread })
}

// looks is how often Look begins anew because runs came in between.
const looks = 3

// Look compares the workspace with its ledger. Where a run commits meanwhile it looks
// again; where runs come without end it says so. The error is what kept it from
// looking at all.
func Look(ctx context.Context, view *workspace.View, progress func(path string, share float64)) (*Result, error) {
	for range looks {
		before, err := mark(view)
		if err != nil {
			return nil, err
		}
		l := &look{ctx: ctx, view: view, book: view.Ledger.Book, progress: progress, result: &Result{}}
		if err := l.all(); err != nil {
			return nil, err
		}
		after, err := mark(view)
		if err != nil {
			return nil, err
		}
		if before == after || l.result.Good() {
			return l.result, nil
		}
	}
	return nil, fmt.Errorf("runs changed the workspace again and again while it was looked at: try when it is quiet")
}

// mark tells one state of the ledger from another.
func mark(view *workspace.View) (string, error) {
	runs, err := view.Ledger.Runs()
	if err != nil {
		return "", err
	}
	moves, err := view.Ledger.Journal()
	if err != nil {
		return "", err
	}
	last := int64(0)
	if len(runs) > 0 {
		last = runs[len(runs)-1].ID
	}
	return fmt.Sprint(last, " ", len(moves)), nil
}

// look is one look at a workspace.
type look struct {
	ctx      context.Context
	view     *workspace.View
	book     ledger.Book
	progress func(path string, share float64)
	result   *Result
	pending  map[string]bool // paths that a commit is still to put in place, or remove
	seen     int             // files that were hashed
	total    int             // how many there are, or about
}

func (l *look) all() error {
	steps := []func() error{l.journal, l.ledger, l.originals, l.rules, l.published, l.reports, l.letters}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
		if l.ctx.Err() != nil {
			return l.ctx.Err()
		}
	}
	return nil
}

func (l *look) found(f Finding) { l.result.Findings = append(l.result.Findings, f) }

// ledger asks the ledger about itself.
func (l *look) ledger() error {
	damage, err := l.book.Damage()
	for _, d := range damage {
		l.found(Finding{Of: OfLedger, Kind: KindLedger, Says: d, Fix: "restore the ledger from a backup, then winnow rebuild; drop files that came since into the inbox again"})
	}
	return err
}

// journal finds what a commit is still to put in place. A run does so within moments;
// after one that was killed the next does.
func (l *look) journal() error {
	moves, err := l.book.Journal()
	if err != nil {
		return err
	}
	l.pending = map[string]bool{}
	for _, m := range moves {
		if m.Source != "" {
			if sum, err := l.hash(m.Source); err != nil || sum != m.SHA256 {
				continue // it is in place, or should be
			}
		}
		l.pending[m.Target] = true
	}
	if len(l.pending) > 0 {
		l.found(Finding{Of: OfLedger, Kind: KindPending, Note: true, Says: fmt.Sprintf("outputs of the last commit that are not in place yet: %d", len(l.pending)),
			Fix: "the next winnow run puts them there"})
	}
	return nil
}
