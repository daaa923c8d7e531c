package ingest

import (
	"io"
	"slices"
)

// Match looks for the layout's header in the first rows of a sheet and returns
// the place with the most columns found, the upper of equal ones. It returns
// nil where no title matches at all. The error is a *Refusal where the sheet is
// damaged.
func (f *File) Match(sheet int, l *Layout) (*Location, error) {
	if l.Form {
		return f.matchForm(sheet, l)
	}
	if l.Headless {
		return f.headless(sheet, l)
	}
	rows, above, err := f.lookAt(sheet, l)
	if err != nil {
		return nil, err
	}
	// Merged ranges matter only once a header is found, and cost a pass over the
	// sheet.
	best := f.bestHeader(rows, l)
	if best == nil && l.headerRows() == 1 {
		return nil, nil
	}
	merges, err := f.merges(sheet)
	if err != nil {
		return nil, err
	}
	if len(merges) > 0 {
		best = f.bestHeader(f.spreadOut(rows, merges), l)
	}
	if best == nil {
		return nil, nil
	}
	loc := best.location(sheet, l)
	loc.merges = merges
	loc.Facts = facts(slices.Concat(rows[:best.index], above), l.Facts)
	return loc, nil
}

// bestHeader returns the header with the most columns found, nil for none. Where
// the layout speaks of one row, two rows that give more columns together are one
// header too: a band over its sub-titles.
func (f *File) bestHeader(rows []*rawRow, l *Layout) *header {
	if l.Strict {
		return f.strictHeader(rows, l)
	}
	wanted := l.folded()
	best := f.bestOf(rows, l.headerRows(), wanted, nil)
	if l.headerRows() > 1 {
		return best
	}
	two := f.bestOf(rows, 2, wanted, (*header).banded)
	if two == nil || best != nil && two.matched <= best.matched {
		return best
	}
	return two
}

// bestOf returns the best header of n rows that is accepted (nil: every one).
func (f *File) bestOf(rows []*rawRow, n int, wanted [][]string, accept func(*header) bool) *header {
	var best *header
	for i := range rows {
		h := f.headerAt(rows, i, n, wanted)
		if h.matched > 0 && (best == nil || h.matched > best.matched) && (accept == nil || accept(h)) {
			best = h
		}
	}
	return best
}

// spreadOut is spread, once for all the layouts that look at the same rows.
func (f *File) spreadOut(rows []*rawRow, merges []mergeRange) []*rawRow {
	if len(rows) == 0 {
		return nil
	}
	key := spreadKey{rows[0], len(rows)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.spread[key] == nil {
		f.spread[key] = spread(rows, merges)
	}
	return f.spread[key]
}

// spreadKey names rows among the first of a sheet.
type spreadKey struct {
	first *rawRow
	count int
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

// topBytes is how much of the first rows is kept before their texts are cut to
// shortTitle: nothing that long is a title.
const (
	topBytes   = 4 << 20
	shortTitle = 64
)

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
	kept := 0
	for range within {
		err := src.next(&r)
		for err == nil && r.added { // no header is added
			err = src.next(&r)
		}
		if err == io.EOF || err == nil && f.book != nil && r.number > within {
			break
		} else if err != nil {
			return nil, err
		}
		if !r.blank() {
			length := maxTitleBytes
			if kept > topBytes {
				length = shortTitle
			}
			row := r.cloneUpTo(length)
			rows, kept = append(rows, row), kept+row.size()
		}
	}
	f.tops[topKey{sheet, within}] = rows
	return rows, nil
}
