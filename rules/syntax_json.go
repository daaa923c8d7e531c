package rules

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// syntaxJSON reports what keeps a JSON file from being JSON, and where. It is
// false where that is not what is wrong with it.
func (s *source) syntaxJSON(data []byte) bool {
	data = []byte(strings.TrimPrefix(string(data), "\ufeff"))
	var whole json.RawMessage
	var one *json.SyntaxError
	if err := json.Unmarshal(data, &whole); !errors.As(err, &one) {
		return false
	}
	if strings.TrimSpace(string(data)) == "" {
		s.faultAt(0, 0, "is empty")
		return true
	}
	message, at := one.Error(), int(one.Offset)
	if !strings.Contains(message, "unexpected end") {
		at-- // the offset is the one after the character at fault
	}
	line, column := s.lineAt(data, at)
	s.faultAt(line, column, "is not well-formed JSON: %s", plainJSON(message, data, at))
	return true
}

// lineAt is the line and column, both 1-based, of a byte of a file; the end of
// the last line with text in it where the file ends before.
func (s *source) lineAt(data []byte, at int) (line, column int) {
	before := string(data[:min(max(at, 0), len(data))])
	if at >= len(data) {
		before = strings.TrimRight(before, " \t\r\n")
	}
	before = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(before)
	last := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[last:]) + 1
}

// jsonWords turns the JSON reader's complaints into advice.
var jsonWords = []struct{ part, words string }{
	{"unexpected end", "it ends too early: a quotation, a bracket or a brace is not closed"},
	{"in string literal", "a quotation is not closed on its line, or has a control character in it"},
	{"in string escape code", `a back-slash in a text is written twice: \\`},
	{`in \u hexadecimal`, `\u needs four hexadecimal digits; a back-slash in a text is written twice: \\`},
	{"after object key:value pair", "a comma is missing here, or a brace that closes"},
	{"after array element", "a comma is missing here, or a bracket that closes"},
	{"after object key", "a colon is missing after a key"},
	{"looking for beginning of object key string", "a key was expected, in double quotes"},
	{"after top-level value", "something stands after the end: look for a brace that closes too early"},
	{"looking for beginning of value", "a value was expected: a text in double quotes, a number, true, false, null, a list or a group"},
	{"in literal", "a text needs double quotes; without them stand only numbers, true, false and null"},
}

func plainJSON(message string, data []byte, at int) string {
	before := strings.TrimRight(string(data[:min(max(at, 0), len(data))]), " \t\r\n")
	if at < len(data) && strings.ContainsRune("}]", rune(data[at])) && strings.HasSuffix(before, ",") {
		return "a comma stands before the end of a list or group: take it out"
	}
	for _, w := range jsonWords {
		if strings.Contains(message, w.part) {
			return w.words
		}
	}
	return message
}
