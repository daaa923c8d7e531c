package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/rules"
	"winnow/validate"
)

// rowStore holds the rows that lookups of a run may find. Rows of the period
// being checked come from every file of the run and, in a workspace, from the
// originals of what was accepted earlier; rows of other periods are those
// published, or of files of this run those that will be. A nil store holds none.
type rowStore struct {
	run    *run
	needs  map[string][]int // the fields to keep, by return
	parts  []*rowPart
	joined map[rowsKey]heldRows
	text   func(string) string // pseudonyms as published; nil without a workspace
	faults []error             // what could not be read of what was accepted earlier

	gathered bool
}

// rowPart is the rows of one submission.
type rowPart struct {
	ret, service string
	period       period.Period
	sum          string // of the file, as hex SHA-256
	source       Source // of a file of this run
	sheet        string
	rows         *validate.RowSet
	clean        *validate.RowSet   // those published, of a file of this run; nil where nobody has asked yet
	earlier      *ledger.Submission // accepted in an earlier run, to be read when needed; nil for one of this run
	coming       coming             // of a file of this run: what tells whether it takes its place
	original     bool               // rows are from the file; false for published ones
	failed       bool               // they can't be read, and that was said
}

// rowsKey is what is looked up from a submission.
type rowsKey struct {
	rules.RowsRef
	period  period.Period // of the submission that looks
	service string        // likewise; "" for any
}

// heldRows is rows, or why they aren't held.
type heldRows struct {
	rows   *validate.RowSet
	reason string
}

// startRows makes ready for lookups; nothing where no rule looks rows up.
func (r *run) startRows() {
	if needs := r.Rules.LookedUp(); needs != nil {
		r.rows = &rowStore{run: r, needs: needs, joined: map[rowsKey]heldRows{}}
	}
}

// gather reads the tables that other tables' lookups need, when the first of them
// asks. Files that are refused, or have to wait, give no rows.
func (s *rowStore) gather(ctx context.Context) error {
	if s.gathered {
		return nil
	}
	s.gathered = true
	for _, source := range s.run.Sources {
		parts, err := s.read(ctx, source, s.run.Config)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			continue // the run itself says that it can't be read
		}
		for _, p := range parts {
			p.source = source
		}
		s.parts = append(s.parts, s.counting(parts)...)
	}
	return s.addEarlier()
}

// counting returns a file's parts if the file counts: a second copy of one that
// has been read says nothing new. In a workspace one that has no certain service
// or period is refused, and one for which another stands already has to wait.
func (s *rowStore) counting(parts []*rowPart) []*rowPart {
	p := s.run.out
	for _, x := range parts {
		if p != nil && (x.service == "" || x.period.IsZero()) {
			return nil
		}
		for _, y := range s.parts {
			if y.ret == x.ret && y.service == x.service && y.period == x.period && (p != nil || y.sum == x.sum) {
				return nil
			}
		}
		if p == nil {
			continue
		}
		if !p.wouldStand(x) {
			return nil
		}
	}
	return parts
}

// addEarlier lists what was accepted in earlier runs and still stands.
func (s *rowStore) addEarlier() error {
	from := s.run.archive()
	if from == nil {
		return nil
	}
	for ret := range s.needs {
		stand, err := from.Submissions(ledger.Filter{Return: ret, Stands: true})
		if err != nil {
			return err
		}
		for i := range stand {
			old := &stand[i]
			if s.stands(old) || s.run.out != nil && s.run.out.replaced(old) {
				continue
			}
			when, err := period.Parse(old.Period)
			if err != nil {
				return fmt.Errorf("the ledger's periods: %w", err)
			}
			s.parts = append(s.parts, &rowPart{ret: old.Return, service: old.Service, period: when, sum: old.SHA256, earlier: old})
		}
	}
	slices.SortStableFunc(s.parts, func(a, b *rowPart) int { return cmp.Compare(a.received(), b.received()) })
	return nil
}

// received orders submissions by receipt: those of this run first, as they came.
func (x *rowPart) received() int64 {
	if x.earlier == nil {
		return 0
	}
	return x.earlier.ID
}

