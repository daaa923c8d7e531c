// Package chase writes reminders: for each service a page that tells what it still
// owes for a period, into the outbox.
//
// Start reading at Plan, which says who is to be reminded of what, and Commit, which
// writes the pages as one step. What is due, late or missing package due
// decides, and the words are package workbook's. A service is told of its own
// returns only, once a day, and never of what is accepted; no page holds a value of
// a cell. The package sends nothing: mails are queued with the pages.
package chase

import (
	"fmt"
	"path"
	"strings"
	"time"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/postbox"
	"winnow/internal/standing"
	"winnow/internal/workspace"
	"winnow/rules"
)

// Config is whom to remind, of what.
type Config struct {
	Rules   *rules.Set
	Period  period.Period
	Now     time.Time    // by the clocks of the council; its day is the page's
	Service string       // only this one; "" for all
	Before  *int         // days before a due date from which it counts as soon; nil as returns_due.csv says
	Contact string       // who a service asks
	Program string       // version of winnow, for the ledger
	Box     *postbox.Box // makes the mails; nil for none
}

// Reminder is what one service is reminded of.
type Reminder struct {
	Service     string
	ServiceName string
	Addressee   string // its contact of services.csv; "" where there is none
	Email       string // likewise
	Path        string // of the page, within the workspace
	Lines       []due.Line
	Done        bool // it was written today already, and is not written again
}

// Overdue says whether any return of the reminder is late or missing.
func (r Reminder) Overdue() bool {
	for _, l := range r.Lines {
		if l.Overdue() {
			return true
		}
	}
	return false
}

// Plan returns a reminder for each service that has something to be reminded of, in
// the order of status. A nil book is that of a workspace that has taken in nothing.
func Plan(book *ledger.Book, c Config) ([]Reminder, error) {
	lines, err := standing.Lines(book, c.Rules, c.Period, c.Now)
	if err != nil {
		return nil, err
	}
	var out []Reminder
	folders := map[string]string{}
	for _, of := range due.ByService(due.Chase(lines, c.today(), c.Before)) {
		service := of[0].Service
		if c.Service != "" && service != c.Service {
			continue
		}
		r := c.reminder(service, of)
		if other, ok := folders[strings.ToLower(r.Path)]; ok {
			return nil, fmt.Errorf("the services %q and %q would share a folder of the outbox: give them other names in services.csv and returns_due.csv", other, service)
		}
		folders[strings.ToLower(r.Path)] = service
		if r.Done, err = written(book, r.Path); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (c Config) today() period.Date {
	d, _ := period.NewDate(c.Now.Year(), int(c.Now.Month()), c.Now.Day())
	return d
}

func (c Config) reminder(service string, lines []due.Line) Reminder {
	r := Reminder{Service: service, ServiceName: lines[0].ServiceName, Lines: lines}
	r.Path = path.Join(workspace.OutboxDir, workspace.SafeName(service), workspace.SafeName(c.Period.String()), fmt.Sprintf("reminder %s.txt", c.today()))
	for _, s := range c.Rules.Services {
		if s.Service == service {
			r.Addressee, r.Email = s.Contact, s.Email
		}
	}
	return r
}

// written says whether the ledger knows of a page at a path. That someone has
// deleted it since makes no difference: it was written, and may have been sent.
func written(book *ledger.Book, at string) (bool, error) {
	if book == nil {
		return false, nil
	}
	letter, err := book.LetterAt(at)
	return letter != nil, err
}
