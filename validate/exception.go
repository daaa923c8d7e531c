package validate

import (
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// place begins an exception about a sheet column of a record.
func (c *Checker) place(r *Result, record, col int) report.Exception {
	p := r.placeOf(record, col)
	x := report.Exception{Row: p.Row, Key: c.keyText(r, record)}
	c.pointAt(&x, p.Column)
	return x
}

// point fills in the column and cell of an exception on a whole table, where one
// can be named.
func (c *Checker) point(x *report.Exception, col int) {
	switch {
	case c.cols.Wide != nil && col >= c.cols.Wide.Base:
		return
	case col >= 0 && col < len(c.cols.Places):
		col, x.Row = c.cols.Places[col].Column, c.cols.Places[col].Row
	}
	c.pointAt(x, col)
}

// pointAt is point for a column of the sheet.
func (c *Checker) pointAt(x *report.Exception, col int) {
	x.Column = table.Letters(col)
	if c.cols.CSV {
		x.Column = strconv.Itoa(col + 1)
	}
	if x.Row > 0 {
		x.Cell = table.Address(col, x.Row)
	}
}

// at begins an exception about a cell: where it is, whose it is, what it holds.
// Its texts are copies: they outlive the batch, whose memory they mustn't keep.
func (c *Checker) at(r *Result, record, field int) report.Exception {
	f := c.fields[field]
	if !f.present() {
		return report.Exception{Row: r.rows[record], Key: c.keyText(r, record), Field: f.Name}
	}
	x := c.place(r, record, f.col)
	x.Field, x.Masked = f.Name, f.masked || r.col(field).at(record).masked
	e := r.col(field).at(record)
	x.Value, x.HasValue, x.RealDate = strings.Clone(e.shown(r.date1904)), true, e.kind == table.Date
	x.Cells = c.cells([]int{field})
	return x
}

// cells names the cells of fields.
func (c *Checker) cells(fields []int) []report.CellRef {
	out := make([]report.CellRef, 0, len(fields))
	for _, f := range fields {
		if c.fields[f].present() {
			out = append(out, report.CellRef{Column: c.fields[f].col, Field: c.fields[f].Name})
		}
	}
	return out
}

// keyText returns what a record is known by: its key fields as they stand.
func (c *Checker) keyText(r *Result, record int) string {
	var parts []string
	for i, f := range c.fields {
		if !f.Key || !f.present() {
			continue
		}
		if f.masked || r.col(i).at(record).masked {
			parts = append(parts, report.MaskedValue)
		} else if t := r.text(i, record); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Clone(strings.Join(parts, " / "))
}

// text returns a cell as a person sees it, tidied.
func (r *Result) text(field, record int) string {
	return tidy(r.col(field).at(record).shown(r.date1904))
}

// fill puts a record's texts into an author's message: {co_ppm} is the cell as
// it stands, {as_at} the date. Names that are neither stay as they are.
func (c *Checker) fill(message string, r *Result, at int) string {
	return expand(message, func(name string) (string, bool) {
		for i, f := range c.fields {
			if f.Name != name {
				continue
			}
			switch text := tidy(r.col(i).at(at).spoken(r.date1904)); {
			case f.masked || r.col(i).at(at).masked:
				return report.MaskedValue, true
			case text == "":
				return "blank", true
			default:
				return text, true
			}
		}
		if i := slices.Index(rules.RowVars[:], name); i >= 0 {
			return c.vars[i].words(), true
		}
		return c.lookedUp(name, &record{c: c, r: r, i: at})
	})
}

// expand replaces {name} in a message by what value gives for it.
func expand(message string, value func(name string) (string, bool)) string {
	if !strings.Contains(message, "{") {
		return message
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(message, '{')
		end := strings.IndexByte(message, '}')
		if open < 0 || end < 0 {
			return b.String() + message
		}
		if end < open {
			b.WriteString(message[:open])
			message = message[open:]
			continue
		}
		b.WriteString(message[:open])
		if text, ok := value(message[open+1 : end]); ok {
			b.WriteString(once(message[:open], text, message[end+1:]))
		} else {
			b.WriteString(message[open : end+1])
		}
		message = message[end+1:]
	}
}

// once takes the £ or % off a text that the words around it have already: a cell
// may have been given with it or without.
func once(before, text, after string) string {
	if strings.HasSuffix(before, "£") {
		text = strings.TrimSpace(strings.TrimPrefix(text, "£"))
	}
	if strings.HasPrefix(after, "%") {
		text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
	}
	return text
}

// lowerFirst brings the first letter of a title into the middle of a sentence,
// but for abbreviations such as CO.
func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] < 'A' || s[1] > 'Z') {
		return string(s[0]|0x20) + s[1:]
	}
	return s
}
