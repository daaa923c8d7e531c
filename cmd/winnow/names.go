package main

import (
	"strings"
	"unicode"
)

// onALine is a name that came from outside, a file's above all, as it is shown to
// people: on one line, and without the characters by which it could command a
// terminal or show itself other than it is.
func onALine(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || turnsText(r) {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

// harmless is what is said to people, of several lines perhaps, without what only a
// terminal would take for commands.
func harmless(words string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || turnsText(r) {
			return unicode.ReplacementChar
		}
		return r
	}, words)
}

// turnsText reports whether a character turns the direction of what follows.
func turnsText(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
