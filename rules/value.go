package rules

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"winnow/internal/number"
)

// value is one node of a rule file with the words to call it by. Its methods
// read it as what is wanted; where it is something else they add a fault and
// return false.
type value struct {
	node *yaml.Node
	what string // as a message names it: `"title"`, `the 2nd entry of "fields"`
	src  *source
}

// fault adds a fault at the value.
func (v value) fault(format string, args ...any) {
	v.src.faultAt(v.node.Line, v.node.Column, format, args...)
}

// expected adds the fault that v isn't what was wanted.
func (v value) expected(wanted string) {
	v.fault("%s must be %s, not %s", v.what, wanted, v.kind())
}

// kind says in words what v is.
func (v value) kind() string {
	switch {
	case v.node.Kind == yaml.MappingNode:
		return "a group of keys"
	case v.node.Kind == yaml.SequenceNode:
		return "a list"
	case v.isNull():
		return "nothing"
	}
	return strconv.Quote(v.node.Value)
}

func (v value) isNull() bool {
	return v.node.Kind == yaml.ScalarNode && v.node.ShortTag() == "!!null"
}

func (v value) isScalar() bool  { return v.node.Kind == yaml.ScalarNode && !v.isNull() }
func (v value) isMapping() bool { return v.node.Kind == yaml.MappingNode }
func (v value) isList() bool    { return v.node.Kind == yaml.SequenceNode }

// text reads a text. Numbers, dates and true or false without quotes are taken
// as they are written.
func (v value) text() (string, bool) {
	if !v.isScalar() {
		v.expected("text")
		return "", false
	}
	return v.node.Value, true
}

// filled reads a text that isn't blank.
func (v value) filled() (string, bool) {
	s, ok := v.text()
	if ok && strings.TrimSpace(s) == "" {
		v.fault("%s is blank", v.what)
		return "", false
	}
	return s, ok
}

// word reads one of the given words.
func (v value) word(words ...string) (string, bool) {
	s, ok := v.text()
	if !ok {
		return "", false
	}
	for _, w := range words {
		if s == w {
			return s, true
		}
	}
	v.fault("%s is %q; it must be %s%s", v.what, s, oneOf(words), v.src.near(s, words))
	return "", false
}

// boolean reads true or false.
func (v value) boolean() (bool, bool) {
	if v.isScalar() && v.node.ShortTag() == "!!bool" {
		return strings.EqualFold(v.node.Value, "true"), true
	}
	v.expected("true or false")
	return false, false
}

// integer reads a whole number between two bounds.
func (v value) integer(low, high int) (int, bool) {
	if !v.isScalar() {
		v.expected("a whole number")
		return 0, false
	}
	n, err := strconv.Atoi(v.node.Value)
	if err != nil || n < low || n > high {
		v.fault("%s must be a whole number from %d to %d, not %q", v.what, low, high, v.node.Value)
		return 0, false
	}
	return n, true
}

// number reads an exact number.
func (v value) number() (number.Num, bool) {
	if !v.isScalar() {
		v.expected("a number")
		return number.Num{}, false
	}
	n, err := number.Parse(v.node.Value)
	if err != nil {
		v.expected("a number")
		return number.Num{}, false
	}
	return n, true
}

// list reads a list. Each entry is called "the 2nd entry of …".
func (v value) list() ([]value, bool) {
	if !v.isList() {
		v.expected("a list")
		return nil, false
	}
	all := make([]value, len(v.node.Content))
	for i, n := range v.node.Content {
		all[i] = value{node: n, what: fmt.Sprintf("the %s entry of %s", ordinal(i+1), v.what), src: v.src.home(n)}
	}
	return all, true
}

// some is list, and an empty list is a fault.
func (v value) some() ([]value, bool) {
	all, ok := v.list()
	if ok && len(all) == 0 {
		v.fault("%s is an empty list", v.what)
		return nil, false
	}
	return all, ok
}

// texts reads a list of texts, leaving out the entries that are none.
func (v value) texts() ([]string, bool) {
	all, ok := v.list()
	texts := make([]string, 0, len(all))
	for _, e := range all {
		if s, ok := e.text(); ok {
			texts = append(texts, s)
		}
	}
	return texts, ok
}

// plain returns the text under a key where there is one, without any fault.
func (v value) plain(key string) (string, bool) {
	for i := 0; v.isMapping() && i+1 < len(v.node.Content); i += 2 {
		if n := v.node.Content[i+1]; v.node.Content[i].Value == key && n.Kind == yaml.ScalarNode {
			return n.Value, true
		}
	}
	return "", false
}

func ordinal(n int) string {
	suffix := "th"
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		suffix = "st"
	case n%10 == 2:
		suffix = "nd"
	case n%10 == 3:
		suffix = "rd"
	}
	return strconv.Itoa(n) + suffix
}
