package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/ledger"
)

func newMail(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "mail",
		Short: "The mails: what was sent, what waits, what failed",
		Long: `Beside each letter in the outbox lies a mail (.eml). Without a mail server in
winnow.yaml it is a draft: open it in your mail program, look, and send. With one,
every run, watch and chase sends what is queued: each mail once, tried again with
growing pauses where the server puts it off.`,
		Example: "  winnow mail list -w returns\n  winnow mail send -w returns          # what is queued and due, now\n  winnow mail resend 12 -w returns     # one that failed, or that may have gone out",
	}
	c.AddCommand(newMailList(s), newMailSend(s), newMailResend(s))
	return c
}

func newMailList(s streams) *cobra.Command {
	var root, state string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the mails, the newest first",
		Example: "  winnow mail list -w returns --state failed,sending",
		Args:    exactly(0, "no arguments: --state chooses"),
		RunE:    func(*cobra.Command, []string) error { return s.listMails(root, state) },
	}
	workspaceFlag(c, &root)
	c.Flags().StringVar(&state, "state", "", "only these: draft, queued, sending, sent, failed, cancelled, with commas between them")
	return c
}

var mailStates = []string{ledger.MailDraft, ledger.MailQueued, ledger.MailSending, ledger.MailSent, ledger.MailFailed, ledger.MailCancelled}

func (s streams) listMails(root, state string) error {
	states := strings.FieldsFunc(strings.ToLower(state), func(r rune) bool { return r == ',' || r == ' ' })
	for _, word := range states {
		if !slices.Contains(mailStates, word) {
			return &usageError{fmt.Sprintf("--state: there is no state %q", word), strings.Join(mailStates, ", ")}
		}
	}
	return s.inLedger(root, func(book *ledger.Book) error {
		mails, err := book.Mails(states...)
		if err != nil {
			return err
		}
		slices.Reverse(mails)
		w := bufio.NewWriter(s.out)
		printMails(w, mails)
		return w.Flush()
	})
}

func printMails(w io.Writer, mails []ledger.Mail) {
	if len(mails) == 0 {
		fmt.Fprintln(w, "no mails")
		return
	}
	rows := [][]string{{"no.", "kind", "service", "period", "to", "state", "when", "tried", ""}}
	for _, m := range mails {
		rows = append(rows, []string{fmt.Sprint(m.ID), m.Kind, whoseMail(m), orDash(m.Period), orDash(m.Address), m.State, mailTime(m), fmt.Sprint(m.Attempts), m.Reason})
	}
	printAligned(w, "", rows)
}

func whoseMail(m ledger.Mail) string {
	if m.Service == "" {
		return "the operator"
	}
	return m.Service
}

// mailTime is when a mail was sent or given up, or is tried next.
func mailTime(m ledger.Mail) string {
	switch {
	case !m.Done.IsZero():
		return clock(m.Done)
	case !m.Next.IsZero():
		return "again " + clock(m.Next)
	}
	return "-"
}

func newMailSend(s streams) *cobra.Command {
	var root string
	var wait time.Duration
	c := &cobra.Command{
		Use:     "send",
		Short:   "Send what is queued and due, now",
		Example: "  winnow mail send -w returns",
		Args:    exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			return s.recorded(c.Context(), "mail", root, wait, func(j *job) error { return j.sends() })
		},
	}
	workspaceFlag(c, &root)
	waitFlag(c, &wait)
	return c
}

// sends refuses to send where no mail server is set; the sending itself is what
// every job ends with.
func (j *job) sends() error {
	if !j.ws.Config.Mail.Sends() {
		return &usageError{"winnow.yaml names no mail server: the mails are drafts in the outbox", "set mail: smtp: in winnow.yaml"}
	}
	return nil
}

func newMailResend(s streams) *cobra.Command {
	var root string
	var wait time.Duration
	c := &cobra.Command{
		Use:   "resend MAIL…",
		Short: "Send mails again that failed, or that may have gone out",
		Long: `Queues mails again: those that were given up, and those during whose sending winnow
or the server ended, of which nobody knows whether they went out. One that was sent
is not sent twice, and one whose letter was taken back is not sent at all.`,
		Example: "  winnow mail resend 12 -w returns",
		Args:    atLeast(1, "the number of a mail: winnow mail list"),
		RunE: func(c *cobra.Command, args []string) error {
			return s.recorded(c.Context(), "mail", root, wait, func(j *job) error { return j.resend(c.Context(), args) })
		},
	}
	workspaceFlag(c, &root)
	waitFlag(c, &wait)
	return c
}

func (j *job) resend(_ context.Context, numbers []string) error {
	if err := j.sends(); err != nil {
		return err
	}
	all, err := j.ws.Ledger.Mails()
	if err != nil {
		return err
	}
	var chosen []ledger.Mail
	for _, n := range numbers {
		id, err := strconv.ParseInt(n, 10, 64)
		i := slices.IndexFunc(all, func(m ledger.Mail) bool { return m.ID == id })
		if err != nil || i < 0 {
			return &usageError{fmt.Sprintf("there is no mail %s", n), "winnow mail list"}
		}
		m := all[i]
		if m.State == ledger.MailSent || m.State == ledger.MailCancelled || m.State == ledger.MailDraft || m.Address == "" {
			return &usageError{fmt.Sprintf("mail %d is not sent again: it is %s", m.ID, whyNotSent(m)), "winnow mail list"}
		}
		chosen = append(chosen, m)
	}
	for _, m := range chosen {
		m.State, m.Attempts, m.Next, m.Done, m.Reason = ledger.MailQueued, 0, time.Time{}, time.Time{}, "queued again by hand"
		if err := j.ws.Ledger.Mailing(m); err != nil {
			return err
		}
	}
	return nil
}

func whyNotSent(m ledger.Mail) string {
	if m.State == ledger.MailDraft {
		return "a draft, written before a mail server was set or without an address; open it in your mail program"
	}
	return m.State
}
