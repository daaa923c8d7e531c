package main

import (
	"slices"
	"strings"

	"winnow/internal/ooxml"
)

// notes are a sheet's, by cell.
func (p *pack) notes(s sheet) map[string]string {
	out := map[string]string{}
	for _, n := range p.tree(p.leads(s, "comments")).child("commentList").Kids {
		out[n.attr("ref")] = n.child("text").words()
	}
	return out
}

// words is all the text in an element.
func (n *node) words() string {
	if n.XMLName.Local == "t" {
		return n.Text
	}
	out := ""
	for i := range n.Kids {
		out += n.Kids[i].words()
	}
	return out
}

// sameNotes demands that the sender's notes say what they said, before what winnow
// adds to them.
func sameNotes(say func(string, ...any), was, now *pack) {
	for _, s := range was.sheets {
		i := slices.IndexFunc(now.sheets, func(n sheet) bool { return n.name == s.name })
		if i < 0 {
			continue // sameSheets says so
		}
		after := now.notes(now.sheets[i])
		for ref, words := range was.notes(s) {
			its, _, _ := strings.Cut(after[ref], ooxml.NoteMark)
			if strings.TrimSpace(its) != strings.TrimSpace(words) {
				say("the note of %s of %q has other words", ref, s.name)
			}
		}
	}
}

// marksAreThere demands a note for every one that was asked for.
func (j *journey) marksAreThere(was, now *pack, c ooxml.Change) {
	for _, s := range was.sheets {
		i := slices.IndexFunc(now.sheets, func(n sheet) bool { return n.name == s.name })
		if i < 0 || c.Sheets[s.name].Cells == nil {
			continue
		}
		want, got := 0, 0
		for cell := range c.Sheets[s.name].Cells {
			if cell.Note != "" {
				want++
			}
		}
		for _, words := range now.notes(now.sheets[i]) {
			if strings.Contains(words, ooxml.NoteMark) {
				got++
			}
		}
		if got != want {
			j.fault("%d notes were asked for in %q, and %d are there", want, s.name, got)
		}
	}
	if got, want := len(now.sheets), len(was.sheets)+2; got != want || now.sheets[0].name != was.added[0] {
		j.fault("%d sheets, want %d with %q first", got, want, was.added[0])
	}
}

// marksAreGone demands that nothing of winnow's is left, and that each cell looks as
// it did.
func (j *journey) marksAreGone(was, cleared *pack) {
	if len(cleared.sheets) != len(was.sheets) {
		j.fault("cleared: %d sheets, want %d", len(cleared.sheets), len(was.sheets))
		return
	}
	before, after := was.looks(), cleared.looks()
	for i, s := range was.sheets {
		if !s.worksheet {
			continue
		}
		for ref, words := range cleared.notes(cleared.sheets[i]) {
			if strings.Contains(words, ooxml.NoteMark) {
				j.fault("cleared: %s of %q still has a note of winnow's", ref, s.name)
			}
		}
		old := was.notes(s)
		for ref := range cleared.notes(cleared.sheets[i]) {
			if _, there := old[ref]; !there {
				j.fault("cleared: %s of %q has a note and had none", ref, s.name)
			}
		}
		for _, element := range []string{"hyperlink", "dataValidation"} {
			if a, b := elements(was.text(s.part))[element], elements(cleared.text(cleared.sheets[i].part))[element]; a != b {
				j.fault("cleared: %q had %d <%s> and has %d", s.name, a, element, b)
			}
		}
		j.sameLooks(s.name, was.styled(s, before), cleared.styled(cleared.sheets[i], after))
	}
}
