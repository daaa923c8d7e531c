package workbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/reply"
	"winnow/internal/report"
	"winnow/internal/table"
)

// The columns of "Exceptions": what the reader looks for first, what identifies last.
var exceptionColumns = []struct {
	title string
	width float64
}{
	{"How serious", 12}, {"State", 9}, {"Record", 13}, {"Period", 10}, {"What is wrong and what to do", 46}, {"Where in your file", 16},
	{"Go to", 7}, {"Column", 13}, {"What you gave", 14}, {"What was expected", 20}, {reply.TitleDid, 14}, {reply.TitleReason, 18},
	{"Rule", 16}, {reply.TitleReference, 16},
}

const (
	goColumn     = 6  // "Go to", 0-based: the link has a cell of its own, as LibreOffice never wraps a linked text
	didColumn    = 10 // reply.TitleDid
	printColumns = 12 // that are printed: what identifies is of no use on paper
)

// exceptions writes "Exceptions": a row for each, the serious ones first.
func (b *book) exceptions() error {
	header := len(b.head) + 1
	last := header + b.shown
	widths := make([]float64, len(exceptionColumns))
	titles := make([]any, len(exceptionColumns))
	for i, c := range exceptionColumns {
		widths[i], titles[i] = c.width, text(b.styles.head, c.title)
	}
	name := b.sheet(reply.RoleExceptions)
	if err := b.offerAnswers(name, header+1, max(last, header+1)); err != nil {
		return err
	}
	s, err := b.stream(layout{name: name, widths: widths, rows: last, header: header, repeat: header, columns: 3, print: printColumns, outline: true})
	if err != nil {
		return err
	}
	if err := s.headings(b.styles.subtitle, b.head); err != nil {
		return err
	}
	if err := s.add(titles); err != nil {
		return err
	}
	if err := b.listExceptions(s, b.lines[:b.shown]); err != nil {
		return err
	}
	return s.stream.Flush()
}

// layOut works out the lines above the header of "Exceptions", which are there only
// when there is something to say, and how many lines there is room for below it.
func (b *book) layOut() error {
	b.shown = len(b.lines)
	if b.shelf.len() > b.limits.links && (b.marked() || b.indexOf(reply.RoleRows) >= 0) {
		b.head = append(b.head, fmt.Sprintf("Only the first %s lines have a link under “Go to”: Excel takes no more.", thousands(b.limits.links)))
	}
	if fixed := len(b.head) + 1; b.shown > b.limits.rows-fixed {
		b.shown = b.limits.rows - fixed - 1
		b.head = append(b.head, fmt.Sprintf("This workbook lists the first %s of %s, the most serious first: a sheet has no room for more. Correct these and send the file again; the rest will follow.",
			thousands(b.listed(b.shown)), count(b.shelf.len(), "exception", "exceptions")))
	}
	b.told = append(b.told, b.head...)
	if b.marked() {
		b.tellMarks()
	}
	return nil
}

// rowOf returns the row of "Exceptions" on which a finding stands; 0 where it isn't listed.
func (b *book) rowOf(finding int32) int {
	at := int(b.at[finding])
	if at >= b.shown {
		return 0
	}
	return len(b.head) + 2 + at
}

// listed counts the findings among the first so many lines.
func (b *book) listed(lines int) (n int) {
	for _, l := range b.lines[:lines] {
		if !l.head {
			n++
		}
	}
	return n
}

func (b *book) offerAnswers(sheet string, from, to int) error {
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s:%s", table.Address(didColumn, from), table.Address(didColumn, to))
	v.ShowErrorMessage = false // a suggestion: whoever has another answer types it
	if err := v.SetDropList(reply.Answers); err != nil {
		return err
	}
	return b.AddDataValidation(sheet, v)
}

func (b *book) listExceptions(s *sheet, lines []line) error {
	links := 0
	for _, l := range lines {
		f, err := b.shelf.at(int(l.finding))
		if err != nil {
			return err
		}
		g := &b.groups[l.group]
		if l.head {
			if err := b.listGroup(s, &f, g); err != nil {
				return err
			}
			continue
		}
		target := target{}
		if links < b.limits.links {
			target = b.target(&f)
		}
		if target.at != "" {
			links++
		}
		if err := b.listException(s, &f, g, target); err != nil {
			return err
		}
	}
	return nil
}

// target is where a link leads.
type target struct{ sheet, at, name, tip string }

