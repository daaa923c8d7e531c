package mail

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// header is one header of a mail. Its value is already ASCII.
type header struct{ key, value string }

// Widths of header lines (RFC 5322, 2.1.1; RFC 2047, 2).
const (
	headerWidth  = 78
	encodedWidth = 75
)

// headerLines writes headers, long ones folded at their spaces.
func headerLines(headers []header) string {
	var b strings.Builder
	for _, h := range headers {
		b.WriteString(h.key + ":")
		used := len(h.key) + 1
		for i, word := range strings.Split(h.value, " ") {
			if i > 0 && used+1+len(word) > headerWidth {
				b.WriteString("\r\n")
				used = 0
			}
			b.WriteString(" " + word)
			used += 1 + len(word)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// encodeText makes a text fit for a header: as it stands where it is plain, else
// as encoded words (RFC 2047). A text that looks like an encoded word is encoded
// too, lest a file's name show as something else than what it is; so is one with
// a word too long to be folded.
func encodeText(s string) string {
	s = oneLine(s)
	plain := !strings.Contains(s, "=?")
	for word := range strings.SplitSeq(s, " ") {
		plain = plain && len(word) < headerWidth-len("Subject: ")
	}
	for _, r := range s {
		plain = plain && r < utf8.RuneSelf
	}
	if plain {
		return s
	}
	return encodedWords(s)
}

// encodedWords writes a text as words in Q encoding, each with whole characters.
func encodedWords(s string) string {
	const begin, end = "=?utf-8?q?", "?="
	var words []string
	word := begin
	for _, r := range s {
		code := qEncoded(r)
		if len(word)+len(code)+len(end) > encodedWidth {
			words = append(words, word+end)
			word = begin
		}
		word += code
	}
	return strings.Join(append(words, word+end), " ")
}

// qEncoded is a character in Q encoding, in the narrow form that is allowed in
// names as well as in subjects (RFC 2047, 5).
func qEncoded(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case r < utf8.RuneSelf && (only(string(r), "!*+-/")):
		return string(r)
	}
	var b strings.Builder
	for _, c := range []byte(string(r)) {
		fmt.Fprintf(&b, "=%02X", c)
	}
	return b.String()
}

// addressText is an address with its name, as it stands in a header.
func addressText(a mail.Address) string {
	name := oneLine(a.Name)
	switch {
	case name == "":
		return a.Address
	case encodeText(name) != name:
		return encodedWords(name) + " <" + a.Address + ">"
	case only(name, " -"):
		return name + " <" + a.Address + ">"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `" <` + a.Address + ">"
}
