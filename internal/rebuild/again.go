package rebuild

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/retention"
	"winnow/internal/workspace"
)

// again makes one run again.
func (b *Rebuild) again(ctx context.Context, run ledger.Run) error {
	var err error
	switch run.Command {
	case pipeline.CommandRun, pipeline.CommandSupersede, pipeline.CommandWithdraw, pipeline.CommandClose, pipeline.CommandAnswer:
		err = b.published(ctx, run)
	case pipeline.CommandPurge:
		err = b.purged(ctx, run)
	default: // it published nothing
		err = b.noted(ctx, run)
	}
	made, asked := b.scratch.Ledger.Run(run.ID)
	switch {
	case asked != nil:
		return asked
	case made == nil && err == nil:
		return errors.New("nothing came of it")
	case made == nil:
		return err
	case err != nil: // it came to its end then too: rules could not look into some file
		b.notes = append(b.notes, fmt.Sprintf("run %d: %v", run.ID, err))
	}
	return nil
}

// published makes a run again that published something.
func (b *Rebuild) published(ctx context.Context, run ledger.Run) error {
	c, _, err := b.config(run)
	if err != nil {
		return err
	}
	rep, err := pipeline.Run(ctx, c)
	if rep == nil {
		return err
	}
	for _, f := range rep.Files {
		_ = f.Exceptions.Close() // removes a temporary file
		for _, t := range f.Tables {
			_ = t.Exceptions.Close()
		}
	}
	return err
}

// purged makes a run again that deleted what was past its time.
func (b *Rebuild) purged(ctx context.Context, run ledger.Run) error {
	c, s, err := b.config(run)
	if err != nil {
		return err
	}
	if s.Purge == nil {
		return errors.New("the ledger is damaged: it does not say what the purge went by")
	}
	today, _ := period.NewDate(c.Now.Year(), int(c.Now.Month()), c.Now.Day())
	q := retention.Question{Today: today, Period: c.Period, Submissions: s.Purge.Submissions}
	for of, text := range map[*workspace.Years]string{&q.Keep.Originals: s.Purge.Originals, &q.Keep.Letters: s.Purge.Letters, &q.Keep.Published: s.Purge.Published} {
		if text == of.String() { // the zero time to keep: for ever
			continue
		}
		if err := of.UnmarshalText([]byte(text)); err != nil {
			return fmt.Errorf("the ledger's settings of the run: %w", err)
		}
	}
	plan, err := retention.List(&b.scratch.Ledger.Book, q)
	if err != nil {
		return err
	}
	return pipeline.Purge(ctx, c, plan)
}

// noted gives a run that published nothing its number, so that those after it have
// theirs.
func (b *Rebuild) noted(ctx context.Context, run ledger.Run) (err error) {
	stage, err := b.scratch.NewStage(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.Drop()) }() // after the commit it does nothing
	if err := stage.Ledger.Start(run, ledger.RuleSet{SHA256: run.RuleSet}, func(int64) string { return run.Name }); err != nil {
		return err
	}
	return stage.Commit()
}

// config is a run as it was.
func (b *Rebuild) config(run ledger.Run) (c pipeline.Config, s pipeline.Settings, err error) {
	if err := json.Unmarshal([]byte(run.Settings), &s); err != nil {
		return c, s, fmt.Errorf("the ledger's settings of the run: %w", err)
	}
	c = pipeline.Config{Workspace: b.scratch.Workspace, Ingest: b.Ingest, Now: b.clock(run.At), Program: run.Program, Command: run.Command,
		Replace: s.Replace, Final: s.Final, Withdraw: s.Withdraw, Reason: s.Reason, Close: s.Close, Purge: s.Purge, Answer: s.Answer}
	if !s.Convert {
		c.Ingest.Convert = nil
	}
	c.Ingest.Passwords = c.Ingest.Passwords[:min(s.Passwords, len(c.Ingest.Passwords))] // new ones are added at the end
	if c.Rules, err = b.rules(run); err != nil {
		return c, s, err
	}
	if s.Period != "" {
		if c.Period, err = period.Parse(s.Period); err != nil {
			return c, s, fmt.Errorf("the ledger's settings of the run: %w", err)
		}
	}
	if d, ok := period.ParseDate(s.AsAt); ok {
		c.AsAt = &d
	}
	if c.Sources, err = b.sources(run, s); err != nil {
		return c, s, err
	}
	c.Replay = &pipeline.Replay{Run: run, Graft: func(stage *workspace.Stage) ([]string, error) { return b.graft(stage, run) }}
	return c, s, nil
}

