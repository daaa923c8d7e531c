package workbook

import "github.com/xuri/excelize/v2"

// The colours. None of them is the only sign of anything.
const (
	ink       = "1F2933"
	heading   = "0B3C5D"
	headFill  = "E3EBF2"
	grey      = "52606D"
	edgeInk   = "C5CED8"
	errorFill = "FBDAD7"
	errorInk  = "8A1C12"
	queryFill = "FFF0C2"
	queryInk  = "6B4900"
	noteFill  = "E6F0E6"
	noteInk   = "1E5631"
	entryFill = "FFFDF0"
	linkInk   = "0B57A4"
)

const fontName = "Arial"

// format is how a cell's value is shown.
type format int

// The formats of copied cells.
const (
	asText format = iota
	asNumber
	asPercent
	asDate
	asDateTime
	asClock
	formats
)

// markKind says how a copied cell is marked.
type markKind int

const (
	plain markKind = iota
	markedError
	markedQuery
	markKinds
)

// styles are the ids of every style that a workbook uses.
type styles struct {
	title, subtitle, headline, section, label, body, figure, step, small, warning, frontLink, legend int

	head, letter, wrap, centre, place, link, entry, reference int
	must, ask, tell                                           int
	group, groupEntry, groupReference                         int

	cell [markKinds][formats]int
}

func (b *book) addStyles() error {
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	left := &excelize.Alignment{Vertical: "top", WrapText: true, Horizontal: "left"}
	edge := border(edgeInk, 1)
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.styles.title, excelize.Style{Font: font(18, heading, true)}},
		{&b.styles.subtitle, excelize.Style{Font: font(11, grey, false)}},
		{&b.styles.headline, excelize.Style{Font: font(13, ink, true)}},
		{&b.styles.section, excelize.Style{Font: font(12, heading, true), Border: []excelize.Border{{Type: "bottom", Color: heading, Style: 1}}}},
		{&b.styles.label, excelize.Style{Font: font(10, grey, false), Alignment: left}},
		{&b.styles.body, excelize.Style{Font: font(10, ink, false), Alignment: left}},
		{&b.styles.figure, excelize.Style{Font: font(10, ink, true), Alignment: left, NumFmt: 3}},
		{&b.styles.step, excelize.Style{Font: font(10, heading, true), Alignment: left}},
		{&b.styles.small, excelize.Style{Font: font(8, grey, false), Alignment: left}},
		{&b.styles.warning, excelize.Style{Font: font(11, errorInk, true), Fill: fill1(errorFill), Alignment: left}},
		{&b.styles.legend, excelize.Style{Font: font(10, ink, false), Alignment: &excelize.Alignment{Vertical: "top", WrapText: true, Horizontal: "left", Indent: 1}}},
		{&b.styles.frontLink, excelize.Style{Font: underlined(), Alignment: left}},
		{&b.styles.head, excelize.Style{Font: font(10, heading, true), Fill: fill1(headFill), Border: edge, Alignment: top, NumFmt: 49}},
		{&b.styles.letter, excelize.Style{Font: font(8, grey, false), Alignment: &excelize.Alignment{Horizontal: "center"}}},
		{&b.styles.wrap, excelize.Style{Font: font(10, ink, false), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.centre, excelize.Style{Font: font(10, ink, false), Border: edge, Alignment: left, NumFmt: 3}},
		{&b.styles.place, excelize.Style{Font: font(10, ink, false), Border: edge, Alignment: left, NumFmt: 1}},
		{&b.styles.link, excelize.Style{Font: underlined(), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.entry, excelize.Style{Font: font(10, ink, false), Fill: fill1(entryFill), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.reference, excelize.Style{Font: font(8, grey, false), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.group, excelize.Style{Font: font(10, heading, true), Fill: fill1(headFill), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.groupEntry, excelize.Style{Font: font(10, ink, true), Fill: fill1(entryFill), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.groupReference, excelize.Style{Font: font(8, grey, false), Fill: fill1(headFill), Border: edge, Alignment: left, NumFmt: 49}},
		{&b.styles.must, excelize.Style{Font: font(10, errorInk, true), Fill: fill1(errorFill), Border: edge, Alignment: left}},
		{&b.styles.ask, excelize.Style{Font: font(10, queryInk, true), Fill: fill1(queryFill), Border: edge, Alignment: left}},
		{&b.styles.tell, excelize.Style{Font: font(10, noteInk, true), Fill: fill1(noteFill), Border: edge, Alignment: left}},
	} {
		id, err := b.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	return b.addCellStyles()
}

// addCellStyles makes the styles of copied cells: each format, plain and marked.
func (b *book) addCellStyles() error {
	marks := [markKinds]excelize.Style{
		plain:       {Font: font(10, ink, false), Border: border(edgeInk, 1)},
		markedError: {Font: font(10, errorInk, true), Fill: fill1(errorFill), Border: border(errorInk, 2)},
		markedQuery: {Font: font(10, queryInk, true), Fill: fill1(queryFill), Border: border(queryInk, 8)},
	}
	for kind, style := range marks {
		for f := range formats {
			s := style
			s.Alignment = &excelize.Alignment{Vertical: "top", WrapText: f == asText}
			switch {
			case f >= asDate:
				s.Alignment.Horizontal = "center"
			case f != asText:
				s.Alignment.Horizontal, s.Alignment.Indent = "right", 1
			}
			switch f {
			case asText:
				s.NumFmt = 49
			case asPercent:
				s.NumFmt = 10
			case asDate:
				s.CustomNumFmt = ptr("dd/mm/yyyy")
			case asDateTime:
				s.CustomNumFmt = ptr("dd/mm/yyyy hh:mm")
			case asClock:
				s.CustomNumFmt = ptr("hh:mm")
			}
			id, err := b.NewStyle(&s)
			if err != nil {
				return err
			}
			b.styles.cell[kind][f] = id
		}
	}
	return nil
}

func font(size float64, colour string, bold bool) *excelize.Font {
	return &excelize.Font{Family: fontName, Size: size, Color: colour, Bold: bold}
}

func underlined() *excelize.Font {
	f := font(10, linkInk, false)
	f.Underline = "single"
	return f
}

func fill1(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

func border(colour string, style int) []excelize.Border {
	var b []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		b = append(b, excelize.Border{Type: side, Color: colour, Style: style})
	}
	return b
}

func ptr[T any](v T) *T { return &v }
