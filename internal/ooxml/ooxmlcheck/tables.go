package ooxmlcheck

import (
	"cmp"
	"strings"
)

// table is a table of a sheet.
type table struct {
	part, name string
	id         int
	area       area
	headers    int
	columns    []string
}

// readTables reads the tables that a sheet's relationships lead to.
func (c *checker) readTables(sheet string) []table {
	var out []table
	for _, r := range c.rels[strings.ToLower(sheet)] {
		if r.kind == "table" && c.parts[strings.ToLower(r.target)] != nil {
			out = append(out, c.readTable(r.target))
		}
	}
	for i, t := range out {
		for _, u := range out[:i] {
			if t.area.meets(u.area) {
				c.fault(t.part, Table, "%s meets %s", t.area, u.area)
			}
		}
	}
	return out
}

func (c *checker) readTable(part string) table {
	t := table{part: part, headers: 1}
	d := c.open(part)
	if d == nil {
		return t
	}
	root := d.tree()
	t.name = cmp.Or(root.attr("displayName"), root.attr("name"))
	t.id, _ = root.number("id")
	if n, ok := root.number("headerRowCount"); ok {
		t.headers = n
	}
	var ok bool
	if t.area, ok = parseArea(root.attr("ref")); !ok {
		c.fault(part, Table, "%q is no area", root.attr("ref"))
	}
	c.checkColumns(part, &t, root)
	if f := root.child("autoFilter"); f.local != "" {
		a, ok := parseArea(f.attr("ref"))
		if !ok || !t.area.holds(a) || a.from != t.area.from {
			c.fault(part, Filter, "the filter is over %q and the table over %s", f.attr("ref"), t.area)
		}
		c.filterColumns(part, f, a)
	}
	return t
}

// checkColumns holds a table's columns: as many as it is wide, of different names.
func (c *checker) checkColumns(part string, t *table, root *node) {
	columns := root.child("tableColumns")
	c.countOf(part, Table, columns)
	ids, names := map[string]bool{}, map[string]bool{}
	for _, n := range columns.kids {
		name := unescape(n.attr("name"))
		if id := n.attr("id"); id == "" || ids[id] || names[strings.ToLower(name)] {
			c.fault(part, Table, "the column %q or its id %q is there twice", name, id)
		}
		ids[n.attr("id")], names[strings.ToLower(name)] = true, true
		t.columns = append(t.columns, name)
	}
	if wide := t.area.to.col - t.area.from.col + 1; wide != len(t.columns) {
		c.fault(part, Table, "%d columns in an area of %d", len(t.columns), wide)
	}
}

// headerCells are the cells that say what the columns are called.
func (t *table) headerCells() []cellRef {
	if t.headers == 0 {
		return nil
	}
	var out []cellRef
	for i := range t.columns {
		out = append(out, cellRef{t.area.from.row, t.area.from.col + i})
	}
	return out
}

// checkTableHeaders holds each heading to its cell, which must be a text.
func (w *sheetCheck) checkTableHeaders() {
	for _, t := range w.tables {
		for i, at := range t.headerCells() {
			if got := w.heads[at]; flat(got) != flat(t.columns[i]) {
				w.fault(t.part, TableHeader, "%s is no text equal to the name of the column", at)
			}
		}
	}
}

// flat writes line ends in one way.
func flat(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}

// checkTables holds ids and names across the workbook.
func (c *checker) checkTables() {
	ids := map[int]bool{}
	for _, t := range c.book.tables {
		if ids[t.id] || t.id < 1 {
			c.fault(t.part, Table, "the id %d is there twice or is none", t.id)
		}
		name := strings.ToLower(t.name)
		if c.book.names[name] || !legalName(t.name) {
			c.fault(t.part, Table, "the name %q is there twice or is none", t.name)
		}
		ids[t.id], c.book.names[name] = true, true
	}
}
