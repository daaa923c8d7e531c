package rules

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// source is one file of rules: where its faults stand.
type source struct {
	file   string   // as the user named it
	lines  []string // without line breaks
	faults *faults
	lax    bool                 // a bare Table Schema: unknown keys are notes
	note   func(message string) // takes what is worth saying and no fault

	homes map[*yaml.Node]*source // sources of nodes that were taken over from other files; nil for none
	told  string                 // ends each message: which file has taken this one's text over
}

// home returns where a node under this source's comes from.
func (s *source) home(n *yaml.Node) *source {
	if h, ok := s.homes[n]; ok {
		return h
	}
	return s
}

// newSource splits a file into lines for its messages.
func newSource(file string, data []byte, f *faults, note func(string)) *source {
	text := strings.TrimPrefix(string(data), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return &source{file: file, lines: strings.Split(text, "\n"), faults: f, note: note}
}

// faultAt adds a fault at a line and column; 0 means not known.
func (s *source) faultAt(line, column int, format string, args ...any) {
	e := &Error{File: s.file, Line: line, Column: column, Message: printable(fmt.Sprintf(format, args...)) + s.told}
	if line > 0 && line <= len(s.lines) {
		e.Source = printable(s.lines[line-1])
	}
	s.faults.add(e)
}

// near returns a suggestion, unless the file has so many faults that it would
// only cost time.
func (s *source) near(given string, names []string) string {
	if s.faults.plenty(s.file) {
		return ""
	}
	return suggestion(given, names)
}

// parse reads the file as YAML, of which JSON is a part. It returns false where
// the file isn't YAML, isn't UTF-8, is too large or too deep, or uses what rule
// files don't have: several documents, merge keys, tags. Each is a fault.
func (s *source) parse(data []byte, read func() (yaml.Node, error)) (value, bool) {
	switch {
	case len(data) > maxRuleFile:
		s.faultAt(0, 0, "is larger than %d KiB, the most a rule file may be", maxRuleFile>>10)
		return value{}, false
	case !utf8.Valid(data):
		s.faultAt(s.badLine(), 0, "is not UTF-8 text: save it as UTF-8")
		return value{}, false
	}
	doc, err := read()
	if err != nil {
		if !s.isJSON() || !s.syntaxJSON(data) {
			s.syntax(err)
		}
		return value{}, false
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		s.faultAt(max(1, doc.Line), 0, "is not a rule file: expected keys such as winnow: and return: at its top")
		return value{}, false
	}
	before := s.faults.perFile[s.file]
	t := &tree{src: s}
	t.expand(doc.Content[0], 1)
	return value{node: doc.Content[0], what: "the file", src: s}, s.faults.perFile[s.file] == before
}

// isJSON says whether the file's name says that it is JSON.
func (s *source) isJSON() bool { return strings.EqualFold(path.Ext(s.file), ".json") }

// language is what the file is written in.
func (s *source) language() string {
	if s.isJSON() {
		return "JSON"
	}
	return "YAML"
}

func (s *source) badLine() int {
	for i, l := range s.lines {
		if !utf8.ValidString(l) {
			return i + 1
		}
	}
	return 0
}
