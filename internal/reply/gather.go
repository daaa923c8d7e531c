package reply

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/table"
)

// gatherer reads the answers out of the sheets of exceptions.
type gatherer struct {
	book     Book
	sheets   []Sheet
	returned *Returned
	groups   map[groupKey]*Answer // answers in lines of groups
}

// line is a line of a list: of an exception, or of a group, whose id is 0.
type line struct {
	id     uint64
	group  int32
	sheet  int32
	row    int32
	answer int32 // index into Returned.Answers, -1 for none of its own
}

func (l line) name() string { return fmt.Sprintf("%016x", l.id) }

type groupKey struct{ sheet, group int32 }

// read reads one sheet, whose titles stand at t.
func (g *gatherer) read(sheet int, t titles) error {
	r, name := g.returned, g.sheets[sheet].Name
	if t.row == 0 {
		r.unclear(name, 0, fmt.Sprintf("The titles “%s”, “%s” and “%s” no longer stand in one row, so that the answers can't be read.", TitleDid, TitleReason, TitleReference))
		return nil
	}
	did, reason, reference := t.columns[fold(TitleDid)], t.columns[fold(TitleReason)], t.columns[fold(TitleReference)]
	for row, err := range g.book.Rows(sheet) {
		if err != nil {
			return err
		}
		if row.Number <= t.row {
			continue
		}
		a := Answer{Did: Did(g.text(row, did)), Reason: g.text(row, reason), Sheet: name, Row: row.Number}
		id, group, ok := readReference(g.text(row, reference))
		switch {
		case ok:
			g.take(int32(sheet), id, group, a)
		case (a.Did != "" || a.Reason != "") && fold(a.Reason) != fold(TitleReason):
			r.unclear(name, row.Number, fmt.Sprintf("What was filled in here belongs to no exception: its “%s” is gone or was changed.", TitleReference))
		}
	}
	return nil
}

func (g *gatherer) text(row Row, col int) string {
	if col >= len(row.Cells) {
		return ""
	}
	c := row.Cells[col]
	if c.Kind == table.Text {
		return strings.TrimSpace(strings.ReplaceAll(c.Raw, "\r\n", "\n"))
	}
	return Shown(c, g.book.Date1904())
}

// take takes a line and what is filled in there.
func (g *gatherer) take(sheet int32, id string, group int, a Answer) {
	l := line{group: int32(min(group, 1<<30)), sheet: sheet, row: int32(a.Row), answer: -1}
	filled := a.Did != "" || a.Reason != ""
	if id != "" {
		l.id, _ = strconv.ParseUint(id, 16, 64) // sixteen digits always fit
		if filled {
			a.ID = id
			l.answer = int32(len(g.returned.Answers))
			g.returned.Answers = append(g.returned.Answers, a)
		}
		g.returned.lines = append(g.returned.lines, l)
		return
	}
	if !filled {
		return
	}
	key := groupKey{sheet, l.group}
	if old := g.groups[key]; old != nil && (old.Did != a.Did || old.Reason != a.Reason) {
		g.returned.unclear(a.Sheet, a.Row, fmt.Sprintf("The line for this group stands here twice with different answers (see row %d).", old.Row))
		a.Did, a.Reason = "", "" // neither counts
	}
	g.groups[key] = &a
}

// settle gives lines without an answer that of their group, and makes one answer of
// those to one exception.
func (g *gatherer) settle() {
	r := g.returned
	own := map[uint64]bool{}
	for _, l := range r.lines {
		if l.answer >= 0 {
			own[l.id] = true
		}
	}
	for _, l := range r.lines {
		a := g.groups[groupKey{l.sheet, l.group}]
		if l.answer >= 0 || l.group == 0 || a == nil || a.Did+a.Reason == "" || own[l.id] {
			continue
		}
		answer := *a
		answer.ID = l.name()
		r.Answers = append(r.Answers, answer)
	}
	r.Answers = g.single(r.Answers)
}

// single returns one answer for each exception, and none where two contradict.
func (g *gatherer) single(all []Answer) []Answer {
	first := map[string]int{}
	bad := map[string]bool{}
	for i, a := range all {
		at, again := first[a.ID]
		switch {
		case !again:
			first[a.ID] = i
		case all[at].Did != a.Did || all[at].Reason != a.Reason:
			bad[a.ID] = true
			g.returned.unclear(a.Sheet, a.Row, fmt.Sprintf("This exception is answered twice, and differently (see %s).", place(all[at], a)))
		}
	}
	maps.DeleteFunc(first, func(id string, _ int) bool { return bad[id] })
	var answers []Answer
	for _, i := range first {
		answers = append(answers, all[i])
	}
	slices.SortFunc(answers, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(a.Sheet, b.Sheet), a.Row-b.Row, cmp.Compare(a.ID, b.ID))
	})
	return answers
}

// place says where an answer stands, seen from another.
func place(a, from Answer) string {
	where := "row " + strconv.Itoa(a.Row)
	if a.Sheet != from.Sheet {
		where += " of the sheet “" + a.Sheet + "”"
	}
	return where
}
