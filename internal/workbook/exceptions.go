package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/report"
	"winnow/internal/table"
)

// The columns of "Exceptions": what the reader looks for first, the rule last.
var exceptionColumns = []struct {
	title string
	width float64
}{
	{"How serious", 13}, {"Record", 14}, {"Period", 11}, {"What is wrong and what to do", 46}, {"Where in your file", 20},
	{"Its copy", 10}, {"Column", 14}, {"What you gave", 15}, {"What was expected", 24}, {"What you did", 14}, {"Reason", 18}, {"Rule", 13},
}

const (
	copyColumn = 5 // "Its copy", 0-based: the link has a cell of its own, as LibreOffice never wraps a linked text
	didColumn  = 9 // "What you did"
)

// answers are the choices under "What you did"; any other text may be typed.
var answers = []string{"Corrected", "Right as it is (see reason)", "Cannot be corrected (see reason)"}

// exceptions writes "Exceptions": a row for each, the serious ones first.
func (b *book) exceptions() error {
	lines, shown := b.exceptionLines()
	header := len(lines) + 1
	last := header + shown
	widths := make([]float64, len(exceptionColumns))
	titles := make([]any, len(exceptionColumns))
	for i, c := range exceptionColumns {
		widths[i], titles[i] = c.width, text(b.styles.head, c.title)
	}
	if err := b.offerAnswers(header+1, max(last, header+1)); err != nil {
		return err
	}
	s, err := b.stream(layout{name: sheetExceptions, widths: widths, rows: last, header: header, repeat: header, columns: 2})
	if err != nil {
		return err
	}
	if err := s.headings(b.styles.subtitle, lines); err != nil {
		return err
	}
	if err := s.add(titles); err != nil {
		return err
	}
	if err := b.listExceptions(s, last); err != nil {
		return err
	}
	return s.stream.Flush()
}

// exceptionLines returns the lines above the header, which are there only when
// something is left out, and how many exceptions there is room for below it.
func (b *book) exceptionLines() (lines []string, shown int) {
	shown = b.in.Table.Exceptions.Len()
	if b.hasCopies() && shown > b.limits.links {
		lines = append(lines, fmt.Sprintf("Only the first %s lines about a row held back have a link to its copy: Excel takes no more.", thousands(b.limits.links)))
	}
	if fixed := len(lines) + 1; shown > b.limits.rows-fixed {
		shown = b.limits.rows - fixed - 1
		lines = append(lines, fmt.Sprintf("This workbook lists the first %s of %s, the most serious first: a sheet has no room for more. Correct these and send the file again; the rest will follow.",
			thousands(shown), count(b.in.Table.Exceptions.Len(), "exception", "exceptions")))
	}
	b.told = append(b.told, lines...)
	return lines, shown
}

func (b *book) offerAnswers(from, to int) error {
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s:%s", table.Address(didColumn, from), table.Address(didColumn, to))
	v.ShowErrorMessage = false // a suggestion: whoever has another answer types it
	if err := v.SetDropList(answers); err != nil {
		return err
	}
	return b.AddDataValidation(sheetExceptions, v)
}

func (b *book) listExceptions(s *sheet, last int) error {
	links := 0
	list := b.in.Table.Exceptions
	for _, severity := range severities {
		for e := range list.All() {
			if e.Severity != severity {
				continue
			}
			if s.row == last {
				return list.Err()
			}
			target := ""
			if links < b.limits.links {
				target = b.target(e)
			}
			if err := b.listException(s, e, target); err != nil {
				return err
			}
			if target != "" {
				links++
			}
		}
	}
	return list.Err()
}

// target returns the cell of "Rows to correct" that an exception is about; ""
// where its row is not there.
func (b *book) target(e report.Exception) string {
	row, ok := b.copies[e.Row]
	if !ok {
		return ""
	}
	col := b.columnOf(e) + ownColumns
	if col < ownColumns || col >= b.limits.cols {
		col = 0
	}
	return table.Address(col, row)
}

