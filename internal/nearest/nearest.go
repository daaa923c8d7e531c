// Package nearest finds what a misspelt name was most likely meant to be. Start
// reading at Of. It is a leaf: it knows letters and nothing else.
package nearest

import (
	"slices"
	"strings"
)

// Of returns the index of the name that given is most likely a misspelling of,
// or -1: case doesn't count, and at most one letter in three, but always one,
// may be inserted, missing, changed or swapped with its neighbour. The first of
// equally near names is taken.
func Of(given string, names []string) int {
	best := -1
	g := []rune(strings.ToLower(given))
	limit := max(1, len(g)/3) + 1
	for i, name := range names {
		n := []rune(strings.ToLower(name))
		if d := distance(g, n, limit); d < limit && d < len(n) {
			best, limit = i, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete, change or swap with the
// next to make b of a, or limit where it is no smaller.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) >= limit {
			return limit
		}
		before, above, row = above, row, before
	}
	return min(above[len(b)], limit)
}
