package validate

import (
	"sync/atomic"

	"winnow/rules"
)

// directness is how a field's columns are cast: no way but the general one, or
// directly where their cells are of many kinds.
type directness struct {
	able    bool         // the field's rules leave its cells alone
	missing bool         // a text may stand for a missing value
	on      atomic.Bool  // the cells have been of many kinds
	refused atomic.Int32 // batches whose cells were not plain
}

// directRefusals is how many batches that are not plain end the attempts.
const directRefusals = 8

// setDirect finds the fields that may be cast directly.
func (c *Checker) setDirect() {
	if len(c.keySets) > 0 || c.own != nil || !c.cols.CSV || c.ret.Bare {
		return
	}
	read := c.readOneByOne()
	for i, f := range c.fields {
		f.directly.able = f.present() && !read[i] && f.plain(c.ctx.NoClean) && !f.tried.any()
		_, blank := f.misses[""]
		f.directly.missing = len(f.misses) > 1 || len(f.misses) == 1 && !blank
	}
}

// readOneByOne returns the fields whose cells some rule reads.
func (c *Checker) readOneByOne() map[int]bool {
	read := map[int]bool{}
	add := func(fields ...int) {
		for _, f := range fields {
			read[f] = true
		}
	}
	for _, r := range c.rules {
		add(r.reads...)
	}
	for _, m := range c.counts {
		add(append(m.By, m.Field)...)
		for _, k := range []*condition{m.where, m.of} {
			if k != nil {
				add(k.fields...)
			}
		}
	}
	for _, k := range c.tables {
		add(k.reads...)
	}
	for _, k := range c.foreign {
		add(k.Fields...)
	}
	add(c.uniqueFields()...)
	for _, key := range c.ret.UniqueKeys {
		add(key...)
	}
	for i, f := range c.fields {
		for _, d := range f.dated {
			add(i, d.con.On)
		}
	}
	return read
}

// plain says whether the field's own declaration leaves plain cells as they are.
func (f *field) plain(noClean bool) bool {
	if i, ok := f.misses[""]; f.FillDown || ok && f.Missing[i].Label != "" {
		return false
	}
	switch f.Type {
	case rules.TypeNumber, rules.TypeInteger:
		for text := range f.misses {
			if text != "" && text[0] >= '0' && text[0] <= '9' {
				return false
			}
		}
		return (f.DecimalChar == "" || f.DecimalChar == ".") && f.percent == "" && !f.mixes && (noClean || !labelled(f.Field))
	case rules.TypeString:
		return noClean && f.Format == "" && f.Check == "" && len(f.Map) == 0 && f.enums == nil && f.width == 0
	}
	return false
}

// learn notes how many kinds of cells a column of n had.
func (f *field) learn(kinds, n int) {
	many := 16
	if f.Type == rules.TypeString {
		many = 2
	}
	if f.directly.able && n >= 256 && kinds > n/many {
		f.directly.on.Store(true)
	}
}
