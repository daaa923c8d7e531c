package rules

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

// syntax reports what the YAML reader says, in words for people.
func (s *source) syntax(err error) {
	var one *yaml.LoadError
	if !errors.As(err, &one) {
		s.faultAt(0, 0, "cannot be read as %s: %s", s.language(), err)
		return
	}
	switch {
	case strings.Contains(one.Message, "no documents"):
		s.faultAt(0, 0, "is empty")
	case strings.Contains(one.Message, "multiple"):
		s.faultAt(s.secondDocument(), 1, "holds several documents (---): a rule file is one")
	default:
		line, column := one.Mark.Line, one.Mark.Column
		if line > len(s.lines) || line == len(s.lines) && s.lines[line-1] == "" {
			line, column = one.ContextMark.Line, one.ContextMark.Column
		}
		if line == 0 {
			line, column = s.controlCharacter()
		}
		s.faultAt(line, column, "is not well-formed %s: %s", s.language(), plainYAML(one))
	}
}

func (s *source) secondDocument() int {
	for i, l := range s.lines {
		if i > 0 && strings.HasPrefix(l, "---") {
			return i + 1
		}
	}
	return 1
}

func (s *source) controlCharacter() (line, column int) {
	for i, l := range s.lines {
		for j, r := range []rune(l) {
			if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 {
				return i + 1, j + 1
			}
		}
	}
	return 0, 0
}

// yamlWords turns the YAML reader's commonest complaints into advice.
var yamlWords = []struct{ part, words string }{
	{"mapping values are not allowed", "a key stands where none can: look for a wrong indent, or put a text that has \": \" in it in quotes"},
	{"cannot start any token", "a character that nothing can begin with: indent with spaces, not tabs, and put texts that begin with @, ` or % in quotes"},
	{"did not find expected ',' or ']'", "a list in brackets is not closed: look for a missing ] or comma"},
	{"did not find expected ',' or '}'", "a group in braces is not closed: look for a missing } or comma"},
	{"unexpected end of stream", "a quotation is not closed"},
	{"unknown anchor", "an alias (*name) stands for nothing above it: put a text that begins with * in quotes"},
	{"did not find expected key", "a key was expected: look for a wrong indent or an unclosed quotation above, or put a text that begins with { or [ in quotes"},
	{"found a tab character", "a line is indented with a tab: indent with spaces"},
	{"did not find expected node content", "a value is missing here: look for a bracket or a brace above that isn't closed"},
	{"could not find expected ':'", "a colon is missing after a key"},
	{"did not find expected '-' indicator", "an entry of a list was expected: look for a wrong indent"},
	{"control characters", "a control character stands in the text"},
	{"max depth", "brackets are nested too deep"},
}

func plainYAML(e *yaml.LoadError) string {
	for _, w := range yamlWords {
		if strings.Contains(e.Message, w.part) {
			return w.words
		}
	}
	return e.Message
}
