package validate

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
	"winnow/internal/expr"
	"winnow/rules"
)

// Hide says in which rows a label stands in place of a column's value, so that
// there is a value that nobody knows. It is called before the set is used; a
// hidden list shorter than the rows says nothing of the rest.
func (s *RowSet) Hide(column string, hidden []bool) {
	at := s.column(column)
	if at < 0 {
		return
	}
	col, code := &s.cols[at], int32(-1)
	for i, yes := range hidden[:min(len(hidden), s.rows)] {
		if !yes {
			continue
		}
		if code < 0 {
			code = int32(len(col.values))
			col.values = append(col.values, rowValue{unsure: true})
		}
		col.codes[i] = code
	}
}

// PublishedText returns a value as the text that a pseudonym of it is made of: what
// the clean records show.
func PublishedText(f *rules.Field, v expr.Value) string {
	one := &Result{rows: []int{1}, held: []bool{false}}
	col := column{entries: []entry{{state: valued, value: v}}}
	a := (&field{Field: f}).array(one, &col, 1)
	defer a.Release()
	if d, ok := a.(*array.Dictionary); ok {
		return d.Dictionary().(*array.String).Value(d.GetValueIndex(0))
	}
	return a.ValueStr(0)
}

// TimeText returns a time of day, in microseconds, as the value of a field of type
// time.
func TimeText(micros int64) string {
	seconds := micros / 1e6
	text := fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if micros %= 1e6; micros > 0 {
		text += strings.TrimRight(fmt.Sprintf(".%06d", micros), "0")
	}
	return text
}
