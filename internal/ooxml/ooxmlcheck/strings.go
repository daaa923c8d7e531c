package ooxmlcheck

import (
	"regexp"
	"strconv"
	"strings"
)

// maxText is how many UTF-16 units a cell holds.
const maxText = 32767

// readStrings reads the shared strings.
func (c *checker) readStrings() {
	part := c.follow(c.book.part, "sharedStrings")
	d := c.open(part)
	if part == "" || d == nil {
		return
	}
	root := d.root()
	d.children(func(n *node) {
		d.fill(n)
		if n.local != "si" {
			return
		}
		c.book.strings = append(c.book.strings, richText(n))
		c.checkText(part, c.book.strings[len(c.book.strings)-1], "string "+strconv.Itoa(len(c.book.strings)-1))
	})
	d.drain()
	if n, ok := root.number("uniqueCount"); ok && n != len(c.book.strings) {
		c.fault(part, StringCount, "uniqueCount is %d, and %d are there", n, len(c.book.strings))
	}
	if n, ok := root.number("count"); ok && n < len(c.book.strings) {
		c.fault(part, StringCount, "count is %d, and %d different strings are there", n, len(c.book.strings))
	}
}

// richText joins the runs of a text, without its reading aids.
func richText(n *node) string {
	var out strings.Builder
	for _, k := range n.kids {
		switch k.local {
		case "t":
			out.WriteString(unescape(k.text))
		case "r":
			out.WriteString(unescape(k.child("t").text))
		}
	}
	return out.String()
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape undoes _x000D_ and its like.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, _ := strconv.ParseUint(e[2:6], 16, 16) // four hexadecimal digits, by the pattern
		return string(rune(n))
	})
}

func (c *checker) checkText(part, text, where string) {
	if n := units(text); n > maxText {
		c.fault(part, TextLength, "%s has %d characters", where, n)
	}
}
