package pipeline

import (
	"errors"
	"fmt"
	"io"
	"sort"

	"winnow/ingest"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// wideReader turns the rows of a wide table into records: one for each cell of
// the columns that are unpivoted, row by row and from left to right. A batch
// never holds part of a row. Cells of the other columns stand in their sheet
// columns, again for each record; behind them come what the column gives to the
// fields of Unpivot.Fields, and the cell itself.
type wideReader struct {
	rows  *ingest.Reader
	plan  *widePlan
	in    table.Batch
	at    int // the next row of in
	index int
	ended error

	wide, long int        // rows taken and records given
	blank      int        // blank cells left out
	last       int        // the row taken last
	gaps       []wideMark // where rows don't follow each other, if blank cells are left out
}

// wideMark is how many records there were before a row.
type wideMark struct{ wide, long int }

// widePlan says which sheet columns become records.
type widePlan struct {
	width   int   // sheet columns
	fields  []int // sheet columns that fields read, repeated for each record
	columns []wideCell
	made    int // fields that the columns give values to
	skip    bool
}

// wideCell is one column that was found.
type wideCell struct {
	col   int
	gives []string
}

func (m *match) widePlan() *widePlan {
	u := m.ret.Unpivot
	p := &widePlan{width: len(m.loc.Headers), made: len(u.Fields), skip: u.SkipBlanks}
	for i := range m.ret.Fields {
		if col := m.loc.Columns[i]; col >= 0 {
			p.fields = append(p.fields, col)
		}
	}
	for i, c := range u.Columns {
		if col := m.loc.Columns[len(m.ret.Fields)+i]; col >= 0 {
			p.columns = append(p.columns, wideCell{col, c.Gives})
		}
	}
	sort.Slice(p.columns, func(i, j int) bool { return p.columns[i].col < p.columns[j].col })
	return p
}

// wideColumnsOf says where the fields of an unpivoted table stand in the batches
// of a wideReader.
func (m *match) wideColumnsOf(c validate.Columns) validate.Columns {
	p, u := m.widePlan(), m.ret.Unpivot
	for k, f := range u.Fields {
		c.Fields[f] = p.width + k
	}
	c.Fields[u.Value] = p.width + p.made
	w := &validate.Wide{Base: p.width, Value: u.Value, Total: -1}
	for _, cell := range p.columns {
		w.Columns = append(w.Columns, cell.col)
		for _, comma := range c.DecimalComma {
			if comma == cell.col {
				c.DecimalComma = append(c.DecimalComma, c.Fields[u.Value])
			}
		}
	}
	if u.Total != nil {
		w.Total = m.loc.Columns[len(m.loc.Columns)-1]
	}
	c.Wide = w
	return c
}

func (m *match) readWide(file *ingest.File) (*wideReader, error) {
	rows, err := file.Read(m.layout, m.loc)
	return &wideReader{rows: rows, plan: m.widePlan()}, err
}

// maxWideBytes bounds the text that a batch repeats: only a row with very long
// texts beside very many columns comes near it.
const (
	maxWideBytes = 64 << 20
	fullWide     = 8 << 20 // a batch of more is given out
)

// Next fills the batch with the records of the following rows.
func (w *wideReader) Next(b *table.Batch) error {
	w.reset(b)
	for size := 0; size < fullWide && (b.Len() == 0 || b.Len()+len(w.plan.columns) <= table.BatchRows); {
		if w.at == w.in.Len() {
			if w.ended == nil {
				w.at, w.ended = 0, w.rows.Next(&w.in)
			}
			if w.ended != nil {
				break
			}
		}
		size += w.take(b)
		if size > maxWideBytes {
			return tooWide(b)
		}
	}
	if b.Len() > 0 && (w.ended == nil || errors.Is(w.ended, io.EOF)) {
		b.Index = w.index
		w.index++
		return nil
	}
	return w.ended
}

func (w *wideReader) reset(b *table.Batch) {
	o := b.Origin
	if o == nil {
		o = &table.Origin{Sheet: &table.Batch{}}
	}
	b.Reset(w.plan.width + w.plan.made + 1)
	o.Sheet.Reset(w.plan.width)
	o.Rows, o.Columns = o.Rows[:0], o.Columns[:0]
	b.Origin = o
}

// take turns the next row into records, and returns the bytes of text that it
// took.
func (w *wideReader) take(b *table.Batch) int {
	p, i, first, size := w.plan, w.at, b.Len(), 0
	w.at++
	b.Date1904, b.Origin.Sheet.Date1904 = w.in.Date1904, w.in.Date1904
	w.mark(w.in.Rows[i])
	size += w.copyRow(b, i)
	faulty := w.fault(b, i, first)
	for _, c := range p.columns {
		from := &w.in.Cols[c.col]
		if p.skip && !faulty && blankCell(from, i) {
			w.blank++
			continue
		}
		b.Rows = append(b.Rows, w.in.Rows[i])
		b.Origin.Rows = append(b.Origin.Rows, int32(b.Origin.Sheet.Len()-1))
		b.Origin.Columns = append(b.Origin.Columns, int32(c.col))
		for _, col := range p.fields {
			b.Cols[col].AppendFrom(&w.in.Cols[col], i)
			size += len(w.in.Cols[col].Raw(i))
		}
		for k, text := range c.gives {
			b.Cols[p.width+k].AppendString(table.Text, 0, text)
		}
		b.Cols[p.width+p.made].AppendFrom(from, i)
	}
	w.wide, w.long = w.wide+1, w.long+b.Len()-first
	return size
}

// copyRow copies a row as it stands in the sheet.
func (w *wideReader) copyRow(b *table.Batch, i int) (size int) {
	sheet := b.Origin.Sheet
	sheet.Rows = append(sheet.Rows, w.in.Rows[i])
	for col := range sheet.Cols {
		sheet.Cols[col].AppendFrom(&w.in.Cols[col], i)
		size += len(w.in.Cols[col].Raw(i))
	}
	return size
}

// fault hands on what stands out of the row's columns, to its first record.
func (w *wideReader) fault(b *table.Batch, i, first int) (found bool) {
	for _, x := range w.in.Faults {
		if x.Record != i {
			continue
		}
		b.Origin.Sheet.Faults = append(b.Origin.Sheet.Faults, table.Fault{Record: b.Origin.Sheet.Len() - 1, Column: x.Column, Raw: x.Raw})
		b.Faults = append(b.Faults, table.Fault{Record: first, Column: x.Column, Raw: x.Raw})
		found = true
	}
	return found
}

// mark remembers how many records stand before a row that follows on a gap, for
// the totals printed there. Where no cell is left out that can be worked out.
func (w *wideReader) mark(row int) {
	if w.plan.skip && w.wide > 0 && row != w.last+1 && len(w.gaps) < maxWideGaps {
		w.gaps = append(w.gaps, wideMark{w.wide, w.long})
	}
	w.last = row
}

// maxWideGaps bounds the gaps remembered, as validate bounds its marks; totals
// after more of them are said not to have been compared.
const maxWideGaps = 100_000

// Tail counts in cells: each row of the sheet stands for as many as there are
// columns.
func (w *wideReader) Tail() ingest.Tail {
	t, n := w.rows.Tail(), len(w.plan.columns)
	t.Read, t.Records = t.Read*n, w.long
	t.Skipped.Blank = t.Skipped.Blank*n + w.blank
	t.Skipped.Header, t.Skipped.Total, t.Skipped.Note = t.Skipped.Header*n, t.Skipped.Total*n, t.Skipped.Note*n
	for i := range t.Totals {
		t.Totals[i].Records = w.before(t.Totals[i].Records, n)
	}
	return t
}

// before returns how many records there are of the first rows; -1 where that is
// no longer known.
func (w *wideReader) before(rows, n int) int {
	switch {
	case !w.plan.skip:
		return rows * n
	case rows >= w.wide:
		return w.long
	case rows == 0:
		return 0
	}
	i := sort.Search(len(w.gaps), func(i int) bool { return w.gaps[i].wide >= rows })
	if i < len(w.gaps) && w.gaps[i].wide == rows {
		return w.gaps[i].long
	}
	return -1
}

// Close ends a pass before its end.
func (w *wideReader) Close() error { return w.rows.Close() }

// blankCell says whether a cell that is there holds nothing.
func blankCell(c *table.Column, i int) bool {
	return c.Kind(i) != table.Absent && c.Flag(i)&table.NoResult == 0 && c.Cell(i).Empty()
}

func tooWide(b *table.Batch) error {
	return &ingest.Refusal{Kind: "source-error", Reason: fmt.Sprintf("row %d holds more text than can be read beside so many columns", b.Rows[b.Len()-1]),
		Fix: "Shorten the texts in this row, or move them to a file of their own."}
}

// unit is what a table's rows are counted in: "" for rows of the sheet.
func unitOf(ret *rules.Return) string {
	switch {
	case ret.Form:
		return "forms"
	case ret.Unpivot != nil:
		return "cells"
	}
	return ""
}
