package postbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/mail"
	"winnow/internal/workspace"
)

// Tally is what became of the mails that were tried.
type Tally struct {
	Sent, Waiting, Failed, Uncertain int
	Words                            []string // what kept mails from going out, for the operator, without values
}

// Send sends the queued mails of a workspace whose time has come, one after the
// other, and tells the ledger of each before and after: a mail goes out once. One
// that an earlier process had under way when it ended may have gone out; it is not
// sent again unless somebody asks.
func Send(ctx context.Context, ws *workspace.Workspace, now func() time.Time) (Tally, error) {
	var t Tally
	if err := t.uncertain(ws.Ledger, now()); err != nil {
		return t, err
	}
	settings := ws.Config.Mail
	if !settings.Sends() {
		return t, nil
	}
	ready, err := ws.Ledger.Ready(now())
	if err != nil || len(ready) == 0 {
		return t, err
	}
	sender, began := mail.NewSender(settings, ws.Root), time.Now()
	for _, m := range ready {
		if ctx.Err() != nil {
			return t, ctx.Err()
		}
		result, err := try(ctx, ws, sender, settings.SMTP, &m)
		if err != nil {
			return t, err
		}
		if err := t.told(ws.Ledger, settings.SMTP, m, result, now()); err != nil {
			return t, err
		}
		if result.Everything || result.State == mail.Uncertain || time.Since(began) > sendFor {
			break // the server is in trouble, or others wait for the workspace: the rest goes out later
		}
	}
	return t, nil
}

// sendFor is how long mails are handed over in one go: meanwhile nobody else can work
// in the workspace.
const sendFor = time.Minute

// lost is what the ledger says of a mail that was under way when a process ended.
const lost = "winnow ended while the mail was being handed over: it may have gone out or not"

// uncertain names the mails that an earlier process left under way.
func (t *Tally) uncertain(l *ledger.Ledger, now time.Time) error {
	left, err := l.Mails(ledger.MailSending)
	if err != nil {
		return err
	}
	for _, m := range left {
		t.Uncertain++
		if !m.Done.IsZero() {
			continue // told before, as this or as the server's breaking off
		}
		m.Reason, m.Done = lost, now
		if err := l.Mailing(m); err != nil {
			return err
		}
		t.Words = append(t.Words, fmt.Sprintf("mail %d to %s: %s; see winnow mail resend", m.ID, whom(m), lost))
	}
	return nil
}

func whom(m ledger.Mail) string {
	if m.Service == "" {
		return "the operator"
	}
	return m.Service
}

// try hands one mail to the server. The ledger has it as under way before its last
// bytes go.
func try(ctx context.Context, ws *workspace.Workspace, sender *mail.Sender, smtp mail.SMTP, m *ledger.Mail) (mail.Result, error) {
	path := ws.Path(m.Path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return mail.Result{State: mail.Permanent, Words: "the .eml file is no longer in the outbox"}, nil
	case err != nil:
		return mail.Result{}, fmt.Errorf("reading a mail: %w", err)
	}
	var noted error
	_, more := smtp.Next(m.Attempts+1, time.Now())
	result := sender.Send(ctx, mail.Outgoing{
		To: []string{bare(m.Address)}, Size: info.Size(), Last: !more,
		Open: func() (io.ReadCloser, error) { return os.Open(path) },
		BeforeData: func() error {
			m.State = ledger.MailSending
			noted = ws.Ledger.Mailing(*m)
			return noted
		},
	})
	return result, noted
}

// bare is an address without the name before it.
func bare(s string) string {
	if a, err := mail.ParseAddress(s); err == nil {
		return a.Address
	}
	return s
}

// told records what became of an attempt.
func (t *Tally) told(l *ledger.Ledger, smtp mail.SMTP, m ledger.Mail, r mail.Result, now time.Time) error {
	m.Reason = r.Words
	if !r.Everything || r.State != mail.Temporary {
		m.Attempts++
	}
	switch r.State {
	case mail.Sent:
		m.State, m.Done = ledger.MailSent, now
		t.Sent++
	case mail.Permanent:
		m.State, m.Done = ledger.MailFailed, now
		t.Failed++
	case mail.Uncertain:
		m.State, m.Done = ledger.MailSending, now
		t.Uncertain++
	case mail.Temporary:
		t.again(&m, smtp, now)
	}
	if r.State != mail.Sent {
		words := fmt.Sprintf("mail %d to %s: %s", m.ID, whom(m), strings.TrimSpace(r.Words))
		if r.State == mail.Uncertain {
			words += "; see winnow mail resend"
		}
		t.Words = append(t.Words, words)
	}
	return l.Mailing(m)
}

// again sets when a mail is tried next, or gives it up.
func (t *Tally) again(m *ledger.Mail, smtp mail.SMTP, now time.Time) {
	next, more := smtp.Next(max(1, m.Attempts), now)
	if !more {
		m.State, m.Done = ledger.MailFailed, now
		t.Failed++
		return
	}
	m.State, m.Next = ledger.MailQueued, next
	t.Waiting++
}
