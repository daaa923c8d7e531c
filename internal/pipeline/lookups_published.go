package pipeline

import (
	"errors"
	"fmt"
	"math/big"
	"path"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"winnow/internal/dataset"
	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
	"winnow/validate"
)

// published reads the looked-up fields of a submission as it was published.
func (s *rowStore) published(x *rowPart) (*validate.RowSet, error) {
	ret := s.run.Rules.Return(x.ret)
	schema, err := validate.SchemaOf(ret)
	if err != nil {
		return nil, fmt.Errorf("rows of %s are not held: %w", x.ret, err)
	}
	rows := newPublishedRows(ret, schema, s.needs[x.ret])
	if x.earlier.Parquet == "" && x.earlier.ParquetRows > 0 {
		return nil, fmt.Errorf("rows of %s for %s are not held: %w", x.ret, x.earlier.Period, errPurged)
	}
	if x.earlier.Parquet != "" { // else no row was clean
		name := s.run.archive().path(x.earlier.Parquet)
		err := guarded(func() (err error) { // a damaged file may upset the library
			rows.count, err = dataset.Read(name, rows.columns(), rows.take)
			return err
		})()
		if err != nil {
			return nil, fmt.Errorf("rows of %s for %s are not held: %s can't be read", x.ret, x.earlier.Period, path.Base(x.earlier.Parquet))
		}
	}
	pseudonyms, err := s.pseudonyms()
	if err != nil {
		return nil, err
	}
	return rows.set(pseudonyms)
}

// pseudonyms returns what makes pseudonyms as they were published.
func (s *rowStore) pseudonyms() (func(string) string, error) {
	if s.text == nil {
		key, err := s.run.archive().key()
		if err != nil {
			return nil, errors.New("rows of other periods are not held: the key of their pseudonyms can't be read")
		}
		s.text = dataset.Pseudonyms(key)
	}
	return s.text, nil
}

// publishedRows is published columns on their way to rows.
type publishedRows struct {
	fields []*rules.Field
	names  []string // by fields, as published
	labels []string // by fields, the column of its labels; "" for none
	values [][]expr.Value
	hidden [][]bool // where a label stands in place of a value
	odd    []bool   // the column is of another type than the field is now
	count  int64
}

func newPublishedRows(ret *rules.Return, schema *arrow.Schema, needs []int) *publishedRows {
	p := &publishedRows{}
	for _, i := range needs {
		f := ret.Fields[i]
		if f.Privacy == dataset.PrivacyDrop {
			continue
		}
		label := ""
		if schema.HasField(f.Name + validate.MissingSuffix) {
			label = dataset.PublishedName(f.Name+validate.MissingSuffix, schema)
		}
		p.fields, p.names, p.labels = append(p.fields, f), append(p.names, dataset.PublishedName(f.Name, schema)), append(p.labels, label)
	}
	p.values, p.hidden, p.odd = make([][]expr.Value, len(p.fields)), make([][]bool, len(p.fields)), make([]bool, len(p.fields))
	return p
}

func (p *publishedRows) columns() []string {
	var all []string
	for i, name := range p.names {
		if all = append(all, name); p.labels[i] != "" {
			all = append(all, p.labels[i])
		}
	}
	return all
}

// take keeps the values of a column's next rows.
func (p *publishedRows) take(name string, a arrow.Array) error {
	for i, f := range p.fields {
		switch name {
		case p.names[i]:
			for row := range a.Len() {
				v, ok := publishedValue(f, a, row)
				p.odd[i] = p.odd[i] || !ok
				p.values[i] = append(p.values[i], v)
			}
		case p.labels[i]:
			for row := range a.Len() {
				p.hidden[i] = append(p.hidden[i], a.IsValid(row))
			}
		}
	}
	return nil
}

// set makes rows of the columns. A field that was not published then, or was of
// another type, is a column that isn't there.
func (p *publishedRows) set(pseudonym func(string) string) (*validate.RowSet, error) {
	var names []string
	var columns [][]expr.Value
	for i, f := range p.fields {
		if p.odd[i] || int64(len(p.values[i])) != p.count {
			continue
		}
		names, columns = append(names, f.Name), append(columns, p.values[i])
	}
	rows, err := validate.NewRowSet(names, columns)
	if err != nil || int64(rows.Len()) != p.count {
		return nil, errors.New("the published rows have none of the columns that are looked up")
	}
	for i, f := range p.fields {
		rows.Hide(f.Name, p.hidden[i])
		if f.Privacy == dataset.PrivacyPseudonymise {
			rows.Pseudonyms(f.Name, func(v expr.Value) (string, bool) { return pseudonym(validate.PublishedText(f, v)), true })
		}
	}
	return rows, nil
}

// publishedValue returns a cell of a published column; false where it is of
// another type than the field's. A pseudonym is a text.
func publishedValue(f *rules.Field, a arrow.Array, row int) (expr.Value, bool) {
	want := f.Type.Expr()
	if f.Privacy == dataset.PrivacyPseudonymise {
		want = expr.String
	}
	v := expr.Value{Type: want}
	known := a.IsValid(row)
	switch a := a.(type) {
	case *array.String:
		if known {
			v.Str = strings.Clone(a.Value(row))
		}
		return orBlank(v, known), want == expr.String
	case *array.Int64:
		v.Num = number.FromInt(a.Value(row))
	case *array.Int32:
		v.Num = number.FromInt(int64(a.Value(row)))
	case *array.Decimal128:
		v.Num = number.FromBig(bigOf(a, row), int(a.DataType().(*arrow.Decimal128Type).Scale))
	case *array.Boolean:
		v.Bool = a.Value(row)
		return orBlank(v, known), want == expr.Bool
	case *array.Date32:
		v.Date = period.Date(a.Value(row))
		return orBlank(v, known), want == expr.Date
	case *array.Timestamp:
		v.Nanos = int64(a.Value(row)) * int64(time.Microsecond)
		return orBlank(v, known), want == expr.DateTime
	case *array.Time64:
		v.Str = validate.TimeText(int64(a.Value(row)))
		return orBlank(v, known), f.Type == rules.TypeTime
	default:
		return expr.Value{}, false
	}
	return orBlank(v, known), want == expr.Number
}

func bigOf(a *array.Decimal128, row int) *big.Int {
	if a.IsNull(row) {
		return new(big.Int)
	}
	return a.Value(row).BigInt()
}

func orBlank(v expr.Value, known bool) expr.Value {
	if !known {
		return expr.Value{}
	}
	return v
}
