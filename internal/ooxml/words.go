package ooxml

import "strings"

// words are those of one comment, which may stand in several runs of their own look.
type words struct {
	xml   []byte // the comment element
	body  *node  // its text element
	runs  []run
	text  string
	after int // where a further run is to stand
}

// run is a piece of a note's words.
type run struct {
	outer    *node // the run; of plain words the t element itself
	t        *node
	from, to int // in words.text
}

func readWords(comment []byte) (*words, error) {
	root, err := parseTree(comment, 3)
	if err != nil {
		return nil, err
	}
	w := &words{xml: comment, body: root.child("text")}
	if w.body == nil {
		return nil, errNotes()
	}
	w.after = w.body.inner
	for _, n := range w.body.kids {
		t := n
		if n.is("r") {
			t = n.child("t")
		} else if !n.is("t") {
			continue
		}
		w.after = n.after
		if t == nil {
			continue
		}
		from := len(w.text)
		w.text += t.text
		w.runs = append(w.runs, run{outer: n, t: t, from: from, to: len(w.text)})
	}
	return w, nil
}

// extend is the comment with a run after its words.
func (w *words) extend(prefix, run string) []byte {
	if w.body.kind == emptyTag {
		return splice(w.xml, []edit{w.body.add(run)})
	}
	var edits []edit
	for _, r := range w.runs {
		if r.outer == r.t { // plain words and runs don't stand side by side
			edits = append(edits, edit{r.t.at, r.t.at, "<" + prefix + "r>"}, edit{r.t.after, r.t.after, "</" + prefix + "r>"})
		}
	}
	return splice(w.xml, append(edits, edit{w.after, w.after, run}))
}

// cut is the comment with its words up to n.
func (w *words) cut(n int) []byte {
	var edits []edit
	var left []run
	for _, r := range w.runs {
		switch {
		case r.from >= n:
			edits = append(edits, r.outer.remove())
			continue
		case r.to > n:
			edits = append(edits, edit{r.t.inner, r.t.innerEnd, escaped(w.text[r.from:n])})
		}
		left = append(left, r)
	}
	if len(left) == 1 && left[0].outer != left[0].t && len(left[0].outer.kids) == 1 { // extend has made a run of plain words
		o, t := left[0].outer, left[0].t
		edits = append(edits, edit{from: o.at, to: t.at}, edit{from: t.after, to: o.after})
	}
	return splice(w.xml, edits)
}

// ownFrom is where winnow's words begin in a note, at the beginning of a line; -1
// where there are none.
func ownFrom(text string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], NoteMark)
		if i < 0 {
			return -1
		}
		at += i
		if before := strings.TrimRight(text[:at], " \t"); before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "_x000D_") {
			return at
		}
		at += len(NoteMark)
	}
}

// withoutGap is text without the blank line that stands between it and ours.
func withoutGap(text string) string {
	for range 2 {
		text = strings.TrimSuffix(text, "\n")
		text = strings.TrimSuffix(strings.TrimSuffix(text, "\r"), "_x000D_")
	}
	return text
}

// String is the cell's address: B12.
func (p place) String() string { return string(appendRef(nil, p.row+1, p.column)) }

// parsePlace reads a cell's address.
func parsePlace(ref string) (place, bool) {
	row, column, ok := parseRef(strings.ReplaceAll(ref, "$", ""))
	return place{row - 1, column}, ok && row > 0 && column >= 0
}
