package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"winnow/internal/table"
)

// parser reads one chunk into its batch. A record that is plainly written, with
// quotes only where they belong, is split here by columns that point into the
// text; any other is read by the csvReader, whose word on what a record is
// counts. Whatever casts doubt on a row leaves the chunk to be read row by row.
type parser struct {
	*csvChunks
	c      *chunk
	rows   *csvReader // reads what is not plainly written
	row    rawRow
	text   []byte // the chunk's text, padded, then the texts of cells that are not in it as they read
	size   int    // of the chunk's text
	crlf   bool   // every line ends in CR LF
	cols   []spans
	delims uint64 // the delimiter eight times
	room   int    // records that cols have places for
	n      int    // records so far
	judge  sorter
}

// spans is where each cell of a column starts and ends.
type spans struct{ starts, ends []uint32 }

// parse reads a chunk's records into its batch. A panic leaves it to be read
// again by the caller's goroutine, who knows what to do about it.
func (a *csvChunks) parse(c *chunk) {
	c.plain, c.whole, c.stray = false, false, 0
	defer func() {
		if recover() != nil {
			c.plain, c.whole = false, false
		}
	}()
	p := &parser{csvChunks: a, c: c, rows: a.over(c, 0), size: len(c.text()), judge: a.judge}
	p.init()
	for p.rows.pos < p.rows.end {
		if p.plainRecord() {
			continue
		}
		if ok, err := p.rows.record(&p.row); !ok || err != nil {
			return
		}
		if !p.add() {
			c.plain, c.whole = false, p.skim()
			return
		}
	}
	p.finish()
	c.plain, c.whole = true, true
}

func (p *parser) init() {
	c := p.c
	p.delims = uint64(p.delim) * eachByte
	p.text = append(c.batch.Text, "\n\n\n\n\n\n\n\n"...)
	returns := bytes.Count(p.text[:p.size], []byte("\r"))
	p.crlf = returns > 0 && returns == bytes.Count(p.text[:p.size], []byte("\r\n"))
	c.batch.Reset(p.reader.width)
	c.bare = append(c.bare[:0], make([]bool, len(p.reader.bare))...)
	p.room = bytes.Count(p.text[:p.size], []byte("\n")) + 1
	if returns > 0 && !p.crlf {
		p.room += returns
	}
	if p.room*p.reader.width > maxChunkCells {
		p.room = 0 // a chunk of more cells than text is read row by row
	}
	for i := range c.batch.Cols {
		starts, ends := c.batch.Cols[i].Spans(p.room)
		p.cols = append(p.cols, spans{starts, ends})
	}
}

// maxChunkCells bounds the cells of a chunk.
const maxChunkCells = 2 << 20

// plainRecord reads the next record if it is plainly written and surely one.
func (p *parser) plainRecord() bool {
	if p.n == p.room {
		return false
	}
	text, cols, n := p.text, p.cols, p.n
	pos, breaks, col := p.rows.pos, 0, 0
	for more := true; more; pos++ {
		if col == len(cols) || pos >= p.size {
			return false
		}
		var end int
		start := pos
		if text[pos] == p.quote {
			var within int
			if end, within = p.plainQuoted(pos); end < 0 {
				return false
			}
			start, pos, breaks = pos+1, end+1, breaks+within
		} else {
			end = stop(text, pos, p.delims)
			if text[pos] <= ' ' && p.rows.skipSpaces(text[:p.size], pos) < end && bytes.IndexByte(text[pos:end], p.quote) >= 0 {
				return false // perhaps a quoted cell behind spaces
			}
			pos = end
		}
		if end-start > p.limits.CellBytes {
			return false
		}
		cols[col].starts[n], cols[col].ends[n] = uint32(start), uint32(end)
		col++
		at := text[pos]
		if at == '\r' && p.crlf {
			pos++
			at = text[pos]
		}
		if more = at == p.delim; !more && at != '\n' || pos >= p.size {
			return false // a lone CR, or the last record, without a line end
		}
	}
	for i := col; i < len(cols); i++ {
		cols[i].starts[n], cols[i].ends[n] = 1, 0
	}
	if !p.sure() {
		return false
	}
	p.accept(p.rows.line)
	p.rows.pos, p.rows.line = pos, p.rows.line+breaks+1
	return true
}

const eachByte, highBits = 0x0101010101010101, 0x8080808080808080

