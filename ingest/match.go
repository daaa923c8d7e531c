package ingest

import (
	"io"
)

// Match looks for the layout's header in the first rows of a sheet and returns
// the place with the most columns found, the upper of equal ones. It returns
// nil where no title matches at all. The error is a *Refusal where the sheet is
// damaged.
func (f *File) Match(sheet int, l *Layout) (*Location, error) {
	rows, err := f.top(sheet, l.headerWithin())
	if err != nil {
		return nil, err
	}
	// Merged ranges matter to a one-row header only once it is found, and cost
	// a pass over the sheet.
	best := f.bestHeader(rows, l)
	if best == nil && l.headerRows() == 1 {
		return nil, nil
	}
	merges, err := f.merges(sheet)
	if err != nil {
		return nil, err
	}
	if len(merges) > 0 {
		best = f.bestHeader(spread(rows, merges), l)
	}
	if best == nil {
		return nil, nil
	}
	loc := best.location(sheet, l)
	loc.merges = merges
	loc.Facts = facts(rows[:best.index], l.Facts)
	return loc, nil
}

func (f *File) bestHeader(rows []*rawRow, l *Layout) *header {
	var best *header
	wanted := l.folded()
	for i := range rows {
		if h := f.headerAt(rows, i, l.headerRows(), wanted); h.matched > 0 && (best == nil || h.matched > best.matched) {
			best = h
		}
	}
	return best
}

func (f *File) merges(sheet int) ([]mergeRange, error) {
	if f.book == nil {
		return nil, nil
	}
	return f.book.mergesOf(sheet)
}

// topKey is what the first rows of a sheet are kept by: one file is matched
// against many layouts.
type topKey struct{ sheet, within int }

// maxTitleBytes is the length to which titles and facts are read.
const maxTitleBytes = 1 << 10

// top returns copies of the rows that hold something among a sheet's first,
// long texts cut: no title is as long.
func (f *File) top(sheet, within int) ([]*rawRow, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if rows, ok := f.tops[topKey{sheet, within}]; ok {
		return rows, nil
	}
	src, err := f.rows(sheet)
	if err != nil {
		return nil, err
	}
	defer src.close()
	var rows []*rawRow
	var r rawRow
	for range within {
		err := src.next(&r)
		if err == io.EOF || err == nil && f.book != nil && r.number > within {
			break
		} else if err != nil {
			return nil, err
		}
		if !r.blank() {
			rows = append(rows, r.cloneUpTo(maxTitleBytes))
		}
	}
	f.tops[topKey{sheet, within}] = rows
	return rows, nil
}
