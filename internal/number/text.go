package number

import (
	"strconv"
)

// String returns the shortest exact decimal text (58, not 58.0), or for a value
// that no decimal holds, such as 1/3, the text rounded to 12 places.
func (n Num) String() string {
	if n.rat != nil {
		places, exact := n.rat.FloatPrec()
		if !exact {
			places = 12
		}
		return trimZeros(n.rat.FloatString(places))
	}
	return trimZeros(fixed(n.coef, int(n.scale)))
}

// Text returns n rounded to the given places with all of them written: 5.00.
func (n Num) Text(places int) string { return n.Round(places).Rat().FloatString(places) }

func fixed(coef int64, scale int) string {
	s := strconv.FormatUint(magnitude(coef), 10)
	for len(s) <= scale {
		s = "0" + s
	}
	if scale > 0 {
		s = s[:len(s)-scale] + "." + s[len(s)-scale:]
	}
	if coef < 0 {
		s = "-" + s
	}
	return s
}

func trimZeros(s string) string {
	point := -1
	for i := range len(s) {
		if s[i] == '.' {
			point = i
		}
	}
	if point < 0 {
		return s
	}
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s == "-0" {
		return "0"
	}
	return s
}
