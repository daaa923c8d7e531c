// Package retention says what of a workspace is past its time to keep: originals,
// letters and published rows of periods that ended long enough ago, and what is kept
// all the same, with the reason.
//
// Start reading at List. It goes by the ledger alone and deletes nothing: package
// pipeline does, as one commit. It must not import pipeline.
package retention

import (
	"cmp"
	"fmt"
	"slices"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/workspace"
)

// Question is what is asked to go.
type Question struct {
	Keep        workspace.Retention
	Today       period.Date
	Period      period.Period // only what belongs to it, signed off or not; zero: what is of periods signed off
	Submissions []int64       // the originals of these and what was written about them, whatever their age, and nothing else
}

// Kind is a kind of thing that has a time to keep of its own.
type Kind string

// The kinds, as retention: in winnow.yaml names them.
const (
	Originals Kind = "originals"
	Letters   Kind = "letters"
	Published Kind = "published"
)

// Item is one file to delete.
type Item struct {
	Kind   Kind
	Period string // that it belongs to, of several the last; "" where none is known
	Path   string // within the workspace, slash-separated
	SHA256 string // of an original
	ID     int64  // the number of a published submission

	Letter ledger.Letter // that it is
}

// Kept is what is past its time and stays.
type Kept struct {
	Kind   Kind
	Period string
	Why    string
	Count  int
}

// Plan is what goes, by period, kind and path, and what stays.
type Plan struct {
	Items []Item
	Kept  []Kept
}

// RefusedError says why the original of a submission that was named can't go.
type RefusedError struct {
	Submission  int64
	Why, Remedy string
}

func (e *RefusedError) Error() string { return fmt.Sprintf("submission %d %s", e.Submission, e.Why) }

// List works the plan out. The error is a *RefusedError, or what kept the ledger from
// being read.
func List(book *ledger.Book, q Question) (*Plan, error) {
	p := &planner{Question: q, book: book, plan: &Plan{}}
	if err := p.read(); err != nil {
		return nil, err
	}
	find := []func() error{p.originals, p.letters, p.published}
	if len(q.Submissions) > 0 {
		find = []func() error{p.named}
	}
	for _, f := range find {
		if err := f(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(p.plan.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path))
	})
	slices.SortStableFunc(p.plan.Kept, func(a, b Kept) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Why, b.Why))
	})
	return p.plan, nil
}

// planner is the work on one plan.
type planner struct {
	Question
	book   *ledger.Book
	plan   *Plan
	files  []ledger.File
	subs   map[string][]ledger.Submission // by file
	over   map[string][]ledger.Submission // by the file that their corrected rows lie over, while they have their own
	byID   map[int64]ledger.Submission
	closed map[string]bool // periods signed off
	unsent map[string]bool // paths of mails that are going out
}

func (p *planner) read() error {
	all, err := p.book.Submissions(ledger.Filter{})
	if err != nil {
		return err
	}
	p.subs, p.byID = map[string][]ledger.Submission{}, map[int64]ledger.Submission{}
	for _, s := range all {
		p.subs[s.SHA256], p.byID[s.ID] = append(p.subs[s.SHA256], s), s
	}
	if p.files, err = p.book.Files(); err != nil {
		return err
	}
	p.over = map[string][]ledger.Submission{}
	for _, f := range p.files {
		for _, s := range p.subs[f.SHA256] {
			if s.Base != "" && f.Purged.IsZero() {
				p.over[s.Base] = append(p.over[s.Base], s)
			}
		}
	}
	periods, err := p.book.Periods()
	if err != nil {
		return err
	}
	p.closed = map[string]bool{}
	for _, x := range periods {
		p.closed[x.Period] = x.Closed != 0
	}
	mails, err := p.book.Mails(ledger.MailQueued, ledger.MailSending)
	p.unsent = map[string]bool{}
	for _, m := range mails {
		p.unsent[m.Path] = true
	}
	return err
}

// keep counts what stays.
func (p *planner) keep(kind Kind, period, why string) {
	for i := range p.plan.Kept {
		if k := &p.plan.Kept[i]; k.Kind == kind && k.Period == period && k.Why == why {
			k.Count++
			return
		}
	}
	p.plan.Kept = append(p.plan.Kept, Kept{kind, period, why, 1})
}
