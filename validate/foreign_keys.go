package validate

import (
	"slices"
	"strings"

	"winnow/internal/report"
	"winnow/rules"
)

// foreignKey is a foreign key prepared for a table.
type foreignKey struct {
	*rules.ForeignKey
	severity report.Severity
	rows     *lookup
	stage    stage
	expected string
}

// newForeignKeys prepares the foreign keys; their lookups stand after the return's.
func newForeignKeys(c *Checker) []*foreignKey {
	var out []*foreignKey
	for i, k := range c.ret.ForeignKeys {
		if c.lookups == nil {
			c.lookups = make([]*lookup, len(c.ret.Lookups)+len(c.ret.ForeignKeys))
		}
		at := len(c.ret.Lookups) + i
		c.lookups[at] = c.prepare(k.Lookup, at, true)
		c.show(k.Message, k.Fix)
		in := ownRows
		if c.stageOf(k.Lookup) > ownRows {
			in = otherKeys
		}
		out = append(out, &foreignKey{ForeignKey: k, severity: c.severity(k.Severity, k.Final), rows: c.lookups[at],
			stage: in, expected: "a value that is in " + c.referred(k.Lookup)})
	}
	return out
}

// referred calls what a foreign key points to by a name that senders know.
func (c *Checker) referred(l *rules.Lookup) string {
	var titles []string
	for _, p := range l.On {
		titles = append(titles, "“"+l.Theirs[p.Theirs].Title+"”")
	}
	what := "column " + titles[0] + " of "
	if len(titles) > 1 {
		what = "columns " + strings.Join(titles, ", ") + " of "
	}
	switch {
	case l.List != nil:
		return what + "the list " + l.List.File
	case l.Return == c.ret.Name:
		return what + "this table"
	}
	if c.ctx.Set != nil {
		if r := c.ctx.Set.Known(l.Return); r != nil && r.Title != "" {
			return what + "“" + r.Title + "”"
		}
	}
	return what + l.Return
}

// checkForeignKeys runs the foreign keys of a stage: lists and the table's own
// rows before the row rules, other returns after them.
func (c *Checker) checkForeignKeys(r *Result, at stage) {
	for _, k := range c.foreign {
		if k.rows.missing == "" && k.stage == at {
			c.checkForeignKey(r, k)
		}
	}
}

func (c *Checker) checkForeignKey(r *Result, k *foreignKey) {
	f := r.finder(k.rows, len(c.lookups))
	for i := range r.rows {
		if r.misshapen(i) || k.found(r, f, i) || slices.ContainsFunc(k.Fields, func(field int) bool { return r.failedBefore(field, i, k.severity, k.stage) }) {
			continue
		}
		if !r.find(i, c.foreignException(r, i, k)) {
			continue
		}
		for _, field := range k.Fields {
			if k.stage == ownRows { // as good as a check of the cell
				r.fault(field, i, k.severity)
			} else {
				r.mark(field, i, k.severity, k.stage)
			}
		}
	}
}

// found says whether a record's key is there, or it has none. A key that is blank
// in part must be there as it is.
func (k *foreignKey) found(r *Result, f *finder, record int) bool {
	blanks := 0
	for _, field := range k.Fields {
		if r.col(field).at(record).state != valued {
			blanks++
		}
	}
	if blanks == len(k.Fields) {
		return true
	}
	if blanks > 0 {
		return f.findBlank(r, record) >= 0
	}
	return f.group(r, record) >= 0
}

func (c *Checker) foreignException(r *Result, record int, k *foreignKey) report.Exception {
	x := c.at(r, record, k.Fields[0])
	x.Cells = c.cells(k.Fields)
	x.Rule, x.Kind, x.Severity, x.Expected = k.ID, report.KindForeignKey, k.severity, k.expected
	if k.Message != "" {
		x.Message, x.Fix = c.fill(k.Message, r, record), c.fill(k.Fix, r, record)
		return x
	}
	x.Message = c.keyWords(r, record, k.Fields) + " is not in " + c.referred(k.Lookup) + "."
	x.Fix = "Correct it; if it is right, ask whoever collects the returns to have it added there."
	if k.Fix != "" {
		x.Fix = c.fill(k.Fix, r, record)
	}
	return x
}

// keyWords words the values of some fields: “AB1” in Site code, “2” in Ward.
func (c *Checker) keyWords(r *Result, record int, fields []int) string {
	var words []string
	for _, f := range fields {
		e := r.col(f).at(record)
		switch text := r.text(f, record); {
		case c.fields[f].masked || e.masked:
			words = append(words, "the value in "+c.fields[f].title)
		case text == "":
			words = append(words, "a blank in "+c.fields[f].title)
		default:
			words = append(words, quoted(text)+" in "+c.fields[f].title)
		}
	}
	s := strings.Join(words, " with ")
	if strings.HasPrefix(s, "“") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
