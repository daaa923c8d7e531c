package ooxml

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// appendEscaped appends s as it may stand in an attribute's value or as text.
// What XML can't hold (control characters, bytes that are no UTF-8) becomes
// U+FFFD, so that no value ever breaks a part.
func appendEscaped(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, !validRune(r):
			dst = append(dst, "\uFFFD"...)
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '"':
			dst = append(dst, "&quot;"...)
		case r < ' ':
			dst = append(strconv.AppendInt(append(dst, "&#"...), int64(r), 10), ';')
		default:
			dst = append(dst, s[i:i+n]...)
		}
		i += n
	}
	return dst
}

// escaped is appendEscaped as a string.
func escaped(s string) string { return string(appendEscaped(nil, s)) }

// validRune says whether XML can hold r.
func validRune(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return true
	case r < ' ', r >= 0xD800 && r <= 0xDFFF, r == 0xFFFE, r == 0xFFFF, r > utf8.MaxRune:
		return false
	}
	return true
}

// xstring writes s so that a spreadsheet program reads just that: in texts of
// type ST_Xstring _x0041_ means the letter A, and so an underscore that happens
// to begin such a thing is written as _x005F_.
func xstring(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isXEscape(s[i:]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isXEscape says whether s begins with _xHHHH_.
func isXEscape(s string) bool {
	if len(s) < 7 || s[:2] != "_x" || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

// unescape is what raw means: its references replaced. One that means nothing
// stays as it is; a scanner lets none through.
func unescape(raw []byte) string {
	if bytes.IndexByte(raw, '&') < 0 {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return string(append(out, raw...))
		}
		out = append(out, raw[:i]...)
		n := bytes.IndexByte(raw[i:], ';')
		r, ok := rune(0), false
		if n > 0 {
			r, ok = reference(raw[i+1 : i+n])
		}
		if !ok {
			out, raw = append(out, '&'), raw[i+1:]
			continue
		}
		out, raw = utf8.AppendRune(out, r), raw[i+n+1:]
	}
}

// reference is the character that a reference stands for: amp, #10, #xA.
func reference(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || v == 0 || v > utf8.MaxRune {
		return 0, false
	}
	return rune(v), true
}
