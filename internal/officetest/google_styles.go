package officetest

import (
	"fmt"
	"regexp"
	"strings"
)

// stylesPart is what is read of the styles.
type stylesPart struct {
	Formats []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Fonts   []inner    `xml:"fonts>font"`
	Borders []inner    `xml:"borders>border"`
	Fills   []fillPart `xml:"fills>fill"`
	Cells   []xfPart   `xml:"cellXfs>xf"`
}

type inner struct {
	XML string `xml:",innerxml"`
}

type fillPart struct {
	Pattern struct {
		Type string `xml:"patternType,attr"`
		Fore struct {
			RGB string `xml:"rgb,attr"`
		} `xml:"fgColor"`
	} `xml:"patternFill"`
}

type xfPart struct {
	Format int `xml:"numFmtId,attr"`
	Font   int `xml:"fontId,attr"`
	Fill   int `xml:"fillId,attr"`
	Border int `xml:"borderId,attr"`
}

// builtin are the formats that a number stands for without being written out.
var builtin = map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy",
	15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 49: "@"}

// code returns a format's code, "" for General.
func (s *stylesPart) code(id int) string {
	for _, f := range s.Formats {
		if f.ID == id {
			return f.Code
		}
	}
	return builtin[id]
}

var quoted = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]`)

// isDate says whether a style shows a number as a date.
func (s *stylesPart) isDate(style int) bool {
	if style >= len(s.Cells) {
		return false
	}
	code := quoted.ReplaceAllString(strings.ToLower(s.code(s.Cells[style].Format)), "")
	return strings.ContainsAny(code, "ymdh") && code != "general"
}

// list collects what is written once and referred to by number.
type list struct {
	all []string
	at  map[string]int
}

func (l *list) number(s string) int {
	if l.at == nil {
		l.at = map[string]int{}
	}
	n, ok := l.at[s]
	if !ok {
		n = len(l.all)
		l.all, l.at[s] = append(l.all, s), n
	}
	return n
}

func (l *list) xml(name string) string {
	return fmt.Sprintf(`<%s count="%d">%s</%s>`, name, len(l.all), strings.Join(l.all, ""), name)
}

// looks are the styles of the new workbook, numbered as they are first used.
type looks struct {
	formats, fonts, fills, borders, cells list
}

func newLooks() *looks {
	l := &looks{}
	l.fonts.number(`<font><sz val="10.0"/><color rgb="FF000000"/><name val="Arial"/><scheme val="minor"/></font>`)
	l.fills.number(`<fill><patternFill patternType="none"/></fill>`)
	l.fills.number(`<fill><patternFill patternType="lightGray"/></fill>`)
	l.borders.number(`<border/>`)
	l.cells.number(`<xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0"/>`)
	return l
}

// of returns the new number of an old style.
func (l *looks) of(s *stylesPart, style int) int {
	if style >= len(s.Cells) {
		return 0
	}
	x := s.Cells[style]
	format, font, fill, border := 0, 0, 0, 0
	if code := s.code(x.Format); code != "" {
		format = 164 + l.formats.number(code)
	}
	if x.Font < len(s.Fonts) {
		font = l.fonts.number("<font>" + s.Fonts[x.Font].XML + "</font>")
	}
	if x.Border < len(s.Borders) {
		border = l.borders.number("<border>" + s.Borders[x.Border].XML + "</border>")
	}
	if x.Fill < len(s.Fills) {
		fill = l.fill(s.Fills[x.Fill])
	}
	return l.cells.number(fmt.Sprintf(`<xf borderId="%d" fillId="%d" fontId="%d" numFmtId="%d" xfId="0" applyAlignment="1" applyFont="1"><alignment readingOrder="0"/></xf>`, border, fill, font, format))
}

// fill keeps plain colours; the back colour is the fore colour.
func (l *looks) fill(f fillPart) int {
	if f.Pattern.Type != "solid" || f.Pattern.Fore.RGB == "" {
		return 0
	}
	return l.fills.number(fmt.Sprintf(`<fill><patternFill patternType="solid"><fgColor rgb="%[1]s"/><bgColor rgb="%[1]s"/></patternFill></fill>`, f.Pattern.Fore.RGB))
}

func (l *looks) xml() string {
	formats := list{}
	for i, code := range l.formats.all {
		formats.number(fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, escaped(code)))
	}
	head := ""
	if len(formats.all) > 0 {
		head = formats.xml("numFmts")
	}
	return `<styleSheet xmlns="` + mainSpace + `">` + head + l.fonts.xml("fonts") + l.fills.xml("fills") + l.borders.xml("borders") +
		`<cellStyleXfs count="1"><xf borderId="0" fillId="0" fontId="0" numFmtId="0"/></cellStyleXfs>` + l.cells.xml("cellXfs") +
		`<cellStyles count="1"><cellStyle xfId="0" name="Normal" builtinId="0"/></cellStyles><dxfs count="0"/></styleSheet>`
}
