package ingest

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"sync"

	"winnow/internal/report"
	"winnow/internal/table"
)

// csvChunks reads a large CSV in chunks on several cores and hands them out in file
// order. A chunk in which every row is a record becomes a batch as it is. Any
// other is read again row by row, so that what a row is, is judged in one place
// and in order. Where a quote out of place makes a record run on past its
// chunk, the rest of the file is read in one piece.
//
// Its goroutines end with close, which Reader calls at the end of the table, on
// an error and from Reader.Close.
type csvChunks struct {
	reader *Reader
	judge  sorter // as it stands in the middle of a table
	delim  byte
	quote  byte
	limits Limits
	wrap   func(error) error

	split   splitter
	free    chan *chunk
	work    chan *chunk
	ordered chan *chunk
	stop    chan struct{}
	running sync.WaitGroup
	stopped bool

	line    int        // of the next chunk's first record, 1-based
	stray   int        // line of the first cell with a quote out of place
	current *chunk     // next in file order, parsed
	rows    *csvReader // reads current row by row; nil for none
	rest    *csvReader // reads all that is left
}

// readChunks goes over to chunks behind the header of a large CSV.
func (r *Reader) readChunks() {
	c, ok := r.src.(*csvReader)
	sizes := r.file.chunks()
	if !ok || r.sort.comment != "" || len(r.sort.commentRows) > 0 || r.file.Size < sizes.from {
		return
	}
	workers := runtime.GOMAXPROCS(0)
	a := &csvChunks{
		reader: r, judge: r.sort, delim: c.delim, quote: c.quote, limits: c.limits, wrap: c.wrap, line: c.line, stray: c.stray,
		split: splitter{r: c.r, sizes: sizes, delim: c.delim, quote: c.quote, buf: c.buf[:c.end], pos: c.pos, eof: c.eof},
		free:  make(chan *chunk, workers+2), stop: make(chan struct{}),
	}
	a.judge.records, a.judge.after = 1, true // by which rows most easily pass for something else than records
	a.work, a.ordered = make(chan *chunk, cap(a.free)), make(chan *chunk, cap(a.free))
	for range cap(a.free) {
		a.free <- &chunk{}
	}
	r.src, r.chunks = a, a
	a.running.Go(a.cutAll)
	for range workers {
		a.running.Go(func() {
			for c := range a.work {
				a.parse(c)
				close(c.done)
			}
		})
	}
}

// chunks returns how the file is cut up.
func (f *File) chunks() chunking {
	if f.dialect.chunks != (chunking{}) {
		return f.dialect.chunks
	}
	return defaultChunking
}

// cutAll cuts the text until it ends or close is called.
func (a *csvChunks) cutAll() {
	defer close(a.ordered)
	defer close(a.work)
	for {
		select {
		case c := <-a.free:
			if !a.split.next(c) {
				return
			}
			c.done = make(chan struct{})
			a.ordered <- c // never blocks: as many places as chunks
			a.work <- c
		case <-a.stop:
			return
		}
	}
}

// amidst says whether the row before was a record, and nothing waits for what
// follows it.
func (s *sorter) amidst() bool {
	return s.records > 0 && s.blanks == 0 && !s.after && len(s.held) == 0 && len(s.ready) == 0
}

// acceptAll takes n more records, the last in a row, in the midst of records.
func (s *sorter) acceptAll(n, last int) {
	s.read += n
	s.records += n
	s.last, s.lastFilled = last, last
}

// over returns a reader of a chunk's text from a line on.
func (a *csvChunks) over(c *chunk, line int) *csvReader {
	r := &csvReader{limits: a.limits, wrap: a.wrap, buf: c.text(), end: c.size, eof: c.final, line: line, stray: noStray}
	r.setDialect(a.delim, a.quote)
	return r
}

// peek returns the next chunk in file order, or nil where the rest is read in
// one piece.
func (a *csvChunks) peek() *chunk {
	for a.current == nil && a.rest == nil {
		c, ok := <-a.ordered
		if !ok {
			a.readRest(nil)
			break
		}
		if <-c.done; !c.whole {
			a.readRest(c)
			break
		}
		a.current = c
	}
	return a.current
}

// readRest goes over to one reader for all that is left, from a chunk on.
func (a *csvChunks) readRest(from *chunk) {
	var left []io.Reader
	if from != nil {
		left = append(left, bytes.NewReader(from.text()))
	}
	a.stopAll()
	for c := range a.ordered {
		left = append(left, bytes.NewReader(c.text()))
	}
	left = append(left, bytes.NewReader(a.split.rest()))
	switch {
	case a.split.err != nil:
		left = append(left, failing{a.split.err})
	case !a.split.eof:
		left = append(left, a.split.r)
	}
	a.rest = newCSVReader(io.MultiReader(left...), a.delim, a.quote, a.limits, a.wrap)
	a.rest.line = a.line
}

// failing is a reader that has an error to tell.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// boundary says whether the next row is the first of a chunk.
func (a *csvChunks) boundary() bool {
	if a.rows != nil && a.rows.pos == a.rows.end {
		a.passOn(a.rows.stray)
		a.rows = nil
	}
	return a.rows == nil && a.rest == nil
}

// passOn is done with the current chunk.
func (a *csvChunks) passOn(stray int) {
	if a.stray == noStray {
		a.stray = stray
	}
	a.line += a.current.lines
	a.free <- a.current
	a.current = nil
}

// next reads row by row.
func (a *csvChunks) next(r *rawRow) error {
	for a.boundary() {
		if c := a.peek(); c != nil {
			a.rows = a.over(c, a.line)
		}
	}
	if a.rest != nil {
		return a.rest.next(r)
	}
	if ok, err := a.rows.record(r); err != nil {
		return err
	} else if !ok {
		return errors.New("a piece of the file ends inside a record")
	}
	return nil
}

// take hands the next chunk out as a batch, if it can be one.
func (a *csvChunks) take(b *table.Batch) bool {
	r := a.reader
	if !r.sort.amidst() {
		return false
	}
	c := a.peek()
	if c == nil || !c.plain || c.batch.Len() == 0 {
		return false
	}
	c.batch.Index, c.batch.Date1904 = b.Index, b.Date1904
	*b, c.batch = c.batch, *b
	for i := range b.Rows {
		b.Rows[i] += a.line
	}
	r.sort.acceptAll(b.Len(), b.Rows[b.Len()-1])
	r.tail.Records += b.Len()
	for i, shows := range c.bare {
		if shows {
			r.seen[r.bare[i]] = true
		}
	}
	stray := noStray
	if c.stray > 0 {
		stray = c.stray - 1 + a.line
	}
	a.passOn(stray)
	return true
}

// note says where a quotation mark stood out of place.
func (a *csvChunks) note() []report.Exception {
	if a.stray == noStray && a.rest != nil {
		return a.rest.note()
	}
	return strayNote(a.stray)
}

func (a *csvChunks) close() error {
	a.stopAll()
	return nil
}

// stopAll ends the goroutines and waits for them.
func (a *csvChunks) stopAll() {
	if !a.stopped {
		a.stopped = true
		close(a.stop)
		a.running.Wait()
	}
}
