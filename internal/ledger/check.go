package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Damage returns what is wrong with the file itself and with what its rows say of
// each other; nothing for a sound one. It Book all of it.
func (r Book) Damage() ([]string, error) {
	found, err := list(r, func(scan func(...any) error) (s string, err error) { return s, scan(&s) }, "PRAGMA integrity_check(20)")
	if err != nil {
		return nil, err
	}
	if len(found) == 1 && found[0] == "ok" {
		found = nil
	}
	type orphan struct {
		table, of string
	}
	orphans, err := list(r, func(scan func(...any) error) (o orphan, err error) {
		var rowid, fk any
		return o, scan(&o.table, &rowid, &o.of, &fk)
	}, "PRAGMA foreign_key_check")
	if err != nil {
		return nil, err
	}
	for _, o := range orphans {
		found = append(found, fmt.Sprintf("a row of %s speaks of one of %s that isn't there", o.table, o.of))
	}
	for _, c := range sound {
		n, err := one(r, func(scan func(...any) error) (n int, err error) { return n, scan(&n) }, "SELECT count(*) FROM ("+c.query+")")
		if err != nil {
			return nil, err
		}
		if *n > 0 {
			found = append(found, strings.ReplaceAll(c.says, "#", fmt.Sprint(*n)))
		}
	}
	return found, nil
}

// sound is what must find nothing in a ledger that only this package has written.
var sound = []struct{ query, says string }{
	{"SELECT 1 FROM submission WHERE stands = 1 AND return <> '' GROUP BY return, service, period HAVING count(DISTINCT sha256) > 1",
		"# returns have two submissions that stand for one service and period"},
	{"SELECT 1 FROM submission WHERE stands <> (state IN ('accepted','returned'))", "# submissions stand and should not, or the other way round"},
	{"SELECT 1 FROM submission WHERE rows_read <> clean + held_back + skipped AND state <> 'refused'", "the rows of # submissions do not add up"},
	{"SELECT 1 FROM submission s WHERE state <> (SELECT t.state FROM transition t WHERE t.submission = s.id ORDER BY t.id DESC LIMIT 1)",
		"# submissions have another state than their history ends with"},
	{"SELECT 1 FROM submission WHERE state = 'received'", "# submissions were never decided"},
	{"SELECT 1 FROM file f WHERE NOT EXISTS (SELECT 1 FROM submission s WHERE s.sha256 = f.sha256)", "# files have no submission"},
	{"SELECT 1 FROM letter WHERE withdrawn IS NULL GROUP BY path HAVING count(*) > 1", "# letters lie at a path that another has"},
}

// Backup writes a copy of the ledger, as of now, to a file that isn't there yet. It
// may run while others write.
func (r *Reader) Backup(to string) (err error) {
	db, err := sql.Open("sqlite", dsn(r.path, "rw", false)) // the reader's own may write nothing, not even elsewhere
	if err != nil {
		return fmt.Errorf("copying the ledger: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Exec("VACUUM INTO ?", to); err != nil {
		return fmt.Errorf("copying the ledger: %w", err)
	}
	return nil
}

// Version returns the version of the ledger's form.
func Version() int { return len(migrations) }