// stop returns where the unquoted cell at pos ends: at a delimiter or a line
// end, of which there is one behind the text. delims is the delimiter eight
// times: eight bytes are looked at at once.
func stop(text []byte, pos int, delims uint64) int {
	for ; ; pos += 8 {
		w := binary.LittleEndian.Uint64(text[pos : pos+8])
		d, n, r := w^delims, w^('\n'*eachByte), w^('\r'*eachByte)
		// The lowest mark of each term is right; marks above it may be false.
		if m := ((d-eachByte)&^d | (n-eachByte)&^n | (r-eachByte)&^r) & highBits; m != 0 {
			return pos + bits.TrailingZeros64(m)>>3
		}
	}
}

// plainQuoted returns where the closing quote of the cell at pos stands and the
// line ends before it; -1 where a quote is doubled or out of place.
func (p *parser) plainQuoted(pos int) (int, int) {
	end := nextByte(p.text[:p.size], pos+1, p.quote)
	if end+1 >= p.size {
		return -1, 0
	}
	switch next := p.text[end+1]; {
	case next == p.delim, next == '\n', next == '\r' && p.crlf:
		return end, lineBreaks(p.text[pos:end])
	}
	return -1, 0
}

// sure says whether the row in the columns is a record beyond doubt, which is
// what the sorter would find: its first cell begins no header, it fills most of
// the columns that a total leaves empty, and more cells than a note.
func (p *parser) sure() bool {
	if !p.visible(0) {
		return false
	}
	first := p.text[p.cols[0].starts[p.n]:p.cols[0].ends[p.n]]
	for _, titles := range p.reader.loc.folded {
		if len(titles) > 0 && likelyFolds(first, titles[0]) {
			return false
		}
	}
	want := max(2, (len(p.judge.text)+1)/2+1) // of these the sorter sees no total, and of three cells no note
	left := want
	for _, col := range p.judge.text {
		if p.visible(col) {
			if left--; left == 0 {
				break
			}
		}
	}
	return left == 0 && (want > 2 || p.visibleBeyond(2))
}

// visible says whether the row's cell begins with a character that shows.
func (p *parser) visible(col int) bool {
	c := &p.cols[col]
	start, end := c.starts[p.n], c.ends[p.n]
	return start < end && p.text[start]-'!' < 0x7F-'!'
}

// visibleBeyond says whether more than n of the row's cells show something.
func (p *parser) visibleBeyond(n int) bool {
	for col := range p.cols {
		if p.visible(col) {
			if n--; n < 0 {
				return true
			}
		}
	}
	return false
}

// accept counts the row in the columns as a record of a line.
func (p *parser) accept(line int) {
	for i, col := range p.reader.bare {
		if !p.c.bare[i] {
			start, end := p.cols[col].starts[p.n], p.cols[col].ends[p.n]
			p.c.bare[i] = start < end && !spaces(p.text[start:end])
		}
	}
	p.c.batch.Rows = append(p.c.batch.Rows, line)
	p.n++
}

// add adds the record in p.row; false means that it may be none.
func (p *parser) add() bool {
	r := &p.row
	if p.n == p.room || r.blank() {
		return false
	}
	if class, _ := p.judge.classify(r); class != classRecord {
		return false
	}
	for col := range p.cols {
		start, end := 1, 0
		if col < len(r.cells) {
			start = len(p.text)
			p.text = append(p.text, r.cells[col].raw...)
			end = len(p.text)
		}
		p.cols[col].starts[p.n], p.cols[col].ends[p.n] = uint32(start), uint32(end)
	}
	for i := len(p.cols); i < len(r.cells); i++ {
		if cell := &r.cells[i]; !cell.empty() {
			p.c.batch.Faults = append(p.c.batch.Faults, table.Fault{Record: p.n, Column: i, Raw: string(cell.raw)})
		}
	}
	p.accept(r.number)
	return true
}

// skim reads the rest of the chunk for its records' ends alone, and says
// whether the last one ends with it.
func (p *parser) skim() bool {
	for p.rows.pos < p.rows.end {
		if ok, err := p.rows.record(&p.row); !ok || err != nil {
			return false
		}
	}
	p.finish()
	return true
}

// finish hands the text to the columns.
func (p *parser) finish() {
	p.c.batch.Text = p.text
	for i := range p.c.batch.Cols {
		p.c.batch.Cols[i].Point(p.text, p.n)
	}
	p.c.lines = p.rows.line
	if p.rows.stray != noStray {
		p.c.stray = p.rows.stray + 1
	}
}
