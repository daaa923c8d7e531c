package ledger

import "math"

// Output is a file that a commit wrote beside letters and clean rows: a report or a
// part of one, or a list of what is published.
type Output struct {
	Path   string // within the workspace
	Run    int64  // that wrote it last
	SHA256 string
}

// Output records a file that this commit writes, in place of what it was before.
func (t *Tx) Output(path, sha256 string) error {
	_, err := t.exec(`INSERT INTO output (path, run, sha256) VALUES (?, ?, ?)
		ON CONFLICT (path) DO UPDATE SET run = excluded.run, sha256 = excluded.sha256`, path, t.run, sha256)
	return err
}

// Forget records that such a file is there no more.
func (t *Tx) Forget(path string) error {
	_, err := t.exec("DELETE FROM output WHERE path = ?", path)
	return err
}

// Outputs returns the files that are neither letters nor clean rows, by path.
func (r Book) Outputs() ([]Output, error) {
	return list(r, func(scan func(...any) error) (o Output, err error) {
		return o, scan(&o.Path, &o.Run, &o.SHA256)
	}, "SELECT path, run, sha256 FROM output ORDER BY path")
}

// Reserve keeps the ids of submissions below 2³¹ for those that state theirs: in a
// ledger that is made again nothing new may take the id of a later one.
func (t *Tx) Reserve() error {
	_, err := t.exec("INSERT INTO sqlite_sequence (name, seq) SELECT 'submission', ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'submission')", math.MaxInt32)
	return err
}
