package sample

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"winnow/internal/period"
)

// csv writes the sheet as Excel on Windows does: every row as wide as the
// header, dates as they show, CR LF.
func (s *sheet) csv() []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	record := func(cells []any, beyond []string, short int) {
		fields := make([]string, len(s.columns))
		for i, c := range cells {
			fields[i] = cellText(c)
		}
		if err := w.Write(append(fields[:len(fields)-short], beyond...)); err != nil {
			panic(err) // a buffer doesn't refuse
		}
	}
	for _, cells := range s.above {
		record(cells, nil, 0)
	}
	record(s.headers(), nil, 0)
	for _, l := range s.lines {
		record(s.cells(l), l.beyond, l.short)
	}
	for _, text := range s.below {
		record([]any{text}, nil, 0)
	}
	w.Flush()
	if s.look.windows1252 {
		return windows1252(out.Bytes())
	}
	return out.Bytes()
}

func (s *sheet) headers() []any {
	cells := make([]any, len(s.columns))
	for i, c := range s.columns {
		cells[i] = c.title
	}
	return cells
}

func (s *sheet) cells(l *line) []any {
	cells := make([]any, len(s.columns))
	for i, c := range s.columns {
		cells[i] = l.cells[c.field]
	}
	return cells
}

func cellText(c any) string {
	switch c := c.(type) {
	case nil:
		return ""
	case string:
		return c
	case num:
		return string(c)
	case period.Date:
		return c.Time().Format("02/01/2006")
	}
	panic(fmt.Sprintf("sample: a CSV can't hold a %T", c))
}
