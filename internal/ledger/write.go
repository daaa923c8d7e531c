package ledger

import (
	"fmt"
	"time"
)

// Start records the commit that this transaction is: every row that it writes
// refers to it. name makes the commit's name from its number, which is the next
// unless r has one.
func (t *Tx) Start(r Run, set RuleSet, name func(id int64) string) error {
	if _, err := t.exec("INSERT INTO ruleset (sha256, archive) VALUES (?, ?) ON CONFLICT DO NOTHING", set.SHA256, set.Archive); err != nil {
		return err
	}
	id, err := t.insert("INSERT INTO run (id, run, command, at, ruleset, settings, program) VALUES (?, ?, ?, ?, ?, ?, ?)",
		refOf(r.ID), "", r.Command, stamp(r.At), set.SHA256, r.Settings, r.Program)
	if err != nil {
		return err
	}
	t.run, t.at = id, r.At
	_, err = t.exec("UPDATE run SET run = ? WHERE id = ?", name(id), id)
	return err
}

// RunID returns the number of the commit under way.
func (t *Tx) RunID() int64 { return t.run }

// Receive records a file, in place of what was recorded of the same content
// before, and that it came.
func (t *Tx) Receive(f File, a Arrival) error {
	if _, err := t.exec(`INSERT INTO file (sha256, ext, bytes, period, status, name, received) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (sha256) DO UPDATE SET ext = iif(file.purged IS NULL, file.ext, excluded.ext), period = excluded.period, status = excluded.status, name = excluded.name, received = excluded.received, purged = NULL`,
		f.SHA256, f.Ext, f.Bytes, f.Period, f.Status, f.Name, stamp(t.at)); err != nil {
		return err
	}
	return t.Arrive(a)
}

// Reconsider records what became of a file that was judged anew.
func (t *Tx) Reconsider(sha256, period, status string) error {
	_, err := t.exec("UPDATE file SET period = ?, status = ? WHERE sha256 = ?", period, status, sha256)
	return err
}

// Arrive records that a known file came.
func (t *Tx) Arrive(a Arrival) error {
	_, err := t.exec("INSERT INTO arrival (run, sha256, name, folder, outcome) VALUES (?, ?, ?, ?, ?)", t.run, a.SHA256, a.Name, a.Folder, a.Outcome)
	return err
}

