package rules

import (
	"slices"
	"strings"
	"sync"

	"winnow/internal/period"
)

// List is a code list: a CSV with a header row. It is safe for concurrent use.
type List struct {
	File    string   // as the rule files name it
	Columns []string // as the header has them
	Rows    []ListRow
	Dated   bool // it has valid_from or valid_to

	mu    sync.RWMutex
	codes map[int]map[string][]int // column → value → rows, built on first use
}

// ListRow is one row with the dates between which it is valid, both included.
type ListRow struct {
	Cells    []string
	From, To *period.Date // nil: open
	Line     int
}

// ColumnIndex returns where a column stands, and false where the list has none
// of that name.
func (l *List) ColumnIndex(name string) (int, bool) {
	i := slices.Index(l.Columns, name)
	return i, i >= 0
}

// HasColumn says whether the list has a column of that name.
func (l *List) HasColumn(name string) bool { return slices.Contains(l.Columns, name) }

// rows returns the rows that have a value in a column.
func (l *List) rows(column int, value string) []int {
	if column < 0 || column >= len(l.Columns) {
		return nil
	}
	l.mu.RLock()
	index, ok := l.codes[column]
	l.mu.RUnlock()
	if !ok {
		index = l.index(column)
	}
	return index[value]
}

// index finds the rows of every value of a column.
func (l *List) index(column int) map[string][]int {
	index := make(map[string][]int, len(l.Rows))
	for i, r := range l.Rows {
		if c := r.Cells[column]; c != "" {
			index[c] = append(index[c], i)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.codes == nil {
		l.codes = map[int]map[string][]int{}
	}
	l.codes[column] = index
	return index
}

// Has says whether the column holds the value in any row. Values compare
// exactly.
func (l *List) Has(column int, value string) bool { return len(l.rows(column, value)) > 0 }

// ValidOn says whether a row with the value is valid on a date.
func (l *List) ValidOn(column int, value string, d period.Date) bool {
	return l.anyValid(column, value, d, d)
}

// ValidIn says whether a row with the value is valid on some day of a period;
// for no period it is Has.
func (l *List) ValidIn(column int, value string, p period.Period) bool {
	if p.IsZero() {
		return l.Has(column, value)
	}
	return l.anyValid(column, value, p.Start(), p.End())
}

func (l *List) anyValid(column int, value string, from, to period.Date) bool {
	for _, i := range l.rows(column, value) {
		r := l.Rows[i]
		if (r.From == nil || *r.From <= to) && (r.To == nil || *r.To >= from) {
			return true
		}
	}
	return false
}

// Values returns the different values of a column in file order, blanks left out.
func (l *List) Values(column int) []string {
	var all []string
	seen := map[string]bool{}
	for _, r := range l.Rows {
		if v := r.Cells[column]; v != "" && !seen[v] {
			seen[v] = true
			all = append(all, v)
		}
	}
	return all
}

// Find returns the text in the named column of the first row whose first column
// is the key, and false where there is none or it is blank.
func (l *List) Find(key, column string) (string, bool) {
	c, ok := l.ColumnIndex(column)
	if !ok {
		return "", false
	}
	for _, i := range l.rows(0, key) {
		if v := l.Rows[i].Cells[c]; v != "" {
			return v, true
		}
	}
	return "", false
}

// namedList opens the code list that a rule file names.
func (d *draft) namedList(v value) (*List, bool) {
	name, ok := v.filled()
	if !ok {
		return nil, false
	}
	list, problem := d.list(name)
	if problem != "" {
		v.fault("%s", problem)
	}
	return list, list != nil
}

// list opens a code list once. It says in words what is wrong with the name; a
// list that is there and whose header is at fault is nil without words here, as
// its own faults say what is wrong.
func (l *loader) list(name string) (list *List, problem string) {
	if problem = checkFileName(name); problem != "" {
		return nil, problem
	}
	if list, ok := l.lists[name]; ok {
		return list, ""
	}
	c, problem := l.table(name)
	if problem != "" {
		return nil, problem
	}
	if c != nil {
		list = &List{File: name}
		list.fill(c)
	}
	l.lists[name] = list
	return list, ""
}

// fill takes over the rows of a CSV, whose cells are trimmed.
func (l *List) fill(c *csvTable) {
	l.Columns = c.header
	from, to := slices.Index(c.header, "valid_from"), slices.Index(c.header, "valid_to")
	l.Dated = from >= 0 || to >= 0
	for i, cells := range c.rows {
		r := ListRow{Cells: cells, Line: c.lines[i]}
		r.From = c.date(i, from)
		r.To = c.date(i, to)
		if r.From != nil && r.To != nil && *r.From > *r.To {
			c.fault(i, to, "valid_to (%s) is before valid_from (%s)", r.To, r.From)
		}
		l.Rows = append(l.Rows, r)
	}
}

// date reads the date in a cell; nil where there is no such column or the cell
// is blank.
func (c *csvTable) date(row, column int) *period.Date {
	if column < 0 || strings.TrimSpace(c.rows[row][column]) == "" {
		return nil
	}
	d, ok := period.ParseDate(c.rows[row][column])
	if !ok {
		c.fault(row, column, "%s is %q; it must be a date written like 2021-04-16", c.header[column], c.rows[row][column])
		return nil
	}
	return &d
}
