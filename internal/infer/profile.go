package infer

import "winnow/internal/table"

// profiles reads the table and returns its columns from left to right, and how
// many records it has.
func (f *found) profiles() ([]*column, int, error) {
	var all []*column
	var at []int // sheet columns
	for i, c := range f.layout.Columns {
		if col := f.loc.Columns[i]; col >= 0 {
			all, at = append(all, newColumn(c.Titles[0])), append(at, col)
		}
	}
	days := map[*column]*spans{}
	records, err := f.each(func(b *table.Batch) {
		for i, c := range all {
			if at[i] >= len(b.Cols) {
				continue
			}
			for row := range b.Rows {
				c.add(b.Cols[at[i]].Cell(row), days)
			}
		}
	})
	for _, c := range all {
		c.files = 1
		if s := days[c]; s != nil {
			c.spans = append(c.spans, s)
		}
	}
	return all, records, err
}
