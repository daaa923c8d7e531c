package ledger

import (
	"database/sql"
	"fmt"
	"os"
	"time"
)

// NewerError says that a ledger was written by a newer winnow, which may keep what
// this one would lose.
type NewerError struct {
	Path       string
	Have, Know int // versions
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("the ledger %s was written by a newer winnow (version %d, this one knows %d): use the newer one", e.Path, e.Have, e.Know)
}

// migrations bring a ledger from each version to the next; the first makes it. One
// that has been released is never changed: a change is a new one at the end.
var migrations = []string{`
CREATE TABLE ledger (
	id      TEXT NOT NULL, -- which workspace it belongs to
	created TEXT NOT NULL
) STRICT;

CREATE TABLE ruleset (
	sha256  TEXT PRIMARY KEY,
	archive TEXT NOT NULL -- path within the workspace of the copy that rebuild uses
) STRICT;

-- one commit: files taken in, or a decision
CREATE TABLE run (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	run      TEXT NOT NULL, -- as in the footers of what it published
	command  TEXT NOT NULL,
	at       TEXT NOT NULL, -- when its files were received, by the council's clocks
	ruleset  TEXT NOT NULL REFERENCES ruleset,
	settings TEXT NOT NULL, -- JSON: what else its outputs depend on
	program  TEXT NOT NULL  -- version of winnow
) STRICT;

-- one original, however often it came
CREATE TABLE file (
	sha256 TEXT PRIMARY KEY,
	ext    TEXT NOT NULL,
	bytes  INTEGER NOT NULL,
	period TEXT NOT NULL,    -- whose report speaks of it; '' for none
	status TEXT NOT NULL,    -- as in report.json
	name   TEXT NOT NULL,    -- path within the inbox, as it last came
	received TEXT NOT NULL,
	purged TEXT              -- when it was deleted; the row is its tombstone
) STRICT;

-- one arrival of a file, duplicates too
CREATE TABLE arrival (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	run     INTEGER NOT NULL REFERENCES run,
	sha256  TEXT NOT NULL REFERENCES file,
	name    TEXT NOT NULL, -- path within the inbox
	folder  TEXT NOT NULL,
	outcome TEXT NOT NULL  -- taken, duplicate
) STRICT;
CREATE INDEX arrival_file ON arrival (sha256);

-- one table of a file, or a file that could not be used
CREATE TABLE submission (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	sha256    TEXT NOT NULL REFERENCES file,
	run       INTEGER NOT NULL REFERENCES run,
	name      TEXT NOT NULL,
	folder    TEXT NOT NULL,
	sheet     TEXT NOT NULL,
	place     INTEGER NOT NULL, -- which table of the file, from 0
	return    TEXT NOT NULL,
	service   TEXT NOT NULL,
	period    TEXT NOT NULL,
	span      TEXT NOT NULL, -- the part of the period that the sheet is for
	as_at     TEXT NOT NULL,
	received  TEXT NOT NULL,
	state     TEXT NOT NULL CHECK (state IN ('received','checked','accepted','returned','refused','superseded','withdrawn')),
	reason    TEXT NOT NULL,
	stands    INTEGER NOT NULL, -- its rows are published and counted
	successor INTEGER REFERENCES submission,
	rows_read INTEGER NOT NULL,
	clean     INTEGER NOT NULL,
	held_back INTEGER NOT NULL,
	skipped   INTEGER NOT NULL,
	errors    INTEGER NOT NULL,
	queries   INTEGER NOT NULL,
	notes     INTEGER NOT NULL,
	partial   TEXT NOT NULL, -- JSON: its part of the measures
	sketch    BLOB,          -- digests of its records
	parquet        TEXT NOT NULL, -- path within the workspace; '' where no row was clean
	parquet_sha256 TEXT NOT NULL,
	parquet_rows   INTEGER NOT NULL,
	parquet_bytes  INTEGER NOT NULL
) STRICT;
CREATE INDEX submission_file ON submission (sha256);
CREATE INDEX submission_place ON submission (return, service, period);
CREATE INDEX submission_period ON submission (period, stands);

CREATE TABLE transition (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	submission INTEGER NOT NULL REFERENCES submission,
	run        INTEGER NOT NULL REFERENCES run,
	state      TEXT NOT NULL,
	reason     TEXT NOT NULL
) STRICT;
CREATE INDEX transition_submission ON transition (submission);

-- what was written for people: workbooks, receipts, pages, mails, copies in trays
CREATE TABLE letter (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	run        INTEGER NOT NULL REFERENCES run,
	submission INTEGER REFERENCES submission,
	sha256     TEXT REFERENCES file, -- of what it speaks, where that is a whole file
	kind       TEXT NOT NULL,
	path       TEXT NOT NULL COLLATE NOCASE, -- within the workspace
	digest     TEXT NOT NULL, -- SHA-256 of what was written
	withdrawn  INTEGER REFERENCES run -- the run that took it back
) STRICT;
CREATE INDEX letter_path ON letter (path);
CREATE INDEX letter_submission ON letter (submission);
CREATE INDEX letter_file ON letter (sha256);

CREATE TABLE period (
	period   TEXT PRIMARY KEY,
	measures TEXT NOT NULL, -- JSON
	rules    TEXT NOT NULL, -- JSON: how the rules over measures ended
	parquet  TEXT NOT NULL,
	sha256   TEXT NOT NULL,
	rows     INTEGER NOT NULL,
	bytes    INTEGER NOT NULL,
	closed   INTEGER REFERENCES run, -- the run that signed it off
	final    TEXT NOT NULL           -- JSON: the measures as signed off; '' before
) STRICT;

CREATE TABLE exception (
	submission INTEGER NOT NULL REFERENCES submission,
	id       TEXT NOT NULL, -- the same for the same fault of the same record in any submission
	rule     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	severity TEXT NOT NULL,
	field    TEXT NOT NULL,
	key      TEXT NOT NULL, -- the record's own
	place    TEXT NOT NULL, -- cell, or row
	scope    TEXT NOT NULL, -- period where it is of figures of the whole period
	value    TEXT NOT NULL, -- keyed digest of what was given
	state    TEXT NOT NULL CHECK (state IN ('open','fixed','explained','withdrawn')),
	first    INTEGER NOT NULL REFERENCES submission, -- that it was first found in
	ended    INTEGER REFERENCES run, -- when it was no longer open
	PRIMARY KEY (submission, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE explanation (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	run       INTEGER NOT NULL REFERENCES run,
	return    TEXT NOT NULL,
	service   TEXT NOT NULL,
	exception TEXT NOT NULL, -- its id
	value     TEXT NOT NULL, -- keyed digest of what it was given for
	reason    TEXT NOT NULL,
	until     TEXT NOT NULL, -- ISO date
	given_by  TEXT NOT NULL
) STRICT;
CREATE INDEX explanation_place ON explanation (return, service, exception);

CREATE TABLE waiver_use (
	submission INTEGER NOT NULL REFERENCES submission,
	rule   TEXT NOT NULL,
	key    TEXT NOT NULL,
	until  TEXT NOT NULL,
	count  INTEGER NOT NULL,
	PRIMARY KEY (submission, rule, key, until)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	run        INTEGER NOT NULL REFERENCES run,
	submission INTEGER REFERENCES submission,
	sha256     TEXT REFERENCES file, -- of what it is about, where that is a whole file
	kind       TEXT NOT NULL,
	service    TEXT NOT NULL, -- '' for the operator
	period     TEXT NOT NULL,
	address    TEXT NOT NULL,
	message_id TEXT NOT NULL UNIQUE,
	path       TEXT NOT NULL, -- of the .eml, within the workspace
	digest     TEXT NOT NULL, -- SHA-256 of the .eml
	state      TEXT NOT NULL CHECK (state IN ('draft','queued','sending','sent','failed','cancelled')),
	attempts   INTEGER NOT NULL,
	next       TEXT NOT NULL, -- when it is tried again
	done       TEXT NOT NULL, -- when it was sent or given up
	reason     TEXT NOT NULL  -- what the last attempt came to
) STRICT;
CREATE INDEX mail_state ON mail (state);

-- reports, parts of them, and the lists of what is published
CREATE TABLE output (
	path   TEXT PRIMARY KEY, -- within the workspace
	run    INTEGER NOT NULL REFERENCES run, -- that wrote it last
	sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- the outputs of a commit that are not yet in place
CREATE TABLE journal (
	seq    INTEGER PRIMARY KEY,
	source TEXT NOT NULL, -- '' where the target is to be removed
	target TEXT NOT NULL,
	sha256 TEXT NOT NULL
) STRICT;

-- when something last happened, whether or not it left anything to commit
CREATE TABLE pulse (
	what   TEXT PRIMARY KEY,
	at     TEXT NOT NULL,
	detail TEXT NOT NULL
) STRICT;
`, `
ALTER TABLE exception ADD COLUMN cells TEXT NOT NULL DEFAULT ''; -- what it asks to look at: row/field of each cell, a space between
ALTER TABLE submission ADD COLUMN reply TEXT NOT NULL DEFAULT ''; -- JSON: what it changes of what it corrects, in counts
ALTER TABLE submission ADD COLUMN base TEXT NOT NULL DEFAULT ''; -- the original that its corrected rows lie over
`}

