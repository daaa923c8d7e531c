package reply

import (
	"errors"
	"strings"
)

// findTicket reads every sheet that may be a ticket. Of several that agree on what
// they are about, the newest counts; where they don't, none does.
func (f *finder) findTicket() error {
	r := f.returned
	for i, l := range f.looks {
		if !l.ticket {
			continue
		}
		rows, err := f.texts(i)
		if err != nil {
			return err
		}
		t, err := ParseTicket(rows)
		if errors.Is(err, ErrNoTicket) {
			continue
		}
		f.own(i, RoleTicket, 0)
		var spoilt *Spoilt
		if errors.As(err, &spoilt) {
			if r.Spoilt == nil {
				r.Spoilt = spoilt
			}
			continue
		}
		switch {
		case r.Ticket == nil:
			r.Ticket = t
		case !r.Ticket.about(t):
			r.Spoilt = &Spoilt{Reason: "it holds the hidden sheets of two workbooks of winnow's, which are about different things"}
		case t.Sent.After(r.Ticket.Sent):
			r.Ticket = t
		}
	}
	switch {
	case r.Ticket != nil && r.Spoilt != nil && strings.Contains(r.Spoilt.Reason, "two workbooks"):
		r.Ticket = nil
	case r.Ticket != nil:
		r.Spoilt = nil
	}
	return nil
}

// about says whether two tickets are about the same tables.
func (t *Ticket) about(o *Ticket) bool {
	if t.Workspace != o.Workspace || t.Form != o.Form || len(t.Tables) != len(o.Tables) {
		return false
	}
	for i, a := range t.Tables {
		if b := o.Tables[i]; a.Return != b.Return || a.Service != b.Service || a.Period != b.Period {
			return false
		}
	}
	return true
}

// texts returns a sheet's rows as texts, as many as a ticket may have.
func (f *finder) texts(sheet int) ([][]string, error) {
	var rows [][]string
	for row, err := range f.book.Rows(sheet) {
		if err != nil {
			return nil, err
		}
		if len(rows) > maxTicketRows {
			break
		}
		texts := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			texts[i] = Shown(c, f.book.Date1904())
		}
		rows = append(rows, texts)
	}
	return rows, nil
}