// target returns the cell that an exception is about: in the sender's sheet of a
// marked workbook, else in the copies; none where it isn't there.
func (b *book) target(f *finding) target {
	p, e := b.parts[f.Part], f.of()
	at := cellsOf(e)[0]
	if b.marked() {
		if at.Row == 0 {
			return target{}
		}
		if at.Column == noColumn {
			at.Column = p.handle()
		}
		cell := table.Address(at.Column, at.Row)
		return target{p.Sheet, cell, cell, "Go to this cell of your sheet"}
	}
	row, ok := p.copies[e.Row]
	if !ok {
		return target{}
	}
	col := at.Column + ownColumns
	if col < ownColumns || col >= b.limits.cols {
		col = 0
	}
	return target{b.rowsSheet(p), table.Address(col, row), p.rowName(e.Row), "Go to the copy of this " + p.rowWord()}
}

func (b *book) listException(s *sheet, f *finding, g *group, to target) error {
	st, p, e := &b.styles, b.parts[f.Part], f.of()
	link := text(st.wrap, "")
	if to.at != "" {
		link = text(st.link, to.name)
		err := b.SetCellHyperLink(b.sheet(reply.RoleExceptions), table.Address(goColumn, s.row+1), quoted(to.sheet)+"!"+to.at, "Location",
			excelize.HyperlinkOpts{Tooltip: &to.tip})
		if err != nil {
			return err
		}
	}
	level := 0
	if g.number > 0 {
		level = 1
	}
	answer := st.entry
	if f.Severity == report.Note {
		answer = st.wrap
	}
	return s.addAt(level, []any{
		text(b.severityStyle(f.seriousness()), severityWord(f.seriousness())),
		text(st.wrap, f.state()),
		text(st.wrap, p.record(e)),
		text(st.wrap, p.Period),
		text(st.wrap, b.message(p, f)),
		text(st.wrap, p.where(e)),
		link,
		text(st.wrap, p.columnTitle(columnOf(e), e.Field)),
		text(st.wrap, given(e)),
		text(st.wrap, b.expected(p, e)),
		text(answer, ""),
		text(answer, ""),
		text(st.reference, e.Rule),
		text(st.reference, f.reference(g)),
	})
}

// reference is what an answer is known by; "" for a note, which takes none.
func (f *finding) reference(g *group) string {
	if f.ID == "" {
		return ""
	}
	return reply.LineReference(f.ID, g.number)
}

// message says what is wrong, what to do, and what was said about it before.
func (b *book) message(p *part, f *finding) string {
	e := f.of()
	if reason, until, ok := p.explanation(f); ok {
		return sentences(restWords(reason, until), e.Message, p.others(e))
	}
	words := sentences(e.Message, p.others(e), e.Fix, b.seeList(p, e))
	if f.Since == StillOpen && p.Said != nil {
		if said := oneLine(p.Said(f.ID)); said != "" {
			words = sentences(words, saidWords(said))
		}
	}
	return words
}

// saidWords repeats what the service wrote last time, or which answer it chose without
// saying why.
func saidWords(said string) string {
	switch {
	case !slices.Contains(reply.Answers, said):
		return "Last time you wrote: “" + strings.TrimSuffix(said, ".") + "”."
	case said == reply.Answers[0]:
		return "Last time you chose “" + said + "”."
	}
	return "Last time you chose “" + said + "” and gave no reason: write it under “" + reply.TitleReason + "”."
}

// restWords says that a query asks for nothing more.
func restWords(reason, until string) string {
	words := "Nothing to do: you explained this"
	if until != "" {
		words += ", and it stands until " + dateWords(until)
	}
	if reason = oneLine(reason); reason != "" {
		return words + ". You wrote: “" + strings.TrimSuffix(reason, ".") + "”."
	}
	return words + "."
}

// state is how a finding stands beside what was sent back before.
func (f *finding) state() string {
	if f.Rest {
		return "Explained"
	}
	if f.Severity == report.Note {
		return ""
	}
	return f.Since.String()
}

// String is the word for it.
func (s Since) String() string {
	switch s {
	case StillOpen:
		return "Still open"
	case Repeated:
		return "Seen last time"
	}
	return "New"
}

func (b *book) severityStyle(s report.Severity) int {
	switch s {
	case report.Error:
		return b.styles.must
	case report.Query:
		return b.styles.ask
	}
	return b.styles.tell
}

// seriousness is how serious a finding is: one that rests is for information.
func (f *finding) seriousness() report.Severity {
	if f.Rest {
		return report.Note
	}
	return f.Severity
}