// stands says whether a file of this run has the place of an earlier submission.
func (s *rowStore) stands(old *ledger.Submission) bool {
	for _, x := range s.parts {
		if x.earlier == nil && x.ret == old.Return && x.service == old.Service && x.period.String() == old.Period {
			return true
		}
	}
	return false
}

// rowsFor returns what gives a submission the rows that it looks up; nil where no
// rule does.
func (r *run) rowsFor(ctx context.Context, f facts) func(rules.RowsRef) (*validate.RowSet, string) {
	if r.rows == nil {
		return nil
	}
	return func(ref rules.RowsRef) (*validate.RowSet, string) {
		key := rowsKey{RowsRef: ref, period: f.period}
		if ref.Service == rules.SameService {
			key.service = f.service
		}
		held, ok := r.rows.joined[key]
		if !ok {
			held = r.rows.find(ctx, key)
			r.rows.joined[key] = held
		}
		return held.rows, held.reason
	}
}

// find joins the rows of all submissions that a lookup is about.
func (s *rowStore) find(ctx context.Context, key rowsKey) heldRows {
	if err := s.gather(ctx); err != nil {
		s.faults = append(s.faults, err)
		return heldRows{reason: err.Error()}
	}
	when := key.period
	switch key.When {
	case rules.Previous:
		when = when.Previous()
	case rules.LastYear:
		when = when.LastYear()
	}
	if _, ok := s.needs[key.Return]; !ok || s.run.Rules.Return(key.Return) == nil {
		return heldRows{reason: "rows of " + key.Return + " are not held: its rule file was not loaded"}
	}
	var sets []*validate.RowSet
	for _, x := range s.parts {
		if x.ret != key.Return || !about(x.period, when) || key.Service == rules.SameService && x.service != key.service {
			continue
		}
		rows, err := s.fill(ctx, x, key.When == "")
		if errors.Is(err, errSent) {
			continue
		}
		if errors.Is(err, errPurged) {
			return heldRows{reason: err.Error()}
		}
		if err != nil {
			s.fail(x, err)
			return heldRows{reason: err.Error()}
		}
		sets = append(sets, rows)
	}
	if len(sets) == 0 {
		return heldRows{reason: s.notHeld(key, when)}
	}
	return heldRows{rows: validate.JoinRows(sets...)}
}

// fail keeps what keeps the rows of a submission from being read: that is the
// operator's to hear of, once.
func (s *rowStore) fail(x *rowPart, err error) {
	if !x.failed {
		x.failed = true
		s.faults = append(s.faults, err)
	}
}

// unreadable returns what could not be read of what was accepted earlier.
func (s *rowStore) unreadable() []error {
	if s == nil {
		return nil
	}
	return s.faults
}

// about says whether rows of a period belong to another: they are of the period
// itself, of a part of it, or of a longer one that it is a part of.
func about(p, when period.Period) bool {
	return p == when || !when.IsZero() && (p.Within(when) || when.Within(p))
}

func (s *rowStore) notHeld(key rowsKey, when period.Period) string {
	of := "rows of " + key.Return
	if !when.IsZero() {
		of += " for " + when.String()
	}
	if key.Service == rules.SameService && key.service != "" {
		of += " from " + key.service
	}
	if s.run.archive() == nil && key.When != "" {
		return of + " are not held: check that period's file together with this one"
	}
	return of + " are not held"
}

// fill returns the rows of a submission: for its own period all, rows held back
// too; for others those that were published, or in this run will be.
func (s *rowStore) fill(ctx context.Context, x *rowPart, original bool) (*validate.RowSet, error) {
	var err error
	switch {
	case x.earlier == nil && original:
	case x.earlier == nil:
		if x.clean == nil {
			x.clean, err = s.sift(ctx, x)
		}
		return x.clean, err
	case x.rows != nil && x.original == original:
	case original:
		x.rows, err = s.reread(ctx, x)
	default:
		x.rows, err = s.published(x)
	}
	x.original = original
	return x.rows, err
}
