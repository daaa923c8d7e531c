package dataset

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The keys of the dataset's partitions.
const (
	partitionPeriod  = "period"
	partitionService = "service"
)

// noValue is Hive's name for the partition of rows without a value.
const noValue = "__HIVE_DEFAULT_PARTITION__"

// Partition returns the folder of a submission's clean rows inside the
// published folder: <return>/period=<period>/service=<service>, with forward
// slashes on every system. Whatever could leave the folder, or that Windows has
// no name for, is percent-encoded; readers of Hive datasets decode it.
func Partition(ret, period, service string) string {
	return segment(ret) + "/" + key(partitionPeriod, period) + "/" + key(partitionService, service)
}

// MeasuresPartition returns the folder of a period's measures.
func MeasuresPartition(period string) string {
	return "measures/" + key(partitionPeriod, period)
}

func key(name, value string) string {
	if value == "" {
		return name + "=" + noValue
	}
	return name + "=" + escape(value)
}

// segment escapes a name that stands alone in a path, where Windows has devices.
func segment(name string) string {
	if name == "" {
		return noValue
	}
	escaped := escape(name)
	if reserved(escaped) {
		return percent(escaped[:1]) + escaped[1:]
	}
	return escaped
}

// escape percent-encodes all but letters, digits, '-', '_' and inner full stops.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		plain := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' || r == '_' ||
			r == '.' && i > 0 && i < len(s)-1 && s[i-1] != '.'
		if plain && r != unicode.ReplacementChar {
			b.WriteRune(r)
			continue
		}
		b.WriteString(percent(s[i : i+runeBytes(s[i:])]))
	}
	return b.String()
}

func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// reserved says whether Windows keeps the name for a device, whatever follows a
// full stop.
func reserved(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch base {
	case "con", "prn", "aux", "nul":
		return true
	}
	device, number := strings.CutPrefix(base, "com")
	if !number {
		device, number = strings.CutPrefix(base, "lpt")
	}
	return number && len([]rune(device)) == 1 && strings.ContainsAny(device, "0123456789¹²³")
}

// runeBytes returns the length of the first character; one byte where the text
// is not UTF-8.
func runeBytes(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}
