package workbook

import (
	"fmt"
	"hash/maphash"
	"iter"
	"strings"

	"winnow/internal/reply"
	"winnow/internal/report"
	"winnow/internal/table"
)

// enumEnd ends the rule id of the check that a value is on its field's list.
const enumEnd = ".enum"

// ofList says whether an exception is about a value that is not on its field's
// list, and returns the field.
func (p *part) ofList(e report.Exception) (FieldInfo, bool) {
	name, ok := strings.CutSuffix(e.Rule, enumEnd)
	if !ok || name != e.Field {
		return FieldInfo{}, false
	}
	return p.field(name)
}

// list is what a field may hold, to be shown in full.
type list struct {
	title  string
	values iter.Seq[AllowedValue]
	count  int
	named  bool // a value has a meaning
	dated  bool // a value has dates
	digest uint64
	from   int // row of "Allowed values" on which it begins
}

// listSeed is of one process: digests tell lists of one workbook apart and are
// never written.
var listSeed = maphash.MakeSeed()

// collectLists finds the fields whose lists "Allowed values" must show: those with
// a value that isn't on it, and those with something to correct whose drop-down
// has no room for it. Tables that share a list have it once.
func (b *book) collectLists() error {
	for _, p := range b.parts {
		for i := range p.Fields {
			f := &p.Fields[i]
			if f.Values != nil && (p.offList[f.Name] || p.faulty[f.Name] && f.Column >= 0 && inline(f) == nil) {
				p.lists[f.Name] = b.listFor(p, f)
			}
		}
	}
	b.placeLists()
	return nil
}

// listFor returns a field's list: one that another table has too, or a new one.
func (b *book) listFor(p *part, f *FieldInfo) *list {
	l := &list{title: p.columnTitle(f.Column, f.Name), values: f.Values}
	var h maphash.Hash
	h.SetSeed(listSeed)
	for v := range f.Values {
		l.count++
		l.named = l.named || v.Meaning != ""
		l.dated = l.dated || v.When != ""
		fmt.Fprintf(&h, "%q", []string{l.title, v.Write, v.Meaning, v.When})
	}
	l.digest = h.Sum64()
	for _, other := range b.lists {
		if other.digest == l.digest {
			return other
		}
	}
	b.lists = append(b.lists, l)
	return l
}

// allowed writes "Allowed values": for each such column everything that is allowed.
func (b *book) allowed() error {
	if len(b.lists) == 0 {
		return nil
	}
	sum := list{}
	for _, l := range b.lists {
		sum.count, sum.named, sum.dated = sum.count+l.count, sum.named || l.named, sum.dated || l.dated
	}
	titles, widths := b.allowedColumns(sum)
	head, shown := b.allowedLines(sum.count)
	header := len(head) + 1
	s, err := b.stream(layout{name: b.sheet(reply.RoleAllowed), widths: widths, rows: header + shown, header: header, repeat: header, columns: 1})
	if err != nil {
		return err
	}
	if err := s.headings(b.styles.subtitle, head); err != nil {
		return err
	}
	if err := s.add(titles); err != nil {
		return err
	}
	if err := b.allowedValues(s, header+shown, sum); err != nil {
		return err
	}
	return s.stream.Flush()
}

// allowedColumns returns the header's cells and the widths: a column for
// meanings and one for dates only where some list has them.
func (b *book) allowedColumns(sum list) (titles []any, widths []float64) {
	for _, c := range []struct {
		title string
		width float64
		shown bool
	}{{"Column", 28, true}, {"Write this", 34, true}, {"What it means", 44, sum.named}, {"When it may be used", 40, sum.dated}} {
		if c.shown {
			titles, widths = append(titles, text(b.styles.head, c.title)), append(widths, c.width)
		}
	}
	return titles, widths
}

// allowedLines returns the line above the header, which is there only when a
// sheet is too short for all values, and how many there is room for.
func (b *book) allowedLines(total int) (head []string, shown int) {
	if total <= b.limits.rows-1 {
		return nil, total
	}
	shown = b.limits.rows - 2
	head = []string{fmt.Sprintf("This sheet lists the first %s of %s allowed values: it has no room for more.", thousands(shown), thousands(total))}
	b.told = append(b.told, head...)
	return head, shown
}

// allowedValues writes the values down to sheet row last.
func (b *book) allowedValues(s *sheet, last int, sum list) error {
	st := &b.styles
	for _, l := range b.lists {
		for v := range l.values {
			if s.row == last {
				return nil
			}
			cells := []any{text(st.wrap, l.title), text(st.wrap, v.Write)}
			if sum.named {
				cells = append(cells, text(st.wrap, v.Meaning))
			}
			if sum.dated {
				cells = append(cells, text(st.wrap, v.When))
			}
			if err := s.add(cells); err != nil {
				return err
			}
		}
	}
	return nil
}

// placeLists says on which rows of "Allowed values" each list will stand, before
// any sheet is written.
func (b *book) placeLists() {
	total := 0
	for _, l := range b.lists {
		total += l.count
	}
	row := 2
	if total > b.limits.rows-1 {
		row++
	}
	for _, l := range b.lists {
		l.from, row = row, row+l.count
	}
}

// rangeOf returns the cells of a list, as a drop-down refers to them; "" where
// the sheet ends before it does.
func (b *book) rangeOf(l *list) string {
	to := l.from + l.count - 1
	if to > b.limits.rows || l.count == 0 {
		return ""
	}
	column := table.Letters(writeColumn)
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(b.sheet(reply.RoleAllowed)), column, l.from, column, to)
}

// writeColumn is "Write this", 0-based.
const writeColumn = 1

// seeList sends the reader of an exception to the list; "" where there is none.
func (b *book) seeList(p *part, e report.Exception) string {
	if f, ok := p.ofList(e); ok && p.lists[f.Name] != nil {
		return b.seeAllowed()
	}
	return ""
}

func (b *book) seeAllowed() string {
	return "The sheet “" + b.sheet(reply.RoleAllowed) + "” lists what may stand in this column."
}

// expected says what should have stood there.
func (b *book) expected(p *part, e report.Exception) string {
	f, listed := p.ofList(e)
	switch {
	case listed && e.Expected == report.OnTheList:
		if l := p.lists[f.Name]; l != nil {
			return fmt.Sprintf("one of the %s on the sheet “%s”", count(l.count, "value", "values"), b.sheet(reply.RoleAllowed))
		}
	case listed && e.Expected == "":
		return f.Allowed
	}
	return e.Expected
}
