package infer

import (
	"regexp"
	"strconv"
	"strings"
)

// shape is the runs of capitals, small letters, digits and other signs of a text,
// such as three capitals and five digits.
type shape struct {
	runs   []run
	broken bool // the texts have no shape in common
}

// run is characters of one class; text is "" where texts differ in it.
type run struct {
	class  byte // A, a, 9, or 0 for other signs
	length int
	text   string
}

// longestShape is how many runs a shape may have.
const longestShape = 8

func shapeOf(s string) *shape {
	out := &shape{}
	start := 0
	for i := 1; i <= len(s); i++ {
		if i < len(s) && class(s[i]) == class(s[start]) {
			continue
		}
		out.runs = append(out.runs, run{class(s[start]), i - start, s[start:i]})
		start = i
	}
	out.broken = len(s) == 0 || len(out.runs) > longestShape
	return out
}

func class(b byte) byte {
	switch {
	case b >= 'A' && b <= 'Z':
		return 'A'
	case b >= 'a' && b <= 'z':
		return 'a'
	case b >= '0' && b <= '9':
		return '9'
	}
	return 0
}

// meet keeps what s and o have in common.
func (s *shape) meet(o *shape) {
	if s.broken = s.broken || o.broken || len(s.runs) != len(o.runs); s.broken {
		return
	}
	for i, r := range o.runs {
		if mine := &s.runs[i]; mine.class != r.class || mine.length != r.length || mine.class == 0 && mine.text != r.text {
			s.broken = true
			return
		} else if mine.text != r.text {
			mine.text = ""
		}
	}
}

// pattern returns the shape as a pattern, "" where there is none worth having:
// one without digits that change is a word, not a code.
func (s *shape) pattern() string {
	if s == nil || s.broken {
		return ""
	}
	var b strings.Builder
	changing := false
	for _, r := range s.runs {
		switch {
		case r.text != "":
			b.WriteString(regexp.QuoteMeta(r.text))
			continue
		case r.class == '9':
			b.WriteString(`\d`)
			changing = true
		case r.class == 'A':
			b.WriteString("[A-Z]")
		default:
			b.WriteString("[a-z]")
		}
		if r.length > 1 {
			b.WriteString("{" + strconv.Itoa(r.length) + "}")
		}
	}
	if !changing {
		return ""
	}
	return b.String()
}

// words says the shape for the message of its pattern: the letters LLB and 5 digits.
func (s *shape) words() string {
	var parts []string
	for _, r := range s.runs {
		switch {
		case r.text != "":
			parts = append(parts, "“"+r.text+"”")
		case r.class == '9':
			parts = append(parts, count(r.length, "digit", "digits"))
		case r.class == 'A':
			parts = append(parts, count(r.length, "capital letter", "capital letters"))
		default:
			parts = append(parts, count(r.length, "small letter", "small letters"))
		}
	}
	return strings.Join(parts, ", then ")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
