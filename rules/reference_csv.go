package rules

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// csvTable is a reference CSV as texts: trimmed, in NFC, each row as wide as
// the header.
type csvTable struct {
	src    *source
	header []string
	rows   [][]string
	lines  []int        // where each row starts
	starts [][]int      // the column in the line at which each cell starts
	faulty map[int]bool // rows with a fault
}

// fault adds a fault at a cell, or at a row where the column is below 0.
func (c *csvTable) fault(row, column int, format string, args ...any) {
	if c.faulty == nil {
		c.faulty = map[int]bool{}
	}
	c.faulty[row] = true
	at := 0
	if column >= 0 && column < len(c.starts[row]) {
		at = c.starts[row][column]
	}
	c.src.faultAt(c.lines[row], at, format, args...)
}

// table reads a CSV of the folder. It says in words that a file that was asked
// for isn't there. Faults of the file itself are added: rows at fault are left
// out, and a file without a sound header is nil.
func (l *loader) table(name string) (*csvTable, string) {
	data, err := l.open(name, maxReference)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Sprintf("the file %s is not there%s", l.path(name), l.elsewhere(name))
	case errors.Is(err, errTooLarge):
		return nil, fmt.Sprintf("the file %s is larger than %d MiB, the most a list may be", l.path(name), maxReference>>20)
	case err != nil:
		return nil, fmt.Sprintf("the file %s can't be read: %s", l.path(name), reason(err))
	}
	c := &csvTable{src: newSource(l.path(name), data, &l.faults, l.note)}
	if !c.read(data) {
		return nil, ""
	}
	return c, ""
}

// reason is an I/O error without the path, which the message has already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// elsewhere looks for a file whose name differs in case alone, or nearly.
func (l *loader) elsewhere(name string) string {
	entries, err := fs.ReadDir(l.fsys, path.Dir(name))
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		if strings.EqualFold(path.Ext(e.Name()), ".csv") {
			names = append(names, e.Name())
		}
	}
	return suggestion(path.Base(name), names)
}

// read splits the file into header and rows, and checks their shape.
func (c *csvTable) read(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		c.src.faultAt(c.src.badLine(), 0, `is not UTF-8 text: save it as "CSV UTF-8"`)
		return false
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	for {
		record, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			c.src.faultAt(bad.Line, bad.Column, "is not well-formed CSV: a quotation mark stands where none can, or is not closed")
			return false
		case err != nil: // io.EOF; nothing else can go wrong in memory
			if c.header == nil {
				c.src.faultAt(0, 0, "is empty: expected a header row")
				return false
			}
			return true
		case c.header == nil:
			if !c.readHeader(record, r) {
				return false
			}
		case !blank(record):
			c.readRow(record, r)
		}
	}
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func blank(record []string) bool {
	return !slices.ContainsFunc(record, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// readHeader refuses a column without a name and one given twice. Blank columns
// at the end, which Excel leaves, are cut off.
func (c *csvTable) readHeader(record []string, r *csv.Reader) bool {
	for len(record) > 0 && strings.TrimSpace(record[len(record)-1]) == "" {
		record = record[:len(record)-1]
	}
	sound, seen := true, map[string]bool{}
	c.header = []string{}
	for i, h := range record {
		line, column := r.FieldPos(i)
		column = c.characters(line, column)
		h = norm.NFC.String(strings.TrimSpace(h))
		switch {
		case h == "":
			c.src.faultAt(line, column, "the %s column has no name", ordinal(i+1))
			sound = false
		case seen[h]:
			c.src.faultAt(line, column, "the column %q is there twice", h)
			sound = false
		}
		seen[h] = true
		c.header = append(c.header, h)
	}
	return sound
}

func (c *csvTable) readRow(record []string, r *csv.Reader) {
	line, _ := r.FieldPos(0)
	for len(record) > len(c.header) && strings.TrimSpace(record[len(record)-1]) == "" {
		record = record[:len(record)-1]
	}
	if len(record) != len(c.header) {
		c.src.faultAt(line, 0, "has %s where the header has %s", plural(len(record), "value"), plural(len(c.header), "column"))
		return
	}
	starts := make([]int, len(record))
	for i, s := range record {
		at, column := r.FieldPos(i)
		if at == line {
			starts[i] = c.characters(at, column)
		}
		record[i] = norm.NFC.String(strings.TrimSpace(s))
	}
	c.rows, c.lines, c.starts = append(c.rows, record), append(c.lines, line), append(c.starts, starts)
}

// characters turns a column in bytes into one in characters.
func (c *csvTable) characters(line, column int) int {
	if line < 1 || line > len(c.src.lines) {
		return column
	}
	text := c.src.lines[line-1]
	return utf8.RuneCountInString(text[:min(column-1, len(text))]) + 1
}
