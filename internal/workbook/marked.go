package workbook

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"winnow/internal/ooxml"
	"winnow/internal/reply"
	"winnow/internal/table"
)

// meet takes over what must be known of the sender's workbook.
func (b *book) meet(original *ooxml.Package) {
	for _, s := range original.Sheets() {
		if !slices.Contains(b.letter.Own, s.Name) {
			b.senders = append(b.senders, s.Name)
		}
	}
	for _, p := range b.parts {
		p.Date1904 = original.Date1904()
	}
}

// change says what is changed in the sender's workbook. Marks of an earlier round
// are removed first.
func (b *book) change() ooxml.Change {
	c := ooxml.Change{Sheets: map[string]ooxml.Marking{}, Drop: b.earlier()}
	for _, p := range b.parts {
		m := c.Sheets[p.Sheet]
		m.Clear = m.Clear || len(b.letter.Own) > 0 || p.Reply != nil
		m.Offers = append(m.Offers, b.offersIn(p)...)
		if len(p.marks.cells) > 0 {
			m.Cells = b.cellsIn(p.Sheet)
		}
		if m.Cells != nil || m.Offers != nil || m.Clear {
			c.Sheets[p.Sheet] = m
		}
	}
	return c
}

// earlier lists the sheets that winnow may have put in before: those that are found,
// and those that were taken out by hand, as links to them are left behind.
func (b *book) earlier() []string {
	out := slices.Clone(b.letter.Own)
	if !slices.ContainsFunc(b.parts, func(p *part) bool { return p.Reply != nil }) {
		return out
	}
	for _, name := range []string{sheetStart, sheetExceptions, sheetExceptions + besides} {
		theirs := slices.ContainsFunc(b.senders, func(s string) bool { return strings.EqualFold(s, name) })
		if !theirs && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// offersIn returns the offers on a part's sheet.
func (b *book) offersIn(p *part) []ooxml.Offer {
	from, to := p.FirstRow, p.LastRow
	if from == 0 {
		from = p.Table.HeaderRow + 1
	}
	for _, m := range p.marks.cells {
		to = max(to, int(m.row))
	}
	if len(b.partsOf(p.Sheet)) == 1 { // else what stands below may be another table
		to += spareRows
	}
	return b.offers(p, from, max(from, to))
}

// partsOf returns the parts of a sheet: most have one.
func (b *book) partsOf(sheet string) []*part {
	var out []*part
	for _, p := range b.parts {
		if p.Sheet == sheet {
			out = append(out, p)
		}
	}
	return out
}

// marksIn returns the marks of a sheet of the sender's.
func (b *book) marksIn(sheet string) []mark {
	parts := b.partsOf(sheet)
	if len(parts) == 1 {
		return parts[0].marks.cells
	}
	var all marks
	for _, p := range parts {
		all.cells = append(all.cells, p.marks.cells...)
	}
	all.sort()
	return all.cells
}

// tellMarks says which marks are without a note or a link back.
func (b *book) tellMarks() {
	for _, name := range b.senders {
		all := marks{cells: b.marksIn(name)}
		if n := all.distinct(); n > b.limits.pinned {
			b.told = append(b.told, fmt.Sprintf("Of the %s coloured cells of the sheet “%s” the first %s have a pop-up note: Excel is slow with more. The sheet “%s” says what is wrong with the others.",
				thousands(n), oneLine(name), thousands(b.limits.pinned), b.sheet(reply.RoleExceptions)))
		}
	}
}

// cellsIn yields the cells to mark on a sheet of the sender's, and on each row a
// cell that leads back to the list: the first that isn't to be corrected, so that
// a click on those that are does nothing but choose them.
func (b *book) cellsIn(sheet string) iter.Seq[ooxml.Cell] {
	return func(yield func(ooxml.Cell) bool) {
		notes, links := b.limits.pinned, b.limits.links
		for left := b.marksIn(sheet); len(left) > 0; {
			row := left[:alike(left, sameRow)]
			left = left[len(row):]
			back, ok := b.back(row)
			if links--; links < 0 {
				ok = false
			}
			for len(row) > 0 {
				cell := row[:alike(row, sameCell)]
				if ok && back.Column < int(cell[0].col) {
					if ok = false; !yield(back) {
						return
					}
				}
				notes--
				if !yield(b.cell(cell, notes >= 0)) {
					return
				}
				row = row[len(cell):]
			}
			if ok && !yield(back) {
				return
			}
		}
	}
}

// cell returns one marked cell, which may have several findings.
func (b *book) cell(marks []mark, noted bool) ooxml.Cell {
	c := ooxml.Cell{Row: int(marks[0].row), Column: int(marks[0].col), Look: ooxml.Must}
	if kindOf(marks, c.Column) == markedQuery {
		c.Look = ooxml.Ask
	}
	if noted {
		note, err := b.note(marks)
		if err != nil && b.noteErr == nil {
			b.noteErr = err
		}
		c.Note = note
	}
	return c
}

// back returns the cell of a row that leads back to the list; false where none is
// free, and for a row of titles.
func (b *book) back(row []mark) (ooxml.Cell, bool) {
	p, at := b.partOf(row[0]), b.rowOf(row[0].finding)
	if int(row[0].row) <= p.Table.HeaderRow || at == 0 {
		return ooxml.Cell{}, false
	}
	for col := p.firstColumn(); col < len(p.Headers); col++ {
		if oneLine(p.Headers[col]) == "" || kindOf(row, col) != plain {
			continue
		}
		name := b.sheet(reply.RoleExceptions)
		return ooxml.Cell{Row: int(row[0].row), Column: col, Link: quoted(name) + "!" + table.Address(0, at),
			Tip: "To the sheet “" + name + "”, line " + fmt.Sprint(at)}, true
	}
	return ooxml.Cell{}, false
}

// partOf returns the part that a mark is of.
func (b *book) partOf(m mark) *part {
	for n := len(b.parts) - 1; n > 0; n-- {
		if int(m.finding) >= b.parts[n].firstFinding {
			return b.parts[n]
		}
	}
	return b.parts[0]
}