// Submit records a submission that is Received, and returns its id: the next, unless
// s has one. Its State, Stands and Successor are Decide's.
func (t *Tx) Submit(s Submission) (int64, error) {
	id, err := t.insert(`INSERT INTO submission (id, sha256, run, name, folder, sheet, place, return, service, period, span, as_at, received, state, reason, stands,
		rows_read, clean, held_back, skipped, errors, queries, notes, partial, sketch, parquet, parquet_sha256, parquet_rows, parquet_bytes, reply, base)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,'received','',0,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		refOf(s.ID), s.SHA256, t.run, s.Name, s.Folder, s.Sheet, s.Place, s.Return, s.Service, s.Period, s.Span, s.AsAt, stamp(t.at),
		s.Rows.Read, s.Rows.Clean, s.Rows.HeldBack, s.Rows.Skipped, s.Errors, s.Queries, s.Notes, s.Partial, s.Sketch, s.Parquet, s.ParquetSHA, s.ParquetRows, s.ParquetBytes, s.Reply, s.Base)
	if err != nil {
		return 0, err
	}
	return id, t.transition(id, Received, "")
}

// Resubmit records a submission that was judged anew, and ends what was found in it
// before; Find and Decide follow.
func (t *Tx) Resubmit(s Submission) error {
	_, err := t.exec(`UPDATE submission SET rows_read = ?, clean = ?, held_back = ?, skipped = ?, errors = ?, queries = ?, notes = ?, as_at = ?, partial = ?, sketch = ?,
		parquet = ?, parquet_sha256 = ?, parquet_rows = ?, parquet_bytes = ?, reply = ?, base = ? WHERE id = ?`,
		s.Rows.Read, s.Rows.Clean, s.Rows.HeldBack, s.Rows.Skipped, s.Errors, s.Queries, s.Notes, s.AsAt, s.Partial, s.Sketch,
		s.Parquet, s.ParquetSHA, s.ParquetRows, s.ParquetBytes, s.Reply, s.Base, s.ID)
	if err != nil {
		return err
	}
	return t.Rejudge(s.ID)
}

func (t *Tx) transition(id int64, state State, reason string) error {
	_, err := t.exec("INSERT INTO transition (submission, run, state, reason) VALUES (?, ?, ?, ?)", id, t.run, string(state), reason)
	return err
}

// Decide gives a submission its next state. Accepted and Returned ones stand; any
// other no longer does.
func (t *Tx) Decide(id int64, state State, reason string, successor int64) error {
	stands := state == Accepted || state == Returned
	if _, err := t.exec("UPDATE submission SET state = ?, reason = ?, stands = ?, successor = ? WHERE id = ?", string(state), reason, stands, refOf(successor), id); err != nil {
		return err
	}
	return t.transition(id, state, reason)
}

// PutPeriod records what was published for a period.
func (t *Tx) PutPeriod(p Period) error {
	_, err := t.exec(`INSERT INTO period (period, measures, rules, parquet, sha256, rows, bytes, closed, final) VALUES (?,?,?,?,?,?,?,?,?)
		ON CONFLICT (period) DO UPDATE SET measures = excluded.measures, rules = excluded.rules, parquet = excluded.parquet, sha256 = excluded.sha256,
		rows = excluded.rows, bytes = excluded.bytes, closed = excluded.closed, final = excluded.final`,
		p.Period, p.Measures, p.Rules, p.Parquet, p.SHA256, p.Rows, p.Bytes, refOf(p.Closed), p.Final)
	return err
}

// Write records a letter.
func (t *Tx) Write(l Letter) error {
	var sum any
	if l.SHA256 != "" {
		sum = l.SHA256
	}
	_, err := t.exec("INSERT INTO letter (run, submission, sha256, kind, path, digest) VALUES (?, ?, ?, ?, ?, ?)", t.run, refOf(l.Submission), sum, l.Kind, l.Path, l.Digest)
	return err
}

// TakeBack records that a letter no longer holds.
func (t *Tx) TakeBack(letter int64) error {
	_, err := t.exec("UPDATE letter SET withdrawn = ? WHERE id = ?", t.run, letter)
	return err
}

// Explain records a reason for a query of a submission, and lets it rest.
func (t *Tx) Explain(s Submission, e Explanation) error {
	r, err := t.exec(`INSERT INTO explanation (run, return, service, exception, value, reason, until, given_by)
		SELECT ?, ?, ?, id, value, ?, ?, ? FROM exception WHERE submission = ? AND id = ? AND severity = 'query'`,
		t.run, s.Return, s.Service, e.Reason, e.Until, e.By, s.ID, e.Exception)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("writing the ledger: submission %d has no query %s: %w", s.ID, e.Exception, err)
	}
	return t.Rest(s)
}

// Say records what a service wrote about a point of a submission that stays open for
// all that.
func (t *Tx) Say(s Submission, e Explanation) error {
	_, err := t.exec(`INSERT INTO explanation (run, return, service, exception, value, reason, until, given_by)
		SELECT ?, ?, ?, id, value, ?, '', ? FROM exception WHERE submission = ? AND id = ?`, t.run, s.Return, s.Service, e.Reason, e.By, s.ID, e.Exception)
	return err
}

// Rest lets those queries of a submission rest for which a reason was given that
// still holds: for the same value, and not past its day.
func (t *Tx) Rest(s Submission) error {
	_, err := t.exec(`UPDATE exception SET state = 'explained', ended = ? WHERE submission = ? AND state = 'open' AND severity = 'query' AND EXISTS
		(SELECT 1 FROM explanation e WHERE e.return = ? AND e.service = ? AND e.exception = exception.id AND e.value = exception.value AND e.until >= ?)`,
		t.run, s.ID, s.Return, s.Service, t.at.Format(time.DateOnly))
	return err
}

// UseWaiver records what a waiver let pass.
func (t *Tx) UseWaiver(w WaiverUse) error {
	_, err := t.exec(`INSERT INTO waiver_use (submission, rule, key, until, count) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET count = count + excluded.count`, w.Submission, w.Rule, w.Key, w.Until, w.Count)
	return err
}

// Plan records the outputs of this commit: once it is committed they are put in
// place, by this run or by the next.
func (t *Tx) Plan(moves []Move) error {
	for _, m := range moves {
		if _, err := t.exec("INSERT INTO journal (source, target, sha256) VALUES (?, ?, ?)", m.Source, m.Target, m.SHA256); err != nil {
			return err
		}
	}
	return nil
}

// Settled records that everything planned is in place.
func (l *Ledger) Settled() error {
	if _, err := l.db.Exec("DELETE FROM journal"); err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	return nil
}

// Beat records that something happened, whether or not it left anything to commit.
func (l *Ledger) Beat(what string, at time.Time, detail string) error {
	_, err := l.db.Exec("INSERT INTO pulse (what, at, detail) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, detail = excluded.detail", what, stamp(at), detail)
	if err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	return nil
}
