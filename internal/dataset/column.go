package dataset

import (
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// The keys of an arrow field's metadata that this package reads.
const (
	MetaPrivacy = "privacy" // keep, pseudonymise or drop; none is keep
	MetaTitle   = "title"   // the field's title, for datapackage.json
)

// The values of MetaPrivacy.
const (
	PrivacyKeep         = "keep"
	PrivacyPseudonymise = "pseudonymise"
	PrivacyDrop         = "drop"
)

// textType is how texts are kept: Parquet's dictionary encoding takes it over
// without hashing a value twice.
var textType = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}

// givenSuffix is added to a field that is named as a partition key is.
const givenSuffix = "_given"

// Published returns the schema of the file that rows of schema are written to:
// without the dropped columns, pseudonyms as text. A field named as a partition
// key is (period, service) gets the suffix _given: readers of a Hive dataset
// let the folder's value stand in its place, or refuse the dataset.
func Published(schema *arrow.Schema) *arrow.Schema {
	var fields []arrow.Field
	for _, f := range schema.Fields() {
		p := privacy(f)
		if p == PrivacyDrop {
			continue
		}
		if _, text := f.Type.(*arrow.DictionaryType); text || p == PrivacyPseudonymise {
			f.Type = textType
		}
		f.Name = publishedName(f.Name, schema)
		fields = append(fields, f)
	}
	return arrow.NewSchema(fields, nil)
}

func publishedName(name string, schema *arrow.Schema) string {
	if name != partitionPeriod && name != partitionService {
		return name
	}
	for name += givenSuffix; schema.HasField(name); {
		name += "_"
	}
	return name
}

func privacy(f arrow.Field) string {
	p, _ := f.Metadata.GetValue(MetaPrivacy)
	return p
}

// column gathers one published column of the row group under way.
type column struct {
	from      int // column of the batches given
	dt        arrow.DataType
	pseudonym *pseudonymiser // nil where values are published as they are
	parts     []arrow.Array
}

func publishedColumns(schema *arrow.Schema, key []byte) ([]column, error) {
	var columns []column
	for i, f := range schema.Fields() {
		c := column{from: i, dt: f.Type}
		switch p := privacy(f); p {
		case "", PrivacyKeep:
		case PrivacyDrop:
			continue
		case PrivacyPseudonymise:
			if len(key) == 0 {
				return nil, fmt.Errorf("publishing field %q: %w", f.Name, ErrNoKey)
			}
			c.pseudonym = newPseudonymiser(key)
		default:
			// A misspelt word must not publish what was to be kept back.
			return nil, fmt.Errorf("publishing field %q: unknown privacy %q", f.Name, p)
		}
		columns = append(columns, c)
	}
	if len(columns) == 0 {
		return nil, errors.New("publishing clean rows: every field is marked privacy: drop")
	}
	return columns, nil
}

// add appends rows [from, to) of a batch's column.
func (c *column) add(a arrow.Array, from, to int64) error {
	if !arrow.TypeEqual(a.DataType(), c.dt) {
		return fmt.Errorf("column %d is %s, want %s", c.from, a.DataType(), c.dt)
	}
	c.parts = append(c.parts, array.NewSlice(a, from, to))
	return nil
}

// take returns everything added as one array and empties the column.
func (c *column) take() (arrow.Array, error) {
	defer c.release()
	switch dt := c.dt.(type) {
	case *arrow.DictionaryType:
		return c.takeTexts(dictionaryText)
	default:
		if c.pseudonym != nil {
			return c.takeTexts(plainText)
		}
		a, err := array.Concatenate(c.parts, memory.DefaultAllocator)
		if err != nil {
			return nil, fmt.Errorf("joining batches of %s: %w", dt, err)
		}
		return a, nil
	}
}

func (c *column) release() {
	for _, p := range c.parts {
		p.Release()
	}
	c.parts = c.parts[:0]
}

// takeTexts joins the parts under one dictionary, in the order in which its
// values first appear in the rows: the same whatever the batches were.
func (c *column) takeTexts(read func(arrow.Array) texts) (arrow.Array, error) {
	b := newTextBuilder()
	for _, p := range c.parts {
		b.add(read(p), p, c.pseudonym)
	}
	return b.array(), nil
}
