package rules

import (
	"slices"

	"winnow/internal/period"
)

// window reads the stretch of time over which a count or sum adds up: two dates,
// or the columns of a list's row that have them.
func (d *draft) window(m *mapping, kind string, out *Measure) {
	v, ok := m.get("window")
	if !ok {
		return
	}
	switch {
	case kind != "count" && kind != "sum":
		v.fault(`"window" adds up over periods, which only a count or a sum can: %s is a %s`, m.what, kind)
		return
	case len(out.By) > 0:
		v.fault(`"window" is for one value, and %s has one for each group`, m.what)
		return
	case d.ret.PeriodKind == period.None:
		v.fault(`"window" adds up over periods: say with "period:" at the top of the return how long they are`)
		return
	}
	w, ok := v.mapping(keys{known: []string{"list", "key", "from", "to"}})
	if !ok {
		return
	}
	if w.has("list") {
		out.Window = d.listWindow(w)
		return
	}
	from, ok := w.need("from")
	if k, listed := w.get("key"); listed {
		k.fault(`"key" is for a "list"`)
	}
	if !ok {
		return
	}
	first, ok := from.date()
	if !ok {
		return
	}
	out.Window = &Window{From: first, Text: "from " + first.Long()}
	if to, ok := w.get("to"); ok {
		if last, ok := to.date(); ok {
			out.Window.To, out.Window.Text = &last, first.Long()+" to "+last.Long()
			if last < first {
				to.fault("the window ends on %s, before it begins", last)
			}
		}
	}
}

// date reads a date as 2021-04-16.
func (v value) date() (period.Date, bool) {
	s, ok := v.text()
	if !ok {
		return 0, false
	}
	day, ok := period.ParseDate(s)
	if !ok {
		v.fault("%s is %q; it must be a date written like 2021-04-16", v.what, s)
	}
	return day, ok
}

// listWindow reads {list, key, from, to}: the dates in two columns of the rows
// that have the key in the first column, from the earliest to the last.
func (d *draft) listWindow(w *mapping) *Window {
	v, _ := w.get("list")
	list, ok := d.namedList(v)
	key, given := w.need("key")
	if !ok || !given {
		return nil
	}
	code, ok := key.filled()
	if !ok {
		return nil
	}
	from, okFrom := d.windowColumn(w, list, "from", "valid_from")
	to, okTo := d.windowColumn(w, list, "to", "valid_to")
	if !okFrom || !okTo {
		return nil
	}
	out, open := (*Window)(nil), false
	for _, r := range list.Rows {
		if r.Cells[0] != code {
			continue
		}
		first, ok := period.ParseDate(r.Cells[from])
		if !ok {
			key.fault("the list %s has no date in %q for %q", list.File, list.Columns[from], code)
			return nil
		}
		if out == nil {
			out = &Window{From: first, Text: "that of " + code}
		}
		out.From = min(out.From, first)
		if last, ok := period.ParseDate(r.Cells[to]); !ok {
			open = true
		} else if out.To == nil || last > *out.To {
			out.To = &last
		}
	}
	if out == nil {
		key.fault("the list %s has no %q in its column %q%s", list.File, code, list.Columns[0], d.src.near(code, list.Values(0)))
		return nil
	}
	if open {
		out.To = nil
	}
	return out
}

// windowColumn reads the name of a list's column of dates.
func (d *draft) windowColumn(w *mapping, list *List, name, usual string) (int, bool) {
	v, given := w.get(name)
	if given {
		if text, ok := v.filled(); ok {
			usual = text
		}
	}
	i, ok := list.ColumnIndex(usual)
	if !ok {
		if !given {
			v = w.value
		}
		v.fault("the list %s has no column %q%s", list.File, usual, d.src.near(usual, list.Columns))
		return 0, false
	}
	for n, r := range list.Rows {
		if _, ok := period.ParseDate(r.Cells[i]); !ok && r.Cells[i] != "" && !slices.Contains([]string{"valid_from", "valid_to"}, usual) {
			v.fault("the list %s has %q in its column %q on row %d, which is not a date like 2021-04-16", list.File, r.Cells[i], usual, n+1)
			return 0, false
		}
	}
	return i, true
}
