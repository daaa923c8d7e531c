package dataset

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
)

// figurePlaces is how many decimal places a figure of the measures dataset has.
const figurePlaces = 12

// decimalDigits is how many digits a figure has in all.
const decimalDigits = 38

// errRange says that a figure has more digits than the dataset can hold.
var errRange = errors.New("more than 26 digits before the decimal point")

var (
	figureType   = &arrow.Decimal128Type{Precision: decimalDigits, Scale: figurePlaces}
	varianceType = &arrow.Decimal128Type{Precision: decimalDigits, Scale: 2}
)

// measureField is one column of the measures dataset: its type and where its
// value comes from. Exactly one of text, figure, date and count is set.
type measureField struct {
	name, title string
	dt          arrow.DataType
	text        func(report.Measure) *string
	figure      func(report.Measure) *string // exact decimal text
	date        func(report.Measure) (period.Date, bool)
	count       func(report.Measure) int
}

// measureFields are the columns in order. The period of a measure is not named
// period: that is the folder's, and a measure that a return reports may be of
// another period.
var measureFields = []measureField{
	{name: "measure", title: "Measure", dt: textType, text: func(m report.Measure) *string { return &m.Measure }},
	{name: "title", title: "Title", dt: textType, text: func(m report.Measure) *string { return &m.Title }},
	{name: "return", title: "Return", dt: textType, text: func(m report.Measure) *string { return &m.Return }},
	{name: "measure_period", title: "Period of the measure", dt: textType, text: func(m report.Measure) *string { return m.Period }},
	{name: "period_start", title: "First day of the period", dt: arrow.FixedWidthTypes.Date32, date: periodStart},
	{name: "period_end", title: "Last day of the period", dt: arrow.FixedWidthTypes.Date32, date: periodEnd},
	{name: "as_at", title: "As at", dt: arrow.FixedWidthTypes.Date32, date: asAt},
	{name: "value_kind", title: "Kind of value", dt: textType, text: func(m report.Measure) *string { return &m.ValueKind }},
	{name: "group", title: "Group", dt: textType, text: group},
	{name: "value", title: "Value", dt: figureType, figure: func(m report.Measure) *string { return m.Value }},
	{name: "label", title: "What stands in place of a value", dt: textType, text: func(m report.Measure) *string { return m.Label }},
	{name: "unit", title: "Unit", dt: textType, text: func(m report.Measure) *string { return m.Unit }},
	{name: "status", title: "Final or provisional", dt: textType, text: func(m report.Measure) *string { return &m.Status }},
	{name: "held_back", title: "Rows held back", dt: arrow.PrimitiveTypes.Int64, count: func(m report.Measure) int { return m.HeldBack }},
	{name: "low", title: "Lowest it could still be", dt: figureType, figure: func(m report.Measure) *string { return m.Low }},
	{name: "high", title: "Highest it could still be", dt: figureType, figure: func(m report.Measure) *string { return m.High }},
	{name: "target", title: "Target", dt: figureType, figure: func(m report.Measure) *string { return m.Target }},
	{name: "variance_percent", title: "Better (+) or worse (-) than target, %", dt: varianceType, figure: func(m report.Measure) *string { return m.VariancePercent }},
	{name: "band", title: "Band", dt: textType, text: func(m report.Measure) *string { return m.Band }},
}

// MeasuresSchema returns the columns of the measures dataset.
func MeasuresSchema() *arrow.Schema {
	fields := make([]arrow.Field, len(measureFields))
	for i, f := range measureFields {
		fields[i] = arrow.Field{
			Name: f.name, Type: f.dt, Nullable: f.count == nil,
			Metadata: arrow.NewMetadata([]string{MetaPrivacy, MetaTitle}, []string{PrivacyKeep, f.title}),
		}
	}
	return arrow.NewSchema(fields, nil)
}

// WriteMeasures writes the measures dataset of a period, a row a measure in the
// order given; period is that of measures which name none. The error is a write
// error, or says which measure has a figure that is no decimal of 38 digits.
func WriteMeasures(w io.Writer, period string, ms []report.Measure, meta map[string]string) error {
	out, err := NewWriter(w, MeasuresSchema(), Options{Meta: meta})
	if err != nil {
		return err
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, MeasuresSchema())
	defer b.Release()
	for _, m := range ms {
		if m.Period == nil {
			m.Period = report.Ptr(period)
		}
		for i, f := range measureFields {
			if err := f.append(b.Field(i), m); err != nil {
				return fmt.Errorf("publishing measure %q: %s: %w", m.Measure, f.name, err)
			}
		}
	}
	rec := b.NewRecordBatch()
	defer rec.Release()
	if err := out.Write(rec); err != nil {
		return err
	}
	return out.Close()
}

func (f measureField) append(b array.Builder, m report.Measure) error {
	switch {
	case f.text != nil:
		return appendText(b.(*array.BinaryDictionaryBuilder), f.text(m))
	case f.figure != nil:
		return appendFigure(b.(*array.Decimal128Builder), f.figure(m), int(f.dt.(*arrow.Decimal128Type).Scale))
	case f.date != nil:
		d, ok := f.date(m)
		if !ok {
			b.AppendNull()
			return nil
		}
		b.(*array.Date32Builder).Append(arrow.Date32(d))
	default:
		b.(*array.Int64Builder).Append(int64(f.count(m)))
	}
	return nil
}

func appendText(b *array.BinaryDictionaryBuilder, s *string) error {
	if s == nil {
		b.AppendNull()
		return nil
	}
	return b.AppendString(*s)
}

// appendFigure builds the decimal from whole numbers: decimal128.FromString
// rounds without saying so.
func appendFigure(b *array.Decimal128Builder, s *string, places int) error {
	if s == nil {
		b.AppendNull()
		return nil
	}
	n, err := number.Parse(*s)
	if err != nil {
		return err
	}
	scaled := n.Scaled(places)
	if len(strings.TrimPrefix(scaled.Text(10), "-")) > decimalDigits {
		return errRange
	}
	b.Append(decimal128.FromBigInt(scaled))
	return nil
}

func periodStart(m report.Measure) (period.Date, bool) {
	p, ok := parsePeriod(m.Period)
	return p.Start(), ok
}

func periodEnd(m report.Measure) (period.Date, bool) {
	p, ok := parsePeriod(m.Period)
	return p.End(), ok
}

func parsePeriod(s *string) (period.Period, bool) {
	if s == nil {
		return period.Period{}, false
	}
	p, err := period.Parse(*s)
	return p, err == nil && !p.IsZero()
}

func asAt(m report.Measure) (period.Date, bool) {
	if m.AsAt == nil {
		return 0, false
	}
	return period.ParseDate(*m.AsAt)
}

// group returns scheme_code=ECP, several joined by "; " in the order of their
// names; nil for an ungrouped measure.
func group(m report.Measure) *string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m.Group)) {
		parts = append(parts, k+"="+m.Group[k])
	}
	return report.Ptr(strings.Join(parts, "; "))
}
