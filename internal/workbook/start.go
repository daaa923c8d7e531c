package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"winnow/internal/report"
	"winnow/internal/table"
)

// front is the front sheet under way: a label in column A, words in column B.
type front struct {
	*book
	row int
	err error
}

// start writes "Start here".
func (b *book) start() error {
	f := &front{book: b}
	f.line(b.styles.title, b.title(), 0, "")
	f.line(b.styles.subtitle, join(" · ", b.serviceName(), periodWords(b.in.Period)), 0, "")
	f.gap()
	f.line(b.styles.headline, headline(&b.in), 0, "")
	for _, t := range b.told {
		f.line(b.styles.label, "Please note", b.styles.warning, t)
	}
	f.gap()
	f.received()
	f.gap()
	f.found()
	f.gap()
	f.steps()
	f.gap()
	f.help()
	if f.err != nil {
		return f.err
	}
	return b.frontLook(f.row)
}

// line writes one row. The second cell is left out where its text is empty.
func (f *front) line(style int, label string, bodyStyle int, body any) {
	f.row++
	f.set(table.Address(0, f.row), style, label)
	if body == "" || f.err != nil {
		return
	}
	f.set(table.Address(1, f.row), bodyStyle, body)
	if words, ok := body.(string); ok && f.err == nil {
		f.err = f.SetRowHeight(sheetStart, f.row, rowHeight(wrapped(words, bodyWidth)))
	}
}

// The widths of the two columns.
const (
	labelColumn = 30
	bodyWidth   = 84
)

func (f *front) set(cell string, style int, value any) {
	if f.err != nil {
		return
	}
	switch v := value.(type) {
	case string:
		f.err = f.SetCellStr(sheetStart, cell, clean(v))
	case int:
		f.err = f.SetCellInt(sheetStart, cell, int64(v))
	}
	if f.err == nil {
		f.err = f.SetCellStyle(sheetStart, cell, cell, style)
	}
}

func (f *front) gap() { f.row++ }

func (f *front) section(title string) {
	f.line(f.styles.section, title, 0, "")
	f.set(table.Address(1, f.row), f.styles.section, "")
	f.gap()
	if f.err == nil {
		f.err = f.SetRowHeight(sheetStart, f.row, 5)
	}
}

// fact writes a label and what it says; nothing where nothing is known.
func (f *front) fact(label, value string) {
	if value != "" {
		f.line(f.styles.label, label, f.styles.body, oneLine(value))
	}
}

func (f *front) received() {
	in := &f.in
	f.section("What we received")
	f.fact("File", in.FileName)
	if !in.Received.IsZero() {
		f.fact("Received", timeWords(in.Received))
	}
	f.fact("Sheet", in.Sheet)
	f.fact("Period", periodWords(in.Period))
	f.fact("Figures as at", dateWords(in.AsAt))
	f.fact("What the rows are", in.Grain)
}

func (f *front) found() {
	t := f.in.Table
	f.section("What we found")
	units := upper(t.Rows.Noun(2))
	f.figure(units+" read", t.Rows.Read)
	f.figure(units+" that are fine", t.Rows.Clean)
	f.figure(units+" held back until corrected", t.Rows.HeldBack)
	if t.Rows.Skipped > 0 {
		f.figure(units+" that are not records", t.Rows.Skipped)
		f.line(f.styles.label, "", f.styles.small, skippedWords(t.Skipped))
	}
	for _, s := range severities {
		if n := t.Exceptions.Count(s); n > 0 {
			f.figure(map[report.Severity]string{
				report.Error: "Points you must fix", report.Query: "Points to fix or explain", report.Note: "Points for information",
			}[s], n)
		}
	}
}

func (f *front) figure(label string, n int) { f.line(f.styles.label, label, f.styles.figure, n) }

func (f *front) steps() {
	f.section("What to do")
	for i, s := range steps(&f.in) {
		f.line(f.styles.step, fmt.Sprintf("Step %d", i+1), f.styles.body, s)
	}
	if len(steps(&f.in)) == 0 {
		f.line(f.styles.label, "", f.styles.body, "Nothing. Thank you for your return.")
	}
}

func (f *front) help() {
	f.section("Who to ask")
	f.line(f.styles.label, "", f.styles.body, contact(f.in.Contact))
	f.gap()
	if f.in.SHA256 != "" {
		f.line(f.styles.small, "File fingerprint (SHA-256)", f.styles.small, f.in.SHA256)
	}
	f.line(f.styles.small, "About this workbook", f.styles.small,
		"Made by winnow, the automatic check of returns. Your own file has not been changed. The fingerprint tells this exact file from any other.")
}

// frontLook sets widths and the page. The first sheet is the one seen on opening
// as it is; SetActiveSheet would read every streamed sheet back into memory.
func (b *book) frontLook(last int) error {
	for _, step := range []func() error{
		func() error { return b.SetColWidth(sheetStart, "A", "A", labelColumn) },
		func() error { return b.SetColWidth(sheetStart, "B", "B", bodyWidth) },
		func() error { return b.SetSheetDimension(sheetStart, "A1:"+table.Address(1, last)) },
		func() error {
			return b.SetSheetView(sheetStart, -1, &excelize.ViewOptions{ShowGridLines: ptr(false)})
		},
		func() error { return b.page(sheetStart, "portrait", 0, 0) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
