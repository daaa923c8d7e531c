package validate

import (
	"cmp"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/report"
	"winnow/rules"
)

// lookup is a lookup of the rule file with the rows that this table finds by it.
type lookup struct {
	*rules.Lookup
	at      int    // its place in Checker.lookups
	missing string // why it can't be used on this table
	rows    *RowSet
	index   *rowIndex
	theirs  []int // by Theirs: the column of rows, or -1
}

// lookup prepares the i-th lookup of the return, once. Only New calls it: while
// batches are checked nothing of it changes.
func (c *Checker) lookup(i int) *lookup {
	if c.lookups == nil {
		c.lookups = make([]*lookup, len(c.ret.Lookups)+len(c.ret.ForeignKeys))
	}
	if c.lookups[i] == nil {
		c.lookups[i] = c.prepare(c.ret.Lookups[i], i, false)
	}
	return c.lookups[i]
}

// show prepares the lookups that an author's texts show.
func (c *Checker) show(texts ...string) {
	for _, v := range c.ret.LookupVars {
		for _, t := range texts {
			if strings.Contains(t, "{"+v.Name+"}") {
				c.lookup(v.Lookup)
			}
		}
	}
}

// prepare gets a lookup's rows and indexes them. blanks says that a key may be
// blank in part, and is then found among keys that are.
func (c *Checker) prepare(l *rules.Lookup, at int, blanks bool) *lookup {
	out := &lookup{Lookup: l, at: at}
	if out.missing = c.missingColumn(l.Reads); out.missing != "" {
		return out
	}
	if out.rows, out.missing = c.rowsOf(l); out.missing != "" {
		return out
	}
	out.theirs = make([]int, len(l.Theirs))
	for i, f := range l.Theirs {
		out.theirs[i] = out.rows.column(f.Name)
	}
	for _, i := range out.needed(len(c.ret.Fields)) {
		if out.theirs[i] < 0 && out.rows.Len() > 0 {
			out.missing = "column " + l.Theirs[i].Title + " is missing where it is looked up"
			return out
		}
	}
	if l.Where != nil {
		for _, v := range l.Where.Reads() {
			if v -= len(c.ret.Fields); v >= 0 && v < rules.RowVarCount && c.vars[v].missing != "" {
				out.missing = c.vars[v].missing
				return out
			}
		}
	}
	out.index = out.rows.indexed(out, blanks)
	return out
}

// needed lists the fields of the other rows without which the lookup can't work.
func (l *lookup) needed(ownFields int) []int {
	var fields []int
	for _, p := range l.On {
		fields = append(fields, p.Theirs)
	}
	if l.Order >= 0 {
		fields = append(fields, l.Order)
	}
	if l.Until >= 0 {
		fields = append(fields, l.Until)
	}
	if l.Where != nil {
		for _, v := range l.Where.Reads() {
			if v -= ownFields + rules.RowVarCount; v >= 0 {
				fields = append(fields, v)
			}
		}
	}
	return fields
}

// rowsOf gives a lookup's rows, or says why they aren't held.
func (c *Checker) rowsOf(l *rules.Lookup) (*RowSet, string) {
	switch {
	case l.List != nil:
		return c.listRows(l), ""
	case l.When != "" && c.ctx.Period.IsZero():
		return nil, "no period was given"
	case c.ctx.Rows == nil:
		return nil, "rows of " + l.Return + " are not held"
	}
	rows, reason := c.ctx.Rows(l.Ref())
	if rows == nil {
		return nil, cmp.Or(reason, "rows of "+l.Return+" are not held")
	}
	return rows, reason
}

// listRows makes rows of a reference list: those valid in the period.
func (c *Checker) listRows(l *rules.Lookup) *RowSet {
	s := &RowSet{names: make([]string, len(l.Theirs)), cols: make([]rowColumn, len(l.Theirs))}
	valid := make([]int, 0, len(l.Cells))
	for i := range l.Cells {
		if l.List.Rows[i].ValidIn(c.ctx.Period) {
			valid = append(valid, i)
		}
	}
	s.rows = len(valid)
	for k, f := range l.Theirs {
		s.names[k] = f.Name
		b := columnBuilder{column: &s.cols[k]}
		for _, i := range valid {
			b.add(rowValue{Value: l.Cells[i][k]})
		}
	}
	return s
}

// lookedUp words a lookup's variable for a message: as the sender would write the
// value. false where the name is none of a lookup.
func (c *Checker) lookedUp(name string, x *record) (string, bool) {
	if !strings.Contains(name, ".") {
		return "", false
	}
	for i, v := range c.ret.LookupVars {
		if v.Name != name {
			continue
		}
		if c.lookups == nil || c.lookups[v.Lookup] == nil || c.lookups[v.Lookup].missing != "" {
			return "not known", true
		}
		l := c.lookups[v.Lookup]
		if v.Field >= 0 && x.maskedThere(v) {
			return report.MaskedValue, true
		}
		return lookedUpWords(v, l, x.Value(len(c.fields)+rules.RowVarCount+i)), true
	}
	return "", false
}

// tells says whether everything that a text shows of lookups is known.
func (c *Checker) tells(text string, r *Result, i int) bool {
	for at, v := range c.ret.LookupVars {
		if strings.Contains(text, "{"+v.Name+"}") && c.lookups != nil && !(&record{c: c, r: r, i: i}).lookedUp(at).Known() {
			return false
		}
	}
	return true
}

func lookedUpWords(v rules.LookupVar, l *lookup, value expr.Value) string {
	switch value.Type {
	case expr.Any:
		return "not known"
	case expr.Number:
		return grouped(value.Num)
	case expr.Date:
		return value.Date.Time().Format("02/01/2006")
	}
	text := valueText(value)
	if v.Field >= 0 {
		text = cmp.Or(l.Theirs[v.Field].Labels[text], text)
	}
	return text
}
