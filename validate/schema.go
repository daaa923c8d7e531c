package validate

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"winnow/rules"
)

// MissingSuffix ends the name of the column that holds the labels of a field's
// missing values.
const MissingSuffix = "_missing"

// RowColumn is the name of the column with the row a person sees.
const RowColumn = "_row"

var dictionary = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}

// SourceColumn is the name of the column that says, of an unpivoted table, from
// which column of the file a record came: letters, or a number in a CSV.
const SourceColumn = "_column"

// SchemaOf returns the fields of a return's clean records, as Checker.Schema
// does. An error says which names clash.
func SchemaOf(r *rules.Return) (*arrow.Schema, error) { return newSchema(r) }

func newSchema(r *rules.Return) (*arrow.Schema, error) {
	var out []arrow.Field
	used := map[string]bool{}
	add := func(name, title, privacy string, t arrow.DataType) error {
		if used[name] {
			return fmt.Errorf("two columns of the clean data would be called %s", name)
		}
		used[name] = true
		if privacy == "" {
			privacy = "keep"
		}
		out = append(out, arrow.Field{Name: name, Type: t, Nullable: name != RowColumn,
			Metadata: arrow.NewMetadata([]string{"privacy", "title"}, []string{privacy, title})})
		return nil
	}
	for _, f := range r.Fields {
		title := f.Title
		if title == "" {
			title = f.Name
		}
		if err := add(f.Name, title, f.Privacy, arrowType(f)); err != nil {
			return nil, err
		}
		if labelled(f) {
			privacy := "keep"
			if f.Privacy == "drop" {
				privacy = "drop"
			}
			if err := add(f.Name+MissingSuffix, title+" (why missing)", privacy, dictionary); err != nil {
				return nil, err
			}
		}
	}
	if r.Unpivot != nil {
		if err := add(SourceColumn, "Column in the file", "keep", dictionary); err != nil {
			return nil, err
		}
	}
	if err := add(RowColumn, "Row in the file", "keep", arrow.PrimitiveTypes.Int32); err != nil {
		return nil, err
	}
	return arrow.NewSchema(out, nil), nil
}

// labelled says whether a field has missing values with labels.
func labelled(f *rules.Field) bool {
	for _, m := range f.Missing {
		if m.Label != "" {
			return true
		}
	}
	return false
}

func arrowType(f *rules.Field) arrow.DataType {
	switch f.Type {
	case rules.TypeNumber:
		return &arrow.Decimal128Type{Precision: 38, Scale: int32(f.Decimals)}
	case rules.TypeInteger:
		return arrow.PrimitiveTypes.Int64
	case rules.TypeBoolean:
		return arrow.FixedWidthTypes.Boolean
	case rules.TypeDate:
		return arrow.FixedWidthTypes.Date32
	case rules.TypeDateTime:
		return &arrow.TimestampType{Unit: arrow.Microsecond}
	case rules.TypeTime:
		return arrow.FixedWidthTypes.Time64us
	case rules.TypeYear:
		return arrow.PrimitiveTypes.Int32
	}
	return dictionary
}
