package mail

import (
	"io"
	"strconv"
	"text/template"
)

// words are the functions that templates have beside those of text/template.
var words = template.FuncMap{"count": count, "number": number}

// count returns "1 point", "12 points", "1,200 rows".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number returns 1,048,576.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func fileNames() []string {
	names := make([]string, len(Kinds))
	for i, k := range Kinds {
		names[i] = k.file()
	}
	return names
}

// readUpTo returns the first bytes of a file, at most so many, and closes it.
func readUpTo(r io.ReadCloser, most int64) ([]byte, error) {
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most))
}
