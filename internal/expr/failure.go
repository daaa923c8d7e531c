package expr

import "strings"

// watch is a row under which operations say why they can't be done.
type watch struct {
	Row
	failure string
}

// fail notes why an operation on known values can't be done, where somebody
// watches. It returns false, for unknown.
func fail(r Row, why string) bool {
	if w, ok := r.(*watch); ok && w.failure == "" {
		w.failure = why
	}
	return false
}

// fallible says whether an expression may hold an operation that calls fail. It
// reads the text, as a word too many costs no more than time.
func fallible(source string) bool {
	return strings.ContainsAny(source, "/%") || strings.Contains(source, "round") || strings.Contains(source, "add_days")
}

// Failure says in words why an expression that comes out unknown on a row can't
// be evaluated there though the values are known, such as a division by zero. It
// is "" where the expression has a value, and where only a blank, a text that is
// no number or date, or a key that isn't on its list leaves it without one.
func (p *Program) Failure(r Row) string {
	if !p.fallible {
		return ""
	}
	w := &watch{Row: r}
	if p.code.value(w).Known() {
		return ""
	}
	return w.failure
}
