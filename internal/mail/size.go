package mail

import (
	"fmt"
	"strconv"
	"strings"
)

// Size is a number of bytes, written as 10MB, 500kB, 2.5 MB, a plain number of
// bytes, or none. A kB is 1,000 bytes, an MB 1,000 kB.
type Size int64

// attachNothing is the size written none.
const attachNothing Size = -1

// sizeUnits, the longer endings first.
var sizeUnits = []struct {
	ending string
	bytes  float64
}{{"gb", 1e9}, {"mb", 1e6}, {"kb", 1e3}, {"b", 1}, {"", 1}}

// maxSize is the largest size that can be set: beyond it no mail server goes.
const maxSize = 1e9

// UnmarshalText reads a size.
func (s *Size) UnmarshalText(b []byte) error {
	text := strings.ToLower(strings.TrimSpace(string(b)))
	if text == "none" {
		*s = attachNothing
		return nil
	}
	for _, u := range sizeUnits {
		if digits, ok := strings.CutSuffix(text, u.ending); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
			if err != nil || !(n > 0 && n*u.bytes <= maxSize) {
				break
			}
			*s = Size(n * u.bytes)
			return nil
		}
	}
	return fmt.Errorf("%q is no size: write it as 10MB, 500kB (at most 1GB) or none", string(b))
}

// String returns 10 MB, 500 kB, 12 bytes or none.
func (s Size) String() string {
	switch {
	case s < 0:
		return "none"
	case s < 1000:
		return strconv.FormatInt(int64(s), 10) + " bytes"
	case s < 1_000_000:
		return strconv.FormatFloat(float64(s)/1e3, 'f', -1, 64) + " kB"
	}
	return strconv.FormatFloat(float64(s/1e4)/100, 'f', -1, 64) + " MB"
}
