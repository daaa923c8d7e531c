// Package workspace holds the folder a council keeps: where things lie in it,
// who may work in it, what waits in its inbox, and how a run's outputs are put
// in place as one step.
//
// Start reading at Open, Files and Stage; OpenView is for those who only look. The
// package moves bytes; what was taken in is in the ledger. It neither reads
// spreadsheets nor judges them.
package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"winnow/internal/ledger"
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
	LedgerFile   = "winnow.db"
	stateDir     = ".winnow" // staging, the lock, parts of reports, keys
	stagingDir   = stateDir + "/staging"
	ledgerID     = stateDir + "/ledger.id" // which ledger belongs to this workspace
	oldState     = stateDir + "/state.json"
	lockFile     = stateDir + "/lock"
	keyFile      = stateDir + "/pseudonym.key"
)

// The trays beside the inbox, where whoever dropped a file sees what became of it.
const (
	AcceptedTray = "accepted"
	ReturnedTray = "returned"
	RefusedTray  = "refused"
	WaitingTray  = "waiting"
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
	Ledger *ledger.Ledger
	lock   *flock.Flock
}

// Options is how a workspace is opened.
type Options struct {
	Wait    time.Duration // how long to wait for another winnow that is at work; 0 not to
	Waiting func()        // told once that there is one; nil to be silent
	Now     time.Time     // when a new ledger counts as made
}

// Open locks the workspace at root, finishes what an earlier run had committed
// but not put in place, and clears what it had not committed. It returns ErrNone,
// ErrLocked, a *ConfigError, what package ledger says, or an I/O error.
func Open(ctx context.Context, root string, o Options) (*Workspace, error) {
	config, err := ReadConfig(root)
	if err != nil {
		return nil, err
	}
	w := &Workspace{Root: root, Config: config}
	if err := os.MkdirAll(w.path(stateDir), 0o755); err != nil {
		return nil, fmt.Errorf("opening the workspace: %w", err)
	}
	if err := w.takeLock(ctx, o); err != nil {
		return nil, err
	}
	if err := w.openLedger(o.Now); err != nil {
		return nil, errors.Join(err, w.lock.Unlock())
	}
	if err := w.recover(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// takeLock waits for the workspace's lock as long as it may.
func (w *Workspace) takeLock(ctx context.Context, o Options) error {
	w.lock = flock.New(w.path(lockFile))
	ok, err := w.lock.TryLock()
	if err == nil && !ok && o.Wait > 0 {
		if o.Waiting != nil {
			o.Waiting()
		}
		waiting, stop := context.WithTimeout(ctx, o.Wait)
		defer stop()
		ok, err = w.lock.TryLockContext(waiting, lockRetry)
		if errors.Is(err, context.DeadlineExceeded) {
			err = nil
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("locking the workspace: %w", err)
	case !ok:
		return ErrLocked
	}
	return nil
}

// lockRetry is how often a lock is asked for that another winnow holds.
const lockRetry = 50 * time.Millisecond

// recover finishes what was committed and clears what was not.
func (w *Workspace) recover() error {
	if err := w.rollForward(); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(w.path(stagingDir)), w.clearScratch()); err != nil {
		return fmt.Errorf("clearing an unfinished run: %w", err)
	}
	return nil
}

// Close ends the work and releases the lock.
func (w *Workspace) Close() error { return errors.Join(w.Ledger.Close(), w.lock.Unlock()) }

// PseudonymKey returns the secret that pseudonyms in published data are made
// with. It is 32 bytes, made by Create and never changed.
func (w *Workspace) PseudonymKey() ([]byte, error) { return readKey(w.path(keyFile)) }

func readKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the pseudonym key: %w", err)
	}
	return key, nil
}

// path turns a slash-separated path within the workspace into one of the machine.
func (w *Workspace) path(rel string) string { return filepath.Join(w.Root, filepath.FromSlash(rel)) }

// Path returns where a slash-separated path within the workspace lies.
func (w *Workspace) Path(rel string) string { return w.path(rel) }
