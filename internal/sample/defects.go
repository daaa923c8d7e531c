package sample

import (
	"math/rand/v2"

	"winnow/internal/report"
)

// defects spoils one sheet and keeps what is to be said of it. A line is used
// for one defect only, so that each stands alone.
type defects struct {
	sheet *sheet
	rand  *rand.Rand
	used  map[*line]bool
	list  []pending
}

// pending is an expectation whose row and column are known once all is done.
type pending struct {
	Expectation
	line *line
	at   func() (row int, column string) // where it stands, if not at the line's cell
}

// says is the exception that a defect must give; the zero value is none.
type says struct{ rule, kind, severity string }

// because says why a cell is as it is: the defect's number and what was done.
type because struct{ defect, done string }

func typeError(field string) says { return says{field + ".type", report.KindType, "error"} }

func constraint(field, kind string) says {
	return says{field + "." + kind, report.KindConstraint, "error"}
}

func rowRule(id string) says { return says{id, report.KindRow, "error"} }

func rowQuery(id string) says { return says{id, report.KindRow, "query"} }

func note(rule, kind string) says { return says{rule, kind, "note"} }

// take returns a record that no defect has used and that the condition, if any, holds for.
func (d *defects) take(fits func(*line) bool) *line {
	if d.used == nil {
		d.used = map[*line]bool{}
	}
	for range 100000 {
		l := d.sheet.lines[d.rand.IntN(len(d.sheet.lines))]
		if !d.used[l] && d.isRecord(l) && (fits == nil || fits(l)) {
			d.used[l] = true
			return l
		}
	}
	panic("sample: no record fits the defect")
}

// takeRare draws as take does, but returns the first unused record from the
// drawn one on that the second condition holds for. So a defect that few records
// are fit for moves no other.
func (d *defects) takeRare(drawn, fits func(*line) bool) *line {
	from := d.take(drawn)
	delete(d.used, from)
	for _, l := range d.sheet.lines[d.sheet.row(from)-d.sheet.headerRow()-1:] {
		if !d.used[l] && d.isRecord(l) && fits(l) {
			d.used[l] = true
			return l
		}
	}
	panic("sample: no record fits the rare defect")
}

// isRecord tells records from totals and what else stands between them.
func (d *defects) isRecord(l *line) bool {
	return l.cells["district"] != nil && l.cells["district"] != "District"
}

// set puts a value into a cell and notes what is to be said of it.
func (d *defects) set(l *line, field string, value any, s says, why because) {
	right := shown(l.cells[field])
	l.cells[field] = value
	d.expect(l, field, s, why, right)
}

// expect notes what is to be said of a line's cell; field "" is the row itself,
// a nil line the table.
func (d *defects) expect(l *line, field string, s says, why because, right string) {
	if s.kind == "" {
		s.kind = Nothing
	}
	d.list = append(d.list, pending{Expectation{
		File: d.sheet.path, Field: field, Rule: s.rule, Kind: s.kind, Severity: s.severity,
		Defect: why.defect, Done: why.done, Right: right,
	}, l, nil})
}

// expectAt is expect for a place that is no cell of a record.
func (d *defects) expectAt(at func() (row int, column string), s says, why because, right string) {
	d.expect(nil, "", s, why, right)
	d.list[len(d.list)-1].at = at
}

// resolve gives the expectations their rows and columns.
func (d *defects) resolve() []Expectation {
	var list []Expectation
	for _, p := range d.list {
		if p.line != nil {
			p.Row = d.sheet.row(p.line)
		}
		if p.Field != "" {
			p.Column = d.sheet.columnName(p.Field)
		}
		if p.at != nil {
			p.Row, p.Column = p.at()
		}
		list = append(list, p.Expectation)
	}
	return list
}

// copyOf returns a new line with the same cells.
func copyOf(l *line) *line {
	c := &line{cells: map[string]any{}}
	for f, v := range l.cells {
		c.cells[f] = v
	}
	return c
}

// repeatHeader puts the titles above a record once more, as a page break does.
func (d *defects) repeatHeader(above *line) {
	h := &line{cells: map[string]any{}}
	for _, c := range d.sheet.columns {
		if c.title != "" {
			h.cells[c.field] = c.title
		}
	}
	d.sheet.insert(above, h)
	d.expect(h, "", says{}, because{"57", "the header row stands in the data once more"}, "")
}

// blankRow puts an empty row above a record.
func (d *defects) blankRow(above *line) {
	b := &line{cells: map[string]any{}}
	d.sheet.insert(above, b)
	d.expect(b, "", says{}, because{"9", "a blank row inside the table"}, "")
}

// retitle renames a column's header to one that services use too.
func (d *defects) retitle(field, title string, why because) {
	c := &d.sheet.columns[d.sheet.column(field)]
	d.expect(nil, field, says{}, why, c.title)
	c.title = title
}

// swap exchanges two columns.
func (d *defects) swap(a, b string) {
	i, j := d.sheet.column(a), d.sheet.column(b)
	d.sheet.columns[i], d.sheet.columns[j] = d.sheet.columns[j], d.sheet.columns[i]
	d.expect(nil, a, says{}, because{"55", "two columns change places"}, "")
}

// add puts a further column behind a field's.
func (d *defects) add(behind string, c column) {
	i := d.sheet.column(behind) + 1
	d.sheet.columns = append(d.sheet.columns[:i:i], append([]column{c}, d.sheet.columns[i:]...)...)
}

func shown(c any) string {
	switch c := c.(type) {
	case fault:
		return string(c)
	case formula:
		return c.result
	case dayText:
		return string(c)
	}
	return cellText(c)
}
