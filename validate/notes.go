package validate

import (
	"winnow/internal/report"
)

// note is what was understood in a column though it wasn't written as asked;
// the sender is told once for each column.
type note uint8

const (
	noteNegative note = 1 << iota // (123.45) or 123.45- read as -123.45
	noteCentury                   // a two-digit year
)

var noteWords = map[note]struct{ rule, message, fix string }{
	noteNegative: {"negative", "Amounts in brackets, or with the minus at the end, were read as negative.", "Nothing needs doing if that is what was meant."},
	noteCentury:  {"two-digit-year", "Years of two digits were read as the most likely year.", "Please write years with four digits, and check that none is a century out."},
}

// understood is where a note was first due in a batch.
type understood struct {
	field, record int
	note          note
}

// noteException is the one exception for a note on a column.
func (c *Checker) noteException(r *Result, u understood) report.Exception {
	w := noteWords[u.note]
	f := c.fields[u.field]
	x := c.at(r, u.record, u.field)
	x.Rule, x.Kind, x.Severity = f.Name+"."+w.rule, report.KindType, report.Note
	x.Message, x.Fix = f.title+": "+lowerFirst(w.message), w.fix
	x.Expected = f.wanted()
	return x
}
