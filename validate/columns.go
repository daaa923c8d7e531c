package validate

import (
	"strings"

	"winnow/internal/expr"
	"winnow/internal/period"
	"winnow/internal/table"
	"winnow/rules"
)

// dateTally is what the dates of a column have in common.
type dateTally struct {
	orders  [orderRealHigh + 1]int
	dated   int // dates, of a field with within: period
	inside  int // of those, in the period
	shifted int // of those, real dates that would lie in it if the other date system held
	periods map[period.Period]int
	first   period.Date
	last    period.Date
}

// zeroTally counts a column's figures.
type zeroTally struct{ figures, zeros int }

// gatherColumns gathers what is decided for whole columns: dates, errors, zeros.
func (c *Checker) gatherColumns(r *Result) {
	r.dates, r.zeros, r.broken = make([]dateTally, len(c.fields)), make([]zeroTally, len(c.fields)), 0
	for i, f := range c.fields {
		if !f.present() {
			continue
		}
		if d := r.cols[i].direct; d != nil {
			if f.Type != rules.TypeString {
				r.dates[i].orders[0], r.zeros[i] = len(d.ends), d.zeros()
			}
			continue
		}
		col := &r.cols[i]
		asked := f.Type == rules.TypeDate || f.Type == rules.TypeDateTime || f.Type == rules.TypeInteger || f.Type == rules.TypeNumber
		if !asked && !col.showsError() {
			continue
		}
		counts := col.counts()
		for e := range col.entries {
			c.tallyEntry(r, f, &col.entries[e], int(counts[e]))
		}
	}
}

// counts returns how often each entry stands; not to be changed.
func (c *column) counts() []int32 {
	if c.counted == nil {
		c.counted = make([]int32, len(c.entries))
		for _, code := range c.codes {
			c.counted[code]++
		}
	}
	return c.counted
}

// showsError says whether a column has a cell that shows an error.
func (c *column) showsError() bool {
	for i := range c.entries {
		if c.entries[i].showsError() {
			return true
		}
	}
	return false
}

func (e *entry) showsError() bool {
	return e.kind == table.Error || e.kind == table.Text && strings.HasPrefix(e.text, "#") && excelErrors[e.text]
}

func (c *Checker) tallyEntry(r *Result, f *field, e *entry, n int) {
	if f.showsError(e) {
		r.broken += n
		return
	}
	r.dates[f.index].orders[e.order] += n
	if e.state != valued {
		return
	}
	if e.value.Type == expr.Number {
		z := &r.zeros[f.index]
		if z.figures += n; e.value.Num.Sign() == 0 {
			z.zeros += n
		}
		return
	}
	if day, ok := dateOf(e.value); ok && f.within && n > 0 {
		c.tallyDate(&r.dates[f.index], e, day, n)
	}
}

// daysBetweenSystems is how far the date systems of 1900 and 1904 lie apart.
const daysBetweenSystems = 1462

func (c *Checker) tallyDate(t *dateTally, e *entry, day period.Date, n int) {
	span := c.ctx.span()
	if t.dated == 0 || day < t.first {
		t.first = day
	}
	if t.dated == 0 || day > t.last {
		t.last = day
	}
	t.dated += n
	if t.periods == nil {
		t.periods = map[period.Period]int{}
	}
	t.periods[period.Of(day, span.Kind)] += n
	switch {
	case span.Contains(day):
		t.inside += n
	case e.isReal() && (span.Contains(day.AddDays(daysBetweenSystems)) || span.Contains(day.AddDays(-daysBetweenSystems))):
		t.shifted += n
	}
}

// gather adds a batch's columns to the table's.
func (t *tableState) gather(r *Result) {
	t.broken += r.broken
	for i := range r.dates {
		t.dates[i].add(&r.dates[i])
		t.zeros[i].figures += r.zeros[i].figures
		t.zeros[i].zeros += r.zeros[i].zeros
	}
}

func (t *dateTally) add(o *dateTally) {
	for i, n := range o.orders {
		t.orders[i] += n
	}
	if o.dated == 0 {
		return
	}
	if t.dated == 0 || o.first < t.first {
		t.first = o.first
	}
	if t.dated == 0 || o.last > t.last {
		t.last = o.last
	}
	t.dated, t.inside, t.shifted = t.dated+o.dated, t.inside+o.inside, t.shifted+o.shifted
	if t.periods == nil {
		t.periods = map[period.Period]int{}
	}
	for p, n := range o.periods {
		t.periods[p] += n
	}
}
