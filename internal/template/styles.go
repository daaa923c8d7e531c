package template

import "github.com/xuri/excelize/v2"

// The colours, those of the workbook of exceptions. None is the only sign of anything.
const (
	ink       = "1F2933"
	heading   = "0B3C5D"
	headFill  = "E3EBF2"
	grey      = "52606D"
	rule      = "C5CED8"
	entryFill = "FFFDF0"
	linkInk   = "0B57A4"
)

// The number formats. Decimal places typed beyond those asked for stay in sight, as
// winnow says something of them.
const (
	formatGeneral  = "General"
	formatText     = "@"
	formatWhole    = "0"
	formatDate     = "dd/mm/yyyy"
	formatDateTime = "dd/mm/yyyy hh:mm"
	formatTime     = "hh:mm"
)

// styles are the ids of the styles that a workbook uses.
type styles struct {
	title, subtitle, section, label, body, strong, small, link, must, may int
	head, cell, cellStrong                                                int

	column, entry map[string]int // by number format: a column of the table, a single cell to fill in
}

func (b *book) addStyles() error {
	left := &excelize.Alignment{Vertical: "top", WrapText: true, Horizontal: "left"}
	middle := &excelize.Alignment{Vertical: "center"}
	edge := edges(rule)
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.styles.title, excelize.Style{Font: font(16, heading, true), NumFmt: 49}},
		{&b.styles.subtitle, excelize.Style{Font: font(10, grey, false), NumFmt: 49}},
		{&b.styles.section, excelize.Style{Font: font(12, heading, true), Border: []excelize.Border{{Type: "bottom", Color: heading, Style: 1}}}},
		{&b.styles.label, excelize.Style{Font: font(10, ink, true), Alignment: middle, NumFmt: 49}},
		{&b.styles.body, excelize.Style{Font: font(10, ink, false), Alignment: left, NumFmt: 49}},
		{&b.styles.strong, excelize.Style{Font: font(10, ink, true), Alignment: left, NumFmt: 49}},
		{&b.styles.small, excelize.Style{Font: font(8, grey, false), Alignment: left, NumFmt: 49}},
		{&b.styles.link, excelize.Style{Font: &excelize.Font{Family: fontName, Size: 10, Color: linkInk, Underline: "single"}, NumFmt: 49}},
		{&b.styles.must, excelize.Style{Font: font(8, heading, true), Alignment: &excelize.Alignment{Vertical: "bottom"}, NumFmt: 49}},
		{&b.styles.may, excelize.Style{Font: font(8, grey, false), Alignment: &excelize.Alignment{Vertical: "bottom"}, NumFmt: 49}},
		{&b.styles.head, excelize.Style{Font: font(10, heading, true), Fill: solid(headFill), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.cell, excelize.Style{Font: font(10, ink, false), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.cellStrong, excelize.Style{Font: font(10, ink, true), Border: edge, Alignment: left, NumFmt: 49}},
	} {
		id, err := b.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	b.styles.column, b.styles.entry = map[string]int{}, map[string]int{}
	return nil
}

// columnStyle is that of a column of the table: its cells stand blank.
func (b *book) columnStyle(format string) int {
	return b.formatted(b.styles.column, format, excelize.Style{})
}

// entryStyle is that of a single cell to fill in.
func (b *book) entryStyle(format string) int {
	return b.formatted(b.styles.entry, format, excelize.Style{Fill: solid(entryFill), Border: edges(grey)})
}

func (b *book) formatted(known map[string]int, format string, s excelize.Style) int {
	if id, ok := known[format]; ok || b.err != nil {
		return id
	}
	s.Font, s.Alignment, s.CustomNumFmt = font(10, ink, false), &excelize.Alignment{Vertical: "top"}, &format
	switch format {
	case formatText:
		s.CustomNumFmt, s.NumFmt = nil, 49
	case formatGeneral:
		s.CustomNumFmt = nil
	}
	if format == formatDate || format == formatDateTime {
		s.Alignment.Horizontal = "left"
	}
	id, err := b.NewStyle(&s)
	b.err, known[format] = err, id
	return id
}

const fontName = "Arial"

func font(size float64, colour string, bold bool) *excelize.Font {
	return &excelize.Font{Family: fontName, Size: size, Color: colour, Bold: bold}
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

func edges(colour string) []excelize.Border {
	var b []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		b = append(b, excelize.Border{Type: side, Color: colour, Style: 1})
	}
	return b
}

func ptr[T any](v T) *T { return &v }
