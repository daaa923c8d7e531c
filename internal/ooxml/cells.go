package ooxml

import (
	"strconv"
	"strings"
)

// takeCell takes a child of a row: a cell, after those that are to stand before it.
func (p *patcher) takeCell() error {
	if !p.is("c") {
		if err := p.newCells(lastColumn + 1); err != nil { // cells stand before all else
			return err
		}
		p.copy()
		return nil
	}
	column := p.column + 1
	if r, ok := p.attr("r"); ok {
		row, c, ok := parseRef(r)
		if !ok || c < 0 || row != p.row && len(p.rowMarks) > 0 {
			return errDisorder()
		}
		column = c
	}
	if len(p.rowMarks) > 0 && column <= p.column {
		return errDisorder()
	}
	if err := p.newCells(column); err != nil {
		return err
	}
	p.column = column
	style, err := p.restyle(column)
	if err != nil {
		return err
	}
	if style == p.style() {
		p.copy()
		return nil
	}
	p.write("s", strconv.Itoa(style))
	return nil
}

// restyle is the format that a cell which is there gets.
func (p *patcher) restyle(column int) (int, error) {
	style := p.style()
	if len(p.rowMarks) > 0 && p.rowMarks[0].Column == column {
		look := p.rowMarks[0].Look
		p.rowMarks = p.rowMarks[1:]
		return p.c.styles.look(style, look)
	}
	if p.c.marking.Clear {
		return p.c.styles.plain(style)
	}
	return style, nil
}

// newCells inserts the marked cells of the row before a column.
func (p *patcher) newCells(before int) error {
	for len(p.rowMarks) > 0 && p.rowMarks[0].Column < before {
		c := p.rowMarks[0]
		p.rowMarks = p.rowMarks[1:]
		base := p.rowStyle
		if base < 0 {
			base = p.columnStyle(c.Column)
		}
		style, err := p.c.styles.look(base, c.Look)
		if err != nil {
			return err
		}
		p.scratch = append(append(append(p.scratch[:0], '<'), p.names...), `c r="`...)
		p.scratch = appendRef(p.scratch, p.row, c.Column)
		p.scratch = strconv.AppendInt(append(p.scratch, `" s="`...), int64(style), 10)
		p.out.Write(append(p.scratch, `"/>`...))
		p.column = c.Column
	}
	return nil
}

// columnStyle is the format of a column's cells that are not there.
func (p *patcher) columnStyle(column int) int {
	for _, c := range p.columns {
		if column >= c.from && column <= c.to {
			return c.style
		}
	}
	return 0
}

// col takes a column's tag. A look on it, which a program may put there when it
// saves, is taken off.
func (p *patcher) col() error {
	s, ok := p.attr("style")
	style, isNumber := digits(s)
	if !ok || !isNumber || !p.is("col") {
		p.copy()
		return nil
	}
	plain := style
	if p.c.marking.Clear {
		var err error
		if plain, err = p.c.styles.plain(style); err != nil {
			return err
		}
	}
	minimum, _ := p.attr("min")
	maximum, _ := p.attr("max")
	from, ok1 := digits(minimum)
	to, ok2 := digits(maximum)
	if ok1 && ok2 && len(p.columns) <= lastColumn {
		p.columns = append(p.columns, columnStyle{from - 1, to - 1, plain})
	}
	if plain == style {
		p.copy()
	} else {
		p.write("style", strconv.Itoa(plain))
	}
	return nil
}

// dimension takes the area that the sheet says its cells stand in, which comes
// before them, and so is grown by the cells to mark before they are looked for.
func (p *patcher) dimension() {
	a, ok := parseArea(p.attrText("ref"))
	if !ok || p.c.marking.Cells == nil {
		p.copy()
		return
	}
	grown := a
	for c := range p.c.marking.Cells {
		if c.Look != Plain {
			grown = grown.with(c.Row, c.Column)
		}
	}
	if grown == a {
		p.copy()
		return
	}
	p.write("ref", grown.String())
}

// view takes one of the sheet's views.
func (p *patcher) view() error {
	if !p.c.deselect || !isTrue(p.attrText("tabSelected")) {
		p.copy()
		return nil
	}
	p.scratch = p.without(p.scratch[:0], "tabSelected")
	p.out.Write(p.scratch)
	return nil
}

// digits reads a number as cells and rows have them: not negative, no sign.
func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// cutNumbers reads 1:14.
func cutNumbers(s string) (a, b int, ok bool) {
	from, to, found := strings.Cut(s, ":")
	a, ok1 := digits([]byte(from))
	b, ok2 := digits([]byte(to))
	return a, b, found && ok1 && ok2
}
