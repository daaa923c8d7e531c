package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// querier is a database or a transaction.
type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// Book is what may be asked of a ledger, in a transaction or outside one.
type Book struct{ q querier }

// list runs a query and Book each row with scan.
func list[T any](r Book, scan func(func(...any) error) (T, error), query string, args ...any) (out []T, err error) {
	rows, err := r.q.Query(query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := scan(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("reading the ledger: %w", err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	return out, nil
}

// one returns the first row of a query, nil for none.
func one[T any](r Book, scan func(func(...any) error) (T, error), query string, args ...any) (*T, error) {
	all, err := list(r, scan, query, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// when is a column that holds an instant.
type when struct{ t *time.Time }

// Scan Book the instant.
func (w when) Scan(v any) error {
	s, _ := v.(string) // NULL is the zero time
	t, err := instant(s)
	*w.t = t
	return err
}

// ref is a column that may refer to another row; 0 for none.
type ref struct{ id *int64 }

// Scan Book the reference.
func (r ref) Scan(v any) error {
	*r.id, _ = v.(int64)
	return nil
}

// refOf is the value of such a column.
func refOf(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

const submissionColumns = `s.id, s.sha256, s.run, s.name, s.folder, s.sheet, s.place, s.return, s.service, s.period, s.span, s.as_at, s.received,
	s.state, s.reason, s.stands, s.successor, s.rows_read, s.clean, s.held_back, s.skipped, s.errors, s.queries, s.notes,
	s.parquet, s.parquet_sha256, s.parquet_rows, s.parquet_bytes, s.reply, s.base,
	(SELECT count(*) FROM exception e WHERE e.submission = s.id AND e.state = 'open')`

func scanSubmission(scan func(...any) error) (s Submission, err error) {
	err = scan(&s.ID, &s.SHA256, &s.Run, &s.Name, &s.Folder, &s.Sheet, &s.Place, &s.Return, &s.Service, &s.Period, &s.Span, &s.AsAt, when{&s.Received},
		&s.State, &s.Reason, &s.Stands, ref{&s.Successor}, &s.Rows.Read, &s.Rows.Clean, &s.Rows.HeldBack, &s.Rows.Skipped, &s.Errors, &s.Queries, &s.Notes,
		&s.Parquet, &s.ParquetSHA, &s.ParquetRows, &s.ParquetBytes, &s.Reply, &s.Base, &s.Open)
	return s, err
}

// Filter chooses submissions. Its zero value is all of them.
type Filter struct {
	Return, Service, Period string
	Periods                 []string // any of these; nil for any
	SHA256                  string   // of the file, or the beginning of it
	States                  []State
	Stands                  bool // only those whose rows are counted
	Newest                  bool // newest first; else in order of receipt
	Limit                   int  // 0 for all
}

// Submissions returns the submissions that a filter lets through, without Partial
// and Sketch.
func (r Book) Submissions(f Filter) ([]Submission, error) {
	var where []string
	var args []any
	add := func(cond string, a ...any) { where, args = append(where, cond), append(args, a...) }
	for column, value := range map[string]string{"return": f.Return, "service": f.Service, "period": f.Period} {
		if value != "" {
			add("s."+column+" = ?", value)
		}
	}
	if f.SHA256 != "" {
		add("substr(s.sha256, 1, ?) = ?", len(f.SHA256), strings.ToLower(f.SHA256))
	}
	in := func(column string, values []any) {
		if len(values) > 0 {
			add(column+" IN ("+strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")+")", values...)
		}
	}
	in("s.state", anys(f.States))
	in("s.period", anys(f.Periods))
	if f.Stands {
		add("s.stands = 1")
	}
	q := "SELECT " + submissionColumns + " FROM submission s"
	if len(where) > 0 {
		q += " WHERE " + strings.Join(where, " AND ")
	}
	q += " ORDER BY s.id"
	if f.Newest {
		q += " DESC"
	}
	if f.Limit > 0 {
		q += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	return list(r, scanSubmission, q, args...)
}

// anys turns values into arguments of a query.
func anys[T ~string](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// Published is one file of clean rows.
type Published struct {
	Return string
	Path   string // within the workspace
	SHA256 string
	Rows   int64
	Bytes  int64
}

// Published returns the clean rows of every submission that stands, in order of
// receipt.
func (r Book) Published() ([]Published, error) {
	return list(r, func(scan func(...any) error) (p Published, err error) {
		return p, scan(&p.Return, &p.Path, &p.SHA256, &p.Rows, &p.Bytes)
	}, "SELECT return, parquet, parquet_sha256, parquet_rows, parquet_bytes FROM submission WHERE stands = 1 AND parquet <> '' ORDER BY id")
}

// Submission returns a submission by its id, whole; nil for one that isn't there.
func (r Book) Submission(id int64) (*Submission, error) {
	return one(r, scanWhole, wholeQuery+"s.id = ?", id)
}

// Standing returns the submissions that stand for a return, service and period,
// whole: the tables of one file, of which there is one but for workbooks with a sheet
// for each part of the period.
func (r Book) Standing(ret, service, period string) ([]Submission, error) {
	return list(r, scanWhole, wholeQuery+"s.return = ? AND s.service = ? AND s.period = ? AND s.stands = 1 ORDER BY s.id", ret, service, period)
}

const wholeQuery = "SELECT " + submissionColumns + ", s.partial, s.sketch FROM submission s WHERE "

func scanWhole(scan func(...any) error) (s Submission, err error) {
	var partial string
	var sketch []byte
	s, err = scanSubmission(func(to ...any) error { return scan(append(to, &partial, &sketch)...) })
	s.Partial, s.Sketch = partial, sketch
	return s, err
}

// Partials returns the submissions that stand for a period, each with its part of
// the measures, in order of receipt.
func (r Book) Partials(period string) ([]Submission, error) {
	return list(r, func(scan func(...any) error) (s Submission, err error) {
		var partial string
		s, err = scanSubmission(func(to ...any) error { return scan(append(to, &partial)...) })
		s.Partial = partial
		return s, err
	}, "SELECT "+submissionColumns+", s.partial FROM submission s WHERE s.period = ? AND s.stands = 1 ORDER BY s.id", period)
}

const fileColumns = "f.sha256, f.ext, f.bytes, f.period, f.status, f.name, f.received, f.purged"

func scanFile(scan func(...any) error) (f File, err error) {
	err = scan(&f.SHA256, &f.Ext, &f.Bytes, &f.Period, &f.Status, &f.Name, when{&f.Received}, when{&f.Purged})
	return f, err
}

// File returns the file with this content, nil for one that never came.
func (r Book) File(sha256 string) (*File, error) {
	return one(r, scanFile, "SELECT "+fileColumns+" FROM file f WHERE f.sha256 = ?", sha256)
}

// Files returns every file, by its hash.
func (r Book) Files() ([]File, error) {
	return list(r, scanFile, "SELECT "+fileColumns+" FROM file f ORDER BY f.sha256")
}

// Reported returns the files that a period's report speaks of: those with a submission
// for it that stands or was refused, by name.
func (r Book) Reported(period string) ([]File, error) {
	return list(r, scanFile, "SELECT "+fileColumns+` FROM file f WHERE EXISTS
		(SELECT 1 FROM submission s WHERE s.sha256 = f.sha256 AND s.period = ? AND s.state IN ('accepted','returned','refused')) ORDER BY f.name, f.sha256`, period)
}

// Arrivals returns the times that a file came, or with "" those of all files, in
// order.
func (r Book) Arrivals(sha256 string) ([]Arrival, error) {
	return list(r, func(scan func(...any) error) (a Arrival, err error) {
		err = scan(&a.ID, &a.Run, &a.SHA256, &a.Name, &a.Folder, &a.Outcome, when{&a.At})
		return a, err
	}, "SELECT a.id, a.run, a.sha256, a.name, a.folder, a.outcome, r.at FROM arrival a JOIN run r ON r.id = a.run WHERE ? IN ('', a.sha256) ORDER BY a.id", sha256)
}

// Transitions returns a submission's states over time.
func (r Book) Transitions(submission int64) ([]Transition, error) {
	return list(r, func(scan func(...any) error) (t Transition, err error) {
		err = scan(&t.Submission, &t.Run, when{&t.At}, &t.Command, &t.State, &t.Reason)
		return t, err
	}, "SELECT t.submission, t.run, r.at, r.command, t.state, t.reason FROM transition t JOIN run r ON r.id = t.run WHERE t.submission = ? ORDER BY t.id", submission)
}

const runColumns = "id, run, command, at, ruleset, settings, program"

func scanRun(scan func(...any) error) (x Run, err error) {
	err = scan(&x.ID, &x.Name, &x.Command, when{&x.At}, &x.RuleSet, &x.Settings, &x.Program)
	return x, err
}

// Runs returns every commit in order.
func (r Book) Runs() ([]Run, error) {
	return list(r, scanRun, "SELECT "+runColumns+" FROM run ORDER BY id")
}

// Run returns a commit, nil for none.
func (r Book) Run(id int64) (*Run, error) {
	return one(r, scanRun, "SELECT "+runColumns+" FROM run WHERE id = ?", id)
}

// RuleSet returns a rule set that was in force, nil for none.
func (r Book) RuleSet(sha256 string) (*RuleSet, error) {
	return one(r, func(scan func(...any) error) (s RuleSet, err error) {
		return s, scan(&s.SHA256, &s.Archive)
	}, "SELECT sha256, archive FROM ruleset WHERE sha256 = ?", sha256)
}

// ID returns which workspace the ledger belongs to.
func (r Book) ID() (string, error) {
	var id string
	if err := r.q.QueryRow("SELECT id FROM ledger").Scan(&id); err != nil {
		return "", fmt.Errorf("reading the ledger: %w", err)
	}
	return id, nil
}

const periodColumns = "period, measures, rules, parquet, sha256, rows, bytes, closed, final"

func scanPeriod(scan func(...any) error) (p Period, err error) {
	err = scan(&p.Period, &p.Measures, &p.Rules, &p.Parquet, &p.SHA256, &p.Rows, &p.Bytes, ref{&p.Closed}, &p.Final)
	return p, err
}

// Period returns what was last published for a period, nil for nothing.
func (r Book) Period(period string) (*Period, error) {
	return one(r, scanPeriod, "SELECT "+periodColumns+" FROM period WHERE period = ?", period)
}

// Periods returns every period for which something was published.
func (r Book) Periods() ([]Period, error) {
	return list(r, scanPeriod, "SELECT "+periodColumns+" FROM period ORDER BY period")
}

const letterColumns = "id, run, submission, sha256, kind, path, digest, withdrawn"

func scanLetter(scan func(...any) error) (l Letter, err error) {
	var sum sql.NullString
	err = scan(&l.ID, &l.Run, ref{&l.Submission}, &sum, &l.Kind, &l.Path, &l.Digest, ref{&l.Withdrawn})
	l.SHA256 = sum.String
	return l, err
}

// Letters returns what was written about a submission and not taken back.
func (r Book) Letters(submission int64) ([]Letter, error) {
	return list(r, scanLetter, "SELECT "+letterColumns+" FROM letter WHERE submission = ? AND withdrawn IS NULL ORDER BY id", submission)
}

// LettersOf returns what was written about a whole file and not taken back.
func (r Book) LettersOf(sha256 string) ([]Letter, error) {
	return list(r, scanLetter, "SELECT "+letterColumns+" FROM letter WHERE sha256 = ? AND withdrawn IS NULL ORDER BY id", sha256)
}

// LetterAt returns the letter that lies at a path, however that is spelled in
// capitals; nil for none.
func (r Book) LetterAt(path string) (*Letter, error) {
	return one(r, scanLetter, "SELECT "+letterColumns+" FROM letter WHERE path = ? AND withdrawn IS NULL", path)
}

// AllLetters returns every letter that was not taken back.
func (r Book) AllLetters() ([]Letter, error) {
	return list(r, scanLetter, "SELECT "+letterColumns+" FROM letter WHERE withdrawn IS NULL ORDER BY id")
}

// WaiversUsed returns what waivers let pass in a submission.
func (r Book) WaiversUsed(submission int64) ([]WaiverUse, error) {
	return list(r, func(scan func(...any) error) (w WaiverUse, err error) {
		return w, scan(&w.Submission, &w.Rule, &w.Key, &w.Until, &w.Count)
	}, "SELECT submission, rule, key, until, count FROM waiver_use WHERE submission = ? ORDER BY rule, key, until", submission)
}

// Journal returns the outputs that are committed and not yet in place, in order.
func (r Book) Journal() ([]Move, error) {
	return list(r, func(scan func(...any) error) (m Move, err error) {
		return m, scan(&m.Source, &m.Target, &m.SHA256)
	}, "SELECT source, target, sha256 FROM journal ORDER BY seq")
}

// Pulse returns when something last happened, and a word on it; the zero time for
// never.
func (r Book) Pulse(what string) (time.Time, string, error) {
	var s, detail string
	err := r.q.QueryRow("SELECT at, detail FROM pulse WHERE what = ?", what).Scan(&s, &detail)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, "", nil
	}
	if err != nil {
		return time.Time{}, "", fmt.Errorf("reading the ledger: %w", err)
	}
	t, err := instant(s)
	return t, detail, err
}
