package rules

import (
	"fmt"
	"slices"
	"strings"
)

// suggestion returns ` (did you mean "…"?)` for the nearest of the names, or ""
// where none is near. The first of equally near ones is taken.
func suggestion(given string, names []string) string {
	if n := nearest(given, names); n != "" {
		return fmt.Sprintf(" (did you mean %q?)", n)
	}
	return ""
}

// nearest returns the name that differs from the given one by the fewest
// letters, about a quarter of them at most; "" where none is that near.
func nearest(given string, names []string) string {
	best, limit := "", len(given)/4+1
	for _, n := range names {
		if strings.EqualFold(given, n) {
			return n
		}
		if d := distance(given, n, limit); d <= limit && n != "" && d < len(n) {
			best, limit = n, d-1
		}
	}
	return best
}

// distance counts the letters to insert, delete, change or swap with their
// neighbour that make a into b; past limit any number above it is returned.
func distance(a, b string, limit int) int {
	s, t := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	if len(s)-len(t) > limit || len(t)-len(s) > limit {
		return limit + 1
	}
	rows := [3][]int{make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(s); i++ {
		before, above, row := rows[0], rows[1], rows[2]
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) > limit {
			return limit + 1
		}
		rows[0], rows[1], rows[2] = above, row, before
	}
	return rows[1][len(t)]
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
