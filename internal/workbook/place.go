package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// keyGap stands between the parts of a key.
const keyGap = " / "

// record says which record an exception is about, by its own key if it has one.
func (p *part) record(e report.Exception) string {
	switch {
	case e.Key != "":
		return p.key(e.Key)
	case e.Row == 0:
		return "(the whole table)"
	}
	return "(" + p.rowName(e.Row) + ")"
}

// key shows a record's key with its dates as the sheet has them. A CSV's stand as
// they were typed.
func (p *part) key(key string) string {
	if p.CSV {
		return key
	}
	parts := strings.Split(key, keyGap)
	for i, s := range parts {
		parts[i] = dayFirst(s)
	}
	return strings.Join(parts, keyGap)
}

// rowWord is what a row of the sender's file is called.
func (p *part) rowWord() string {
	if p.CSV {
		return "line"
	}
	return "row"
}

// rowName names a row of the sender's file: row 12, or line 12 of a CSV.
func (p *part) rowName(n int) string { return p.rowWord() + " " + strconv.Itoa(n) }

// rowNames names several: rows 12, 31 and 40.
func (p *part) rowNames(rows []string) string {
	if len(rows) == 1 {
		return p.rowWord() + " " + rows[0]
	}
	return p.rowWord() + "s " + listed(rows)
}

// otherRowsShown is how many further rows an exception names before it counts them.
const otherRowsShown = 10

// where returns the place in the sender's file: Quit attempts!J12, H12; or
// line 12, column 3 of a CSV.
func (p *part) where(e report.Exception) string {
	if e.Row == 0 && e.Cell == "" {
		if p.CSV {
			return "The whole file"
		}
		return join(" ", p.Sheet, "(whole sheet)")
	}
	return p.cells(e)
}

// others names the further rows of an exception, such as the other one of two
// that are the same; "" where the message has named them.
func (p *part) others(e report.Exception) string {
	var rows []string
	said := true
	for i, r := range e.OtherRows {
		if !namesNumber(e.Message, r) {
			said = false
		}
		if i < otherRowsShown {
			rows = append(rows, strconv.Itoa(r))
		}
	}
	if said {
		return ""
	}
	return "See also " + p.rowNames(andMore(rows, len(e.OtherRows))) + "."
}

// andMore ends a list of which only the first few are shown with how many follow.
func andMore(shown []string, all int) []string {
	if more := all - len(shown); more > 0 {
		return append(shown, count(more, "more", "more"))
	}
	return shown
}

// namesNumber says whether a text has n as a number of its own.
func namesNumber(s string, n int) bool {
	digits := func(r rune) bool { return r < '0' || r > '9' }
	return slices.Contains(strings.FieldsFunc(s, digits), strconv.Itoa(n))
}

func (p *part) cells(e report.Exception) string {
	if p.CSV {
		return p.fieldsOfLine(e)
	}
	var names []string
	for _, at := range cellsOf(e) {
		switch {
		case at.Column != noColumn && at.Row > 0:
			names = append(names, table.Address(at.Column, at.Row))
		case e.Cell != "":
			names = append(names, e.Cell)
		default:
			names = append(names, p.rowName(e.Row))
		}
	}
	if p.Sheet == "" {
		return strings.Join(names, ", ")
	}
	return p.Sheet + "!" + strings.Join(names, ", ")
}

// fieldsOfLine returns line 12, columns 10 and 8.
func (p *part) fieldsOfLine(e report.Exception) string {
	line := p.rowName(e.Row)
	var names []string
	for _, at := range cellsOf(e) {
		switch {
		case at.Column == noColumn:
		case at.Row != e.Row:
			names = append(names, fmt.Sprintf("%d of line %d", at.Column+1, at.Row))
		default:
			names = append(names, strconv.Itoa(at.Column+1))
		}
	}
	switch len(names) {
	case 0:
		return line
	case 1:
		return line + ", column " + names[0]
	}
	return line + ", columns " + listed(names)
}

// given returns the value as the file had it; "(blank)" for an empty cell.
func given(e report.Exception) string {
	switch {
	case !e.HasValue:
		return ""
	case e.Masked:
		return report.MaskedValue
	case strings.TrimSpace(e.Value) == "":
		return "(blank)"
	case e.RealDate:
		return dayFirst(e.Value)
	}
	return e.Value
}
