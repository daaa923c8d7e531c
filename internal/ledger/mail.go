package ledger

import (
	"fmt"
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
