package template

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"winnow/internal/report"
	"winnow/internal/ruledocs"
)

// guide is the sheet "How to fill this in" under way.
type guide struct {
	*book
	row int
}

// The widths of its columns.
var guideWidths = []float64{34, 12, 62, 30}

// guideSheet writes "How to fill this in".
func (b *book) guideSheet() error {
	g := &guide{book: b}
	b.plain(sheetGuide, guideWidths...)
	g.line(b.styles.title, sheetGuide)
	g.line(b.styles.subtitle, b.title())
	g.row++
	g.about()
	g.steps()
	g.columnsTable()
	g.checksTable()
	b.layOut(sheetGuide, "portrait", 0, 0)
	return b.err
}

func (g *guide) line(style int, words string) {
	g.row++
	g.text(sheetGuide, cell{0, g.row}, style, words)
}

func (g *guide) section(title string) {
	g.row++
	for i := range guideWidths {
		words := ""
		if i == 0 {
			words = title
		}
		g.text(sheetGuide, cell{i, g.row}, g.styles.section, words)
	}
	g.try(g.SetRowHeight(sheetGuide, g.row, 20))
	g.row++ // so that the words below don't touch the line
	g.try(g.SetRowHeight(sheetGuide, g.row, 4))
}

// acrossWidth is that of the columns that longer words go across.
var acrossWidth = 1.1 * (guideWidths[1] + guideWidths[2] + guideWidths[3])

// said writes a label and, across the other columns, what it says; nothing where
// nothing is known.
func (g *guide) said(label, words string) {
	if words == "" {
		return
	}
	g.row++
	g.text(sheetGuide, cell{0, g.row}, g.styles.strong, label)
	g.text(sheetGuide, cell{1, g.row}, g.styles.body, words)
	g.try(g.MergeCell(sheetGuide, cell{1, g.row}.String(), cell{3, g.row}.String()))
	g.height(sheetGuide, g.row, wrapped(words, acrossWidth))
}

func (g *guide) about() {
	g.section("What this is about")
	g.said("What the rows are", g.ret.Grain)
	switch {
	case !g.options.Period.IsZero():
		g.said("For which period", periodWords(g.options.Period))
	case g.page.Period != "":
		g.said("How often", capital(g.page.Period))
	}
	for _, s := range g.senders() {
		g.said("Who fills it in", join(", ", s.Name, s.Contact, s.Email))
		g.said("By when", s.Due)
	}
	g.said("Whom to ask, where to send it", g.options.Contact)
	if g.version.row > 0 {
		g.said("Version of this template", g.accepted())
	}
	g.said("Made from the rules", strings.TrimSpace(cmp.Or(g.page.Set, g.ret.Name)+" "+g.page.Version)+", fingerprint "+g.page.Fingerprint)
	g.row++
}

// senders are those who owe the return, with the day on which it is due where the
// period is known.
func (g *guide) senders() []ruledocs.Sender {
	var out []ruledocs.Sender
	for _, d := range g.set.Due {
		if d.Return != g.ret.Name || g.options.Service != "" && d.Service != g.options.Service || !g.options.Period.IsZero() && !d.Owes(g.options.Period) {
			continue
		}
		s := g.sender(d.Service)
		if p := g.options.Period; !p.IsZero() {
			s.Due = p.End().AddDays(d.DueAfterDays).Long()
		} else if i := slices.IndexFunc(g.page.Senders, func(o ruledocs.Sender) bool { return o.Name == s.Name }); i >= 0 {
			s.Due = g.page.Senders[i].Due
		}
		out = append(out, s)
	}
	if name := cmp.Or(g.options.Service, g.ret.Owner); len(out) == 0 && name != "" {
		out = append(out, g.sender(name))
	}
	return out
}

func (p *plan) sender(service string) ruledocs.Sender {
	for _, s := range p.set.Services {
		if s.Service == service {
			return ruledocs.Sender{Name: cmp.Or(s.Name, service), Contact: s.Contact, Email: s.Email}
		}
	}
	return ruledocs.Sender{Name: service}
}

func (p *plan) serviceName(service string) string { return p.sender(service).Name }

func (g *guide) steps() {
	g.section("What to do")
	for i, s := range g.stepWords() {
		g.said(fmt.Sprintf("Step %d", i+1), s)
	}
	g.row++
}

