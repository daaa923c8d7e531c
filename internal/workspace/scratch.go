package workspace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"winnow/internal/mail"
)

// scratchDir is where a workspace keeps the one that a rebuild works in: on the same
// disk, so that originals can be linked and not copied.
const scratchDir = stateDir + "/rebuild"

// scratchWait is how long it may take a run to clear away what a killed rebuild left.
const scratchWait = 2 * time.Second

// ErrRebuilding says that another rebuild is at work.
var ErrRebuilding = errors.New("another winnow is rebuilding this workspace")

// Scratch is a workspace of its own within another's hidden folder, which has that
// one's settings and key, and a ledger, an archive and outputs of its own.
type Scratch struct {
	*Workspace
	lock *flock.Flock
	root string // of the workspace that it is for
}

// OpenScratch makes an empty scratch workspace in v's; what an earlier one left
// behind is cleared away. It sends no mail and keeps no trays. It returns
// ErrRebuilding where there is one already. Close ends it and removes it.
func (v *View) OpenScratch(ctx context.Context, now time.Time) (*Scratch, error) {
	key, err := v.PseudonymKey()
	if err != nil {
		return nil, err
	}
	s := &Scratch{root: v.Root, lock: flock.New(v.Path(scratchDir + ".lock"))}
	waiting, stop := context.WithTimeout(ctx, scratchWait)
	defer stop()
	if _, err := s.lock.TryLockContext(waiting, lockRetry); err != nil {
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			err = ErrRebuilding
		}
		return nil, fmt.Errorf("making room to rebuild in: %w", err)
	}
	if s.Workspace, err = v.makeScratch(ctx, key, now); err != nil {
		return nil, errors.Join(fmt.Errorf("making room to rebuild in: %w", err), s.lock.Unlock())
	}
	none := false
	s.Config = v.Config
	s.Config.Ledger, s.Config.LedgerOnNetwork, s.Config.Trays, s.Config.Mail = "", false, &none, mail.Settings{}
	return s, nil
}

func (v *View) makeScratch(ctx context.Context, key []byte, now time.Time) (*Workspace, error) {
	root := v.Path(scratchDir)
	if err := os.RemoveAll(root); err != nil {
		return nil, err
	}
	if err := Create(root, Contents{Rules: os.DirFS(v.Path(RulesDir)), Key: key}); err != nil {
		return nil, err
	}
	return Open(ctx, root, Options{Now: now})
}

// clearScratch removes what a killed rebuild left behind: originals that are deleted
// later must not live on in it. One that is at work is left alone.
func (w *Workspace) clearScratch() error {
	if _, err := os.Stat(w.path(scratchDir)); err != nil {
		return nil //nolint:nilerr // there is none
	}
	lock := flock.New(w.path(scratchDir + ".lock"))
	ok, err := lock.TryLock()
	if err != nil || !ok {
		return err
	}
	return errors.Join(os.RemoveAll(w.path(scratchDir)), lock.Unlock())
}

// Close ends the work in the scratch workspace and removes it.
func (s *Scratch) Close() error {
	err := errors.Join(s.Workspace.Close(), os.RemoveAll(s.Root))
	return errors.Join(err, s.lock.Unlock())
}

// Drop puts an original of the other workspace into the inbox, under its name of then
// (within the inbox, slash-separated), and into the archive. It is linked where the
// disk can, else copied; nothing here ever writes into it.
func (s *Scratch) Drop(archived, name string) (*Dropped, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, fmt.Errorf("%q leaves the inbox", name)
	}
	from, to := filepath.Join(s.root, filepath.FromSlash(archived)), s.path(InboxDir+"/"+name)
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a run that was given up
		return nil, err
	}
	if err := link(from, to); err != nil {
		return nil, err
	}
	if err := link(from, s.path(archived)); err != nil {
		return nil, err
	}
	return s.File(name)
}

// Keep puts a file of the other workspace where it lies there.
func (s *Scratch) Keep(rel string) error {
	return link(filepath.Join(s.root, filepath.FromSlash(rel)), s.path(rel))
}

// link makes one file appear at another path; a file that is there stays.
func link(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	if err := os.Link(from, to); err == nil {
		return nil
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	return errors.Join(copyFile(io.Writer(f), from), f.Close())
}
