package rebuild

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"winnow/internal/workspace"
)

// Restore puts back what is missing or was altered, as one step: a rebuild that is
// killed half-way is finished by the next opening of the workspace. ws is the
// workspace that was made again, opened.
func (b *Rebuild) Restore(ctx context.Context, ws *workspace.Workspace, r *Result) (err error) {
	stage, err := ws.NewStage(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.Drop()) }() // after the commit it does nothing
	var back []*File
	for i := range r.Files {
		f := &r.Files[i]
		if f.Outcome != Missing && f.Outcome != Altered {
			continue
		}
		if _, err := stage.Put(f.Path, func(w io.Writer) error { return copyFrom(w, b.scratch.Path(f.Path)) }); err != nil {
			return err
		}
		back = append(back, f)
	}
	if len(back) == 0 {
		return nil
	}
	if err := stage.Commit(); err != nil {
		return err
	}
	for _, f := range back {
		f.Why = map[Outcome]string{Missing: "it was missing", Altered: "it had been altered"}[f.Outcome]
		f.Outcome = PutBack
	}
	return nil
}

// Write copies what was made again of the published data and the reports into a
// folder that is not there yet, or empty.
func (b *Rebuild) Write(dir string) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s: %w", dir, workspace.ErrExists)
	}
	for _, part := range []string{workspace.PublishedDir, workspace.ReportsDir} {
		to := filepath.Join(dir, part)
		if err := os.MkdirAll(to, 0o755); err != nil {
			return fmt.Errorf("writing what was made again: %w", err)
		}
		if err := os.CopyFS(to, os.DirFS(b.scratch.Path(path.Clean(part)))); err != nil {
			return fmt.Errorf("writing what was made again: %w", err)
		}
	}
	return nil
}
