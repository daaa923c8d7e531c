// Package ledger is the memory of a workspace: which files came, what became of
// each of their tables and when, what was found, written, mailed and decided.
//
// Start reading at Open, Ledger.Begin and, for what is kept, model.go. It is one
// SQLite file. A transaction is a run: what the run wrote lies staged, the list of
// where it goes is in the transaction (journal.go), and its commit is the commit of
// all of it. The package moves no files and judges nothing; it imports nothing of
// winnow.
//
// It keeps keys of records and names of files, which may be personal data, and no
// other cell's value.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver, which needs no cgo
)

// ErrMissing says that there is no ledger where one should be.
var ErrMissing = errors.New("there is no ledger")

// Options is how a ledger is opened. The zero value is for a local disk.
type Options struct {
	Network bool   // it lies on a network share: no shared memory, so no write-ahead log
	New     bool   // one that isn't there is made
	ID      string // of one that is made; "" for none
	Now     time.Time
}

// Ledger is an opened ledger that may be written. One at a time writes: the
// workspace's lock sees to that.
type Ledger struct {
	Book
	db   *sql.DB
	path string
}

// Open opens the ledger at path, makes it where Options say so, and brings an older
// one up to this version, after a copy of it is made beside it. It returns
// ErrMissing, *NewerError, or what SQLite says.
func Open(path string, o Options) (*Ledger, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !o.New {
		return nil, fmt.Errorf("%s: %w", path, ErrMissing)
	}
	db, err := sql.Open("sqlite", dsn(path, "rwc", o.Network))
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	db.SetMaxOpenConns(2) // the transaction under way, and a look from outside it
	l := &Ledger{Book: Book{db}, db: db, path: path}
	if err := l.migrate(o); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the ledger %s: %w", path, err), db.Close())
	}
	return l, nil
}

// Reader is a ledger that is looked into while others may write.
type Reader struct {
	Book
	db   *sql.DB
	path string
}

// OpenReader opens the ledger at path for reading. What it shows is what was
// committed. It returns ErrMissing, *NewerError, or what SQLite says; an older
// ledger is read once a run has brought it up to this version.
func OpenReader(path string) (*Reader, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrMissing)
	}
	db, err := sql.Open("sqlite", dsn(path, "rw", false)+"&_pragma=query_only(1)")
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	r := &Reader{Book{db}, db, path}
	have, err := version(db)
	switch {
	case err != nil:
		err = fmt.Errorf("opening the ledger %s: %w", path, err)
	case have > len(migrations):
		err = &NewerError{path, have, len(migrations)}
	case have < len(migrations):
		err = fmt.Errorf("the ledger %s is of an older winnow: the next run brings it up to date", path)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

// Close ends the reading.
func (r *Reader) Close() error { return r.db.Close() }

// Close ends the work with the ledger.
func (l *Ledger) Close() error { return l.db.Close() }

// Path returns where the ledger lies.
func (l *Ledger) Path() string { return l.path }

// dsn names a database with the settings that make a commit last: full
// synchronisation, foreign keys, and a patience of some seconds with readers. What is
// deleted is overwritten, as it may be personal data.
func dsn(path, mode string, network bool) string {
	journal := "wal"
	if network {
		journal = "delete"
	}
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "synchronous(full)", "trusted_schema(0)", "secure_delete(1)"}}
	if mode == "rwc" {
		q["_pragma"] = append(q["_pragma"], "journal_mode("+journal+")")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	slashed := filepath.ToSlash(abs)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/…
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: q.Encode()}).String()
}

// Tx is one run's part of the ledger: what it writes holds from Commit on, or not
// at all. It Book what it has written.
type Tx struct {
	Book
	tx  *sql.Tx
	run int64
	at  time.Time
}

// Begin starts a transaction.
func (l *Ledger) Begin(ctx context.Context) (*Tx, error) {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	return &Tx{Book: Book{tx}, tx: tx}, nil
}

// Commit makes everything that was written hold, and last through a power cut.
func (t *Tx) Commit() error {
	if err := t.tx.Commit(); err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	return nil
}

// Rollback gives everything up that was written since Begin. After Commit it does
// nothing.
func (t *Tx) Rollback() error {
	if err := t.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("closing the ledger: %w", err)
	}
	return nil
}

// exec runs a statement that changes something.
func (t *Tx) exec(query string, args ...any) (sql.Result, error) {
	r, err := t.tx.Exec(query, args...)
	if err != nil {
		return nil, fmt.Errorf("writing the ledger: %w", err)
	}
	return r, nil
}

// insert runs an INSERT and returns the new row's id.
func (t *Tx) insert(query string, args ...any) (int64, error) {
	r, err := t.exec(query, args...)
	if err != nil {
		return 0, err
	}
	id, err := r.LastInsertId()
	if err != nil {
		return 0, fmt.Errorf("writing the ledger: %w", err)
	}
	return id, nil
}
