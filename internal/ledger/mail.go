package ledger

import (
	"fmt"
	"strings"
	"time"
)

// Post records a mail that this commit writes.
func (t *Tx) Post(m Mail) error {
	_, err := t.exec(`INSERT INTO mail (run, submission, sha256, kind, service, period, address, message_id, path, digest, state, attempts, next, done, reason)
		VALUES (?,?,nullif(?,''),?,?,?,?,?,?,?,?,0,'','','')`,
		t.run, refOf(m.Submission), m.SHA256, m.Kind, m.Service, m.Period, m.Address, m.MessageID, m.Path, m.Digest, m.State)
	return err
}

// Unpost gives up the mails about a submission that have not gone out.
func (t *Tx) Unpost(submission int64, reason string) error {
	return t.cancel("submission = ?", submission, reason)
}

// UnpostOf gives up the mails about a whole file that have not gone out.
func (t *Tx) UnpostOf(sha256, reason string) error {
	return t.cancel("sha256 = ?", sha256, reason)
}

func (t *Tx) cancel(where string, what any, reason string) error {
	_, err := t.exec("UPDATE mail SET state = 'cancelled', done = ?, reason = ? WHERE state IN ('draft', 'queued', 'failed') AND "+where, stamp(t.at), reason, what)
	return err
}

// Mailing records the progress of one mail, at once: it is no part of a run.
func (l *Ledger) Mailing(m Mail) error {
	r, err := l.db.Exec("UPDATE mail SET state = ?, attempts = ?, next = ?, done = ?, reason = ? WHERE id = ?", m.State, m.Attempts, stamp(m.Next), stamp(m.Done), m.Reason, m.ID)
	if err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("writing the ledger: there is no mail %d: %w", m.ID, err)
	}
	return nil
}

// Ready returns the queued mails whose time has come, in order.
func (r Book) Ready(now time.Time) ([]Mail, error) {
	queued, err := r.Mails(MailQueued)
	var ready []Mail
	for _, m := range queued {
		if !m.Next.After(now) {
			ready = append(ready, m)
		}
	}
	return ready, err
}

const mailColumns = "id, run, submission, coalesce(sha256, ''), kind, service, period, address, message_id, path, digest, state, attempts, next, done, reason"

func scanMail(scan func(...any) error) (m Mail, err error) {
	err = scan(&m.ID, &m.Run, ref{&m.Submission}, &m.SHA256, &m.Kind, &m.Service, &m.Period, &m.Address, &m.MessageID, &m.Path, &m.Digest, &m.State, &m.Attempts, when{&m.Next}, when{&m.Done}, &m.Reason)
	return m, err
}

// Mails returns the mails in any of some states, or with none all, in order.
func (r Book) Mails(states ...string) ([]Mail, error) {
	q, args := "SELECT "+mailColumns+" FROM mail", []any{}
	if len(states) > 0 {
		q += " WHERE state IN (" + strings.TrimSuffix(strings.Repeat("?,", len(states)), ",") + ")"
		for _, s := range states {
			args = append(args, s)
		}
	}
	return list(r, scanMail, q+" ORDER BY id", args...)
}

// MailCounts counts the mails by state.
func (r Book) MailCounts() (map[string]int, error) {
	type count struct {
		state string
		n     int
	}
	all, err := list(r, func(scan func(...any) error) (c count, err error) { return c, scan(&c.state, &c.n) }, "SELECT state, count(*) FROM mail GROUP BY state")
	counts := map[string]int{}
	for _, c := range all {
		counts[c.state] = c.n
	}
	return counts, err
}

// MailsOf returns the mails about a submission.
func (r Book) MailsOf(submission int64) ([]Mail, error) {
	return list(r, scanMail, "SELECT "+mailColumns+" FROM mail WHERE submission = ? ORDER BY id", submission)
}
