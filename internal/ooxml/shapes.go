package ooxml

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The legacy drawing is read by its tags as they are always written, and not as
// XML: Excel itself writes some that isn't well formed (<br> in the caption of a button).
var (
	shapePattern  = regexp.MustCompile(`(?s)<v:shape\s.*?</v:shape>`)
	notePattern   = regexp.MustCompile(`<x:ClientData\s[^>]*ObjectType\s*=\s*["']Note["']`)
	rowPattern    = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
	columnPattern = regexp.MustCompile(`<x:Column>\s*(\d+)\s*</x:Column>`)
	anchorPattern = regexp.MustCompile(`<x:Anchor>\s*(?:\d+\s*,\s*){6}(\d+)\s*,\s*\d+\s*</x:Anchor>`)
	anyShape      = regexp.MustCompile(`<v:(?:shape|rect|roundrect|oval|line|polyline|curve|arc|image|group)[\s>]`)
)

const emptyShapes = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"` +
	` xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>`

// noteType is what all shapes of notes refer to.
const noteType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
	`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

const noteShape = `<v:shape id="_x0000_s%d" type="#_x0000_t202" style='position:absolute;margin-left:60pt;margin-top:1.5pt;` +
	`width:%dpt;height:%dpt;z-index:%d;visibility:hidden' fillcolor="#ffffe1" o:insetmode="auto">` +
	`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>` +
	`<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>` +
	`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>` +
	`<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`

// noteOf is the cell whose note a shape shows.
func noteOf(shape []byte) (place, bool) {
	row, column := rowPattern.FindSubmatch(shape), columnPattern.FindSubmatch(shape)
	if row == nil || column == nil || !notePattern.Match(shape) {
		return place{}, false
	}
	r, ok1 := number(string(row[1]))
	c, ok2 := number(string(column[1]))
	return place{r, c}, ok1 && ok2
}

// hasShapes says whether a drawing shows anything.
func hasShapes(drawing []byte) bool { return anyShape.Match(drawing) }

// shownPlaces are the cells whose notes have a shape.
func shownPlaces(drawing []byte) map[place]bool {
	shown := map[place]bool{}
	for _, span := range shapePattern.FindAllIndex(drawing, -1) {
		if at, ok := noteOf(drawing[span[0]:span[1]]); ok {
			shown[at] = true
		}
	}
	return shown
}

// removeShapes takes the shapes of notes that are gone out, and makes those of
// notes whose words became fewer smaller again.
func removeShapes(drawing []byte, gone map[place]bool, shrunk map[place]string) []byte {
	var edits []edit
	for _, span := range shapePattern.FindAllIndex(drawing, -1) {
		shape := drawing[span[0]:span[1]]
		at, ok := noteOf(shape)
		switch words, less := shrunk[at]; {
		case !ok:
		case gone[at]:
			edits = append(edits, edit{from: span[0], to: span[1]})
		case less:
			edits = append(edits, stretch(shape, span[0], -extraRows(words))...)
		}
	}
	out := splice(drawing, edits)
	if bytes.Count(out, []byte(`#_x0000_t202"`)) == 0 {
		out = bytes.Replace(out, []byte(noteType), nil, 1)
	}
	return out
}

// growShapes makes the shapes of notes higher to which words were added.
func growShapes(drawing []byte, grown map[place]string) []byte {
	var edits []edit
	for _, span := range shapePattern.FindAllIndex(drawing, -1) {
		shape := drawing[span[0]:span[1]]
		if at, ok := noteOf(shape); ok && grown[at] != "" {
			edits = append(edits, stretch(shape, span[0], extraRows(grown[at]))...)
		}
	}
	return splice(drawing, edits)
}

// stretch moves the lower edge of the shape, which begins at offset, by rows.
func stretch(shape []byte, offset, rows int) []edit {
	m := anchorPattern.FindSubmatchIndex(shape)
	if m == nil {
		return nil
	}
	bottom, ok := number(string(shape[m[2]:m[3]]))
	if !ok || bottom+rows < 0 || bottom+rows >= lastRow {
		return nil
	}
	return []edit{{offset + m[2], offset + m[3], strconv.Itoa(bottom + rows)}}
}

// extraRows is how many rows higher a sender's note becomes by our words.
func extraRows(words string) int { return min(20, 1+textLines(words, 20)) }

// textLines is how many lines of so many characters words take.
func textLines(words string, width int) int {
	lines := 0
	for line := range strings.Lines(words) {
		lines += 1 + (len([]rune(line))-1)/width
	}
	return lines
}

// addShapes adds the shapes of notes.
func addShapes(drawing []byte, fresh []place, notes map[place]string, head sheetHead, ids *shapeIDs) []byte {
	if len(fresh) == 0 {
		return drawing
	}
	var added strings.Builder
	if !bytes.Contains(drawing, []byte(`id="_x0000_t202"`)) {
		added.WriteString(noteType)
	}
	z := len(shapePattern.FindAllIndex(drawing, -1))
	drawing, numbers := ids.take(drawing, len(fresh))
	for i, at := range fresh {
		width, height := noteSize(notes[at])
		fmt.Fprintf(&added, noteShape, numbers[i], width*3/4, height*3/4, z+i+1, anchor(at, width, height, head), at.row, at.column)
	}
	end := bytes.LastIndex(drawing, []byte("</"))
	if end < 0 {
		return drawing
	}
	return splice(drawing, []edit{{end, end, added.String()}})
}

// noteSize is the size of a note in pixels.
func noteSize(text string) (width, height int) {
	width = 230
	if len(text) > 300 {
		width = 330
	}
	return width, min(30+15*textLines(text, width/6), 450)
}

// anchor says where a note stands beside its cell: the column and the row of each
// edge, each with the pixels beyond it.
func anchor(at place, width, height int, head sheetHead) string {
	left := min(at.column+1, lastColumn-8)
	right, over := left, 15+width
	for right < min(left+200, lastColumn) && over >= head.pixels(right) {
		over -= head.pixels(right)
		right++
	}
	rows := height/head.rowPixels + 1
	top := min(max(at.row-1, 0), lastRow-1-rows)
	return fmt.Sprintf("%d, 15, %d, 2, %d, %d, %d, 4", left, top, right, over, top+rows)
}
