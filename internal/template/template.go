// Package template makes the blank workbook for a return from its rule file: the
// sheet to fill in with its headings, formats, drop-downs and hints, "How to fill
// this in", "Allowed values", and a worked example that obeys the rules. Filled in
// properly it is accepted without an exception.
//
// Start reading at Write. plan.go decides where everything stands, offer.go what a
// cell takes, rows.go works the example out; entry.go, form.go, guide.go, allowed.go
// and example.go write a sheet each. The same rules and options give the same bytes.
// The package knows no files and nothing of data: what a spreadsheet program lets
// through is checked again when the return comes in.
package template

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"winnow/internal/period"
	"winnow/internal/ruledocs"
	"winnow/rules"
)

// Options say whom and what a workbook is for. The zero value makes one for any
// period and for every service that owes the return.
type Options struct {
	Period  period.Period // zero leaves the period's cell to be filled in
	Service string        // of services.csv; "" for whoever owes the return
	Contact string        // whom to ask and where to send it; "" where it isn't said
}

// Unfit is why no template can carry a return, in words for who writes the rules.
type Unfit struct{ Reason, Hint string }

func (u *Unfit) Error() string { return u.Reason }

// Write writes the workbook for a return of the set. The error is an *Unfit where
// no template can carry it, and else a write error.
func Write(w io.Writer, set *rules.Set, ret *rules.Return, o Options) error {
	p, err := newPlan(set, ret, o)
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	b := &book{File: f, plan: p, page: ruledocs.Describe(set, ret)}
	b.rows = p.worked()
	err = b.fill()
	if err == nil {
		f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return &archive{to: w, texts: b.texts} })
		err = f.Write(io.Discard)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("writing the template of %s: %w", ret.Name, err)
	}
	return nil
}

// book is a workbook under way.
type book struct {
	*excelize.File
	*plan
	page   ruledocs.Page
	rows   [][]string // the worked example: rows by columns, as they are entered
	styles styles
	ranges map[string]string // by field: where "Allowed values" lists what it may hold
	texts  int               // cells with a text
	err    error             // the first that went wrong
}

func (b *book) fill() error {
	for _, step := range []func() error{b.properties, b.addStyles, b.makeSheets, b.allowedSheet, b.entrySheets, b.guideSheet, b.exampleSheet} {
		if err := step(); err != nil {
			return err
		}
	}
	return b.err
}

// made is the date in every workbook's properties: a real one would make two
// workbooks from the same rules differ.
const made = "2000-01-01T00:00:00Z"

func (b *book) properties() error {
	err := b.SetDocProps(&excelize.DocProperties{
		Creator: "winnow", LastModifiedBy: "winnow", Created: made, Modified: made,
		Title: cut(b.title(), 255), Language: "en-GB",
	})
	if err != nil {
		return err
	}
	return b.SetAppProps(&excelize.AppProperties{Application: "winnow"})
}

// makeSheets makes the sheets in the order in which they stand, the one to fill in
// first.
func (b *book) makeSheets() error {
	names := append(append([]string{}, b.sheets...), sheetGuide)
	if len(b.rows) > 0 {
		names = append(names, sheetExample)
	}
	if len(b.lists) > 0 {
		names = append(names, sheetAllowed)
	}
	if err := b.SetSheetName("Sheet1", names[0]); err != nil {
		return err
	}
	for _, name := range names[1:] {
		if _, err := b.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}
