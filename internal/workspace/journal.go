package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"winnow/internal/ledger"
)

// rollForward puts the outputs of a committed run in place. Every step may be
// repeated, so that a run killed in the middle is finished by the next one.
func (w *Workspace) rollForward() error {
	moves, err := w.Ledger.Journal()
	if err != nil || len(moves) == 0 {
		return err
	}
	for _, m := range moves {
		if m.Source == "" {
			err = w.discard(m)
		} else {
			err = w.apply(m)
		}
		if err != nil {
			return err
		}
	}
	if err := w.Ledger.Settled(); err != nil {
		return err
	}
	return os.RemoveAll(w.path(stagingDir))
}

func (w *Workspace) apply(m ledger.Move) error {
	from, to := w.path(m.Source), w.path(m.Target)
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		if sum, err := hashFile(to); err != nil || sum != m.SHA256 {
			return fmt.Errorf("%s is missing and was not put in place before: restore the workspace from a backup", m.Target)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("putting %s in place: %w", m.Target, err)
	}
	if err := rename(from, to); err != nil {
		return fmt.Errorf("putting %s in place (is it open in another program? close it and run again): %w", m.Target, err)
	}
	return syncDir(filepath.Dir(to))
}

func (w *Workspace) discard(r ledger.Move) error {
	path := w.path(r.Target)
	sum, err := hashFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || sum != r.SHA256 {
		return err // another file stands there now: it isn't ours to remove
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("removing %s (is it open in another program? close it and run again): %w", r.Target, err)
	}
	w.prune(filepath.Dir(path))
	return nil
}

// prune removes folders that a removal has left empty, below the workspace's own.
func (w *Workspace) prune(dir string) {
	rel, err := filepath.Rel(w.Root, dir)
	if err != nil || !filepath.IsLocal(rel) {
		return
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	if len(parts) < 2 || parts[0] == InboxDir {
		return // whoever made a folder in the inbox wants it there
	}
	if os.Remove(dir) == nil { // refused while anything is in it
		w.prune(filepath.Dir(dir))
	}
}

// rename moves a file over its target. On Windows it is refused while another
// program holds the target open, so it tries for a while.
func rename(from, to string) error {
	var err error
	for wait := 10 * time.Millisecond; wait < 2*time.Second; wait *= 2 {
		if err = os.Rename(from, to); err == nil || !errors.Is(err, fs.ErrPermission) {
			return err
		}
		time.Sleep(wait)
	}
	return err
}

func hashFile(path string) (string, error) {
	h := sha256.New()
	if err := copyFile(h, path); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
