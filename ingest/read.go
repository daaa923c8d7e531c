package ingest

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"winnow/internal/report"
	"winnow/internal/table"
)

// Reader reads the records of one table. It is not safe for use from several
// goroutines at once; open another for another pass.
type Reader struct {
	file    *File
	loc     *Location
	stating []string // Layout.Stated
	after   labels   // of Layout.Block
	src     rowSource
	chunks  *csvChunks // src, where it reads a large CSV in chunks
	row     rawRow
	sort    sorter
	width   int        // sheet columns of the table
	short   table.Kind // of a cell that a row does not have
	ready   []*rawRow  // rows that turned out to be records, to be handed out first
	index   int        // of the next batch
	hidden  hiddenRows
	bytes   int          // of text in the batch being filled
	bare    []int        // columns without a title that have shown no data yet
	seen    map[int]bool // columns without a title that have
	ended   error        // io.EOF or the error that ended the pass
	tail    Tail
}

// Tail is what is known about a table once its last row is read. Read equals
// Records plus Skipped.Sum().
type Tail struct {
	Read    int // rows after the header down to the last that isn't blank
	Records int
	Skipped report.Skipped
	Totals  []TotalRow
	Remarks []Remark // rows skipped as notes, the first of them
	Notes   []report.Exception
	Stated  map[string]Stated // by Layout.Stated, where it asks for any
}

// Remark is a row of text that is no record, such as a note below the table.
type Remark struct {
	Row  int
	Text string
}

// TotalRow is a row that sums others up. Whoever knows the fields compares it
// with the records.
type TotalRow struct {
	Row     int
	Label   string             // as printed; "" for a total without a label
	Cells   map[int]table.Cell // by 0-based sheet column, the filled ones
	Records int                // records read before it
	Sub     bool               // its label says that it is a sub-total
}

// Read opens the table at loc for one pass.
func (f *File) Read(l *Layout, loc *Location) (*Reader, error) {
	src, err := f.base(loc.Sheet)
	if err != nil {
		return nil, err
	}
	r := &Reader{file: f, loc: loc, stating: l.Stated, after: foldLabels(l.Block.After), width: len(loc.Headers), short: table.Absent, seen: map[int]bool{}}
	src = inBlock(src, l, loc.HeaderRow)
	if f.book != nil {
		r.short = table.Blank
		src = newFiller(src, loc.merges, loc.HeaderRow)
	}
	src = f.laid(src, loc.Sheet)
	r.src = src
	for col, text := range loc.Headers {
		if text == "" {
			r.bare = append(r.bare, col)
		}
	}
	r.sort.init(l, loc)
	if l.Headless {
		r.readChunks()
		return r, nil
	}
	if err := r.toHeader(); err != nil {
		src.close()
		return nil, err
	}
	r.readChunks()
	return r, nil
}

// toHeader moves the source behind the header.
func (r *Reader) toHeader() error {
	for {
		err := r.src.next(&r.row)
		if err == io.EOF {
			return fmt.Errorf("reading %q: the header row is no longer there", r.file.Path)
		} else if err != nil {
			return err
		}
		if r.sort.keep {
			r.keepAbove()
		}
		if r.row.number == r.loc.HeaderRow {
			r.sort.last = r.row.number
			return nil
		}
	}
}

// maxBatchBytes ends a batch before it has table.BatchRows records: long texts
// must not make memory grow with their number.
const (
	maxBatchBytes = 8 << 20
	cellBytes     = 6 // of a cell in a table.Column besides its text
)

// Next fills the batch with the following records. It returns io.EOF where
// there are no more, and a *Refusal where the file is damaged; what earlier
// batches held is then not to be trusted either.
func (r *Reader) Next(b *table.Batch) error {
	b.Reset(r.width)
	b.Index, b.Date1904 = r.index, r.file.Date1904
	r.bytes = 0
	for b.Len() < table.BatchRows && r.bytes < maxBatchBytes && r.ended == nil {
		if r.chunks != nil && len(r.ready) == 0 && r.chunks.boundary() && (b.Len() > 0 || r.chunks.take(b)) {
			break
		}
		r.ended = r.step(b)
	}
	for len(r.ready) > 0 && b.Len() < table.BatchRows && r.bytes < maxBatchBytes {
		r.append(b, r.ready[0])
		r.ready = r.ready[1:]
	}
	if b.Len() > 0 && (r.ended == nil || r.ended == io.EOF) {
		r.index++
		return nil
	}
	if r.ended == io.EOF {
		r.settle()
	}
	return r.ended
}

