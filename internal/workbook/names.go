package workbook

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/reply"
)

// The sheets, in the order in which they stand. Those of a marked workbook have
// the sender's own sheets between the second and the next.
const (
	sheetStart      = "Start here"
	sheetExceptions = "Exceptions"
	sheetRows       = "Rows to correct"
	sheetAllowed    = "Allowed values"
	sheetRules      = "Rules"
	sheetChanges    = "Changes"
)

// besides is appended to the name of a sheet of ours where the sender has one of that name.
const besides = " (winnow)"

// firstSheets is how many of ours stand before the sender's.
const firstSheets = 2

// makeSheets makes the sheets, so that they stand in order whichever is written first.
func (b *book) makeSheets() error {
	b.addSheet(reply.RoleStart, sheetStart, 0)
	b.addSheet(reply.RoleExceptions, sheetExceptions, 0)
	for _, p := range b.parts {
		if !b.marked() && p.hasCopies() {
			b.addSheet(reply.RoleRows, sheetRows, p.n)
		}
	}
	if len(b.lists) > 0 {
		b.addSheet(reply.RoleAllowed, sheetAllowed, 0)
	}
	b.addSheet(reply.RoleRules, sheetRules, 0)
	if b.replied() {
		b.addSheet(reply.RoleChanges, sheetChanges, 0)
	}
	b.addSheet(reply.RoleTicket, reply.SheetName, 0)
	for i, own := range b.own {
		if i == 0 {
			if err := b.SetSheetName("Sheet1", own.Name); err != nil {
				return err
			}
			continue
		}
		if _, err := b.NewSheet(own.Name); err != nil {
			return err
		}
	}
	// while they are empty: excelize reads every sheet to hide one
	return b.SetSheetVisible(b.sheet(reply.RoleTicket), false, true)
}

// addSheet gives a sheet of ours a name that neither the sender's workbook nor
// another of ours has.
func (b *book) addSheet(role reply.Role, name string, part int) {
	free := name
	if b.taken(free) && !b.ours(name) {
		name += besides
		free = name
	}
	for n := 2; b.taken(free); n++ {
		free = fmt.Sprintf("%s (%d)", name, n)
	}
	b.own = append(b.own, reply.Own{Role: role, Name: free, Table: part})
}

func (b *book) ours(name string) bool {
	return slices.ContainsFunc(b.own, func(o reply.Own) bool { return strings.EqualFold(o.Name, name) })
}

func (b *book) taken(name string) bool {
	return b.ours(name) || slices.ContainsFunc(b.senders, func(s string) bool { return strings.EqualFold(s, name) })
}

// sheet returns the name of our sheet of a role.
func (b *book) sheet(role reply.Role) string { return b.own[b.indexOf(role)].Name }

func (b *book) indexOf(role reply.Role) int {
	return slices.IndexFunc(b.own, func(o reply.Own) bool { return o.Role == role })
}

// rowsSheet returns the name of the sheet of a part's copies; "" where it has none.
func (b *book) rowsSheet(p *part) string {
	for _, o := range b.own {
		if o.Role == reply.RoleRows && o.Table == p.n {
			return o.Name
		}
	}
	return ""
}

// quoted returns the name of a sheet as references have it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }
