package template

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// The widest bounds of entry checks: what lies outside is no figure of a return, and
// no date that a spreadsheet can hold.
const (
	mostFigure = 999_999_999_999
	firstDay   = 1       // 1 January 1900, as a spreadsheet counts days
	lastDay    = 2958465 // 31 December 9999
)

// offer puts a drop-down, a check on entry and a hint on the cells of a column.
func (b *book) offer(sheet string, c column) {
	hint := b.hint(c)
	v := excelize.NewDataValidation(true)
	v.SetSqref(b.cells(c))
	v.SetInput(cut(c.title, maxHintTitle), cut(hint, maxHint))
	if checked := b.check(v, c); checked {
		style := excelize.DataValidationErrorStyleStop
		if !b.stops(c) {
			style = excelize.DataValidationErrorStyleWarning
		}
		v.SetError(style, cut(c.title, maxHintTitle), cut(hint, maxError))
	}
	b.add(sheet, v)
}

func (b *book) add(sheet string, v *excelize.DataValidation) {
	if b.err == nil {
		b.err = b.AddDataValidation(sheet, v)
	}
}

// stops says whether what a check on entry finds wrong is never accepted: not so
// where a query asks for reasons, or a placeholder may stand in place of a value.
func (b *book) stops(c column) bool {
	if l := b.listOf(c); l != nil {
		return l.strict
	}
	return !slices.ContainsFunc(c.field.Missing, func(m rules.Missing) bool { return m.Label != "" })
}

// check says what the cells of a column take; false where they take anything.
func (b *book) check(v *excelize.DataValidation, c column) bool {
	f := c.field
	if l := b.listOf(c); l != nil {
		return b.dropDown(v, l)
	}
	switch f.Type {
	case rules.TypeDate, rules.TypeDateTime:
		low, high := b.days(f)
		if f.Type == rules.TypeDateTime {
			high++ // the last day ends with it
		}
		return b.between(v, excelize.DataValidationTypeDate, strconv.Itoa(low), strconv.Itoa(high))
	case rules.TypeInteger, rules.TypeYear:
		return b.figures(v, excelize.DataValidationTypeWhole, c)
	case rules.TypeNumber:
		return typed(f) && b.figures(v, excelize.DataValidationTypeDecimal, c)
	case rules.TypeString:
		return b.lengths(v, f)
	}
	return false
}

func (b *book) dropDown(v *excelize.DataValidation, l *list) bool {
	if texts := l.inline(); texts != nil {
		if err := v.SetDropList(texts); err != nil && b.err == nil {
			b.err = err
		}
		return true
	}
	at := b.ranges[l.column.field.Name]
	if at != "" {
		v.SetSqrefDropList(at)
	}
	return at != ""
}

func (b *book) between(v *excelize.DataValidation, t excelize.DataValidationType, low, high string) bool {
	if err := v.SetRange(low, high, t, excelize.DataValidationOperatorBetween); err != nil && b.err == nil {
		b.err = err
	}
	return true
}

// figures bounds numbers. An exclusive bound beside another one lets the bound
// itself through; winnow checks again.
func (b *book) figures(v *excelize.DataValidation, t excelize.DataValidationType, c column) bool {
	low, high := number.FromInt(-mostFigure), number.FromInt(mostFigure)
	only := excelize.DataValidationOperatorBetween
	lowers, uppers := 0, 0
	for _, x := range c.field.Constraints {
		if !must(x) || x.Bound.Num.String() == "" || c.total {
			continue
		}
		switch x.Kind {
		case rules.Minimum:
			low, only = x.Bound.Num, excelize.DataValidationOperatorGreaterThanOrEqual
			lowers++
		case rules.ExclusiveMinimum:
			low, only = x.Bound.Num, excelize.DataValidationOperatorGreaterThan
			lowers++
		case rules.Maximum:
			high, only = x.Bound.Num, excelize.DataValidationOperatorLessThanOrEqual
			uppers++
		case rules.ExclusiveMaximum:
			high, only = x.Bound.Num, excelize.DataValidationOperatorLessThan
			uppers++
		}
	}
	if lowers+uppers != 1 {
		return b.between(v, t, low.String(), high.String())
	}
	bound := low
	if uppers == 1 {
		bound = high
	}
	if err := v.SetRange(bound.String(), "", t, only); err != nil && b.err == nil {
		b.err = err
	}
	return true
}

// days are the first and the last day that a date may be, as a spreadsheet counts.
func (b *book) days(f *rules.Field) (low, high int) {
	low, high = firstDay, lastDay
	for _, x := range f.Constraints {
		switch {
		case !must(x):
		case x.Kind == rules.Within && !b.options.Period.IsZero():
			low, high = max(low, serial(b.options.Period.Start())), min(high, serial(b.options.Period.End()))
		case x.Kind == rules.Minimum && f.Type == rules.TypeDate:
			low = max(low, serial(x.Bound.Date))
		case x.Kind == rules.Maximum && f.Type == rules.TypeDate:
			high = min(high, serial(x.Bound.Date))
		}
	}
	return low, max(low, high)
}

// serial counts days as a spreadsheet does, from the last day of 1899 on.
func serial(d period.Date) int { return int(d) + 25569 }

// lengths bounds how long a text is.
func (b *book) lengths(v *excelize.DataValidation, f *rules.Field) bool {
	low, high, some := 0, 32767, false
	for _, x := range f.Constraints {
		if must(x) && x.Kind == rules.MinLength {
			low, some = x.Length, true
		}
		if must(x) && x.Kind == rules.MaxLength {
			high, some = x.Length, true
		}
	}
	return some && b.between(v, excelize.DataValidationTypeTextLength, strconv.Itoa(low), strconv.Itoa(high))
}

// must says whether what a constraint forbids is never accepted.
func must(c *rules.Constraint) bool { return !c.Trial && c.Severity == report.Error }

// typed says whether a number is entered as one, rather than as a text that says
// more, such as "5 kg" or a comma for the point.
func typed(f *rules.Field) bool {
	return f.BareNumber && (f.DecimalChar == "" || f.DecimalChar == ".")
}

// format is the number format of a field's cells. Texts and codes keep the zeros
// that they begin with.
func format(f *rules.Field) string {
	switch f.Type {
	case rules.TypeDate:
		return formatDate
	case rules.TypeDateTime:
		return formatDateTime
	case rules.TypeTime:
		return formatTime
	case rules.TypeInteger, rules.TypeYear:
		return formatWhole
	case rules.TypeNumber:
		if typed(f) {
			return numberFormat(f)
		}
	}
	return formatText
}

// numberFormat shows the places asked for, and any beyond them. A percentage in
// points has no format of its own: only then does 93% typed in stay a percentage.
func numberFormat(f *rules.Field) string {
	switch {
	case f.Percent == "fraction":
		return "0.0##%"
	case f.Percent == "points":
		return formatGeneral
	case f.Currency != "":
		return "#,##0.00####"
	case f.HasDecimals && f.Decimals > 0:
		return "0." + strings.Repeat("0", min(f.Decimals, 6)) + "####"
	}
	return formatGeneral
}