// step takes one more row, either into the batch or wherever it belongs.
func (r *Reader) step(b *table.Batch) error {
	if len(r.ready) > 0 {
		r.append(b, r.ready[0])
		r.ready = r.ready[1:]
		return nil
	}
	err := r.src.next(&r.row)
	if err == io.EOF {
		return r.finish()
	} else if err != nil {
		r.src.close()
		return err
	}
	record := r.sort.take(&r.row, r.file.book != nil)
	r.ready = append(r.ready, r.sort.release()...)
	if !record {
		return nil
	}
	if len(r.ready) > 0 {
		r.ready = append(r.ready, r.row.clone())
		return nil
	}
	r.append(b, &r.row)
	return nil
}

// append adds a record to the batch, column by column.
func (r *Reader) append(b *table.Batch, row *rawRow) {
	n := len(b.Rows)
	b.Rows = append(b.Rows, row.number)
	r.bytes += cellBytes * len(b.Cols)
	cells := row.cells
	for col := range b.Cols {
		if len(cells) > 0 && int(cells[0].col) == col {
			b.Cols[col].Append(cells[0].kind, cells[0].flag, cells[0].raw)
			r.bytes += len(cells[0].raw)
			cells = cells[1:]
			continue
		}
		b.Cols[col].Append(r.short, 0, nil)
	}
	for i := range cells {
		if !cells[i].empty() {
			b.Faults = append(b.Faults, table.Fault{Record: n, Column: int(cells[i].col), Raw: string(cells[i].raw)})
		}
	}
	for _, col := range r.bare {
		if !r.seen[col] && row.filled(col) {
			r.seen[col] = true
		}
	}
	if row.hidden {
		r.hidden.add(row.number)
	}
	r.tail.Records++
}

// finish ends the pass: what was held back is settled, though records of it may
// still wait in ready.
func (r *Reader) finish() error {
	r.sort.end()
	r.ready = append(r.ready, r.sort.release()...)
	if err := r.src.close(); err != nil {
		return partError("the file", err)
	}
	if n := r.sort.lastFilled; n == 65_536 || n == 1_048_576 {
		return refuseSource("truncated: the table ends at row "+strconv.Itoa(n),
			"That is the last row some versions of Excel can hold, so rows below it are probably lost. Send the data as CSV straight from the system it comes from, or in several files.")
	}
	return io.EOF
}

// settle sums the table up once the last record is handed out.
func (r *Reader) settle() {
	r.loc.BlankHeader = nil
	for _, col := range r.bare {
		if r.seen[col] {
			r.loc.BlankHeader = append(r.loc.BlankHeader, col)
		}
	}
	r.tail.Read, r.tail.Skipped, r.tail.Totals = r.sort.read, r.sort.skipped, r.sort.totals
	r.tail.Remarks = r.sort.remarks
	if r.sort.keep {
		r.tail.Stated = r.stated()
	}
	r.tail.Notes = slices.Concat(r.sort.notes, r.hidden.note(), hiddenColumns(r.src, r.loc.Headers))
	if src, ok := r.src.(interface{ note() []report.Exception }); ok {
		r.tail.Notes = append(r.tail.Notes, src.note()...)
	}
}

// Tail returns what is known at the end of the table, once Next has returned
// io.EOF.
func (r *Reader) Tail() Tail { return r.tail }

// Close ends a pass before its end. It is not needed after Next returned an
// error or io.EOF.
func (r *Reader) Close() error {
	if r.ended != nil {
		return nil //nolint:nilerr // Next has returned it
	}
	r.ended = io.EOF
	return r.src.close()
}
