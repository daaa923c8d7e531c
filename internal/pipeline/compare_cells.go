package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// seen is what a person sees of a record: its row, its key, the cells asked for.
type seen struct {
	row    int
	key    string
	fields []int    // indexes of changes.fields
	cells  []string // of fields
}

// tell reads the records that have something to tell once more, and tells it.
func (c *changes) tell(ctx context.Context) error {
	before, after := map[int]*seen{}, map[int]*seen{}
	for _, e := range c.edits {
		before[e.Old], after[e.New] = &seen{fields: e.fields}, &seen{fields: e.fields}
	}
	for _, i := range c.result.Removed {
		before[i] = &seen{}
	}
	for _, i := range c.result.Added {
		after[i] = &seen{}
	}
	for _, d := range c.result.Unsure {
		after[d.New] = &seen{}
	}
	if err := c.read(ctx, c.old, before); err != nil {
		return err
	}
	if err := c.read(ctx, c.now, after); err != nil {
		return err
	}
	for _, e := range c.edits {
		c.tellCells(e, before[e.Old], after[e.New])
	}
	for _, i := range c.result.Removed {
		c.reply.Removed.Add(before[i].record())
	}
	for _, i := range c.result.Added {
		c.reply.Added.Add(after[i].record())
	}
	for _, d := range c.result.Unsure {
		c.reply.Unsure.Add(after[d.New].record())
	}
	return nil
}

func (s *seen) record() report.RecordChange { return report.RecordChange{Row: s.row, Key: s.key} }

// read fills in what is wanted, by the index of the record, and stops after the last.
func (c *changes) read(ctx context.Context, s changeSide, wanted map[int]*seen) error {
	left, first := len(wanted), 0
	if left == 0 {
		return nil
	}
	return s.each(ctx, func(b *table.Batch) bool {
		for i := range b.Len() {
			w := wanted[first+i]
			if w == nil {
				continue
			}
			w.row, w.key = b.Rows[i], c.keyText(s, b, i)
			for _, f := range w.fields {
				w.cells = append(w.cells, c.text(s, b, i, f))
			}
			left--
		}
		first += b.Len()
		return left > 0
	})
}

// noResult stands for a formula that a program has not worked out: what another
// program makes of it is nobody's edit.
const noResult = "\x00"

// text is a cell as a person sees it; report.MaskedValue of a field that is shown to
// nobody.
func (c *changes) text(s changeSide, b *table.Batch, i, f int) string {
	field := c.fields[f]
	cell := b.Cols[field.col[s.side]].Cell(i)
	if cell.Flag&table.NoResult != 0 {
		return noResult
	}
	text := seenText(cell, b.Date1904)
	if masked(field.Field) && text != "" {
		return report.MaskedValue
	}
	return text
}

func masked(f *rules.Field) bool { return f.Privacy == "drop" }

// keyText is what a record is known by, as in the exceptions on it.
func (c *changes) keyText(s changeSide, b *table.Batch, i int) string {
	var parts []string
	for at, f := range s.ret.Fields {
		col := s.loc.Columns[at]
		if !f.Key || col < 0 || s.ret.Made(at) {
			continue
		}
		if masked(f) {
			parts = append(parts, report.MaskedValue)
		} else if text := keyCell(b.Cols[col].Cell(i), b.Date1904); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " / ")
}

// tellKey tells what a record was known by, where that is something else now.
func (c *changes) tellKey(before, after *seen) {
	switch {
	case before.key == after.key || strings.Contains(before.key+after.key, report.MaskedValue):
	case before.key == "":
		if c.reply.Keyed == nil {
			c.reply.Keyed = map[string]int{}
		}
		c.reply.Keyed[after.key] = before.row
	default:
		if c.reply.Rekeyed == nil {
			c.reply.Rekeyed = map[string]string{}
		}
		c.reply.Rekeyed[before.key] = after.key
	}
}

// tellCells tells the changed cells of a record from left to right, and its old key
// if that is another now. A cell that is blank on both sides was changed above it, by
// fill: down.
func (c *changes) tellCells(e edit, before, after *seen) {
	c.tellKey(before, after)
	var cells []report.CellChange
	for i, f := range e.fields {
		field := c.fields[f]
		x := report.CellChange{
			Row: c.now.rowOf(field, after.row), Was: c.old.rowOf(field, before.row), Column: c.now.columnOf(field),
			Key: after.key, Field: field.Name, Title: field.title, Masked: masked(field.Field),
			Before: before.cells[i], After: after.cells[i],
		}
		if !x.Masked && x.Before == x.After || x.Before == "" && x.After == "" || x.Before == noResult || x.After == noResult {
			continue // shown alike it is no change to anybody: a bare number that is text in a CSV
		}
		if x.Masked {
			x.Before, x.After = "", ""
		}
		cells = append(cells, x)
	}
	slices.SortStableFunc(cells, func(a, b report.CellChange) int { return a.Column - b.Column })
	for _, x := range cells {
		c.reply.Elsewhere.Add(x)
	}
}

// seenText is a cell as its reader's program shows it, the day of a date first.
func seenText(c table.Cell, date1904 bool) string {
	switch {
	case c.Kind == table.Date:
		if day, second, ok := table.ParseDate(c.Raw, date1904); ok {
			iso := table.ISODate(day)
			return dayAndTime(iso[8:10]+"/"+iso[5:7]+"/"+iso[:4], second, c.Flag&table.Clock != 0)
		}
	case c.Kind == table.Number && c.Flag&table.Percent != 0:
		if n, err := number.Parse(c.Raw); err == nil {
			return n.Mul(number.FromInt(100)).String() + "%"
		}
	case c.Kind == table.Number:
		return string(appendNumber(nil, []byte(c.Raw), true))
	}
	return string(trimmed([]byte(c.Raw)))
}

// keyCell is a cell of a key as the exceptions on its record write it.
func keyCell(c table.Cell, date1904 bool) string {
	if c.Kind == table.Date {
		if day, second, ok := table.ParseDate(c.Raw, date1904); ok {
			return dayAndTime(table.ISODate(day), second, c.Flag&table.Clock != 0)
		}
	}
	return strings.Join(strings.Fields(c.Raw), " ")
}

// dayAndTime adds a time of day, if there is one; a clock shows no day.
func dayAndTime(day string, second int, clock bool) string {
	at := fmt.Sprintf("%02d:%02d:%02d", second/3600, second/60%60, second%60)
	switch {
	case clock:
		return at
	case second == 0:
		return day
	}
	return day + " " + at
}
