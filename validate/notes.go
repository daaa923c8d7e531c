package validate

import (
	"winnow/internal/report"
)

// note is what was understood in a column though it wasn't written as asked;
// the sender is told once for each column.
type note uint8

const (
	noteNegative   note = 1 << iota // (123.45) or 123.45- read as -123.45
	noteCentury                     // a two-digit year
	noteFormula                     // a formula, read by its saved result
	noteMonthFirst                  // a date read with the month before the day
	notePadded                      // a code given back its leading zeros
)

var noteWords = map[note]struct {
	severity           report.Severity
	rule, message, fix string
}{
	noteNegative:   {report.Note, "negative", "Amounts in brackets, or with the minus at the end, were read as negative.", "Nothing needs doing if that is what was meant."},
	noteCentury:    {report.Note, "two-digit-year", "Years of two digits were read as the most likely year.", "Please write years with four digits, and check that none is a century out."},
	noteFormula:    {report.Note, "formula", "Some cells hold formulas; the results saved in the file were read.", "Make sure that the workbook was calculated before it was saved, or paste the values in place of the formulas."},
	noteMonthFirst: {report.Query, "month-first", "Dates are written with the month before the day throughout the column, and were read so.", "Check the dates, and write the day first: 16/04/2021 is 16 April 2021."},
	notePadded:     {report.Note, "leading-zeros", "Codes had lost their leading zeros; they were put back.", "Format the column as Text before typing codes that begin with 0."},
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
	x.Rule, x.Kind, x.Severity = f.Name+"."+w.rule, report.KindType, w.severity
	x.Message, x.Fix = f.title+": "+lowerFirst(w.message), w.fix
	x.Expected = f.wanted()
	return x
}
