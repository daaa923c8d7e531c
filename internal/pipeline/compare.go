package pipeline

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"winnow/ingest"
	"winnow/internal/pairing"
	"winnow/internal/report"
	"winnow/internal/table"
)

// compare says what was changed between a table that was sent back and the one that
// came in its stead: records that are gone or came, records that could be several of
// those sent, and the cells that nobody had asked to change. asked says what was, by
// row and field of the old table. How a value is written doesn't count, as for the
// sketch of a table: see appendValue.
//
// Columns that are no part of the return don't count, nor do those that one of the
// two tables lacks (their absence is a finding of its own), nor rows that are no
// records, such as totals. The records of a wide table are its rows; a form is one.
// The reply says nothing but To, Marked and what became of findings. Compared is
// false where the old file can't be read any more. numbered says that a row of the new
// table is what became of the row of that number, where nothing contradicts it.
func (r *run) compare(ctx context.Context, oldFile *ingest.File, oldMatch *match, newFile *ingest.File, newMatch *match, asked func(row int, field string) bool, numbered bool) (*report.Reply, error) {
	reply, err := &report.Reply{}, error(nil)
	if oldMatch.ret != newMatch.ret {
		return reply, nil
	}
	for again := true; again; again = errors.Is(err, ingest.ErrAgain) { // the end of a sheet may show what had to be known at its start
		c := &changes{asked: asked, numbered: numbered, reply: &report.Reply{}}
		c.fields, c.keys = changeFields(oldMatch, newMatch)
		c.old, c.now = changeSide{oldFile, oldMatch, was}, changeSide{newFile, newMatch, is}
		if err = c.run(ctx); err == nil {
			return c.reply, nil
		}
		if closed := c.reply.Close(); closed != nil {
			return reply, closed
		}
	}
	var refusal *ingest.Refusal
	if errors.As(err, &refusal) { // the new one was read before: it is the old that can't be
		return reply, nil
	}
	return reply, err
}

// The sides of a comparison, by which changeField says its columns.
const (
	was = 0
	is  = 1
)

// changes is one comparison at work.
type changes struct {
	old, now changeSide
	fields   []changeField // those of the key first
	keys     int
	asked    func(row int, field string) bool
	numbered bool // rows bear the numbers that they had
	result   *pairing.Result
	edits    []edit // by the index of the new record
	reply    *report.Reply
}

// changeSide is one of the two tables.
type changeSide struct {
	file *ingest.File
	*match
	side int
}

// edit is a record with cells that nobody asked to change, or with another key.
type edit struct {
	pairing.Pair
	fields []int
}

func (c *changes) run(ctx context.Context) error {
	old, err := c.hashed(ctx, c.old)
	if err != nil {
		return err
	}
	now, err := c.hashed(ctx, c.now)
	if err != nil {
		return err
	}
	if c.result = pairing.Compare(old, now); c.now.ret.Form {
		c.result = onlyRecord(old, now, c.result)
	}
	if c.numbered {
		c.result = c.result.SameRows()
	}
	for _, p := range c.result.Pairs {
		if !c.result.Same(p) {
			c.settle(p, old.Row(p.Old))
		}
	}
	if err := c.tell(ctx); err != nil {
		return err
	}
	if c.reply.Compared = true; !c.now.ret.Form {
		c.reply.Moved = movedRows(old, now, c.result)
	}
	return errors.Join(c.reply.Elsewhere.Err(), c.reply.Removed.Err(), c.reply.Added.Err(), c.reply.Unsure.Err())
}

// onlyRecord takes the record of a form for the one that was sent, whatever it says.
func onlyRecord(old, now *pairing.Table, r *pairing.Result) *pairing.Result {
	if old.Len() != 1 || now.Len() != 1 {
		return r
	}
	return r.Settled(pairing.Pair{})
}

// settle parts the changed cells of a record into those that it was asked to change
// and the others.
func (c *changes) settle(p pairing.Pair, row int) {
	e := edit{Pair: p}
	for _, f := range c.result.Changed(p) {
		if c.asked(c.old.rowOf(c.fields[f], row), c.fields[f].Name) {
			c.reply.Asked++
		} else {
			e.fields = append(e.fields, f)
		}
		if c.fields[f].Key && e.fields == nil {
			e.fields = []int{} // its key is another, if only as asked
		}
	}
	if e.fields != nil {
		c.edits = append(c.edits, e)
	}
}

// hashed reads a table's records as hashes of what their cells say.
func (c *changes) hashed(ctx context.Context, s changeSide) (*pairing.Table, error) {
	h := &recordHasher{}
	for _, f := range c.fields {
		h.fields = append(h.fields, hashedField{f.Field, f.col[s.side]})
		if f.FillDown {
			h.above = make([]uint64, len(s.ret.Fields))
		}
	}
	t, width := pairing.NewTable(len(c.fields), c.keys), pairing.CellBytes*len(c.fields)
	var cells []byte
	return t, s.each(ctx, func(b *table.Batch) bool {
		cells = slices.Grow(cells[:0], b.Len()*width)[:b.Len()*width]
		clear(cells)
		for k, f := range h.fields {
			h.column(cells[pairing.CellBytes*k:], width, b, f)
		}
		t.Add(b.Rows, cells)
		return true
	})
}

// each calls take for every batch of the table's rows, until it returns false.
func (s changeSide) each(ctx context.Context, take func(*table.Batch) bool) error {
	reader, err := s.rows(s.file)
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }() // what is read is read
	for b := (table.Batch{}); ; {
		if err := cmp.Or(ctx.Err(), reader.Next(&b)); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if !take(&b) {
			return nil
		}
	}
}