// clock returns an instant of the ledger by the council's clocks, as the run had it.
func (b *Rebuild) clock(at time.Time) time.Time {
	local := at.In(b.zone)
	_, now := local.Zone()
	if _, then := at.Zone(); then != now {
		return at // the clocks were set elsewhere then
	}
	return local
}

// sources returns the files that a run took in, as they came, and those that it
// judged anew.
func (b *Rebuild) sources(run ledger.Run, s pipeline.Settings) ([]pipeline.Source, error) {
	var all []pipeline.Source
	for _, a := range b.book.arrivals[run.ID] {
		at, why, err := b.original(a.SHA256)
		if err != nil {
			return nil, err
		}
		if why != "" || a.Name == "" {
			continue // graft sees to it
		}
		d, err := b.scratch.Drop(at, strings.TrimPrefix(a.Name, workspace.InboxDir+"/"))
		if err != nil || d == nil {
			return nil, fmt.Errorf("putting %s where it was received: %w", a.Name, err)
		}
		all = append(all, pipeline.Source{Path: d.Path, Name: a.Name, Folder: a.Folder, Dropped: d, Was: b.was(run, a)})
	}
	judged, err := b.judged(s.Again)
	return append(all, judged...), err
}

// judged groups the submissions that a run judged anew by their file, as they stand
// before it.
func (b *Rebuild) judged(ids []int64) ([]pipeline.Source, error) {
	by := map[string][]ledger.Submission{}
	var order []string
	for _, id := range ids {
		s, err := b.scratch.Ledger.Submission(id)
		if err != nil {
			return nil, err
		}
		if s == nil {
			return nil, fmt.Errorf("submission %d, which it judges again, was not made again", id)
		}
		if by[s.SHA256] == nil {
			order = append(order, s.SHA256)
		}
		by[s.SHA256] = append(by[s.SHA256], *s)
	}
	var all []pipeline.Source
	for _, sum := range order {
		at, why, err := b.original(sum)
		if err != nil {
			return nil, err
		}
		if why != "" {
			continue // graft sees to it
		}
		all = append(all, pipeline.Judged(b.View.Path(at), by[sum]))
	}
	return all, nil
}

// was says what became of the tables of a file that came in a run.
func (b *Rebuild) was(run ledger.Run, a ledger.Arrival) []pipeline.Was {
	var all []pipeline.Was
	for _, s := range b.book.sent[run.ID] {
		if s.SHA256 != a.SHA256 || s.Name != a.Name && s.Name != "" {
			continue
		}
		decided := b.book.first(s)
		all = append(all, pipeline.Was{ID: s.ID, Place: s.Place, Return: s.Return, Service: s.Service, Period: s.Period, Span: s.Span,
			Waits: decided.State == ledger.Checked, Reason: decided.Reason, Reply: s.Reply})
	}
	return all
}

// original returns where an original lies within the workspace, or why it can't be
// read again.
func (b *Rebuild) original(sum string) (at, why string, err error) {
	f := b.book.files[sum]
	if !f.Purged.IsZero() {
		b.gone[sum] = WhyPurged
		return "", WhyPurged, nil
	}
	at = workspace.ArchivePath(sum, f.Ext)
	if why, known := b.gone[sum]; known {
		return at, why, nil
	}
	got, err := hashFile(b.View.Path(at))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why, err = WhyMissing, nil
	case err == nil && got != sum:
		why = WhyAltered
	}
	b.gone[sum] = why
	return at, why, err
}

// Why an original can't be read again.
const (
	WhyPurged  = "it was deleted when its time to keep was over"
	WhyMissing = "it is missing from the archive"
	WhyAltered = "what lies in the archive is not what was received"
)

func hashFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
