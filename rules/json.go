package rules

import (
	"bytes"
	"regexp"
	"strconv"
	"unicode/utf16"
)

var reSurrogates = regexp.MustCompile(`\\+u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

// joinSurrogates writes out the characters that JSON escapes in two halves, such
// as \ud83d\ude00: the one part of JSON that YAML can't read.
func joinSurrogates(data []byte) []byte {
	return reSurrogates.ReplaceAllFunc(data, func(m []byte) []byte {
		slashes := bytes.IndexByte(m, 'u')
		if slashes%2 == 0 { // back-slashes that are escaped themselves, and a plain u
			return m
		}
		high, _ := strconv.ParseUint(string(m[slashes+1:slashes+5]), 16, 16)
		low, _ := strconv.ParseUint(string(m[slashes+7:slashes+11]), 16, 16)
		return append(bytes.Clone(m[:slashes-1]), string(utf16.DecodeRune(rune(high), rune(low)))...)
	})
}
