package dataset

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// Read reads some columns of a published file, a row group at a time: take gets
// each column's values of the group, in the order of columns, and keeps nothing
// of them. Columns that the file lacks are left out. It returns how many rows the
// file has.
func Read(name string, columns []string, take func(column string, values arrow.Array) error) (rows int64, err error) {
	f, err := file.OpenParquetFile(name, false)
	if err != nil {
		return 0, fmt.Errorf("reading published rows: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return 0, fmt.Errorf("reading published rows: %w", err)
	}
	schema, err := r.Schema()
	if err != nil {
		return 0, fmt.Errorf("reading published rows: %w", err)
	}
	var found []string
	var at []int
	for _, c := range columns {
		if i := schema.FieldIndices(c); len(i) == 1 {
			found, at = append(found, c), append(at, i[0])
		}
	}
	for g := range f.NumRowGroups() {
		if err := readGroup(r, g, at, found, take); err != nil {
			return 0, err
		}
	}
	return f.NumRows(), nil
}

// readGroup gives the columns of one row group to take.
func readGroup(r *pqarrow.FileReader, group int, at []int, names []string, take func(string, arrow.Array) error) error {
	if len(at) == 0 {
		return nil
	}
	table, err := r.ReadRowGroups(context.Background(), slices.Sorted(slices.Values(at)), []int{group})
	if err != nil {
		return fmt.Errorf("reading published rows: %w", err)
	}
	defer table.Release()
	for _, name := range names {
		i := table.Schema().FieldIndices(name)
		for _, chunk := range table.Column(i[0]).Data().Chunks() {
			if err := take(name, chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// PublishedName is what a field is called in published files; see Published.
func PublishedName(name string, schema *arrow.Schema) string { return publishedName(name, schema) }

// Pseudonyms returns the function that makes pseudonyms of values as files
// written under the key have them. It may be called from many goroutines.
func Pseudonyms(key []byte) func(value string) string {
	pool := sync.Pool{New: func() any { return newPseudonymiser(key) }}
	return func(value string) string {
		p := pool.Get().(*pseudonymiser)
		defer pool.Put(p)
		return p.of(value)
	}
}
