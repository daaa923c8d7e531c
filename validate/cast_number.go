package validate

import (
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/internal/table"
)

// residue is how far a number may lie from its declared places and still be
// what a spreadsheet's arithmetic made of the number that was meant.
var residue, _ = number.Parse("0.000001")

var hundred, hundredth = number.FromInt(100), number.FromScaled(1, 2)

// castNumber reads a number, exactly, at most Decimals places of it.
func castNumber(f *field, e *entry, _ bool) {
	if f.checker.cols.CSV && !f.checker.ret.Bare && shortened(e.text) {
		f.breakType(e, "has lost its digits: it was saved in scientific notation", "Format the column as a number, re-enter the figure and save again.")
		return
	}
	n, ok := f.figure(e)
	if !ok || f.tooSmall(e, n) {
		return
	}
	switch r := n.Round(f.Decimals); {
	case r.Cmp(n) == 0:
	case n.Sub(r).Abs().Cmp(residue) < 0 && (f.HasDecimals || e.kind == table.Number || computed(e.text)):
		n = r
	case f.HasDecimals:
		e.set(expr.Value{Type: expr.Number, Num: n})
		f.tooFine(e)
		return
	default:
		f.breakType(e, "has more than "+plural(f.Decimals, "decimal place", "decimal places"), "Round the number.")
		return
	}
	if !fits(n, f.Decimals) {
		f.breakType(e, "is too large a number", "Check the number and correct it.")
		return
	}
	e.set(expr.Value{Type: expr.Number, Num: n})
}

// smallest is the least that arithmetic on ordinary figures leaves over; what is
// nearer to zero was meant, or is a slip.
var smallest, _ = number.Parse("1e-30")

// tooSmall faults a number that could be kept as nothing but zero though it isn't
// zero, nor what a spreadsheet's arithmetic leaves over.
func (f *field) tooSmall(e *entry, n number.Num) bool {
	if size := n.Abs(); n.Sign() == 0 || size.Cmp(residue) >= 0 || size.Cmp(smallest) >= 0 { // the first bound is quick to compare with
		return false
	}
	f.breakType(e, "is too small a number", "Check the number, and enter 0 if that is meant.")
	return true
}

// tooFine faults a number with more places than declared.
func (f *field) tooFine(e *entry) {
	places, most := "at most "+plural(f.Decimals, "decimal place", "decimal places"), "more than "+plural(f.Decimals, "decimal place", "decimal places")
	if f.Decimals == 0 {
		places, most = "a whole number", "a part after the decimal point"
	}
	f.fail(e, &fault{rule: f.Name + ".decimals", kind: report.KindConstraint, severity: report.Error, expected: places,
		message: f.subject(e) + " has " + most + ".", fix: "Check the number and enter it with " + places + "."})
	if f.Decimals == 0 {
		e.fault.fix = "Check the number and enter a whole one."
	}
}

// castInteger reads a whole number of the size of an int64.
func castInteger(f *field, e *entry, _ bool) {
	if f.checker.ret.Bare && e.kind == table.Text && !f.wholeDigits(e.text) {
		f.breakType(e, "is not a whole number", "Enter a whole number.")
		return
	}
	if f.checker.cols.CSV && scientific(e.text) {
		f.breakType(e, "has lost its digits: it was saved in scientific notation", "Format the column as a number without decimals, re-enter the figure and save again.")
		return
	}
	n, ok := f.figure(e)
	if !ok || f.tooSmall(e, n) {
		return
	}
	if r := n.Round(0); !n.IsInt() && n.Sub(r).Abs().Cmp(residue) < 0 {
		n = r
	}
	if !n.IsInt() {
		f.breakType(e, "is not a whole number", "Enter a whole number.")
		return
	}
	if _, ok := n.Int64(); !ok {
		f.breakType(e, "is too large a number", "Check the number and correct it.")
		return
	}
	e.set(expr.Value{Type: expr.Number, Num: n})
}

