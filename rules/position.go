package rules

import (
	"unicode"

	"go.yaml.in/yaml/v4"
)

// place is a line and column of a file, both 1-based, columns in characters.
type place struct{ line, column int }

// locate returns where in the file the characters of a text stand: one place
// for each, and one past the end. Quotes, escapes, folded and indented lines
// are followed as YAML reads them. Where that can't be done all are the place
// where the text begins.
func (v value) locate() []place {
	text := []rune(v.node.Value)
	r := &tracer{lines: v.src.lines, at: place{v.node.Line, v.node.Column}, style: v.node.Style}
	places := r.trace(text)
	if places == nil {
		places = make([]place, len(text)+1)
		for i := range places {
			places[i] = place{v.node.Line, v.node.Column}
		}
	}
	return places
}

// tracer walks a text's characters beside those of the file.
type tracer struct {
	lines []string
	line  []rune // the line that at is on
	cur   int    // its number
	at    place
	style yaml.Style
}

func (r *tracer) trace(text []rune) []place {
	switch {
	case r.style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		r.at = place{r.at.line + 1, 1}
	case r.style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		r.at.column++
	}
	places := make([]place, 0, len(text)+1)
	for i := 0; i < len(text); {
		c, ok := r.char()
		switch {
		case unicode.IsSpace(text[i]) && (!ok || c != '\\'):
			start := r.at
			r.skipSpace()
			for ; i < len(text) && unicode.IsSpace(text[i]); i++ {
				places = append(places, start)
			}
			continue
		case ok && unicode.IsSpace(c):
			r.skipSpace()
			c, ok = r.char()
		}
		places = append(places, r.at)
		if !ok || !r.take(c, text[i]) {
			return nil
		}
		i++
	}
	return append(places, r.at)
}

// char returns the file's character at the tracer, a line break as '\n'.
func (r *tracer) char() (rune, bool) {
	if r.cur != r.at.line {
		if r.at.line < 1 || r.at.line > len(r.lines) {
			return 0, false
		}
		r.line, r.cur = []rune(r.lines[r.at.line-1]), r.at.line
	}
	if r.at.column > len(r.line) {
		return '\n', r.at.line < len(r.lines)
	}
	return r.line[r.at.column-1], true
}

func (r *tracer) skipSpace() {
	for {
		c, ok := r.char()
		switch {
		case !ok || !unicode.IsSpace(c):
			return
		case c == '\n':
			r.at = place{r.at.line + 1, 1}
		default:
			r.at.column++
		}
	}
}

// take moves over the character c of the file, which stands for want.
func (r *tracer) take(c, want rune) bool {
	double := r.style&yaml.DoubleQuotedStyle != 0
	switch {
	case double && c == '\\':
		r.at.column++
		e, ok := r.char()
		if !ok || e == '\n' {
			return false // a line joined to the next by \
		}
		r.at.column += 1 + map[rune]int{'x': 2, 'u': 4, 'U': 8}[e]
		return true
	case c != want:
		return false
	case r.style&yaml.SingleQuotedStyle != 0 && c == '\'':
		r.at.column++
	}
	r.at.column++
	return true
}
