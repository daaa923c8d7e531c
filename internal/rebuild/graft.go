package rebuild

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"winnow/internal/ledger"
	"winnow/internal/pipeline"
	"winnow/internal/workspace"
)

// graft records in the run that is made again what came of files whose originals are
// gone: their submissions as the ledger has them, with their part of the measures. It
// returns the periods whose figures that touches.
func (b *Rebuild) graft(stage *workspace.Stage, run ledger.Run) ([]string, error) {
	if err := stage.Ledger.Reserve(); err != nil {
		return nil, err
	}
	for _, a := range b.book.arrivals[run.ID] {
		if b.gone[a.SHA256] == "" && a.Name != "" {
			continue
		}
		if err := b.adopt(stage, a); err != nil {
			return nil, err
		}
	}
	return b.decided(stage, run)
}

// adopt records one arrival of a file that can't be read again.
func (b *Rebuild) adopt(stage *workspace.Stage, a ledger.Arrival) error {
	if a.Outcome == ledger.Duplicate {
		return stage.Ledger.Arrive(a)
	}
	if err := stage.Ledger.Receive(b.book.files[a.SHA256], a); err != nil {
		return err
	}
	for _, s := range b.book.sent[a.Run] {
		if s.SHA256 != a.SHA256 || b.adopted[s.ID] || s.Name != a.Name {
			continue
		}
		if err := b.adoptSubmission(stage.Ledger, s.ID); err != nil {
			return err
		}
		if err := b.keepPublished(b.book.submissions[s.ID]); err != nil {
			return err
		}
	}
	return b.keepParts(stage, b.book.files[a.SHA256])
}

func (b *Rebuild) adoptSubmission(tx *ledger.Tx, id int64) error {
	s, err := b.book.Submission(id)
	if err != nil {
		return err
	}
	used, err := b.book.WaiversUsed(id)
	if err != nil {
		return err
	}
	b.adopted[id] = true
	return tx.Adopt(*s, used)
}

// keepPublished keeps the clean rows of a submission that stands, where they are
// still those that were published.
func (b *Rebuild) keepPublished(s ledger.Submission) error {
	if !s.Stands || s.Parquet == "" {
		return nil
	}
	b.kept[s.Parquet] = true
	got, err := hashFile(b.View.Path(s.Parquet))
	if err != nil || got != s.ParquetSHA {
		return gone(err) // Compare says it
	}
	return b.scratch.Keep(s.Parquet)
}

// keepParts keeps a file's parts of the reports, if it ever came so far. Where they are
// gone an empty part stands for them, so that the report can be made for the other
// files.
func (b *Rebuild) keepParts(stage *workspace.Stage, f ledger.File) error {
	for part, empty := range pipeline.Parts(f.SHA256, b.book.outputs) {
		b.kept[part] = true
		write := func(w io.Writer) error { return copyFrom(w, b.View.Path(part)) }
		if _, err := os.Stat(b.View.Path(part)); err != nil {
			if err := gone(err); err != nil {
				return err
			}
			write = func(w io.Writer) error { return empty(w, f) }
		}
		sum, err := stage.Put(part, write)
		if err != nil {
			return err
		}
		if err := stage.Ledger.Output(part, sum); err != nil {
			return err
		}
	}
	return nil
}

// gone lets an error pass that says that a file isn't there.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func copyFrom(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// decided gives submissions that were not made again the states that the run gave
// them, and takes out what they took the place of. Where a submission that is made
// again took their place, or they were withdrawn, the run itself sees to it.
func (b *Rebuild) decided(stage *workspace.Stage, run ledger.Run) ([]string, error) {
	var touched []string
	for _, m := range b.book.moves[run.ID] {
		s := b.book.submissions[m.Submission]
		if last, _ := b.book.last(run.ID, s.ID); !b.adopted[s.ID] || last != m {
			continue
		}
		if s.Run != run.ID && b.gone[s.SHA256] == "" {
			continue // it is judged from its original
		}
		if m.State == ledger.Withdrawn || m.State == ledger.Superseded && !b.adopted[s.Successor] {
			continue
		}
		successor := int64(0)
		if m.State == ledger.Superseded {
			successor = s.Successor
		}
		if err := stage.Ledger.Decide(s.ID, m.State, m.Reason, successor); err != nil {
			return nil, err
		}
		if m.State != ledger.Accepted && m.State != ledger.Returned {
			continue
		}
		found, err := b.book.Exceptions(s.ID)
		if err != nil {
			return nil, err
		}
		if err := stage.Ledger.AdoptFindings(s.ID, found); err != nil {
			return nil, err
		}
		if err := b.replaced(stage, run, s); err != nil {
			return nil, err
		}
		if s.Period != "" && !slices.Contains(touched, s.Period) {
			touched = append(touched, s.Period)
		}
	}
	return touched, nil
}

// replaced takes out what a submission that was not made again took the place of.
func (b *Rebuild) replaced(stage *workspace.Stage, run ledger.Run, by ledger.Submission) error {
	for _, m := range b.book.moves[run.ID] {
		old := b.book.submissions[m.Submission]
		if m.State != ledger.Superseded || b.adopted[old.ID] || old.Successor != by.ID {
			continue
		}
		made, err := stage.Ledger.Submission(old.ID)
		if err != nil || made == nil {
			return err
		}
		if made.Parquet != "" {
			stage.Remove(made.Parquet, made.ParquetSHA)
		}
		if err := stage.Ledger.Decide(old.ID, m.State, m.Reason, by.ID); err != nil {
			return err
		}
	}
	return nil
}
