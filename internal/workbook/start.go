package workbook

import (
	"cmp"
	"fmt"

	"github.com/xuri/excelize/v2"

	"winnow/internal/reply"
	"winnow/internal/report"
	"winnow/internal/table"
)

// front is the front sheet under way: a label in column A, words in column B.
type front struct {
	*book
	name string
	row  int
	err  error
}

// start writes "Start here".
func (b *book) start() error {
	f := &front{book: b, name: b.sheet(reply.RoleStart)}
	f.line(b.styles.title, b.title(), 0, "")
	f.line(b.styles.subtitle, join(" · ", b.serviceName(), periodWords(b.common(func(p *part) string { return p.Period }))), 0, "")
	f.gap()
	f.line(b.styles.headline, headline(b.parts), 0, "")
	for _, t := range append([]string{b.whyCopies()}, b.told...) {
		if t != "" {
			f.line(b.styles.label, "Please note", b.styles.warning, t)
		}
	}
	f.gap()
	f.steps()
	f.gap()
	f.received()
	for _, p := range b.parts {
		f.gap()
		f.found(p)
	}
	f.sinceLast()
	f.gap()
	f.contents()
	f.gap()
	f.help()
	if f.err != nil {
		return f.err
	}
	return b.frontLook(f.name, f.row)
}

// line writes one row. The second cell is left out where its text is empty.
func (f *front) line(style int, label string, bodyStyle int, body any) {
	f.row++
	f.set(table.Address(0, f.row), style, label)
	if body == "" || f.err != nil {
		return
	}
	f.set(table.Address(1, f.row), bodyStyle, body)
	if words, ok := body.(string); ok && f.err == nil {
		f.err = f.SetRowHeight(f.name, f.row, rowHeight(wrapped(words, bodyWidth)))
	}
}

// The widths of the two columns.
const (
	labelColumn = 30
	bodyWidth   = 84
)

func (f *front) set(cell string, style int, value any) {
	if f.err != nil {
		return
	}
	switch v := value.(type) {
	case string:
		f.err = f.SetCellStr(f.name, cell, guardText(clean(v)))
	case int:
		f.err = f.SetCellInt(f.name, cell, int64(v))
	}
	if f.err == nil {
		f.err = f.SetCellStyle(f.name, cell, cell, style)
	}
}

func (f *front) gap() { f.row++ }

func (f *front) section(title string) {
	f.line(f.styles.section, title, 0, "")
	f.set(table.Address(1, f.row), f.styles.section, "")
	f.gap()
	if f.err == nil {
		f.err = f.SetRowHeight(f.name, f.row, 5)
	}
}

// fact writes a label and what it says; nothing where nothing is known.
func (f *front) fact(label, value string) {
	if value != "" {
		f.line(f.styles.label, label, f.styles.body, oneLine(value))
	}
}

func (f *front) figure(label string, n int) { f.line(f.styles.label, label, f.styles.figure, n) }

func (f *front) steps() {
	f.section("What to do")
	steps := f.book.steps()
	for i, s := range steps {
		f.line(f.styles.step, fmt.Sprintf("Step %d", i+1), f.styles.body, s)
	}
	if len(steps) == 0 {
		f.line(f.styles.label, "", f.styles.body, "Nothing. Thank you for your return.")
		return
	}
	f.due()
	f.fact("Who to ask", contact(f.parts[0].Contact))
	f.colours()
}

// due says when it is needed: once where all tables are due alike.
func (f *front) due() {
	const label = "When we need it"
	if due := f.common(func(p *part) string { return p.Due }); due != "" {
		f.fact(label, capital(due))
		return
	}
	for _, p := range f.parts {
		if p.Due != "" && p.open()+p.Table.Rows.HeldBack > 0 {
			f.fact(label+": "+cmp.Or(p.Sheet, p.title()), capital(p.Due))
		}
	}
}

// colours says how what is to be corrected is shown; the words come first, for
// those who see no colours.
func (f *front) colours() {
	var sum tally
	for _, p := range f.parts {
		sum = sum.plus(p.tally)
	}
	if sum.must > 0 {
		f.line(f.styles.must, severityWord(report.Error), f.styles.legend, "Must be corrected. The cell is light red and has a thick frame.")
	}
	if sum.ask > 0 {
		f.line(f.styles.ask, severityWord(report.Query), f.styles.legend, "To be corrected, or explained if it is right. The cell is light yellow and has a dashed frame.")
	}
}