// wholeDigits says whether a text is an integer as the standard writes them: a
// sign and digits, with what the field's own properties allow around and in it.
func (f *field) wholeDigits(s string) bool {
	if !f.BareNumber {
		s = strip(s)
	}
	if f.GroupChar != "" {
		s = strings.ReplaceAll(s, tidySign(f.GroupChar), "")
	}
	s = strings.TrimLeft(s, "+-")
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// figure reads the number of a cell and brings a percentage to the field's
// scale. Where it can't, it breaks the entry and returns false.
func (f *field) figure(e *entry) (number.Num, bool) {
	var g written
	switch e.kind {
	case table.Number:
		n, err := number.Parse(strings.TrimSpace(e.raw))
		if err != nil {
			f.breakType(e, "is not a number", "Re-type the number.")
			return n, false
		}
		g = written{num: excelDigits(n, e.raw), stored: e.flag&table.Percent != 0}
	case table.Date:
		f.breakType(e, "is a date, where a number was expected", "Re-type the number and set the cell's format to Number.")
		return g.num, false
	case table.Bool:
		f.breakType(e, "is not a number", "Enter the number.")
		return g.num, false
	default:
		var why, fix string
		if g, why, fix = f.readFigure(e.text); why != "" {
			f.breakType(e, why, fix)
			return g.num, false
		}
	}
	return f.scale(e, g)
}

// scale brings a percentage to the scale of the field.
func (f *field) scale(e *entry, g written) (number.Num, bool) {
	e.notes |= g.notes
	e.share = g.percent || g.stored
	e.plain = !e.share && f.mixes
	switch {
	case !e.share:
		return g.num, true
	case f.percent == "":
		f.breakType(e, "is a percentage, where a plain number was expected", "Enter the number itself, and set the cell's format to Number.")
		return g.num, false
	case g.percent && f.percent == "fraction":
		return g.num.Mul(hundredth), true
	case g.stored && f.percent == "points":
		return g.num.Mul(hundred), true
	}
	return g.num, true
}

// excelDigits rounds a number stored with more digits than Excel shows or
// keeps (15), such as 1234567.8900000001, to the number that was typed.
func excelDigits(n number.Num, raw string) number.Num {
	if digits(raw) <= 15 {
		return n
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(n.String(), "-"), ".")
	if whole = strings.TrimLeft(whole, "0"); whole != "" {
		return n.Round(max(0, 15-len(whole)))
	}
	return n.Round(15 + len(fraction) - len(strings.TrimLeft(fraction, "0")))
}

// digits counts the significant digits that a number is written with.
func digits(s string) int {
	n, leading := 0, true
	for _, c := range s {
		if c == 'e' || c == 'E' {
			break
		}
		if c < '0' || c > '9' || leading && c == '0' {
			continue
		}
		leading = false
		n++
	}
	return n
}

// computed says whether a text shows a number that arithmetic made, not a
// person: 466.00000000000006 or 9.09495E-13.
func computed(text string) bool { return digits(text) >= 15 || strings.ContainsAny(text, "eE") }

// scientific says whether a text is a number as Excel writes long ones into a
// CSV: 1.23E+12.
func scientific(text string) bool {
	mantissa, exponent, ok := strings.Cut(text, "E+")
	if !ok || exponent == "" || strings.Trim(exponent, "0123456789") != "" {
		return false
	}
	_, err := number.Parse(mantissa)
	return err == nil
}

// shortened says whether a text is a number of more digits than it shows, as
// Excel writes into a CSV what its column was too narrow for: 1.23E+12 stands
// for thirteen digits and shows three.
func shortened(text string) bool {
	if !scientific(text) {
		return false
	}
	mantissa, exponent, _ := strings.Cut(text, "E+")
	return len(exponent) > 2 || digits(mantissa) <= atoi(exponent)
}

// fits says whether n with its places has at most 38 digits.
func fits(n number.Num, places int) bool {
	if _, ok := n.ScaledInt64(places); ok {
		return true
	}
	return len(n.Abs().Scaled(places).String()) <= 38
}
