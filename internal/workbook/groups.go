package workbook

import (
	"strconv"
	"strings"

	"winnow/internal/reply"
	"winnow/internal/report"
)

// listGroup writes the line that stands above the lines of a fault that repeats.
// f is the first of them.
func (b *book) listGroup(s *sheet, f *finding, g *group) error {
	st, p, e := &b.styles, b.parts[f.Part], f.of()
	state := f.state()
	if g.mixed && !f.Rest && f.Severity != report.Note {
		state = "Some new"
	}
	answer := st.groupEntry
	if f.Severity == report.Note {
		answer = st.group
	}
	expected := ""
	if g.expected != "" {
		expected = b.expected(p, e)
	}
	return s.add([]any{
		text(b.severityStyle(f.seriousness()), severityWord(f.seriousness())),
		text(st.group, state),
		text(st.group, count(g.count, "line", "lines")),
		text(st.group, p.Period),
		text(st.group, b.groupMessage(p, f, g)),
		text(st.group, p.groupPlace(g)),
		text(st.group, ""),
		text(st.group, p.columnTitle(columnOf(e), e.Field)),
		text(st.group, g.value),
		text(st.group, expected),
		text(answer, ""),
		text(answer, ""),
		text(st.groupReference, e.Rule),
		text(st.groupReference, g.groupReference(f)),
	})
}

// groupReference is "" for notes, which take no answer.
func (g *group) groupReference(f *finding) string {
	if f.ID == "" {
		return ""
	}
	return reply.GroupReference(g.number)
}

// groupMessage says what the lines below have in common: their own words where
// these are the same, else the rule's.
func (b *book) groupMessage(p *part, f *finding, g *group) string {
	words := g.message
	if words == "" {
		words = p.ruleWords(f.Rule)
	}
	if words == "" {
		words = "The same check found these."
	}
	lead := "The next " + thousands(g.count) + " lines are one kind of fault."
	if f.Rest {
		return sentences(lead, words, "Nothing to do: you explained them.")
	}
	if f.ID == "" {
		return sentences(lead, words, g.fix)
	}
	return sentences(lead, words, g.fix, b.seeList(p, f.of()), "An answer here counts for each of them that has none of its own.")
}

// ruleWords returns a rule in plain words; "" where it isn't known.
func (p *part) ruleWords(id string) string {
	for _, r := range p.Rules {
		if r.ID == id {
			return sentence(r.Words)
		}
	}
	return ""
}

// groupPlace names the rows of a group, the first few.
func (p *part) groupPlace(g *group) string {
	if len(g.rows) == 0 {
		return p.Sheet
	}
	var rows []string
	for _, r := range g.rows[:min(len(g.rows), otherRowsShown)] {
		rows = append(rows, strconv.Itoa(r))
	}
	if len(g.rows) > otherRowsShown {
		rows = append(rows, "more")
	}
	words := p.rowNames(rows)
	if p.Sheet == "" {
		return capital(words)
	}
	return strings.Join([]string{p.Sheet, words}, ", ")
}
