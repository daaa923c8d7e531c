package validate

import (
	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/report"
)

// scaleMix is the rows of a percentage column whose plain numbers can only be
// fractions (between 0 and 1) and those that can only be points (above 1).
type scaleMix struct{ fractions, points []int32 }

var one = number.FromInt(1)

// gatherScales sorts the plain numbers of percentage columns by their scale; 0
// and 1 say nothing.
func (c *Checker) gatherScales(r *Result) {
	r.scales = nil
	for i, f := range c.fields {
		if !f.mixes || !f.present() {
			continue
		}
		if r.scales == nil {
			r.scales = make([]scaleMix, len(c.fields))
		}
		col := r.col(i)
		for record := range r.rows {
			e := col.at(record)
			if !e.plain || e.value.Type != expr.Number || r.misshapen(record) {
				continue
			}
			switch size := e.value.Num.Abs(); {
			case size.Cmp(one) > 0:
				r.scales[i].points = append(r.scales[i].points, int32(r.rows[record]))
			case size.Sign() > 0 && size.Cmp(one) < 0:
				r.scales[i].fractions = append(r.scales[i].fractions, int32(r.rows[record]))
			}
		}
	}
}

// scale adds a batch's rows to the table's.
func (t *tableState) scale(r *Result) {
	for i, s := range r.scales {
		t.scales[i].fractions = append(t.scales[i].fractions, s.fractions...)
		t.scales[i].points = append(t.scales[i].points, s.points...)
	}
}

// checkScales finds percentage columns whose plain numbers mix 0.95 and 95. The
// fewer of the two are named.
func (c *Checker) checkScales() []report.Exception {
	var out []report.Exception
	for i, s := range c.joined.scales {
		if len(s.fractions) > 0 && len(s.points) > 0 {
			out = append(out, c.scaleException(i, s))
		}
	}
	return out
}

func (c *Checker) scaleException(field int, s scaleMix) report.Exception {
	f := c.fields[field]
	odd, words := s.fractions, "below 1, as 0.95 is, while the others are like 95"
	if len(s.points) < len(s.fractions) {
		odd, words = s.points, "above 1, as 95 is, while the others are like 0.95"
	}
	x := report.Exception{Rule: f.Name + ".percent", Kind: report.KindScale, Severity: report.Error, Row: int(odd[0]), Field: f.Name, Masked: f.masked}
	c.point(&x, f.col)
	x.Cells = c.cells([]int{field})
	rows := make([]int, len(odd))
	for i, r := range odd {
		rows[i] = int(r)
	}
	x.OtherRows = rows[1:]
	x.Expected = "percentages written one way throughout the column"
	x.Message = f.title + " mixes two ways of writing percentages: " + c.rowList(rows, len(rows)) + " " + be(len(rows)) + " " + words + "."
	x.Fix = "Write every percentage the same way, with a % sign, such as 95%."
	return x
}

func be(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
