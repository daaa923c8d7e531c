package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/ledger"
	"winnow/internal/rebuild"
	"winnow/internal/workspace"
	"winnow/rules"
)

type rebuildFlags struct {
	workspace, to, format string
	check                 bool
	wait                  time.Duration
}

func newRebuild(s streams) *cobra.Command {
	var f rebuildFlags
	c := &cobra.Command{
		Use:   "rebuild",
		Short: "Make the published data and the reports again, from the archive and the ledger",
		Long: `Makes everything in published/ and reports/ again from the originals in the archive
and from the ledger alone: every run and decision once more, in order, by the rules,
the settings and the clock of then. What is missing or was altered is put back, the
same byte for byte; what lies there and is right is left alone. The ledger, the
archive, outbox and trays are not touched.

It names each file that is not as it was: put back; kept, where originals that it was
made from are gone and it is as the ledger recorded it; or differs, where this version of winnow does
not come to the same bytes as the one that made it. Nothing is replaced by something
that differs; --to shows what it would be.

Exit codes: 0 all is as recorded, or is again; 1 something is not; 3 it could not be
made again.`,
		Example: "  winnow rebuild -w returns\n  winnow rebuild -w returns --check    # say what is not as it was, and change nothing\n  winnow rebuild -w returns --to made  # write what was made again into a new folder",
		Args:    exactly(0, "no files: it makes the whole workspace again"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.rebuild(c.Context(), f) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().BoolVar(&f.check, "check", false, "compare, and put nothing back")
	c.Flags().StringVar(&f.to, "to", "", "write what was made again into this new folder, and put nothing back")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	waitFlag(c, &f.wait)
	return c
}

func (s streams) rebuild(ctx context.Context, f rebuildFlags) (err error) {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help rebuild"}
	}
	view, err := s.lookInto(f.workspace)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	bar := newProgress(s.err)
	defer bar.done()
	c, err := s.rebuildConfig(ctx, view)
	if err != nil {
		return err
	}
	c.Progress = bar.show
	b, err := rebuild.Start(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := b.Advance(ctx); err != nil { // while others may work: this takes long
		return s.lostRules(err)
	}
	result, err := s.rebuilt(ctx, f, b)
	if err != nil {
		return err
	}
	bar.done()
	return s.tellRebuilt(f, result)
}

// lookInto opens a workspace for looking. Before the first run there is nothing to
// look at.
func (s streams) lookInto(root string) (*workspace.View, error) {
	view, err := workspace.OpenView(root)
	if errors.Is(err, ledger.ErrMissing) && workspace.Fresh(root) {
		return nil, &usageError{"nothing has been taken in here yet", "take in what is in the inbox: winnow run -w " + root}
	}
	if errors.Is(err, ledger.ErrMissing) {
		return nil, fmt.Errorf("%w: put it back from a backup, or say in winnow.yaml where it lies", err)
	}
	return view, err
}

// rebuildConfig says how a workspace is made again. The rules in force may be at
// fault: they are needed only where a copy of the same is gone.
func (s streams) rebuildConfig(ctx context.Context, view *workspace.View) (rebuild.Config, error) {
	zone, err := view.Config.Location()
	if err != nil {
		return rebuild.Config{}, err
	}
	c := rebuild.Config{View: view, Now: nowIn(zone), Program: version}
	if set, err := rules.LoadPath(view.Path(workspace.RulesDir)); err == nil {
		c.Rules = set
	}
	c.Ingest, err = s.options(ctx, workspaceReading(view.Config, view.Path))
	return c, err
}

// rebuilt takes the workspace's lock, makes again what came meanwhile, compares, and
// puts back.
func (s streams) rebuilt(ctx context.Context, f rebuildFlags, b *rebuild.Rebuild) (r *rebuild.Result, err error) {
	ws, err := workspace.Open(ctx, f.workspace, workspace.Options{Wait: f.wait, Now: now(),
		Waiting: func() { s.warnf("another winnow is at work in this workspace; waiting up to %s for it", f.wait) }})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ws.Close()) }()
	if err := b.Advance(ctx); err != nil {
		return nil, s.lostRules(err)
	}
	if r, err = b.Compare(); err != nil {
		return nil, err
	}
	switch {
	case f.to != "":
		return r, b.Write(f.to)
	case f.check:
		return r, nil
	}
	return r, b.Restore(ctx, ws, r)
}

// lostRules adds what to do where the rules of a run are gone.
func (s streams) lostRules(err error) error {
	var lost *rebuild.LostRulesError
	if !errors.As(err, &lost) {
		return err
	}
	why := lost.Err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		why = "it is missing"
	}
	s.errorf("%s, the rules of run %d, can't be used: %s", lost.Path, lost.Runs, why)
	s.hintf("put it back from a backup, then rebuild again; without the rules of then nothing can be made again")
	return outcome(exitFailed)
}
