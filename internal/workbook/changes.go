package workbook

import (
	"slices"

	"winnow/internal/reply"
	"winnow/internal/report"
	"winnow/internal/spool"
	"winnow/internal/table"
)

// replied says whether any part answers what was sent back before.
func (b *book) replied() bool {
	return slices.ContainsFunc(b.parts, func(p *part) bool { return p.Reply != nil })
}

// The columns of "Changes".
var changeColumns = []struct {
	title string
	width float64
}{
	{"What changed", 30}, {"Where in your file", 22}, {"Row before", 11}, {"Record", 20}, {"Column", 20}, {"Before", 24}, {"After", 24},
}

// changes writes "Changes": what became of what was sent back, and what was changed
// besides.
func (b *book) changes() error {
	if !b.replied() {
		return nil
	}
	head := b.changeLines()
	rows := 0
	for _, p := range b.parts {
		if r := p.Reply; r != nil {
			rows += r.Elsewhere.Len() + r.Removed.Len() + r.Added.Len() + r.Unsure.Len()
		}
	}
	header := len(head) + 1
	if room := b.limits.rows - header - 1; rows > room {
		head, header = append(head, "This sheet shows the first "+count(room, "change", "changes")+" of "+thousands(rows)+": it has no room for more."), header+1
		b.told = append(b.told, head[len(head)-1])
		rows = room
	}
	var widths []float64
	var titles []any
	for _, c := range changeColumns {
		widths, titles = append(widths, c.width), append(titles, text(b.styles.head, c.title))
	}
	s, err := b.stream(layout{name: b.sheet(reply.RoleChanges), widths: widths, rows: header + rows, header: header, repeat: header, columns: 1})
	if err != nil {
		return err
	}
	if err := s.headings(b.styles.subtitle, head); err != nil {
		return err
	}
	if err := s.add(titles); err != nil {
		return err
	}
	for _, p := range b.parts {
		if err := b.changesOf(s, p, header+rows); err != nil {
			return err
		}
	}
	return s.stream.Flush()
}

// changeLines say how the tables stand beside what was sent back.
func (b *book) changeLines() []string {
	var head []string
	for _, p := range b.parts {
		if p.Reply == nil {
			continue
		}
		if b.several() {
			head = append(head, join(", ", p.title(), p.Sheet))
		}
		head = append(head, replyWords(p)...)
		if !p.Reply.Compared {
			head = append(head, "We no longer have the file that was sent back, so that we can't say which cells were changed.")
		}
	}
	return head
}

// changesOf writes the changes of one part down to sheet row last.
func (b *book) changesOf(s *sheet, p *part, last int) error {
	if p.Reply == nil {
		return nil
	}
	for c := range p.Reply.Elsewhere.All() {
		if s.row == last {
			break
		}
		if err := b.cellChange(s, p, c); err != nil {
			return err
		}
	}
	for _, kind := range recordChanges(p.Reply) {
		for r := range kind.records.All() {
			if s.row == last {
				break
			}
			if err := b.recordChange(s, p, kind, r); err != nil {
				return err
			}
		}
	}
	return p.Reply.Err()
}

func (b *book) cellChange(s *sheet, p *part, c report.CellChange) error {
	st := &b.styles
	was := text(st.wrap, "")
	if c.Was > 0 && c.Was != c.Row {
		was = number(st.place, c.Was)
	}
	before, after := changeValues(c)
	return s.add([]any{
		text(st.wrap, "A cell that we didn't ask about"),
		text(st.wrap, p.cells(report.Exception{Row: c.Row, Cells: []report.CellRef{{Column: c.Column}}})),
		was,
		text(st.wrap, p.record(report.Exception{Row: c.Row, Key: c.Key})),
		text(st.wrap, p.changedColumn(c)),
		text(st.wrap, before),
		text(st.wrap, after),
	})
}

// changeValues returns what a cell held before and after; neither is shown of a
// field marked privacy: drop.
func changeValues(c report.CellChange) (before, after string) {
	if c.Masked {
		return report.MaskedValue, report.MaskedValue
	}
	return orBlank(c.Before), orBlank(c.After)
}

func orBlank(s string) string {
	if oneLine(s) == "" {
		return "(blank)"
	}
	return s
}

// changedColumn is what the sender knows a changed cell's column as.
func (p *part) changedColumn(c report.CellChange) string {
	if title := p.columnTitle(c.Column, c.Field); title != "" {
		return title
	}
	if c.Title != "" {
		return c.Title
	}
	return "Column " + table.Letters(c.Column)
}

// recordKind is one of the ways in which records come and go.
type recordKind struct {
	words   string
	heading string // of a page of text
	before  bool   // its rows are of the file before
	records *spool.Spool[report.RecordChange]
}

func recordChanges(r *report.Reply) []recordKind {
	return []recordKind{
		{"A record that is gone", "Records that are gone:", true, &r.Removed},
		{"A record that was added", "Records that were added:", false, &r.Added},
		{"A record that could be one of several", "Records that could be one of several of those before:", false, &r.Unsure},
	}
}

func (b *book) recordChange(s *sheet, p *part, kind recordKind, r report.RecordChange) error {
	st := &b.styles
	where, before := text(st.wrap, p.cells(report.Exception{Row: r.Row})), text(st.wrap, "")
	if kind.before {
		where, before = text(st.wrap, ""), number(st.place, r.Row)
	}
	key := ""
	if r.Key != "" {
		key = p.key(r.Key)
	}
	return s.add([]any{
		text(st.wrap, kind.words), where, before, text(st.wrap, key), text(st.wrap, ""), text(st.wrap, ""), text(st.wrap, ""),
	})
}