func (g *guide) stepWords() []string {
	sheets := "the sheet " + quoted(g.sheets, "and")
	if len(g.sheets) > 1 {
		sheets = "the sheets " + quoted(g.sheets, "and") + ", each for its own part of the period"
	}
	if g.ret.Form {
		return []string{
			"Fill in " + sheets + ": each answer in the cell to the right of its label. What is marked “required” can't be left blank.",
			"Leave the labels as they are. Where a cell has a list, choose from it.",
			"Save the workbook as it is (.xlsx) and send it.",
		}
	}
	steps := []string{fmt.Sprintf("Fill in %s from row %d down, without gaps. Columns marked “required” can't be left blank.", sheets, g.header+1)}
	if len(g.labels) > 0 {
		var names []string
		for _, l := range g.labels {
			names = append(names, l.fact.Label)
		}
		steps = append(steps, "Fill in the cells above the table too: "+quoted(names, "and")+".")
	}
	steps = append(steps,
		"Leave the headings as they are. Don't add columns, and keep totals and notes out of the rows.",
		fmt.Sprintf("Where a cell has a list, choose from it. To paste, use “paste values”: pasting takes the lists away, and what was pasted is checked when it comes in. The lists reach down to row %d; rows below are read all the same.", g.header+entryRows))
	if b := g.page.Blanks; len(b) > 0 {
		steps = append(steps, "Where there is nothing to enter leave the cell blank. "+quoted(b, "or")+" counts as blank too.")
	}
	return append(steps, "Save the workbook as it is (.xlsx) and send it. You get it back with what to correct, if there is anything.")
}

// quoted returns “a”, “b” or “c”, with the word given before the last.
func quoted(names []string, word string) string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = "“" + n + "”"
	}
	if last := len(all) - 1; last > 0 {
		return strings.Join(all[:last], ", ") + " " + word + " " + all[last]
	}
	return strings.Join(all, "")
}

func join(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// columnsTable says what each column means.
func (g *guide) columnsTable() {
	title := "The columns"
	if g.ret.Form {
		title = "The entries"
	}
	g.section(title)
	g.tableRow(g.styles.head, g.styles.head, "Which", "Required?", "What stands there", "Example")
	for i, c := range g.columns {
		must := optionalWord
		if c.required {
			must = requiredWord
		}
		example := ""
		for _, row := range g.rows {
			example = cmp.Or(example, row[i])
		}
		g.tableRow(g.styles.cellStrong, g.styles.cell, g.name(c), must, g.means(c), example)
	}
	g.row++
}

// means says all that there is to say of a column.
func (g *guide) means(c column) string {
	words := []string{g.what(c)}
	if l := g.listOf(c); l != nil {
		words = []string{g.listed(l)}
	}
	words = append(words, g.asked(c)...)
	if !c.total {
		words = append(words, g.page.Columns[c.field.Index].Notes...)
	}
	return strings.Join(words, " ")
}

// maxListed is how many values the guide lists in place of sending the reader to
// the sheet of them.
const maxListed = 8

func (g *guide) listed(l *list) string {
	if len(l.values) > maxListed || slices.ContainsFunc(l.values, func(v allowed) bool { return v.meaning != "" || v.when != "" }) {
		return fmt.Sprintf("One of the %d values on the sheet “%s”.", len(l.values), sheetAllowed)
	}
	var texts []string
	for _, v := range l.values {
		texts = append(texts, v.write)
	}
	return "One of: " + strings.Join(texts, ", ") + "."
}

func (g *guide) tableRow(first, others int, cells ...string) {
	g.row++
	lines := 1
	for i, words := range cells {
		style := others
		if i == 0 {
			style = first
		}
		g.text(sheetGuide, cell{i, g.row}, style, words)
		lines = max(lines, wrapped(words, guideWidths[i]))
	}
	g.height(sheetGuide, g.row, lines)
}

// checksTable says what is checked beside what each column takes.
func (g *guide) checksTable() {
	checks := slices.Concat(g.page.Rows, g.page.Table, g.page.Across)
	if len(checks) == 0 {
		return
	}
	g.section("What is checked beside that")
	for i, c := range checks {
		words, wrong := join(" ", c.Words, c.Fix), c.Wrong
		if same := func(o ruledocs.Check) bool { return o.Words == c.Words }; slices.ContainsFunc(checks[:i], same) || slices.ContainsFunc(checks[i+1:], same) {
			words, wrong = join(" ", cmp.Or(c.Told, c.Words), c.Fix), wrong || c.Told != "" // what tells it from the other
		}
		if wrong {
			words = wrongLead(c.Severity) + words
		}
		g.row++
		g.text(sheetGuide, cell{0, g.row}, g.styles.strong, seriousWord(c.Severity))
		g.text(sheetGuide, cell{1, g.row}, g.styles.body, words)
		g.try(g.MergeCell(sheetGuide, cell{1, g.row}.String(), cell{3, g.row}.String()))
		g.height(sheetGuide, g.row, wrapped(words, acrossWidth))
	}
	g.said("", g.page.Threshold)
}

// wrongLead stands before words that say what is wrong, not what is asked for.
func wrongLead(severity string) string {
	if severity == string(report.Error) {
		return "Not accepted: "
	}
	return "Asked about: "
}
