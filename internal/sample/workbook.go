package sample

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/period"
	"winnow/internal/table"
)

// ukDate is how dates show.
const ukDate = "dd/mm/yyyy"

// workbook writes the sheet as an .xlsx: the same bytes every time.
func (s *sheet) workbook() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	w := &writer{sheet: s, file: f, styles: map[string]int{}, patches: map[string]string{}}
	if err := f.SetSheetName("Sheet1", s.name); err != nil {
		return nil, err
	}
	for _, step := range []func() error{w.properties, w.titles, w.header, w.body, w.notes, w.arrange, w.lookups} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	f.SetZipWriter(w.patcher)
	buf, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// writer puts a sheet into a workbook. What excelize can't write as Excel does
// (error cells, formulas with their results) goes into patches, by address.
type writer struct {
	sheet   *sheet
	file    *excelize.File
	styles  map[string]int
	patches map[string]string
}

func (w *writer) properties() error {
	props := &excelize.DocProperties{
		Creator: "winnow sample", LastModifiedBy: "winnow sample", Title: w.sheet.path, Description: synthetic,
		Created: "2021-07-05T09:00:00Z", Modified: "2021-07-05T09:00:00Z",
	}
	if err := w.file.SetDocProps(props); err != nil {
		return err
	}
	return w.file.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &w.sheet.look.date1904})
}

func (w *writer) titles() error {
	for i, cells := range w.sheet.above {
		for j, c := range cells {
			style := w.style("", false)
			if i == 0 {
				style = w.style("", true)
			}
			if _, isDay := c.(period.Date); isDay {
				style = w.style(ukDate, false)
			}
			if err := w.put(j, i+1, c, style); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) header() error {
	row := w.sheet.headerRow()
	for j, c := range w.sheet.columns {
		letters := table.Letters(j)
		if err := w.file.SetColWidth(w.sheet.name, letters, letters, max(c.width, 4)); err != nil {
			return err
		}
		if c.title == "" {
			continue
		}
		if err := w.put(j, row, c.title, w.style("header", true)); err != nil {
			return err
		}
	}
	if err := w.file.SetRowHeight(w.sheet.name, row, 32); err != nil {
		return err
	}
	return w.file.SetPanes(w.sheet.name, &excelize.Panes{
		Freeze: true, YSplit: row, TopLeftCell: table.Address(0, row+1), ActivePane: "bottomLeft",
	})
}

func (w *writer) body() error {
	for i, l := range w.sheet.lines {
		for j, c := range w.sheet.columns {
			format := c.format
			if _, plain := l.cells[c.field].(num); plain && format == ukDate {
				format = "" // a date that lost its format
			}
			if err := w.put(j, w.sheet.headerRow()+1+i, l.cells[c.field], w.style(format, false)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) notes() error {
	first := w.sheet.headerRow() + len(w.sheet.lines) + 1
	for i, text := range w.sheet.below {
		if text == "" {
			continue
		}
		if err := w.put(0, first+i, text, w.style("", false)); err != nil {
			return err
		}
	}
	return nil
}

// put writes one cell at a 0-based column and a 1-based row.
func (w *writer) put(column, row int, c any, style int) error {
	if c == nil {
		return nil
	}
	at, name := table.Address(column, row), w.sheet.name
	if err := w.file.SetCellStyle(name, at, at, style); err != nil {
		return err
	}
	switch c := c.(type) {
	case string:
		return w.file.SetCellStr(name, at, c)
	case num:
		return w.file.SetCellDefault(name, at, string(c))
	case dayText:
		return w.file.SetCellDefault(name, at, string(c))
	case period.Date:
		return w.file.SetCellDefault(name, at, w.serial(c))
	case fault:
		w.patches[at] = fmt.Sprintf(` t="e"><v>%s</v></c>`, c)
	case formula:
		w.patches[at] = fmt.Sprintf(`><f>%s</f>%s</c>`, c.text, strings.Replace("<v>"+c.result+"</v>", "<v></v>", "", 1))
	default:
		return fmt.Errorf("a cell can't hold a %T", c)
	}
	return w.file.SetCellDefault(name, at, "0")
}

// serial is a date as the workbook's date system counts it.
func (w *writer) serial(d period.Date) string {
	epoch := date(1899, 12, 30)
	if w.sheet.look.date1904 {
		epoch = date(1904, 1, 1)
	}
	return fmt.Sprint(int(d - epoch))
}

// style returns the style of a number format; "header" is the header's.
func (w *writer) style(format string, bold bool) int {
	key := fmt.Sprint(format, bold)
	if id, ok := w.styles[key]; ok {
		return id
	}
	st := &excelize.Style{Font: &excelize.Font{Bold: bold, Family: "Calibri", Size: 11}}
	switch format {
	case "":
	case "header":
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6EF"}}
		st.Alignment = &excelize.Alignment{WrapText: true, Vertical: "top"}
	default:
		st.CustomNumFmt = &format
	}
	id, err := w.file.NewStyle(st)
	if err != nil {
		panic(err) // the styles are fixed above
	}
	w.styles[key] = id
	return id
}
