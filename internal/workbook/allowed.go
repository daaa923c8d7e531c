package workbook

import (
	"fmt"
	"strings"

	"winnow/internal/report"
)

// enumEnd ends the rule id of the check that a value is on its field's list.
const enumEnd = ".enum"

// ofList says whether an exception is about a value that is not on its field's
// list, and returns the field.
func (b *book) ofList(e report.Exception) (FieldInfo, bool) {
	name, ok := strings.CutSuffix(e.Rule, enumEnd)
	if !ok || name != e.Field {
		return FieldInfo{}, false
	}
	return b.field(name)
}

// collectLists finds the fields whose lists "Allowed values" must show, and counts
// their values.
func (b *book) collectLists() error {
	wanted := map[string]bool{}
	for e := range b.in.Table.Exceptions.All() {
		if f, ok := b.ofList(e); ok {
			wanted[f.Name] = true
		}
	}
	for _, f := range b.in.Fields {
		if !wanted[f.Name] || f.Values == nil {
			continue
		}
		l := list{field: f}
		for v := range f.Values {
			l.values++
			l.named = l.named || v.Meaning != ""
			l.dated = l.dated || v.When != ""
		}
		b.lists = append(b.lists, l)
	}
	return b.in.Table.Exceptions.Err()
}

// list is what a field may hold, to be shown in full.
type list struct {
	field        FieldInfo
	values       int
	named, dated bool // a value has a meaning, or dates
}

// allowed writes "Allowed values": for each column with a value that is not on
// its list, everything that is.
func (b *book) allowed() error {
	if len(b.lists) == 0 {
		return nil
	}
	sum := list{}
	for _, l := range b.lists {
		sum.values, sum.named, sum.dated = sum.values+l.values, sum.named || l.named, sum.dated || l.dated
	}
	titles, widths := b.allowedColumns(sum)
	lines, shown := b.allowedLines(sum.values)
	header := len(lines) + 1
	s, err := b.stream(layout{name: sheetAllowed, widths: widths, rows: header + shown, header: header, repeat: header, columns: 1})
	if err != nil {
		return err
	}
	if err := s.headings(b.styles.subtitle, lines); err != nil {
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
func (b *book) allowedLines(total int) (lines []string, shown int) {
	if total <= b.limits.rows-1 {
		return nil, total
	}
	shown = b.limits.rows - 2
	lines = []string{fmt.Sprintf("This sheet lists the first %s of %s allowed values: it has no room for more.", thousands(shown), thousands(total))}
	b.told = append(b.told, lines...)
	return lines, shown
}

// allowedValues writes the values down to sheet row last.
func (b *book) allowedValues(s *sheet, last int, sum list) error {
	st := &b.styles
	for _, l := range b.lists {
		title := b.columnTitle(l.field.Column, l.field.Name)
		for v := range l.field.Values {
			if s.row == last {
				return nil
			}
			cells := []any{text(st.wrap, title), text(st.wrap, v.Write)}
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

// seeList sends the reader of an exception to the list; "" where there is none.
func (b *book) seeList(e report.Exception) string {
	if f, ok := b.ofList(e); ok && f.Values != nil {
		return "The sheet “" + sheetAllowed + "” lists what may stand in this column."
	}
	return ""
}

// expected says what should have stood there.
func (b *book) expected(e report.Exception) string {
	f, listed := b.ofList(e)
	switch {
	case listed && e.Expected == report.OnTheList:
		for _, l := range b.lists {
			if l.field.Name == f.Name {
				return fmt.Sprintf("one of the %s on the sheet “%s”", count(l.values, "value", "values"), sheetAllowed)
			}
		}
	case listed && e.Expected == "":
		return f.Allowed
	}
	return e.Expected
}
