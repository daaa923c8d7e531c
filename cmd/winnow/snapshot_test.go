package main

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite"
)

// ledgerFile is the ledger's name within a workspace; SQLite keeps more beside it.
const ledgerFile = "winnow.db"

// snapshot is all of a workspace that two histories can be compared by: the files
// by the hash of their content, and the ledger's rows by table and primary key.
// The ledger's own bytes are left out, since SQLite may lay the same rows out in
// many ways, and so are the locks and the table pulse, which says when winnow was last
// at work, whether or not there was anything to do.
func snapshot(dir string) (map[string]string, error) {
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, p)
		name = filepath.ToSlash(name)
		if err != nil || name == ".winnow/lock" || name == ".winnow/rebuild.lock" || strings.HasPrefix(name, ledgerFile) {
			return err
		}
		b, err := os.ReadFile(p)
		sum := sha256.Sum256(b)
		all[name] = hex.EncodeToString(sum[:8])
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err := readLedger(filepath.Join(dir, ledgerFile))
	for _, r := range rows {
		if r.table != "pulse" {
			all["ledger: "+r.table+" "+r.key] = r.String()
		}
	}
	return all, err
}

// differences lists how two snapshots differ, the first dozen in full; "" where they
// don't.
func differences(want, got map[string]string) string {
	var lines []string
	for name, v := range want {
		if w, ok := got[name]; !ok {
			lines = append(lines, "-"+name+": "+v)
		} else if v != w {
			lines = append(lines, "-"+name+": "+v+"\n+"+name+": "+w)
		}
	}
	for name, w := range got {
		if _, ok := want[name]; !ok {
			lines = append(lines, "+"+name+": "+w)
		}
	}
	slices.Sort(lines)
	if n := len(lines) - 12; n > 0 {
		lines = append(lines[:12], fmt.Sprintf("and %d more", n))
	}
	return strings.Join(lines, "\n")
}

// ledgerRow is a row of any table of a ledger.
type ledgerRow struct {
	table, key    string // the primary key's values, else the row's number
	names, values []string
}

// of returns the value of a column, "<nil>" for none.
func (r ledgerRow) of(column string) string { return r.values[slices.Index(r.names, column)] }

func (r ledgerRow) String() string {
	var all []string
	for i, name := range r.names {
		all = append(all, name+"="+r.values[i])
	}
	return strings.Join(all, " ")
}

// readLedger returns every row of a ledger, by table and primary key; none where
// there is no ledger. It reads a copy, so that one found after a kill is left as it
// is, and demands that SQLite finds it sound.
func readLedger(path string) ([]ledgerRow, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	copied, err := os.MkdirTemp("", "ledger")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(copied)
	for _, end := range []string{"", "-wal", "-journal"} { // the shared memory is made anew
		b, err := os.ReadFile(path + end)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := errors.Join(err, os.WriteFile(filepath.Join(copied, ledgerFile+end), b, 0o600)); err != nil {
			return nil, err
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(copied, ledgerFile))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return readTables(db)
}

func readTables(db *sql.DB) ([]ledgerRow, error) {
	if check, err := oneColumn(db, "PRAGMA integrity_check"); err != nil || !slices.Equal(check, []string{"ok"}) {
		return nil, fmt.Errorf("the ledger is not sound: %q: %w", check, err)
	}
	if broken, err := oneColumn(db, "SELECT \"table\" FROM pragma_foreign_key_check"); err != nil || len(broken) > 0 {
		return nil, fmt.Errorf("rows of the ledger speak of rows that aren't there: %q: %w", broken, err)
	}
	tables, err := oneColumn(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return nil, err
	}
	var all []ledgerRow
	for _, table := range tables {
		rows, err := readTable(db, table)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
		all = append(all, rows...)
	}
	return all, nil
}

func readTable(db *sql.DB, table string) ([]ledgerRow, error) {
	keys, err := oneColumn(db, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table)
	if err != nil {
		return nil, err
	}
	order := strings.Join(keys, ", ")
	if order == "" {
		order = "rowid"
	}
	r, err := db.Query("SELECT * FROM " + table + " ORDER BY " + order)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	names, err := r.Columns()
	if err != nil {
		return nil, err
	}
	var all []ledgerRow
	for n := 1; r.Next(); n++ {
		row := ledgerRow{table: table, names: names}
		if row.values, err = scan(r, len(names)); err != nil {
			return nil, err
		}
		for _, k := range keys {
			row.key += " " + row.of(k)
		}
		if len(keys) == 0 {
			row.key = fmt.Sprint(n)
		}
		row.key = strings.TrimSpace(row.key)
		all = append(all, row)
	}
	return all, r.Err()
}

// scan reads a row as text, bytes by their length and hash.
func scan(r *sql.Rows, n int) ([]string, error) {
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	if err := r.Scan(into...); err != nil {
		return nil, err
	}
	text := make([]string, n)
	for i, v := range values {
		text[i] = fmt.Sprint(v)
		if b, ok := v.([]byte); ok {
			sum := sha256.Sum256(b)
			text[i] = fmt.Sprintf("%d bytes %x", len(b), sum[:8])
		}
	}
	return text, nil
}

func oneColumn(db *sql.DB, query string, arguments ...any) ([]string, error) {
	r, err := db.Query(query, arguments...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all []string
	for r.Next() {
		row, err := scan(r, 1)
		if err != nil {
			return nil, err
		}
		all = append(all, row[0])
	}
	return all, r.Err()
}
