package template

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/table"
	"winnow/rules"
)

// The words that mark columns: colour alone would not reach everybody.
const (
	requiredWord = "required"
	optionalWord = "optional"
)

// entrySheets writes the sheets to fill in.
func (b *book) entrySheets() error {
	for _, name := range b.sheets {
		if b.ret.Form {
			b.form(name)
		} else {
			b.table(name)
		}
	}
	return b.err
}

// table writes a sheet with a table to fill in. The formats stand on whole columns,
// so that a blank row holds nothing.
func (b *book) table(sheet string) {
	for i, c := range b.columns {
		letters := table.Letters(i)
		b.try(b.SetColStyle(sheet, letters, b.columnStyle(format(c.field))))
		b.try(b.SetColWidth(sheet, letters, letters, b.width(c, i)))
	}
	b.above(sheet)
	lines := 1
	for i, c := range b.columns {
		b.heading(sheet, c)
		lines = max(lines, wrapped(c.title, b.width(c, i)))
		b.offer(sheet, c)
	}
	b.height(sheet, b.header, lines)
	b.asText(sheet)
	b.freeze(sheet, b.keyColumns(), b.header)
	b.layOut(sheet, "landscape", b.header-b.ret.Find.HeaderRows, b.header)
}

// heading writes the title of a column, with whether it is required above it. Of
// two rows of titles the upper one has what stands before the stroke.
func (b *book) heading(sheet string, c column) {
	at, title := cell{c.at.col, b.header}, c.title
	if b.ret.Find.HeaderRows == 2 {
		upper, lower, ok := strings.Cut(title, " / ")
		if at.row--; ok {
			title = lower
		} else {
			upper = ""
		}
		b.text(sheet, at, b.styles.head, upper)
		at.row++
	}
	b.text(sheet, at, b.styles.head, title)
	style, word := b.styles.may, optionalWord
	if c.required {
		style, word = b.styles.must, requiredWord
	}
	b.text(sheet, cell{c.at.col, b.header - b.ret.Find.HeaderRows}, style, word)
}

// above writes what stands above a table or a form.
func (b *book) above(sheet string) {
	col := b.labelColumn()
	b.text(sheet, cell{col, b.titleRow()}, b.styles.title, b.title())
	b.try(b.SetRowHeight(sheet, b.titleRow(), 24))
	words := strings.TrimSpace(b.ret.Grain + " See the sheet “" + sheetGuide + "”.")
	b.text(sheet, cell{col, b.grainRow()}, b.styles.link, words)
	b.link(sheet, cell{col, b.grainRow()}, sheetGuide)
	b.try(b.SetRowHeight(sheet, b.grainRow(), 20))
	if b.version.row > 0 {
		b.text(sheet, b.version, b.styles.body, b.accepted())
		if b.version.col > 0 {
			b.text(sheet, cell{b.version.col - 1, b.version.row}, b.styles.label, "Template version")
		}
	}
	for _, l := range b.labels {
		b.label(sheet, l)
	}
	if b.block > 0 {
		b.text(sheet, cell{col, b.block}, b.styles.section, b.ret.Find.Block.After[0])
	}
}

// label writes a label with the cell to fill in beside it, and what is known of it
// already.
func (b *book) label(sheet string, l label) {
	b.text(sheet, cell{l.at.col - 1, l.at.row}, b.styles.label, l.fact.Label)
	format := formatText
	v := excelize.NewDataValidation(true)
	v.SetSqref(l.at.String())
	v.SetInput(cut(l.fact.Label, maxHintTitle), cut(l.why, maxHint))
	switch l.fact.Type {
	case rules.TypeDate:
		format = formatDate
		b.between(v, excelize.DataValidationTypeDate, "1", "2958465")
		v.SetError(excelize.DataValidationErrorStyleStop, cut(l.fact.Label, maxHintTitle), cut(l.why, maxError))
	case rules.TypeNumber, rules.TypeInteger:
		format = formatGeneral
	}
	b.text(sheet, l.at, b.entryStyle(format), b.known(l.fact))
	b.add(sheet, v)
	b.try(b.SetRowHeight(sheet, l.at.row, 17))
	b.try(b.SetRowHeight(sheet, l.at.row+1, 5))
}

// known is what is known of a fact when the template is made; "" for nothing.
func (b *book) known(f rules.Fact) string {
	switch f.Name {
	case "period":
		if !b.options.Period.IsZero() {
			return b.options.Period.String()
		}
	case "service":
		if b.options.Service != "" {
			return b.serviceName(b.options.Service)
		}
	}
	return ""
}

// width is that of a column: its title takes three lines at most.
func (b *book) width(c column, i int) float64 {
	width := max(11, float64(len([]rune(c.title)))/2.4)
	for _, word := range strings.Fields(c.title) {
		width = max(width, float64(len([]rune(word)))*1.15+1.5)
	}
	if l := b.listOf(c); l != nil {
		for _, v := range l.values {
			width = max(width, min(26, float64(len([]rune(v.write)))+4))
		}
	}
	if i < 2 && len(b.labels) > 0 { // the labels and their cells stand in these
		for _, l := range b.labels {
			width = max(width, min(30, float64(len([]rune(l.fact.Label)))*1.15+2), 16)
		}
	}
	return min(width, 34)
}

// keyColumns is how many columns stay in sight: the first, where it names the row.
func (b *book) keyColumns() int {
	if len(b.columns) > 4 && (b.columns[0].field.Key || b.columns[0].required) {
		return 1
	}
	return 0
}

// asText tells Excel that numbers in columns of texts are meant.
func (b *book) asText(sheet string) {
	for _, c := range b.columns {
		if format(c.field) == formatText {
			b.try(b.AddIgnoredErrors(sheet, b.cells(c), excelize.IgnoredErrorsNumberStoredAsText))
		}
	}
}
