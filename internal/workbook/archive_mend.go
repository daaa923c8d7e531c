package workbook

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// mend returns what puts a part right that excelize writes in a way that Excel
// may offer to repair; nil for a part that is right as it is. Excelize writes each
// of these parts at once, and begins a sheet with its head.
func (a *archive) mend(name string) func([]byte) []byte {
	switch n, ok := numberedPart(name, "xl/drawings/vmlDrawing", ".vml"); {
	case name == a.outlined:
		return outlined
	case name == "xl/sharedStrings.xml":
		return uncounted
	case ok:
		return func(b []byte) []byte { return numberShapes(b, n) }
	}
	return nil
}

// numberedPart returns the number of a part such as xl/drawings/vmlDrawing2.vml.
func numberedPart(name, before, after string) (int, bool) {
	digits, ok := strings.CutPrefix(name, before)
	n, err := strconv.Atoi(strings.TrimSuffix(digits, after))
	return n, ok && err == nil && path.Ext(name) == after
}

// outlined adds how many levels a sheet's rows have: without it Excel shows no outline.
func outlined(head []byte) []byte {
	const format = "<sheetFormatPr "
	return bytes.Replace(head, []byte(format), []byte(format+`outlineLevelRow="1" `), 1)
}

// uncounted drops the count of references to shared texts, in whose place excelize
// writes that of the texts.
func uncounted(texts []byte) []byte {
	start := bytes.Index(texts, []byte("<sst"))
	if start < 0 {
		return texts
	}
	end := start + bytes.IndexByte(texts[start:], '>')
	from := bytes.Index(texts[start:max(start, end)], []byte(` count="`))
	if from < 0 {
		return texts
	}
	from += start
	to := from + len(` count="`) + bytes.IndexByte(texts[from+len(` count="`):], '"') + 1
	return append(bytes.Clone(texts[:from]), texts[to:]...)
}

// shapesPerBlock is how many ids a block of shapes has; block k begins at 1024 k.
const shapesPerBlock = 1023

// numberShapes gives each note's shape an id of its own, in blocks that no other
// sheet's notes have: n is the number of the sheet's drawing, from 1.
func numberShapes(drawing []byte, n int) []byte {
	const same = `"_x0000_s1025"`
	pieces := bytes.Split(drawing, []byte(same))
	each := excelLimits.notes/shapesPerBlock + 1 // blocks
	first := 1 + (n-1)*each
	out := append([]byte{}, pieces[0]...)
	for i, piece := range pieces[1:] {
		block, at := first+i/shapesPerBlock, i%shapesPerBlock
		out = fmt.Appendf(out, `"_x0000_s%d"`, 1024*block+1+at)
		out = append(out, piece...)
	}
	blocks := []string{strconv.Itoa(first)}
	for i := 1; i <= (len(pieces)-2)/shapesPerBlock; i++ {
		blocks = append(blocks, strconv.Itoa(first+i))
	}
	return idMap.ReplaceAll(out, []byte(`${1}`+strings.Join(blocks, ",")+`"`))
}

// idMap is the attribute that names a drawing's blocks.
var idMap = regexp.MustCompile(`(<o:idmap [^>]*data=")[^"]*"`)

// A text such as _x0041_ is read as the character of that number. excelize guards
// against it in most cells, but neither where two of them overlap, nor half a
// character's number, nor in notes. So guardText puts a code that is no character,
// and that no text keeps, in place of the first underline, and the archive writes
// in its stead what is read as one.
const (
	guard   = "\uFDEF"
	guarded = "_x005F_"
)

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// guardText makes a text one that is read as it stands.
func guardText(s string) string {
	for from := 0; ; {
		at := escaped.FindStringIndex(s[from:])
		if at == nil {
			return s
		}
		from += at[0]
		s = s[:from] + guard + s[from+1:]
		from += len(guard)
	}
}

// guardBegun is how many bytes at the end may be the beginning of a guard.
func guardBegun(b []byte) int {
	for n := len(guard) - 1; n > 0; n-- {
		if bytes.HasSuffix(b, []byte(guard[:n])) {
			return n
		}
	}
	return 0
}
