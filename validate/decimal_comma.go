package validate

import (
	"slices"

	"winnow/internal/report"
	"winnow/rules"
)

// withComma returns the field read with a decimal comma, where its column is
// written so and the rule file does not say how.
func withComma(r *rules.Field, col int, cols Columns, bare bool) (*rules.Field, bool) {
	if bare || r.DecimalChar != "" || r.GroupChar != "" || col < 0 || !slices.Contains(cols.DecimalComma, col) {
		return r, false
	}
	own := *r
	own.DecimalChar, own.GroupChar = ",", "."
	return &own, true
}

// commaNotes declares the columns that were read with a decimal comma.
func (c *Checker) commaNotes() []report.Exception {
	var out []report.Exception
	for _, f := range c.fields {
		if f.comma {
			x := report.Exception{Rule: report.KindFormat, Kind: report.KindFormat, Severity: report.Note, Field: f.Name,
				Message: "The numbers in " + f.title + " are written with a decimal comma (1.234,56) and were read so.",
				Fix:     "Nothing, if that is right. If the commas part thousands, write the numbers without them."}
			x.Cells = c.cells([]int{f.index})
			out = append(out, x)
		}
	}
	return out
}
