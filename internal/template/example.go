package template

import "fmt"

// exampleSheet writes "Example": a line for each column, so that it is no table of
// the return itself.
func (b *book) exampleSheet() error {
	if len(b.rows) == 0 {
		return nil
	}
	widths := []float64{40}
	for range b.rows {
		widths = append(widths, 24)
	}
	b.plain(sheetExample, widths...)
	b.text(sheetExample, cell{0, 1}, b.styles.title, "A worked example")
	words := "Made up: no row is about anybody. It stands on its side, a line for each column of the sheet to fill in; there, each example is a row of the many that a return has."
	if b.ret.Form {
		words = "Made up. It shows what the sheet to fill in may say."
	}
	b.text(sheetExample, cell{0, 2}, b.styles.subtitle, words)
	const header = 4
	b.text(sheetExample, cell{0, header}, b.styles.head, "Column of the sheet")
	for i := range b.rows {
		b.text(sheetExample, cell{i + 1, header}, b.styles.head, fmt.Sprintf("Example %d", i+1))
	}
	for i, c := range b.columns {
		b.text(sheetExample, cell{0, header + 1 + i}, b.styles.cellStrong, b.name(c))
		lines := wrapped(b.name(c), 40)
		for k, row := range b.rows {
			b.text(sheetExample, cell{k + 1, header + 1 + i}, b.styles.cell, row[i])
			lines = max(lines, wrapped(row[i], 24))
		}
		b.height(sheetExample, header+1+i, lines)
	}
	b.freeze(sheetExample, 1, header)
	b.layOut(sheetExample, "landscape", header, header)
	return b.err
}
