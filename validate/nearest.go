package validate

import "slices"

// nearest returns the candidate that text was most likely meant to be, or "":
// folded texts may differ by one letter in four, two at least.
func nearest(text string, folded, candidates []string) string {
	limit := max(2, len([]rune(text))/4)
	best, at := limit+1, -1
	for i, c := range folded {
		if d := distance([]rune(text), []rune(c), best); d < best {
			best, at = d, i
		}
	}
	if at < 0 || best >= len([]rune(folded[at])) {
		return ""
	}
	return candidates[at]
}

// distance is the number of letters to insert, delete, change or swap with the
// next to make b of a, or limit where it is no smaller.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	var two []int
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(row[j]+1, prev[j+1]+1, prev[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
		}
		if slices.Min(row) >= limit {
			return limit
		}
		two, prev = prev, row
	}
	return min(prev[len(b)], limit)
}
