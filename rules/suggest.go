package rules

import (
	"fmt"
	"strings"

	near "winnow/internal/nearest"
)

// suggestion returns ` (did you mean "…"?)` for the nearest of the names, or ""
// where none is near. The first of equally near ones is taken.
func suggestion(given string, names []string) string {
	if n := nearest(given, names); n != "" {
		return fmt.Sprintf(" (did you mean %q?)", n)
	}
	return ""
}

// nearest returns the name that the given one most likely stands for; "" where
// none is near.
func nearest(given string, names []string) string {
	if i := near.Of(given, names); i >= 0 {
		return names[i]
	}
	return ""
}

// oneOf joins names in quotes: "a", "b" or "c".
func oneOf(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}