func (f *front) received() {
	p := f.parts[0]
	f.section("What we received")
	f.fact("File", p.FileName)
	if !p.Received.IsZero() {
		f.fact("Received", timeWords(p.Received))
	}
	if !f.several() {
		f.about(p)
	}
	f.fact(reply.TitleFingerprint, p.SHA256)
}

// about says what a table is.
func (f *front) about(p *part) {
	f.fact("Sheet", p.Sheet)
	f.fact("Period", periodWords(p.Period))
	f.fact("Figures as at", dateWords(p.AsAt))
	f.fact("What the rows are", p.Grain)
}

func (f *front) found(p *part) {
	t := p.Table
	if f.several() {
		f.section("What we found: " + join(", ", p.title(), p.Sheet))
		f.about(p)
	} else {
		f.section("What we found")
	}
	units := capital(t.Rows.Noun(2))
	f.figure(units+" read", t.Rows.Read)
	if p.SentBack == "" {
		f.figure(units+" accepted", t.Rows.Clean)
		f.figure(units+" held back until corrected", t.Rows.HeldBack)
	} else {
		f.figure(units+" accepted", 0)
	}
	if t.Rows.Skipped > 0 {
		f.figure(units+" that are not records", t.Rows.Skipped)
		f.line(f.styles.label, "", f.styles.small, skippedWords(t.Skipped))
	}
	for _, c := range []struct {
		label string
		n     int
	}{
		{"Points you must fix", p.must}, {"Points to fix or explain", p.ask}, {"Of these, seen last time too", p.repeated},
		{"Points you have explained", p.rest}, {"Points for information", p.tell},
	} {
		if c.n > 0 {
			f.figure(c.label, c.n)
		}
	}
}

// sinceLast says what became of what was sent back before.
func (f *front) sinceLast() {
	for _, p := range f.parts {
		if p.Reply == nil {
			continue
		}
		f.gap()
		title := "Since it was last sent back"
		if f.several() {
			title += ": " + join(", ", p.title(), p.Sheet)
		}
		f.section(title)
		r := p.Reply
		for _, c := range []struct {
			label string
			n     int
		}{{"Points fixed", r.Fixed}, {"Points still open", r.StillOpen}, {"Points explained", r.Explained}, {"Points that are new", r.New}} {
			f.figure(c.label, c.n)
		}
		if other := changeCounts(r); len(other) > 0 {
			f.fact("Besides", capital(listed(other))+". The sheet “"+f.sheet(reply.RoleChanges)+"” lists them.")
		} else if r.Compared {
			f.fact("Besides", "Nothing else was changed.")
		}
	}
}

// contents lists the sheets, each a link.
func (f *front) contents() {
	f.section("The sheets in this workbook")
	said := map[reply.Role]string{
		reply.RoleExceptions: "What is wrong, line by line, and room for your answers.",
		reply.RoleRows:       "The rows with something to correct.",
		reply.RoleAllowed:    "What may stand in the columns whose values are on a list.",
		reply.RoleRules:      "What was checked, in plain words, and how often it was found wanting.",
		reply.RoleChanges:    "What changed since it was last sent back.",
	}
	for i, own := range f.own {
		if said[own.Role] == "" {
			continue
		}
		if f.marked() && i == firstSheets {
			f.line(f.styles.label, "Your own sheets", f.styles.body, "As you sent them, with the cells to correct coloured.")
		}
		f.line(f.styles.frontLink, own.Name, f.styles.body, said[own.Role])
		if f.err == nil {
			f.err = f.SetCellHyperLink(f.name, table.Address(0, f.row), quoted(own.Name)+"!A1", "Location")
		}
	}
}

func (f *front) help() {
	own := "Your own file has not been changed."
	if f.marked() {
		own = "It is your own workbook, with cells coloured and sheets added."
	}
	f.line(f.styles.small, "About this workbook", f.styles.small,
		"Made by winnow, the automatic check of returns. "+own+" The fingerprint tells the exact file that we received from any other.")
}

// frontLook sets widths and the page. The first sheet is the one seen on opening
// as it is; SetActiveSheet would read every streamed sheet back into memory.
func (b *book) frontLook(name string, last int) error {
	for _, step := range []func() error{
		func() error { return b.SetColWidth(name, "A", "A", labelColumn) },
		func() error { return b.SetColWidth(name, "B", "B", bodyWidth) },
		func() error { return b.SetSheetDimension(name, "A1:"+table.Address(1, last)) },
		func() error {
			return b.SetSheetView(name, -1, &excelize.ViewOptions{ShowGridLines: ptr(false)})
		},
		func() error { return b.page(name, "portrait", 0, 0) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
