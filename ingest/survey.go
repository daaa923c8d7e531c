package ingest

import (
	"errors"
	"io"
	"slices"
)

// survey is what must be known of a sheet before its first row can be used, and
// what only a pass over the whole sheet tells.
type survey struct {
	known   bool
	jumbled bool // rows stand out of order
	merges  []mergeRange
}

// surveyBytes is the unzipped size up to which a sheet is read through once
// beforehand. A larger one is read at once, and again (ErrAgain) in the rare
// case that its end shows what was needed at its start.
const surveyBytes = 4 << 20

// surveyOf returns what is known of a sheet.
func (w *workbook) surveyOf(sheet int) (survey, error) {
	w.mu.Lock()
	v := w.surveys[sheet]
	w.mu.Unlock()
	if v.known || w.zip.size(w.sheets[sheet].part) > surveyBytes {
		return v, nil
	}
	s, err := w.openSheet(sheet)
	if err != nil {
		return v, err
	}
	defer func() { _ = s.close() }() // only read from
	var r rawRow
	for err = s.next(&r); err == nil; err = s.next(&r) {
	}
	if errors.Is(err, ErrAgain) {
		s.sorting = true
		for err = s.next(&r); err == nil; err = s.next(&r) {
		}
		return w.learn(sheet, survey{known: true, jumbled: true, merges: s.found.merges}), nil
	}
	// Damage is left for the pass that reads the cells.
	return w.learn(sheet, survey{known: true, merges: s.found.merges}), nil
}

// learn keeps what a pass has found out.
func (w *workbook) learn(sheet int, v survey) survey {
	slices.SortStableFunc(v.merges, func(a, b mergeRange) int {
		if a.top != b.top {
			return a.top - b.top
		}
		return a.left - b.left
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.surveys[sheet] = v
	return v
}

// source opens a sheet for a pass over its rows in their order.
func (w *workbook) source(sheet int) (rowSource, error) {
	v, err := w.surveyOf(sheet)
	if err != nil {
		return nil, err
	}
	s, err := w.openSheet(sheet)
	if err != nil || !v.jumbled {
		return s, err
	}
	sorted, err := newSorted(s)
	if err != nil {
		return nil, err
	}
	w.learn(sheet, survey{known: true, jumbled: true, merges: s.found.merges})
	return sorted, nil
}

// sortedRows hands out the rows of a sheet that has them out of order. They are
// held in memory.
type sortedRows struct {
	*sheetReader
	rows []*rawRow
}

func newSorted(s *sheetReader) (*sortedRows, error) {
	s.sorting = true
	rows, err := s.all()
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	slices.SortStableFunc(rows, func(a, b *rawRow) int { return a.number - b.number })
	return &sortedRows{s, rows}, nil
}

// all reads every row. Which of two rows of one number is meant, no one can
// know, unless one of them has no cells.
func (s *sheetReader) all() ([]*rawRow, error) {
	var rows []*rawRow
	seen := map[int]bool{}
	size := 0
	var r rawRow
	for {
		err := s.next(&r)
		if err == io.EOF {
			return rows, nil
		} else if err != nil {
			return nil, err
		}
		if len(r.cells) == 0 {
			continue
		}
		if seen[r.number] {
			return nil, damaged(s.where(), "has the row %d twice", r.number)
		}
		seen[r.number] = true
		rows = append(rows, r.clone())
		if size += r.size() + 64; size > s.limits.SortBytes {
			return nil, tooLarge("sheet %q has more than %d bytes of rows out of order", s.name, s.limits.SortBytes)
		}
	}
}

func (s *sortedRows) next(r *rawRow) error {
	if len(s.rows) == 0 {
		return io.EOF
	}
	*r = *s.rows[0]
	s.rows = s.rows[1:]
	return nil
}
