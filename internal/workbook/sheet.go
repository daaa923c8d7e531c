package workbook

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"winnow/internal/table"
)

// layout is how a long sheet looks, on the screen and on paper.
type layout struct {
	name    string
	widths  []float64 // of the columns from A on
	rows    int       // in all, header and lines above it included
	header  int       // its row: it and what is above stay in sight and on every page
	repeat  int       // first row of the header that every page repeats
	spare   int       // blank rows to write in, below
	columns int       // that stay in sight
	print   int       // columns that are printed; 0 for all
	outline bool      // lines of a lower level stand below the line of theirs
}

// sheet is a long sheet, written from top to bottom with memory for a few rows.
type sheet struct {
	stream *excelize.StreamWriter
	widths []float64
	row    int // last row written
}

// widthsSet is how many columns get a width of their own: excelize copies all
// of them for each one set.
const widthsSet = 500

// stream starts a long sheet. What stands before its rows in the file is set
// before the first of them; so is the dimension, which excelize would leave at
// A1 and other readers go by. The filter is set once that part is written,
// since setting it undoes the page's.
func (b *book) stream(l layout) (*sheet, error) {
	last := table.Address(len(l.widths)-1, max(l.rows, l.header))
	if err := b.SetSheetDimension(l.name, "A1:"+table.Address(len(l.widths)-1, max(l.rows, l.header)+l.spare)); err != nil {
		return nil, err
	}
	if err := b.page(l.name, "landscape", l.repeat, l.header); err != nil {
		return nil, err
	}
	if err := b.printArea(l); err != nil {
		return nil, err
	}
	if err := b.SetSheetProps(l.name, &excelize.SheetPropsOptions{OutlineSummaryBelow: ptr(!l.outline)}); err != nil {
		return nil, err
	}
	if err := b.AddIgnoredErrors(l.name, "A1:"+last, excelize.IgnoredErrorsNumberStoredAsText); err != nil {
		return nil, err
	}
	w, err := b.NewStreamWriter(l.name)
	if err != nil {
		return nil, err
	}
	if err := b.AutoFilter(l.name, fmt.Sprintf("A%d:%s", l.header, last), nil); err != nil {
		return nil, err
	}
	// from the last to the first: excelize writes them in reverse, and Excel
	// wants them in order
	for i := min(len(l.widths), widthsSet) - 1; i >= 0; i-- {
		if err := w.SetColWidth(i+1, i+1, l.widths[i]); err != nil {
			return nil, err
		}
	}
	first := table.Address(0, l.header+1) // of the first line, where a reader begins, by ear too
	err = w.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: l.columns, YSplit: l.header, TopLeftCell: table.Address(l.columns, l.header+1), ActivePane: firstPane,
		Selection: []excelize.Selection{{SQRef: first, ActiveCell: first, Pane: firstPane}},
	})
	return &sheet{stream: w, widths: l.widths}, err
}

// printArea leaves the last columns out on paper.
func (b *book) printArea(l layout) error {
	if l.print == 0 {
		return nil
	}
	return b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: l.name,
		RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", quoted(l.name), table.Letters(l.print-1), max(l.rows, l.header))})
}

// firstPane is that of the first column below the headings, whether it is frozen or not.
const firstPane = "bottomLeft"

// add writes the next row, from column A on, as high as its longest text needs.
// A nil leaves a cell out.
func (s *sheet) add(cells []any) error { return s.addAt(0, cells) }

// addAt is add for a line at a level of the outline.
func (s *sheet) addAt(level int, cells []any) error {
	lines := 1
	for i, c := range cells {
		if c, ok := c.(excelize.Cell); ok {
			if words, ok := c.Value.(string); ok {
				lines = max(lines, wrapped(words, s.width(i)))
			}
		}
	}
	return s.write(level, cells, rowHeight(lines))
}

// headings writes the lines above a sheet's titles.
func (s *sheet) headings(style int, lines []string) error {
	for _, line := range lines {
		if err := s.write(0, []any{text(style, line)}, rowHeight(1)); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) write(level int, cells []any, height float64) error {
	s.row++
	return s.stream.SetRow(table.Address(0, s.row), cells, excelize.RowOpts{Height: height, OutlineLevel: level})
}

func (s *sheet) width(col int) float64 {
	if col < min(len(s.widths), widthsSet) {
		return s.widths[col]
	}
	return 9
}

// rowHeight is the height in points of so many lines of text. Not every program
// works heights out for itself when it opens a file.
func rowHeight(lines int) float64 {
	return min(13*float64(lines)+4, excelize.MaxRowHeight)
}

// charsPerWidth is how many characters of the body font fit into a column's unit
// of width, which is a digit of a larger font: a little fewer than they are.
const charsPerWidth = 1.3

// wrapped estimates how many lines a text takes in a column of the given width,
// breaking between words as a spreadsheet does.
func wrapped(s string, width float64) int {
	most, lines := max(int(width*charsPerWidth), 1), 0
	for line := range strings.Lines(s) {
		lines++
		used := 0
		for _, word := range strings.Fields(line) {
			n := utf8.RuneCountInString(word)
			if used > 0 && used+1+n > most {
				lines++
				used = 0
			}
			if used > 0 {
				used++
			}
			used += n
			if used > most { // a word longer than the line is broken
				lines += (used - 1) / most
				used = (used-1)%most + 1
			}
		}
	}
	return max(lines, 1)
}

// text returns a cell of text, which stays text whatever it begins with.
func text(style int, s string) excelize.Cell {
	return excelize.Cell{StyleID: style, Value: guardText(clean(s))}
}

func number(style, n int) excelize.Cell { return excelize.Cell{StyleID: style, Value: n} }

// page sets a sheet up for paper: A4, as wide as the page, the header rows on
// every one of them.
func (b *book) page(name, orientation string, from, to int) error {
	if to > 0 {
		err := b.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: name, RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted(name), from, to),
		})
		if err != nil {
			return err
		}
	}
	if err := b.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: ptr(true)}); err != nil {
		return err
	}
	err := b.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: ptr(9), Orientation: &orientation, FitToWidth: ptr(1), FitToHeight: ptr(0),
	})
	if err != nil {
		return err
	}
	err = b.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Left: ptr(0.4), Right: ptr(0.4), Top: ptr(0.5), Bottom: ptr(0.7), Header: ptr(0.3), Footer: ptr(0.3),
	})
	if err != nil {
		return err
	}
	return b.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: b.footer(name)})
}

// footer returns a page footer. An ampersand of the sender's would begin a code.
func (b *book) footer(name string) string {
	words := []rune(oneLine(b.title() + ", " + b.serviceName()))
	if len(words) > 90 {
		words = append(words[:89], '…')
	}
	return "&L&8" + " " + strings.ReplaceAll(string(words), "&", "&&") + "&R&8 " + name + ", page &P of &N"
}
