package validate

import (
	"slices"
	"strconv"

	"github.com/zeebo/xxh3"
	"winnow/internal/report"
	"winnow/rules"
)

// uniqueSet is fields whose values together may stand only once.
type uniqueSet struct {
	id       string
	fields   []int
	single   *field // of a unique constraint; nil for a composite key
	severity report.Severity
	check    rules.KeyCheck // of a composite key
	rows     map[xxh3.Uint128]int32
}

// newUniqueSets lists the unique constraints and keys whose columns are there.
func newUniqueSets(c *Checker) []*uniqueSet {
	var out []*uniqueSet
	for _, i := range c.uniqueFields() {
		out = append(out, &uniqueSet{id: c.fields[i].unique.ID, fields: []int{i}, single: c.fields[i],
			severity: c.severity(c.fields[i].unique.Severity, c.fields[i].unique.Final), rows: map[xxh3.Uint128]int32{}})
	}
	for i, key := range c.ret.UniqueKeys {
		if c.missingColumn(key) == "" {
			k := c.ret.UniqueCheck[i]
			out = append(out, &uniqueSet{id: c.ret.UniqueKeyID(i), fields: key, check: k, severity: c.severity(k.Severity, k.Final), rows: map[xxh3.Uint128]int32{}})
		}
	}
	return out
}

// checkUnique flags each later occurrence of a value that may stand only once.
// Blanks don't count, nor do cells that failed, nor rows already known as
// duplicates.
func (c *Checker) checkUnique(r *Result, duplicate func(record int) bool) {
	for _, u := range c.joined.unique {
		for _, f := range u.fields {
			r.hashEntries(c.fields[f], f)
		}
		var buf []byte
		for i := range r.rows {
			if r.misshapen(i) || duplicate(i) || slices.ContainsFunc(u.fields, func(f int) bool { return r.col(f).at(i).state != valued || r.failed(f, i, u.severity) }) {
				continue
			}
			buf = r.appendHashes(buf[:0], u.fields, i)
			key := xxh3.Hash128(buf)
			if first, ok := u.rows[key]; ok {
				if r.find(i, c.uniqueException(r, i, u, int(first))) && c.staged {
					r.markAll(u.fields, i, u.severity, ownRows)
				}
			} else {
				u.rows[key] = int32(r.rows[i])
			}
		}
	}
}

func (c *Checker) uniqueException(r *Result, i int, u *uniqueSet, first int) report.Exception {
	words, fix := "The same "+c.titles(u.fields)+" stands in "+c.row()+" "+strconv.Itoa(first)+".", "Correct one of the two "+c.row()+"s."
	var x report.Exception
	if f := u.single; f != nil {
		message := f.subject(r.col(f.index).at(i)) + " is also in " + c.row() + " " + strconv.Itoa(first) + "."
		x = c.cellException(r, i, f.index, f.own(f.unique, report.KindUnique, message, "a value that no other row has", fix))
	} else {
		x = c.at(r, i, u.fields[0])
		x.Cells = c.cells(u.fields)
		x.Rule, x.Kind, x.Severity, x.Message, x.Fix = u.id, report.KindUnique, u.severity, words, fix
		x.Expected = "one row for each " + c.titles(u.fields)
		c.ownKeyWords(&x, u.check, r, i)
	}
	x.OtherRows = []int{first}
	return x
}
