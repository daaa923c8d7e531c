// Package dataset writes the clean rows of a submission, and the measures of a
// period, as Parquet files of a Hive-partitioned dataset that DuckDB, Polars,
// pandas, R, Spark and Power BI read as it stands.
//
// Start reading at NewWriter; Partition says where in the dataset a file goes
// and Describe writes the datapackage.json beside it. The bytes of a file
// depend on its rows, schema and Options alone: not on how the rows came in
// batches, nor on GOMAXPROCS. The package opens no files, judges no values and
// must not publish a column that its schema marks to be dropped.
package dataset

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// RowGroupRows is how many rows a row group holds, the last one of a file apart.
// It bounds the memory of a Writer.
const RowGroupRows = 131_072

// createdBy stands in every file's footer. It names no version, so that an
// upgrade of winnow alone changes no published bytes; the versions that made a
// file belong into Options.Meta.
const createdBy = "winnow"

// ErrNoKey says that a schema asks for pseudonyms and no key was given.
var ErrNoKey = errors.New("a field is marked privacy: pseudonymise and no pseudonym key is set")

// Options says what goes into a file beside its rows. The zero value is ready
// for schemas that pseudonymise nothing.
type Options struct {
	// Meta goes into the file's footer in the order of its keys: run,
	// rule-file and source hashes.
	Meta map[string]string
	// PseudonymKey is the secret of the HMAC that pseudonyms are made with. It
	// is never written anywhere. The same key gives the same pseudonyms in
	// every return and period, which is what lets rows be linked.
	PseudonymKey []byte
}

// Writer writes one Parquet file, holding at most RowGroupRows rows and the
// batch just given. It is not safe for concurrent use.
type Writer struct {
	file    *pqarrow.FileWriter
	schema  *arrow.Schema // as published
	columns []column
	input   int // columns of a batch
	waiting int // rows in columns
	rows    int64
}

// NewWriter starts a file of batches of the given schema, whose fields carry
// the metadata keys of Privacy. The caller owns w and closes it, after Close.
// The error is ErrNoKey or that of a type Parquet has no place for.
func NewWriter(w io.Writer, schema *arrow.Schema, o Options) (*Writer, error) {
	columns, err := publishedColumns(schema, o.PseudonymKey)
	if err != nil {
		return nil, err
	}
	published := Published(schema)
	file, err := pqarrow.NewFileWriter(published, noCloser{w}, properties(), pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, fmt.Errorf("starting a parquet file: %w", err)
	}
	for _, k := range slices.Sorted(maps.Keys(o.Meta)) {
		if err := file.AppendKeyValueMetadata(k, o.Meta[k]); err != nil {
			return nil, fmt.Errorf("writing parquet metadata: %w", err)
		}
	}
	return &Writer{file: file, schema: published, columns: columns, input: schema.NumFields()}, nil
}

// properties returns the settings of every file. WithStoreDecimalAsInteger
// concerns decimals of up to 18 digits; wider ones are fixed-length bytes.
func properties() *parquet.WriterProperties {
	return parquet.NewWriterProperties(
		parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithCreatedBy(createdBy),
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithDictionaryDefault(true),
		parquet.WithStoreDecimalAsInteger(true),
		parquet.WithMaxRowGroupLength(RowGroupRows),
	)
}

// Write adds a batch of any size. The batch is kept until its row group is
// full, so its buffers must not be written to again; Release it as usual.
func (w *Writer) Write(rec arrow.RecordBatch) error {
	if int(rec.NumCols()) != w.input {
		return fmt.Errorf("writing clean rows: batch of %d columns, want %d", rec.NumCols(), w.input)
	}
	for from := int64(0); from < rec.NumRows(); {
		n := min(rec.NumRows()-from, int64(RowGroupRows-w.waiting))
		for i := range w.columns {
			if err := w.columns[i].add(rec.Column(w.columns[i].from), from, from+n); err != nil {
				return fmt.Errorf("writing clean rows: %w", err)
			}
		}
		from, w.waiting = from+n, w.waiting+int(n)
		if w.waiting == RowGroupRows {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	w.rows += rec.NumRows()
	return nil
}

// Rows returns how many rows were given to Write.
func (w *Writer) Rows() int64 { return w.rows }

// Close writes the last row group and the footer. The file is whole only when
// it returned nil.
func (w *Writer) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("ending a parquet file: %w", err)
	}
	return nil
}

func (w *Writer) flush() error {
	if w.waiting == 0 {
		return nil
	}
	arrays := make([]arrow.Array, len(w.columns))
	for i := range w.columns {
		a, err := w.columns[i].take()
		if err != nil {
			return fmt.Errorf("writing clean rows: %w", err)
		}
		defer a.Release()
		arrays[i] = a
	}
	rec := array.NewRecordBatch(w.schema, arrays, int64(w.waiting))
	defer rec.Release()
	w.waiting = 0
	if err := w.file.Write(rec); err != nil {
		return fmt.Errorf("writing a row group: %w", err)
	}
	return nil
}

// noCloser hides a file's Close from pqarrow, which would close it before the
// caller has synced it.
type noCloser struct{ io.Writer }
