package reply

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/table"
)

// CopiedColumn is a column of a sheet of copies, and which of the sender's it is.
type CopiedColumn struct {
	At     int    // 0-based, in the sheet of copies
	Column int    // 0-based, in the sender's file; -1 for none, or before Place where only its title says it
	Title  string // as it stands there; "" for none
}

// maxColumn bounds a sender's columns: Excel has 16,384, and a CSV may have as many.
const maxColumn = 1 << 15

// copiedColumns reads what stands above the columns of the copies: the sender's
// letters or numbers, and the titles.
func (t titles) copiedColumns(number int, line bool) []CopiedColumn {
	own := map[int]bool{number: true, t.columns[fold(TitleToCorrect)]: true}
	var columns []CopiedColumn
	for at := range max(len(t.names), len(t.above)) {
		if own[at] {
			continue
		}
		c := CopiedColumn{At: at, Column: -1}
		if at < len(t.above) {
			c.Column = readColumn(Shown(t.above[at], false), line)
		}
		if at < len(t.names) {
			c.Title = strings.Join(strings.Fields(Shown(t.names[at], false)), " ")
		}
		if c.Column >= 0 || c.Title != "" {
			columns = append(columns, c)
		}
	}
	return columns
}

// readColumn reads a column's letters, or "column 3" of a CSV; -1 where it is neither.
func readColumn(text string, line bool) int {
	text = fold(text)
	if line {
		n, err := strconv.Atoi(strings.TrimPrefix(text, "column "))
		if err != nil || n < 1 || n > maxColumn {
			return -1
		}
		return n - 1
	}
	col := 0
	for _, r := range text {
		if r < 'a' || r > 'z' || col > maxColumn {
			return -1
		}
		col = col*26 + int(r-'a') + 1
	}
	if col > maxColumn {
		return -1
	}
	return col - 1
}

// Place says which of the sender's columns each column is, by its letter and its
// title. headers are the sender's own titles, by column. Why is in words what keeps
// the rows from being read; "" where nothing does. Notes say what was left out.
func (c *Copies) Place(headers []string) (why string, notes []string) {
	for i := range c.Columns {
		if why = c.place(&c.Columns[i], headers); why != "" {
			return why, nil
		}
	}
	at := map[int]int{}
	for _, col := range c.Columns {
		if other, taken := at[col.Column]; taken && col.Column >= 0 {
			return fmt.Sprintf("The columns %s and %s of the sheet “%s” are both said to be your %s. Take one of them out.",
				table.Letters(other), table.Letters(col.At), c.Sheet, c.columnName(col.Column)), nil
		}
		at[col.Column] = col.At
	}
	delete(at, -1)
	if len(at) == 0 {
		return fmt.Sprintf("The titles of your columns are gone from the sheet “%s”, so that its rows can't be read.", c.Sheet), nil
	}
	return "", append(c.strangers(), c.missing(at, headers)...)
}

// place settles one column; why is what is wrong with it.
func (c *Copies) place(col *CopiedColumn, headers []string) (why string) {
	var titled []int
	for i, h := range headers {
		if col.Title != "" && fold(h) == fold(col.Title) {
			titled = append(titled, i)
		}
	}
	where := fmt.Sprintf("column %s of the sheet “%s”", table.Letters(col.At), c.Sheet)
	switch {
	case col.Column >= 0 && len(titled) > 0 && !slices.Contains(titled, col.Column):
		return fmt.Sprintf("What stands above %s contradicts itself: it says %s, and the title is that of your %s. Put the title and what stands above it right.",
			where, c.columnName(col.Column), c.columnName(titled[0]))
	case col.Column >= 0:
	case len(titled) == 1:
		col.Column = titled[0]
	case len(titled) > 1:
		return fmt.Sprintf("The title of %s is that of several of your columns, and what stood above it is gone. Write there which one it is, such as %s.", where, c.columnName(titled[0]))
	}
	return ""
}

// columnName is what a column of the sender's is called: column C, or column 3 of a CSV.
func (c *Copies) columnName(col int) string {
	if c.Line {
		return "column " + strconv.Itoa(col+1)
	}
	return "column " + table.Letters(col)
}

// strangers names the columns that are none of the sender's.
func (c *Copies) strangers() []string {
	var letters []string
	for _, col := range c.Columns {
		if col.Column < 0 {
			c.stray[col.At] = true
		}
	}
	for _, at := range slices.Sorted(maps.Keys(c.stray)) {
		letters = append(letters, table.Letters(at))
	}
	switch len(letters) {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("Column %s of the sheet “%s” is none of your file's; what stands in it was not read.", letters[0], c.Sheet)}
	}
	return []string{fmt.Sprintf("The columns %s of the sheet “%s” are none of your file's; what stands in them was not read.", few(letters), c.Sheet)}
}

// missing names the sender's columns that the sheet no longer has.
func (c *Copies) missing(at map[int]int, headers []string) []string {
	var names []string
	for i, h := range headers {
		if _, ok := at[i]; !ok && strings.TrimSpace(h) != "" {
			names = append(names, fmt.Sprintf("%s (“%s”)", c.columnName(i), h))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("The sheet “%s” doesn't have your %s; what stands there stays as it was in your file.", c.Sheet, few(names))}
}

// manyNamed is how many columns are named before they are counted.
const manyNamed = 10

func few(names []string) string {
	if more := len(names) - manyNamed; more > 0 {
		names = append(slices.Clone(names[:manyNamed]), fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
