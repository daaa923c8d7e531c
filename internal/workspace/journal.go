package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// rollForward puts a committed journal's outputs in place. Every step may be
// repeated, so that a run killed in the middle is finished by the next one.
func (w *Workspace) rollForward() error {
	b, err := os.ReadFile(w.path(journalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	var j journal
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("the journal %s is damaged: %w", w.path(journalFile), err)
	}
	if j.Version > stateVersion {
		return fmt.Errorf("the journal was written by a newer winnow (version %d): use that one", j.Version)
	}
	for _, m := range j.Moves {
		if err := w.apply(m); err != nil {
			return err
		}
	}
	for _, r := range j.Removes {
		if err := w.discard(r); err != nil {
			return err
		}
	}
	if err := os.Remove(w.path(journalFile)); err != nil {
		return fmt.Errorf("closing the journal: %w", err)
	}
	return os.RemoveAll(w.path(stagingDir))
}

func (w *Workspace) apply(m move) error {
	from, to := w.path(m.From), w.path(m.To)
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		if sum, err := hashFile(to); err != nil || sum != m.SHA256 {
			return fmt.Errorf("%s is missing and was not put in place before: restore the workspace from a backup", m.To)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("putting %s in place: %w", m.To, err)
	}
	if err := rename(from, to); err != nil {
		return fmt.Errorf("putting %s in place (is it open in another program? close it and run again): %w", m.To, err)
	}
	return syncDir(filepath.Dir(to))
}

func (w *Workspace) discard(r remove) error {
	path := w.path(r.Path)
	sum, err := hashFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || sum != r.SHA256 {
		return err // another file stands there now: it isn't ours to remove
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("removing %s, which is safe in the archive: %w", r.Path, err)
	}
	return nil
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

// writeSynced writes a file beside path, syncs it, and renames it into place.
func writeSynced(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), journalDraft)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func hashFile(path string) (string, error) {
	h := sha256.New()
	if err := copyFile(h, path); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
