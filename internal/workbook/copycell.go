package workbook

import (
	"math"
	"strconv"

	"github.com/xuri/excelize/v2"

	"winnow/internal/table"
)

// copyCell returns a cell as the sender's sheet had it: numbers as numbers,
// dates as dates, everything else as text. What is typed in place of a text or into
// a blank cell takes the format typed.
func (b *book) copyCell(c table.Cell, date1904 bool, kind markKind, typed format) excelize.Cell {
	style := &b.styles.cell[kind]
	switch c.Kind {
	case table.Absent, table.Blank:
		return excelize.Cell{StyleID: style[typed]}
	case table.Number:
		f, err := strconv.ParseFloat(c.Raw, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			break
		}
		if c.Flag&table.Percent != 0 {
			return excelize.Cell{StyleID: style[asPercent], Value: f}
		}
		return excelize.Cell{StyleID: style[asNumber], Value: f}
	case table.Date:
		if serial, as, ok := excelDate(c, date1904); ok {
			return excelize.Cell{StyleID: style[as], Value: serial}
		}
	case table.Bool:
		return excelize.Cell{StyleID: style[asNumber], Value: c.Raw == "TRUE"}
	}
	return text(style[typed], c.Raw)
}

// excelDate returns a date's serial in the 1900 system, which is this workbook's.
func excelDate(c table.Cell, date1904 bool) (serial float64, as format, ok bool) {
	day, second, ok := table.ParseDate(c.Raw, date1904)
	if !ok {
		return 0, 0, false
	}
	fraction := float64(second) / 86400
	if c.Flag&table.Clock != 0 {
		return fraction, asClock, true
	}
	whole := day + 25569
	if whole <= 60 { // before 1 March 1900, where Excel counts a day that never was
		whole--
	}
	if whole < 1 {
		return 0, 0, false
	}
	if second != 0 {
		return float64(whole) + fraction, asDateTime, true
	}
	return float64(whole), asDate, true
}
