package report

import (
	"iter"

	"winnow/internal/spool"
)

// List is exceptions in the order found, any number of them, counted by
// severity. The zero value is an empty list; a nil List reads as one. Past
// spool.InMemory it keeps them in a temporary file until Close.
type List struct {
	items  spool.Spool[Exception]
	counts map[Severity]int
}

// Add appends an exception.
func (l *List) Add(e Exception) {
	if l.counts == nil {
		l.counts = map[Severity]int{}
	}
	l.counts[e.Severity]++
	l.items.Add(e)
}

// Len returns how many exceptions there are.
func (l *List) Len() int {
	if l == nil {
		return 0
	}
	return l.items.Len()
}

// Count returns how many there are of a severity.
func (l *List) Count(s Severity) int {
	if l == nil {
		return 0
	}
	return l.counts[s]
}

// All yields every exception in order. It may be ranged over many times.
func (l *List) All() iter.Seq[Exception] {
	if l == nil {
		return func(func(Exception) bool) {}
	}
	return l.items.All()
}

// Err returns the first failure to keep or read back an exception. Who writes
// a list out checks it afterwards: where it is set, exceptions are lost.
func (l *List) Err() error {
	if l == nil {
		return nil
	}
	return l.items.Err()
}

// Close removes the temporary file, if there is one.
func (l *List) Close() error {
	if l == nil {
		return nil
	}
	return l.items.Close()
}
