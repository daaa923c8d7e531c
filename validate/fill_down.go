package validate

import "winnow/internal/table"

// fillDown gives blank cells of a field with fill: down the entry above them.
// How many at the top have nothing above them in the batch is kept in opening;
// Join fills those from the batch before.
func (r *Result) fillDown(field int) {
	col := r.col(field)
	above, open := int32(-1), 0
	col.counted = nil
	for i, code := range col.codes {
		switch e := &col.entries[code]; {
		case e.kind == table.Absent || e.text != "" || e.fault != nil && e.flag&table.NoResult != 0:
			above = code
		case above >= 0:
			col.codes[i] = above
		case open == i:
			open++
		}
	}
	if open > 0 {
		if r.opening == nil {
			r.opening = make([]int, len(r.cols))
		}
		r.opening[field] = open
	}
}

// fillFrom fills the records at the top of a batch from the last entry of the
// batch before, and says whether there was anything to fill.
func (r *Result) fillFrom(last []*entry) bool {
	changed := false
	for f, open := range r.opening {
		if open == 0 || last[f] == nil {
			continue
		}
		col := r.col(f)
		e := *last[f]
		e.first, e.notes = 0, 0
		col.entries, col.counted = append(col.entries, e), nil
		for i := range open {
			col.codes[i] = int32(len(col.entries) - 1)
		}
		changed = true
	}
	return changed
}

// lastEntries returns, for each field with fill: down, the entry that the next
// batch goes on with.
func (c *Checker) lastEntries(r *Result, last []*entry) {
	for i, f := range c.fields {
		if f.FillDown && len(r.rows) > 0 && f.present() {
			if e := *r.col(i).at(len(r.rows) - 1); e.text != "" {
				last[i] = &e
			}
		}
	}
}
