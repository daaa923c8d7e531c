package ledger

import (
	"database/sql"
	"fmt"
	"strings"
)

// Finder gives exceptions their ids and records them with a submission.
type Finder struct {
	submission int64
	insert     *sql.Stmt
	ids        *IDs
}

// Find starts recording the findings of a submission. Close ends it.
func (t *Tx) Find(submission int64) (*Finder, error) {
	insert, err := t.tx.Prepare(`INSERT INTO exception (submission, id, rule, kind, severity, field, key, place, scope, value, state, first, cells)
		VALUES (?,?,?,?,?,?,?,?,?,?,'open',?,?) ON CONFLICT DO UPDATE SET state = 'open', ended = NULL, place = excluded.place, value = excluded.value, severity = excluded.severity, cells = excluded.cells`)
	if err != nil {
		return nil, fmt.Errorf("writing the ledger: %w", err)
	}
	return &Finder{submission: submission, insert: insert, ids: NewIDs()}, nil
}

// Add records an open finding and returns its id.
func (f *Finder) Add(e Exception) (string, error) {
	id := f.ids.Of(e)
	if _, err := f.insert.Exec(f.submission, id, e.Rule, e.Kind, e.Severity, e.Field, e.Key, e.Place, e.Scope, e.Value, f.submission, e.Cells); err != nil {
		return "", fmt.Errorf("writing the ledger: %w", err)
	}
	return id, nil
}

// Close ends the recording.
func (f *Finder) Close() error { return f.insert.Close() }

// Follow compares a submission with the one in whose place it stands: what was
// found before keeps its beginning, what is no longer found is fixed.
func (t *Tx) Follow(by, old int64) error {
	if _, err := t.exec(`UPDATE exception SET first = (SELECT o.first FROM exception o WHERE o.submission = ?2 AND o.id = exception.id)
		WHERE submission = ?1 AND id IN (SELECT id FROM exception WHERE submission = ?2)`, by, old); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE exception SET state = 'fixed', ended = ?3 WHERE submission = ?2 AND state = 'open'
		AND id NOT IN (SELECT id FROM exception WHERE submission = ?1)`, by, old, t.run)
	return err
}

// Drop ends the findings of a submission that was withdrawn.
func (t *Tx) Drop(submission int64) error {
	return t.end(ExceptionWithdrawn, "submission = ?", submission)
}

// Rejudge makes ready for the findings of a submission that is judged anew: those
// that are not found again are fixed.
func (t *Tx) Rejudge(submission int64) error {
	return t.end(ExceptionFixed, "submission = ?", submission)
}

// Rework makes ready for the findings in the figures of a period that are worked out
// anew.
func (t *Tx) Rework(period string) error {
	return t.end(ExceptionFixed, "scope = 'period' AND submission IN (SELECT id FROM submission WHERE period = ? AND stands = 1)", period)
}

func (t *Tx) end(state, where string, arg any) error {
	_, err := t.exec("UPDATE exception SET state = ?, ended = ? WHERE state = 'open' AND "+where, state, t.run, arg)
	return err
}

// Settle gives the submissions that stand for a period the state that their open
// findings make: returned while any is open, else accepted.
func (t *Tx) Settle(period string) error {
	all, err := t.Submissions(Filter{Period: period, Stands: true})
	if err != nil {
		return err
	}
	for _, s := range all {
		want, why := Accepted, "nothing is open any more"
		if s.Open > 0 {
			want, why = Returned, "something is open again"
		}
		if s.State == want {
			continue
		}
		if err := t.Decide(s.ID, want, why, 0); err != nil {
			return err
		}
	}
	return nil
}

// Exceptions returns a submission's findings, by id.
func (r Book) Exceptions(submission int64) ([]Exception, error) {
	return list(r, func(scan func(...any) error) (e Exception, err error) {
		err = scan(&e.Submission, &e.ID, &e.Rule, &e.Kind, &e.Severity, &e.Field, &e.Key, &e.Place, &e.Scope, &e.Value, &e.State, &e.First, ref{&e.Ended}, &e.Cells)
		return e, err
	}, "SELECT submission, id, rule, kind, severity, field, key, place, scope, value, state, first, ended, cells FROM exception WHERE submission = ? ORDER BY id", submission)
}

// RuleCount is how many findings of a rule a submission has in a state.
type RuleCount struct {
	Rule, Severity, State string
	Count                 int
}

// RuleCounts counts a submission's findings.
func (r Book) RuleCounts(submission int64) ([]RuleCount, error) {
	return list(r, func(scan func(...any) error) (c RuleCount, err error) {
		return c, scan(&c.Rule, &c.Severity, &c.State, &c.Count)
	}, "SELECT rule, severity, state, count(*) FROM exception WHERE submission = ? GROUP BY rule, severity, state ORDER BY rule, severity, state", submission)
}

// Explanations returns the reasons that a service gave for a return's queries.
func (r Book) Explanations(ret, service string) ([]Explanation, error) {
	return list(r, func(scan func(...any) error) (e Explanation, err error) {
		return e, scan(&e.ID, &e.Run, &e.Return, &e.Service, &e.Exception, &e.Value, &e.Reason, &e.Until, &e.By)
	}, "SELECT id, run, return, service, exception, value, reason, until, given_by FROM explanation WHERE return = ? AND service = ? ORDER BY id", ret, service)
}

// Holding returns the submission that at least half of some findings' ids are of: one
// that stands before any other; nil where there is none, or where two services' have as
// many, since faults without a record's key have the same ids in everybody's. Where
// service isn't "", only its own count. A few hundred ids of one workbook tell.
func (r Book) Holding(ids []string, service string) (*Submission, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	type held struct {
		submission, n int64
		service       string
	}
	all, err := list(r, func(scan func(...any) error) (h held, err error) { return h, scan(&h.submission, &h.service, &h.n) },
		`SELECT s.id, s.service, count(*) FROM exception e JOIN submission s ON s.id = e.submission
		WHERE (? = '' OR s.service = ?) AND e.id IN (`+strings.TrimSuffix(strings.Repeat("?,", len(ids)), ",")+`)
		GROUP BY s.id HAVING count(*) * 2 >= ? ORDER BY s.stands DESC, count(*) DESC, s.id DESC`,
		append(append([]any{service, service}, anys(ids)...), len(ids))...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	for _, h := range all[1:] {
		if h.service != all[0].service && h.n >= all[0].n {
			return nil, nil
		}
	}
	return r.Submission(all[0].submission)
}
