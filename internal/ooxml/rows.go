package ooxml

import (
	"errors"
	"iter"
	"math"
	"strconv"
)

// markQueue hands out the cells that get a look, row by row.
type markQueue struct {
	pull func() (Cell, bool)
	stop func()
	head Cell
	more bool
	err  error // the cells are not in order
}

var errOrder = errors.New("the cells to mark are not in order, or not within a sheet")

func newMarks(m Marking) *markQueue {
	q := &markQueue{stop: func() {}}
	if m.Cells != nil {
		q.pull, q.stop = iter.Pull(m.Cells)
		q.advance()
	}
	return q
}

// advance goes on to the next cell with a look.
func (q *markQueue) advance() {
	last := q.head
	for {
		q.head, q.more = q.pull()
		if !q.more || q.err != nil {
			return
		}
		c := q.head
		if c.Row < 1 || c.Row > lastRow || c.Column < 0 || c.Column > lastColumn ||
			c.Row < last.Row || c.Row == last.Row && last.Row > 0 && c.Column <= last.Column {
			q.more, q.err = false, errOrder
			return
		}
		if last = c; c.Look != Plain {
			return
		}
	}
}

func (q *markQueue) empty() bool { return !q.more }

// next is the row of the next cell, beyond all rows if there is none.
func (q *markQueue) next() int {
	if q.more {
		return q.head.Row
	}
	return math.MaxInt
}

// take appends the cells of a row, which is the next one's or before it.
func (q *markQueue) take(dst []Cell, row int) []Cell {
	for q.more && q.head.Row == row {
		dst = append(dst, q.head)
		q.advance()
	}
	return dst
}

func errDisorder() error {
	return &Unfit{Reason: "the rows or cells of one of its sheets are not stored in order"}
}

// columnStyle is the format of the columns from one to another, 0-based.
type columnStyle struct{ from, to, style int }

// sheetData takes the cells.
func (p *patcher) sheetData() error {
	if p.kind == emptyTag && p.marks.empty() {
		p.copy()
		return nil
	}
	empty := p.kind == emptyTag
	if empty {
		p.openTag()
	} else {
		p.copy()
		if err := p.each(1, p.takeRow); err != nil {
			return err
		}
	}
	if err := p.newRows(math.MaxInt); err != nil {
		return err
	}
	if empty {
		p.closeTag("sheetData")
	} else {
		p.copy()
	}
	return p.marks.err
}

// openTag writes an empty tag as a start tag.
func (p *patcher) openTag() {
	p.out.Write(p.raw[:len(p.raw)-2])
	p.out.WriteByte('>')
}

func (p *patcher) closeTag(name string) {
	p.out.WriteString("</" + p.names + name + ">")
}

// takeRow takes a child of the cells' element: a row, after those that are to
// stand before it.
func (p *patcher) takeRow() error {
	if !p.is("row") {
		p.copy()
		return nil
	}
	row := p.row + 1
	if r, ok := p.attr("r"); ok {
		n, ok := digits(r)
		if !ok || n < 1 || n > lastRow {
			return errDisorder()
		}
		row = n
	}
	if row <= p.row && p.c.marking.Cells != nil {
		return errDisorder()
	}
	if err := p.newRows(row); err != nil {
		return err
	}
	p.row = row
	p.rowMarks = p.marks.take(p.rowMarks[:0], row)
	return p.patchRow()
}

// newRows inserts the rows with marks before a row that is there.
func (p *patcher) newRows(before int) error {
	for p.marks.next() < before {
		p.row, p.rowStyle = p.marks.next(), -1
		p.rowMarks = p.marks.take(p.rowMarks[:0], p.row)
		p.out.WriteString("<" + p.names + `row r="` + strconv.Itoa(p.row) + `">`)
		if err := p.newCells(math.MaxInt); err != nil {
			return err
		}
		p.closeTag("row")
	}
	return p.marks.err
}

// patchRow takes a row with its cells.
func (p *patcher) patchRow() error {
	p.rowStyle, p.column = -1, -1
	if isTrue(p.attrText("customFormat")) {
		p.rowStyle = p.style()
	}
	tag, err := p.rowTag()
	if err != nil {
		return err
	}
	if p.kind == emptyTag {
		if len(p.rowMarks) == 0 {
			p.out.Write(tag)
			return nil
		}
		p.out.Write(tag[:len(tag)-2])
		p.out.WriteByte('>')
		if err := p.newCells(math.MaxInt); err != nil {
			return err
		}
		p.closeTag("row")
		return nil
	}
	p.out.Write(tag)
	if len(p.rowMarks) == 0 && !p.c.marking.Clear {
		return nil // the cells are copied
	}
	if err := p.each(2, p.takeCell); err != nil {
		return err
	}
	if err := p.newCells(math.MaxInt); err != nil {
		return err
	}
	p.copy()
	return nil
}

// rowTag is the row's tag: its own look taken off, the columns that it says
// its cells stand in widened to those that are marked.
func (p *patcher) rowTag() ([]byte, error) {
	tag := p.raw
	if style := p.style(); p.c.marking.Clear && style > 0 {
		plain, err := p.c.styles.plain(style)
		if err != nil {
			return nil, err
		}
		if plain != style {
			p.scratch = p.with(p.scratch[:0], "s", strconv.Itoa(plain))
			tag = p.scratch
			if p.rowStyle >= 0 {
				p.rowStyle = plain
			}
		}
	}
	if len(p.rowMarks) == 0 {
		return tag, nil
	}
	spans, ok := p.attr("spans")
	if !ok {
		return tag, nil
	}
	wide := widen(string(spans), p.rowMarks[0].Column+1, p.rowMarks[len(p.rowMarks)-1].Column+1)
	if wide == string(spans) {
		return tag, nil
	}
	var t token
	n, err := t.parse(tag)
	if err != nil || n == 0 {
		return nil, p.broken("a row in it is broken")
	}
	t.raw = tag
	return t.with(nil, "spans", wide), nil
}

// widen is spans, such as 1:14, with the columns from one to another, 1-based,
// within; spans of several pieces, or that can't be read, stay.
func widen(spans string, from, to int) string {
	a, b, ok := cutNumbers(spans)
	if !ok || from >= a && to <= b {
		return spans
	}
	return strconv.Itoa(min(a, from)) + ":" + strconv.Itoa(max(b, to))
}

// style is the token's format, 0 for none.
func (p *patcher) style() int {
	s, ok := p.attr("s")
	if !ok {
		return 0
	}
	n, _ := digits(s)
	return n
}