func (b *book) listException(s *sheet, e report.Exception, target string) error {
	st := &b.styles
	link := text(st.wrap, "")
	if target != "" {
		link = text(st.link, b.rowName(e.Row))
		at := table.Address(copyColumn, s.row+1)
		err := b.SetCellHyperLink(sheetExceptions, at, fmt.Sprintf("'%s'!%s", sheetRows, target), "Location",
			excelize.HyperlinkOpts{Tooltip: ptr("See the copy of this row")})
		if err != nil {
			return err
		}
	}
	return s.add([]any{
		text(b.severityStyle(e.Severity), severityWord(e.Severity)),
		text(st.wrap, b.record(e)),
		text(st.wrap, b.in.Period),
		text(st.wrap, sentences(e.Message, b.others(e), e.Fix, b.seeList(e))),
		text(st.wrap, b.where(e)),
		link,
		text(st.wrap, b.columnTitle(b.columnOf(e), e.Field)),
		text(st.wrap, given(e)),
		text(st.wrap, b.expected(e)),
		text(st.entry, ""),
		text(st.entry, ""),
		text(st.reference, e.Rule),
	})
}

func (b *book) severityStyle(s report.Severity) int {
	switch s {
	case report.Error:
		return b.styles.must
	case report.Query:
		return b.styles.ask
	}
	return b.styles.tell
}

// keyGap stands between the parts of a key.
const keyGap = " / "

// record says which record an exception is about, by its own key if it has one.
func (b *book) record(e report.Exception) string {
	switch {
	case e.Key != "" && !b.in.CSV: // a CSV's dates stand as they were typed
		parts := strings.Split(e.Key, keyGap)
		for i, p := range parts {
			parts[i] = dayFirst(p)
		}
		return strings.Join(parts, keyGap)
	case e.Key != "":
		return e.Key
	case e.Row == 0:
		return "(the whole table)"
	}
	return "(" + b.rowName(e.Row) + ")"
}

// rowName is what a row of the sender's file is called: row 12, or line 12 of a CSV.
func (b *book) rowName(n int) string {
	if b.in.CSV {
		return "line " + strconv.Itoa(n)
	}
	return "row " + strconv.Itoa(n)
}

// otherRowsShown is how many further rows an exception names before it counts them.
const otherRowsShown = 10

// where returns the place in the sender's file: Quit attempts!J12, H12; or
// line 12, column 3 of a CSV.
func (b *book) where(e report.Exception) string {
	if e.Row == 0 && e.Cell == "" {
		if b.in.CSV {
			return "The whole file"
		}
		return join(" ", b.in.Sheet, "(whole sheet)")
	}
	return b.cells(e)
}

// others names the further rows of an exception, such as the other one of two
// that are the same; "" where the message has named them.
func (b *book) others(e report.Exception) string {
	kind := "row"
	if b.in.CSV {
		kind = "line"
	}
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
	if more := len(e.OtherRows) - otherRowsShown; more > 0 {
		rows = append(rows, count(more, "more", "more"))
	}
	if len(rows) > 1 {
		kind += "s"
	}
	return "See also " + kind + " " + listed(rows) + "."
}

// namesNumber says whether a text has n as a number of its own.
func namesNumber(s string, n int) bool {
	digits := func(r rune) bool { return r < '0' || r > '9' }
	return slices.Contains(strings.FieldsFunc(s, digits), strconv.Itoa(n))
}

func (b *book) cells(e report.Exception) string {
	if b.in.CSV {
		line := b.rowName(e.Row)
		var names []string
		for _, at := range b.cellsOf(e) {
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
	var names []string
	for _, at := range b.cellsOf(e) {
		switch {
		case at.Column != noColumn && at.Row > 0:
			names = append(names, table.Address(at.Column, at.Row))
		case e.Cell != "":
			names = append(names, e.Cell)
		default:
			names = append(names, b.rowName(e.Row))
		}
	}
	if b.in.Sheet == "" {
		return strings.Join(names, ", ")
	}
	return b.in.Sheet + "!" + strings.Join(names, ", ")
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
