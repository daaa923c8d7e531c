package rules

import "slices"

// dueReturn is a row of returns_due.csv whose return is still to be looked up.
type dueReturn struct {
	table *csvTable
	row   int
	name  string
}

// together checks what speaks of several files, once all are read.
func (l *loader) together() {
	l.set.Due = slices.DeleteFunc(l.set.Due, func(d Due) bool { return l.set.Return(d.Return) == nil && l.leftOut(d.Return) })
	if l.single || l.unread {
		return // a return that wasn't loaded may be the one meant
	}
	var names []string
	for _, r := range l.set.Returns {
		if r.Name == "" {
			return
		}
		names = append(names, r.Name)
	}
	for _, due := range l.dueReturns {
		if l.set.Return(due.name) == nil && !l.leftOut(due.name) {
			due.table.fault(due.row, due.table.column("return"), "no rule file defines the return %q%s", due.name, due.table.src.near(due.name, names))
		}
	}
}