// applicationID marks the file as a ledger of winnow: "wnnw" in ASCII.
const applicationID = 0x776e6e77

func version(db *sql.DB) (int, error) {
	var app, v int
	if err := db.QueryRow("PRAGMA application_id").Scan(&app); err != nil {
		return 0, err
	}
	if err := db.QueryRow("PRAGMA user_version").Scan(&v); err != nil {
		return 0, err
	}
	if v > 0 && app != applicationID {
		return 0, fmt.Errorf("it is a database of another program")
	}
	return v, nil
}

// migrate brings the ledger up to this version.
func (l *Ledger) migrate(o Options) error {
	have, err := version(l.db)
	switch {
	case err != nil:
		return err
	case have == len(migrations):
		return nil
	case have > len(migrations):
		return &NewerError{l.path, have, len(migrations)}
	}
	if have > 0 {
		if err := l.backup(have); err != nil {
			return fmt.Errorf("copying it before it is brought up to date: %w", err)
		}
	}
	tx, err := l.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once it is committed
	for _, m := range migrations[have:] {
		if _, err := tx.Exec(m); err != nil {
			return err
		}
	}
	if have == 0 {
		if _, err := tx.Exec("INSERT INTO ledger (id, created) VALUES (?, ?)", o.ID, stamp(o.Now)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(migrations))); err != nil {
		return err
	}
	return tx.Commit()
}

// backup writes a copy of the ledger as it was, beside it, in place of one that a
// broken-off attempt left.
func (l *Ledger) backup(have int) error {
	to := fmt.Sprintf("%s.v%d.bak", l.path, have)
	if err := os.Remove(to); err != nil && !os.IsNotExist(err) {
		return err
	}
	_, err := l.db.Exec("VACUUM INTO ?", to)
	return err
}

// stamp writes an instant as the ledger keeps it; "" for the zero time.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// instant Book what stamp wrote.
func instant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, fmt.Errorf("the ledger is damaged: %q is no time", s)
	}
	return t, nil
}
