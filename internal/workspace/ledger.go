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

// View is a workspace that is looked into without its lock: what it shows is what
// runs have committed.
type View struct {
	Root   string
	Config Config
	Ledger *ledger.Reader
}

// OpenView opens the workspace at root for looking. It returns ErrNone, a
// *ConfigError or what package ledger says; ledger.ErrMissing before the first run.
func OpenView(root string) (*View, error) {
	config, err := ReadConfig(root)
	if err != nil {
		return nil, err
	}
	r, err := ledger.OpenReader(LedgerPath(root, config))
	if err != nil {
		return nil, err
	}
	return &View{root, config, r}, nil
}

// Close ends the looking.
func (v *View) Close() error { return v.Ledger.Close() }

// Path returns where a slash-separated path within the workspace lies.
func (v *View) Path(rel string) string { return filepath.Join(v.Root, filepath.FromSlash(rel)) }

// PseudonymKey returns the secret that pseudonyms in published data are made with.
func (v *View) PseudonymKey() ([]byte, error) { return readKey(v.Path(keyFile)) }

// LedgerPath returns where the ledger of the workspace at root lies: in it, or
// where its settings say.
func LedgerPath(root string, c Config) string {
	switch {
	case c.Ledger == "":
		return filepath.Join(root, LedgerFile)
	case filepath.IsAbs(c.Ledger):
		return c.Ledger
	}
	return filepath.Join(root, filepath.FromSlash(c.Ledger))
}

// LostError says that a workspace's ledger is not where it was.
type LostError struct{ Path, Why string }

func (e *LostError) Error() string { return fmt.Sprintf("%s: %s", e.Path, e.Why) }

// openLedger opens the workspace's ledger. It makes one only for a workspace that
// never had one: a ledger that has gone astray must not be begun anew, as all that
// was taken in would count as never seen.
func (w *Workspace) openLedger(now time.Time) error {
	if _, err := os.Stat(w.path(oldState)); err == nil {
		return &LostError{w.path(oldState), "this workspace was made by a trial version of winnow, which had no ledger: make a new workspace, copy the rules over, and drop the originals of its archive into the new inbox"}
	}
	id, err := w.ledgerID()
	if err != nil {
		return err
	}
	path := LedgerPath(w.Root, w.Config)
	known, err := os.ReadFile(w.path(ledgerID))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("opening the ledger: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("opening the ledger: %w", err)
	}
	w.Ledger, err = ledger.Open(path, ledger.Options{New: known == nil, ID: id, Now: now, Network: w.Config.LedgerOnNetwork})
	if errors.Is(err, ledger.ErrMissing) {
		return &LostError{path, "the ledger of this workspace is not there; put it back from a backup, or say in winnow.yaml where it lies"}
	}
	if err != nil {
		return err
	}
	if err := w.ownLedger(id, known == nil); err != nil {
		return errors.Join(err, w.Ledger.Close())
	}
	return nil
}

// ownLedger makes sure that the ledger is the workspace's, and notes that it has one.
func (w *Workspace) ownLedger(id string, first bool) error {
	have, err := w.Ledger.ID()
	if err != nil {
		return err
	}
	if have != id {
		return &LostError{w.Ledger.Path(), "this ledger belongs to another workspace"}
	}
	if !first {
		return nil
	}
	if err := os.WriteFile(w.path(ledgerID), []byte(strings.TrimSpace(id)+"\n"), 0o644); err != nil {
		return fmt.Errorf("opening the ledger: %w", err)
	}
	return nil
}

// ledgerID names the workspace: by its key, so that a copy of it has the same and
// no other workspace has.
func (w *Workspace) ledgerID() (string, error) {
	key, err := w.PseudonymKey()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte("ledger of "), key...))
	return hex.EncodeToString(sum[:8]), nil
}
