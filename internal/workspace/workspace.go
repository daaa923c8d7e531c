// Package workspace holds the folder a council keeps: where things lie in it,
// who may work in it, what waits in its inbox, and how a run's outputs are put
// in place as one step.
//
// Start reading at Open, Files and Stage. The package moves bytes and keeps
// the state of what was taken in; it neither reads spreadsheets nor judges them.
package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// The folders and files of a workspace, relative to its root.
const (
	ConfigFile   = "winnow.yaml"
	RulesDir     = "rules"
	InboxDir     = "inbox"
	OutboxDir    = "outbox"
	PublishedDir = "published"
	ReportsDir   = "reports"
	ArchiveDir   = "archive"
	stateDir     = ".winnow" // state, journal, staging and the lock
	stateFile    = stateDir + "/state.json"
	journalFile  = stateDir + "/journal.json"
	journalDraft = ".journal-*" // a journal being written; only its rename commits
	stagingDir   = stateDir + "/staging"
	lockFile     = stateDir + "/lock"
	keyFile      = stateDir + "/pseudonym.key"
)

// OperatorDir is the outbox folder for what has no certain service: it goes to
// the operator and never to a service.
const OperatorDir = "_operator"

// ErrLocked says that another winnow is at work in the workspace.
var ErrLocked = errors.New("another winnow is at work in this workspace")

// ErrNone says that a folder is no workspace.
var ErrNone = errors.New("not a winnow workspace: it has no " + ConfigFile)

// Workspace is an opened, locked workspace.
type Workspace struct {
	Root   string
	Config Config
	State  *State
	lock   *flock.Flock
}

// Open locks the workspace at root, finishes what an earlier run had committed
// but not put in place, clears what it had not committed, and reads the state.
// It returns ErrNone, ErrLocked, a *ConfigError, or an I/O error.
func Open(root string) (*Workspace, error) {
	if _, err := os.Stat(filepath.Join(root, ConfigFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", root, ErrNone)
	}
	config, err := readConfig(filepath.Join(root, ConfigFile))
	if err != nil {
		return nil, err
	}
	w := &Workspace{Root: root, Config: config}
	if err := os.MkdirAll(w.path(stateDir), 0o755); err != nil {
		return nil, fmt.Errorf("opening the workspace: %w", err)
	}
	w.lock = flock.New(w.path(lockFile))
	ok, err := w.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the workspace: %w", err)
	}
	if !ok {
		return nil, ErrLocked
	}
	if err := w.recover(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func (w *Workspace) recover() error {
	if err := w.rollForward(); err != nil {
		return err
	}
	if err := os.RemoveAll(w.path(stagingDir)); err != nil {
		return fmt.Errorf("clearing an unfinished run: %w", err)
	}
	unwritten, err := filepath.Glob(w.path(stateDir + "/" + journalDraft))
	if err != nil {
		return fmt.Errorf("clearing an unfinished run: %w", err)
	}
	for _, name := range unwritten { // journals that a kill kept from becoming one
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("clearing an unfinished run: %w", err)
		}
	}
	state, err := readState(w.path(stateFile))
	w.State = state
	return err
}

// Close releases the lock.
func (w *Workspace) Close() error { return w.lock.Unlock() }

// PseudonymKey returns the secret that pseudonyms in published data are made
// with. It is 32 bytes, made by Create and never changed.
func (w *Workspace) PseudonymKey() ([]byte, error) {
	key, err := os.ReadFile(w.path(keyFile))
	if err != nil {
		return nil, fmt.Errorf("reading the pseudonym key: %w", err)
	}
	return key, nil
}

// path turns a slash-separated path within the workspace into one of the machine.
func (w *Workspace) path(rel string) string { return filepath.Join(w.Root, filepath.FromSlash(rel)) }

// Path returns where a slash-separated path within the workspace lies.
func (w *Workspace) Path(rel string) string { return w.path(rel) }
