package sample

import (
	"fmt"
	"strconv"
	"strings"

	"winnow/internal/number"
)

// Numbers are kept as spreadsheets store them and counted in whole tenths or
// hundredths, so that no figure passes through a float.

func whole(n int) num { return num(strconv.Itoa(n)) }

// tenths writes a count of tenths: 845 is 84.5, 840 is 84.
func tenths(n int) num { return num(number.FromScaled(int64(n), 1).String()) }

// hundredths writes a count of hundredths likewise.
func hundredths(n int) num { return num(number.FromScaled(int64(n), 2).String()) }

// figure reads a cell as a person does, text with a pound sign or commas
// included, and says whether it is a number at all.
func figure(c any) (number.Num, bool) {
	text := ""
	switch c := c.(type) {
	case num:
		text = string(c)
	case string:
		text = strings.NewReplacer("\u00a3", "", ",", "", " ", "").Replace(c)
	}
	n, err := number.Parse(text)
	return n, err == nil
}

// scaled reads a number as a count of tenths (1), hundredths (2) and so on.
func scaled(c any, places int) int {
	n, ok := figure(c)
	v, fits := n.ScaledInt64(places)
	if !ok || !fits {
		panic(fmt.Sprintf("sample: %v is not such a number", c))
	}
	return int(v)
}

func wholeOf(c any) int      { return scaled(c, 0) }
func tenthsOf(c any) int     { return scaled(c, 1) }
func hundredthsOf(c any) int { return scaled(c, 2) }

// sum adds up a field over the lines so far, as far as its cells are numbers.
func (s *sheet) sum(field string) num {
	var sum number.Num
	for _, l := range s.lines {
		if n, ok := figure(l.cells[field]); ok {
			sum = sum.Add(n)
		}
	}
	return num(sum.String())
}

// total returns a total row over the lines so far: a label and the sums of fields.
func (s *sheet) total(field, label string, sums ...string) *line {
	t := &line{cells: map[string]any{field: label}}
	for _, f := range sums {
		t.cells[f] = s.sum(f)
	}
	return t
}

// addUp is the formula that adds up a field over the lines so far, with its result.
func (s *sheet) addUp(field string) formula {
	first, column := s.headerRow()+1, s.columnName(field)
	return formula{fmt.Sprintf("SUM(%s%d:%s%d)", column, first, column, first+len(s.lines)-1), string(s.sum(field))}
}
