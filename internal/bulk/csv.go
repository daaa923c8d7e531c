package bulk

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// CSV writes a header and n records, dates as dd/mm/yyyy.
func CSV(w io.Writer, n int, seed uint64) error {
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString(strings.Join(Columns, ",") + "\n")
	g, row, line := newGenerator(seed), make([]cell, len(Columns)), []byte{}
	for range n {
		g.row(row)
		line = line[:0]
		for i, c := range row {
			if i > 0 {
				line = append(line, ',')
			}
			line = appendCSV(line, c)
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return out.Flush()
}

func appendCSV(line []byte, c cell) []byte {
	switch c.kind {
	case 't':
		return append(line, c.text...)
	case 'd':
		return c.date.AppendFormat(line, "02/01/2006")
	case 'n':
		return appendNumber(line, c)
	}
	return line
}

func appendNumber(line []byte, c cell) []byte {
	s := strconv.Itoa(c.number)
	if c.places == 0 {
		return append(line, s...)
	}
	for len(s) <= c.places {
		s = "0" + s
	}
	line = append(line, s[:len(s)-c.places]...)
	line = append(line, '.')
	return append(line, s[len(s)-c.places:]...)
}
