package template

import (
	"fmt"
	"slices"
)

// maxDropDown is how many values Excel shows in a drop-down.
const maxDropDown = 32_767

// maxRows is how many rows a sheet has.
const maxRows = 1_048_576

// allowedSheet writes "Allowed values": a line for each value of each column with a
// list. Longer drop-downs take their values from there.
func (b *book) allowedSheet() error {
	b.ranges = map[string]string{}
	if len(b.lists) == 0 {
		return nil
	}
	said := [3]bool{true, b.says(2), b.says(3)}
	b.plain(sheetAllowed, allowedWidths...)
	b.text(sheetAllowed, cell{0, 1}, b.styles.title, sheetAllowed)
	for i, title := range []string{"Column of the sheet", "Write this", "What it means", "When it may be used"} {
		if i == 0 || said[i-1] {
			b.text(sheetAllowed, cell{i, 3}, b.styles.head, title)
		}
	}
	row := 3
	for _, l := range b.lists {
		if row+len(l.values) > maxRows {
			return &Unfit{fmt.Sprintf("the lists of %s have more values than a sheet has rows", b.ret.Name), "take the longest list out of find, and check it with a lookup"}
		}
		first := row + 1
		for _, v := range l.values {
			row++
			b.allowedLine(row, l, v, said)
		}
		if len(l.values) <= maxDropDown {
			b.ranges[l.column.field.Name] = fmt.Sprintf("'%s'!$B$%d:$B$%d", sheetAllowed, first, row)
		}
	}
	b.freeze(sheetAllowed, 0, 3)
	b.layOut(sheetAllowed, "landscape", 3, 3)
	return b.err
}

// allowedWidths are those of the sheet's columns.
var allowedWidths = []float64{34, 34, 44, 40}

// says whether some value has something to say in a column of the sheet: what it
// means, or when it may be used.
func (b *book) says(column int) bool {
	return slices.ContainsFunc(b.lists, func(l list) bool {
		return slices.ContainsFunc(l.values, func(v allowed) bool { return v.cells()[column-1] != "" })
	})
}

// cells are a value's cells, from "Write this" on.
func (v allowed) cells() []string { return []string{v.write, v.meaning, v.when} }

func (b *book) allowedLine(row int, l list, v allowed, said [3]bool) {
	b.text(sheetAllowed, cell{0, row}, b.styles.cell, b.name(l.column))
	lines := wrapped(b.name(l.column), allowedWidths[0])
	for i, words := range v.cells() {
		style := b.styles.cell
		if i == 0 {
			style = b.styles.cellStrong
		}
		if said[i] {
			b.text(sheetAllowed, cell{i + 1, row}, style, words)
		}
		lines = max(lines, wrapped(words, allowedWidths[i+1]))
	}
	b.height(sheetAllowed, row, lines)
}
