package pipeline

import (
	"strings"

	"winnow/internal/nearest"
	"winnow/rules"
)

// nearExtra returns the unknown heading that a missing column's was most likely
// meant by, "" for none.
func (m *match) nearExtra(column int) string {
	var extra []string
	for _, c := range m.loc.Extra {
		extra = append(extra, m.loc.Headers[c])
	}
	if i := nearTitle(m.titles(column), extra); i >= 0 {
		return extra[i]
	}
	return ""
}

// nearMissing returns the title of the missing field that an unknown heading is
// most likely meant for, "" for none.
func (m *match) nearMissing(col int) string {
	for _, i := range m.titled() {
		if m.loc.Columns[i] < 0 && m.nearExtra(i) == m.loc.Headers[col] {
			return m.title(i)
		}
	}
	return ""
}

// nearTitle returns the index of the heading that comes nearest to one of the
// titles, -1 for none: a slip of a few letters, or the same words with one or two
// more or fewer.
func nearTitle(titles, headings []string) int {
	folded := make([]string, len(headings))
	for i, h := range headings {
		folded[i] = rules.FoldTitle(h)
	}
	for _, t := range titles {
		if i := nearest.Of(rules.FoldTitle(t), folded); i >= 0 {
			return i
		}
	}
	for _, t := range titles {
		for i, h := range headings {
			if sameWords(t, h) {
				return i
			}
		}
	}
	return -1
}

// sameWords says whether all words of the shorter of two titles stand in the
// longer, and are more than half of it.
func sameWords(a, b string) bool {
	x, y := strings.Fields(rules.FoldText(a)), strings.Fields(rules.FoldText(b))
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 2 || len(x)*2 <= len(y) {
		return false
	}
	in := map[string]bool{}
	for _, w := range y {
		in[w] = true
	}
	for _, w := range x {
		if !in[w] {
			return false
		}
	}
	return true
}
