package ingest

import (
	"errors"
	"io"

	"winnow/internal/table"
)

// Duplicate is columns that share one title, and how their cells compare.
type Duplicate struct {
	Columns []int // sheet columns that hold something, the one that is read first
	Blank   []int // those that hold nothing
	Row     int   // the first row in which two of Columns differ; 0 where they say the same
}

// Duplicates compares the columns that share a title over the whole table. Where
// the first of them is empty and another is not, as under a merged title, that
// one takes its place in loc.Columns. The error is a *Refusal where the sheet is
// damaged.
func (f *File) Duplicates(l *Layout, loc *Location) ([]Duplicate, error) {
	if len(loc.Duplicate) == 0 {
		return nil, nil
	}
	seen := make([]columnsSeen, len(loc.Duplicate))
	for i, columns := range loc.Duplicate {
		seen[i] = columnsSeen{columns: columns, filled: make([]bool, len(columns)), differ: make([]int, len(columns))}
	}
	r, err := f.Read(l, loc)
	if err != nil {
		return nil, err
	}
	for b := (table.Batch{}); ; {
		if err := r.Next(&b); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		for i := range seen {
			seen[i].add(&b)
		}
	}
	out := make([]Duplicate, len(seen))
	for i := range seen {
		out[i] = seen[i].result(loc)
	}
	return out, nil
}

// columnsSeen gathers what columns of one title hold.
type columnsSeen struct {
	columns []int
	filled  []bool // by columns
	differ  []int  // by columns: the first row in which it differs from the first
}

func (s *columnsSeen) add(b *table.Batch) {
	for row := range b.Rows {
		first := b.Cols[s.columns[0]].Cell(row)
		for k, col := range s.columns {
			c := b.Cols[col].Cell(row)
			s.filled[k] = s.filled[k] || !c.Empty()
			same := c.Empty() && first.Empty() || c.Kind == first.Kind && c.Raw == first.Raw
			if !same && s.differ[k] == 0 {
				s.differ[k] = b.Rows[row]
			}
		}
	}
}

func (s *columnsSeen) result(loc *Location) Duplicate {
	var d Duplicate
	for k, col := range s.columns {
		if s.filled[k] {
			d.Columns = append(d.Columns, col)
			if n := s.differ[k]; n > 0 && (d.Row == 0 || n < d.Row) {
				d.Row = n
			}
		} else {
			d.Blank = append(d.Blank, col)
		}
	}
	if len(d.Columns) < 2 {
		d.Row = 0
	}
	if len(d.Columns) > 0 && !s.filled[0] {
		for i, col := range loc.Columns {
			if col == s.columns[0] {
				loc.Columns[i] = d.Columns[0]
			}
		}
	}
	return d
}
