package validate

import (
	"winnow/internal/report"
)

// checkOrder finds columns out of the order of the fields, which a bare Table
// Schema asks for whose fieldsMatch is exact.
func (c *Checker) checkOrder() []report.Exception {
	if c.ret.Find.FieldsMatch != "exact" {
		return nil
	}
	var out []report.Exception
	var last *field
	for _, f := range c.fields {
		switch {
		case !f.present():
		case last != nil && f.col < last.col:
			out = append(out, c.orderException(f, last))
		default:
			last = f
		}
	}
	return out
}

func (c *Checker) orderException(f, before *field) report.Exception {
	x := report.Exception{Rule: report.KindIncorrect, Kind: report.KindIncorrect, Severity: report.Error, Field: f.Name}
	c.point(&x, f.col)
	x.Expected = "the columns in the order of the schema"
	x.Message = "The column “" + f.title + "” stands before “" + before.title + "” and should come after it."
	x.Fix = "Put the columns in the order of the template."
	return x
}
