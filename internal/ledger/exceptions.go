package ledger

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// Finder gives exceptions their ids and records them with a submission.
type Finder struct {
	submission int64
	insert     *sql.Stmt
	alike      map[[16]byte]int32 // how many of the same fault of the same record there were
}

// Find starts recording the findings of a submission. Close ends it.
func (t *Tx) Find(submission int64) (*Finder, error) {
	insert, err := t.tx.Prepare(`INSERT INTO exception (submission, id, rule, kind, severity, field, key, place, scope, value, state, first)
		VALUES (?,?,?,?,?,?,?,?,?,?,'open',?) ON CONFLICT DO UPDATE SET state = 'open', ended = NULL, place = excluded.place, value = excluded.value, severity = excluded.severity`)
	if err != nil {
		return nil, fmt.Errorf("writing the ledger: %w", err)
	}
	return &Finder{submission: submission, insert: insert, alike: map[[16]byte]int32{}}, nil
}

// Add records an open finding and returns its id: the same for the same fault of the
// same record in any submission of the return by the service. Where a fault has no
// key of a record, its place stands for it; several alike are told apart by their
// order.
func (f *Finder) Add(e Exception) (string, error) {
	of := e.Key
	if of == "" {
		of = e.Place
	}
	sum := sha256.Sum256([]byte(e.Rule + "\x00" + e.Kind + "\x00" + e.Field + "\x00" + of))
	like := [16]byte(sum[:16])
	if f.alike[like]++; f.alike[like] > 1 {
		sum = sha256.Sum256(binary.BigEndian.AppendUint32(sum[:], uint32(f.alike[like])))
	}
	id := hex.EncodeToString(sum[:8])
	if _, err := f.insert.Exec(f.submission, id, e.Rule, e.Kind, e.Severity, e.Field, e.Key, e.Place, e.Scope, e.Value, f.submission); err != nil {
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
		err = scan(&e.Submission, &e.ID, &e.Rule, &e.Kind, &e.Severity, &e.Field, &e.Key, &e.Place, &e.Scope, &e.Value, &e.State, &e.First, ref{&e.Ended})
		return e, err
	}, "SELECT submission, id, rule, kind, severity, field, key, place, scope, value, state, first, ended FROM exception WHERE submission = ? ORDER BY id", submission)
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
