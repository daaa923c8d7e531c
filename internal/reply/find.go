package reply

import (
	"regexp"
	"strings"

	"winnow/internal/table"
)

// finder tells winnow's sheets from the sender's: by the ticket's names, else by
// their titles.
type finder struct {
	book     Book
	sheets   []Sheet
	looks    []look
	returned *Returned
}

// look is what the first rows of a sheet show.
type look struct {
	ticket     bool             // a cell says the version of one
	rows       []map[string]int // the 0-based columns of texts in the first rows, folded
	exceptions titles
	copies     titles
}

// titles is where the titles of one of winnow's lists stand.
type titles struct {
	row     int            // 0 for nowhere
	columns map[string]int // 0-based, by folded title
	above   []table.Cell   // the row above, of copies: the sender's columns
	names   []table.Cell   // the row itself
}

// lookWithin is how many rows that hold something are looked at for titles.
const lookWithin = 60

func (f *finder) find() error {
	for i := range f.sheets {
		l, err := f.look(i)
		if err != nil {
			return err
		}
		f.looks = append(f.looks, l)
	}
	if err := f.findTicket(); err != nil {
		return err
	}
	if t := f.returned.Ticket; t != nil {
		f.byTicket(t)
	}
	f.byTitles()
	f.byElimination()
	if f.returned.Ticket == nil && len(f.returned.Own) > 0 {
		f.telling()
	}
	return nil
}

// look looks at the first rows of a sheet.
func (f *finder) look(sheet int) (look, error) {
	var l look
	var above []table.Cell
	aboveRow, n := 0, 0
	for row, err := range f.book.Rows(sheet) {
		if err != nil {
			return l, err
		}
		if n++; n > lookWithin {
			break
		}
		l.ticket = l.ticket || saysVersion(row.Cells)
		here := titlesIn(row.Cells)
		l.rows = append(l.rows, here)
		switch {
		case l.exceptions.row == 0 && has(here, TitleDid, TitleReason, TitleReference):
			l.exceptions = titles{row: row.Number, columns: here}
		case l.copies.row == 0 && has(here, TitleToCorrect) && (has(here, TitleRow) || has(here, TitleLine)):
			l.copies = titles{row: row.Number, columns: here, names: append([]table.Cell(nil), row.Cells...)}
			if aboveRow == row.Number-1 {
				l.copies.above = above
			}
		}
		above, aboveRow = append([]table.Cell(nil), row.Cells...), row.Number
	}
	return l, nil
}

func saysVersion(cells []table.Cell) bool {
	for _, c := range cells {
		if c.Kind == table.Text && strings.HasPrefix(strings.Trim(c.Raw, ` "`), ticketFormat) {
			return true
		}
	}
	return false
}

// fold is how titles and names are compared.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// titlesIn returns the column of each text in a row, the first of those that are the same.
func titlesIn(cells []table.Cell) map[string]int {
	columns := map[string]int{}
	for i, c := range cells {
		if c.Kind != table.Text {
			continue
		}
		if title := fold(c.Raw); title != "" {
			if _, taken := columns[title]; !taken {
				columns[title] = i
			}
		}
	}
	return columns
}

func has(columns map[string]int, titles ...string) bool {
	for _, title := range titles {
		if _, ok := columns[fold(title)]; !ok {
			return false
		}
	}
	return true
}

func (f *finder) own(sheet int, role Role, table int) {
	f.returned.Own = append(f.returned.Own, OwnSheet{sheet, role, table})
}

// byTicket finds the sheets that the ticket names, under their names, as copies that
// kept most of them, or by what they show.
func (f *finder) byTicket(t *Ticket) {
	senders := map[string]bool{}
	for _, table := range t.Tables {
		senders[fold(table.Sheet)] = t.Form == Marked && table.Sheet != ""
	}
	for _, same := range []func(own Own, s int) bool{f.sameName, f.copiedName, f.renamed} {
		for _, own := range t.Sheets {
			if own.Role == RoleTicket || f.found(own) {
				continue
			}
			for i, s := range f.sheets {
				if !f.returned.IsOwn(i) && !senders[fold(s.Name)] && same(own, i) {
					f.own(i, own.Role, own.Table)
					break
				}
			}
		}
	}
}

// found says whether one of the ticket's sheets is found already.
func (f *finder) found(own Own) bool {
	for _, o := range f.returned.Own {
		if o.Role == own.Role && o.Table == own.Table {
			return true
		}
	}
	return false
}

func (f *finder) sameName(own Own, sheet int) bool {
	return fold(own.Name) == fold(f.sheets[sheet].Name)
}

// copied is how programs name a sheet that is copied.
var copied = regexp.MustCompile(`^(?:copy of )?(.*?)(?: ?\(\d+\)|_\d+)?$`)

// copiedName says whether a sheet is named as a copy of one of ours is, and shows
// that it is one. The sender may have sheets of such names.
func (f *finder) copiedName(own Own, sheet int) bool {
	name := fold(f.sheets[sheet].Name)
	if copied.FindStringSubmatch(name)[1] != copied.FindStringSubmatch(fold(own.Name))[1] {
		return false
	}
	switch own.Role {
	case RoleExceptions:
		return f.looks[sheet].exceptions.row > 0
	case RoleRows:
		return f.looks[sheet].copies.row > 0
	}
	return strings.HasPrefix(name, "copy of ")
}

// byTitles finds lists by their titles, whatever the sheets are called.
func (f *finder) byTitles() {
	for i, l := range f.looks {
		switch {
		case f.returned.IsOwn(i):
		case l.exceptions.row > 0:
			f.own(i, RoleExceptions, 0)
		case l.copies.row > 0 && (f.returned.Ticket == nil || f.returned.Ticket.Form == Rows):
			f.own(i, RoleRows, -1)
		}
	}
}

// byElimination gives the one sheet of copies whose table isn't known the one table
// that has none.
func (f *finder) byElimination() {
	var unknown []*OwnSheet
	for i := range f.returned.Own {
		if o := &f.returned.Own[i]; o.Role == RoleRows && o.Table < 0 {
			unknown = append(unknown, o)
		}
	}
	if missing := f.missing(); len(unknown) == 1 && len(missing) == 1 {
		unknown[0].Table = missing[0].Table
	}
}

// missing returns the ticket's sheets of copies that are not found.
func (f *finder) missing() []Own {
	var missing []Own
	if f.returned.Ticket != nil {
		for _, own := range f.returned.Ticket.Sheets {
			if own.Role == RoleRows && !f.found(own) {
				missing = append(missing, own)
			}
		}
	}
	return missing
}

// allFound says whether the ticket names sheets, and each of copies is found.
func (f *finder) allFound() bool {
	return f.returned.Ticket != nil && len(f.missing()) == 0
}
