package chase

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/mail"
	"winnow/internal/postbox"
	"winnow/internal/workbook"
	"winnow/internal/workspace"
)

// Command is what the ledger calls a commit of reminders.
const Command = "chase"

// Settings is what a commit of reminders depended on beside the rules, the time and
// what was held, as the ledger keeps it.
type Settings struct {
	Period  string `json:"period"`
	Service string `json:"service,omitempty"`
	Before  *int   `json:"before_days,omitempty"`
}

// Commit writes the pages of the reminders that are due and were not written today
// yet, as one step, and returns all of them. Where there is nothing to write it
// leaves the workspace as it is.
func Commit(ctx context.Context, ws *workspace.Workspace, c Config) (all []Reminder, err error) {
	stage, err := ws.NewStage(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stage.Drop()) }() // after a commit it does nothing
	if all, err = Plan(&stage.Ledger.Book, c); err != nil || !slices.ContainsFunc(all, func(r Reminder) bool { return !r.Done }) {
		return all, err
	}
	if err := begin(stage, c); err != nil {
		return nil, err
	}
	if err := Write(stage, c, all); err != nil {
		return nil, err
	}
	return all, stage.Commit()
}

// begin records the commit.
func begin(stage *workspace.Stage, c Config) error {
	_, err := stage.Start(ledger.Run{Command: Command, At: c.Now, Program: c.Program},
		Settings{Period: c.Period.String(), Service: c.Service, Before: c.Before}, c.Rules.Hash, c.Rules.WriteCopy)
	return err
}

// Write stages the pages of those reminders that are not written yet and records
// them as letters. The caller has started the commit and ends it.
func Write(stage *workspace.Stage, c Config, reminders []Reminder) error {
	for _, r := range reminders {
		if r.Done {
			continue
		}
		sum, err := stage.Put(r.Path, func(w io.Writer) error { return c.page(w, r) })
		if err != nil {
			return err
		}
		if err := stage.Ledger.Write(ledger.Letter{Kind: ledger.LetterReminder, Path: r.Path, Digest: sum}); err != nil {
			return err
		}
		if err := c.post(stage, r); err != nil {
			return err
		}
	}
	return nil
}

// post makes the mail of a reminder part of the commit.
func (c Config) post(stage *workspace.Stage, r Reminder) error {
	if c.Box == nil {
		return nil
	}
	kind := mail.DueSoon
	if r.Overdue() {
		kind = mail.Overdue
	}
	var facts mail.Facts
	for _, l := range r.Lines {
		facts.Owed = append(facts.Owed, mail.Owed{Return: l.Title, Period: due.PeriodWords(l.Period), Due: l.Due.Long(),
			DaysLeft: max(0, int(l.Due-c.today())), DaysLate: max(0, int(c.today()-l.Due)), Queries: l.Open})
	}
	return c.Box.Put(stage, postbox.Item{Kind: kind, Service: r.Service, Period: c.Period.String(), Facts: facts,
		At: strings.TrimSuffix(r.Path, ".txt") + ".eml", Now: c.Now})
}

func (c Config) page(w io.Writer, r Reminder) error {
	return workbook.WriteReminder(w, workbook.ReminderInput{
		ServiceName: r.ServiceName, Addressee: r.Addressee, Period: c.Period, Written: c.today(), Lines: r.Lines, Contact: c.Contact,
	})
}
