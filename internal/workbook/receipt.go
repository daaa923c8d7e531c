package workbook

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"winnow/internal/report"
)

// WriteReceipt writes the receipt for one table.
func WriteReceipt(w io.Writer, in Input) error {
	return WriteLetterReceipt(w, Letter{Parts: []Input{in}})
}

// WriteLetterReceipt writes a page of text that says what was received, what of it
// is accepted, what is still open and, where the file answers a workbook, every
// change that nobody asked for. Of cell values it holds those of such changes, save
// of fields marked privacy: drop: it goes to nobody but the service itself.
func WriteLetterReceipt(w io.Writer, l Letter) error {
	r := receipt{out: bufio.NewWriter(w)}
	for i, in := range l.Parts {
		p := &part{Input: in, n: i}
		p.tally = tallyOf(in.Table)
		r.parts = append(r.parts, p)
	}
	err := r.write()
	if flushed := r.out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		return fmt.Errorf("writing a receipt: %w", err)
	}
	return nil
}

// tallyOf counts what a table's list says.
func tallyOf(t *report.Table) tally {
	return tally{
		must: t.Exceptions.Count(report.Error), ask: max(0, t.Exceptions.Count(report.Query)-t.Explained),
		rest: t.Explained, tell: t.Exceptions.Count(report.Note),
	}
}

// receipt is a receipt under way. Failures to write stay with out until its Flush.
type receipt struct {
	out   *bufio.Writer
	parts []*part
}

func (r *receipt) lines(lines ...string) { fmt.Fprint(r.out, paragraphs(lines...)) }

func (r *receipt) write() error {
	b := book{parts: r.parts}
	title := "Receipt: " + oneLine(b.title())
	r.lines(title, underline(title), "", flow(headline(r.parts), ""))
	if b.total(func(p *part) int { return p.open() }) > 0 {
		r.lines("", flow("What is left to correct or explain stands in the workbook that goes with this receipt.", ""))
	}
	r.lines("")
	first := r.parts[0]
	about := func(p *part) [][2]string {
		return [][2]string{{"Period", periodWords(p.Period)}, {"Figures as at", dateWords(p.AsAt)}}
	}
	head := [][2]string{{"Service", b.serviceName()}}
	if !b.several() {
		head = append(head, about(first)...)
	}
	r.lines(facts(append(head, [][2]string{{"File", first.FileName}, {"Received", receivedWords(first.Received)}}...))...)
	for _, p := range r.parts {
		if b.several() {
			r.lines("", join(", ", p.title(), p.Sheet), "")
			r.lines(facts(about(p))...)
		}
		r.table(p)
		if err := r.changes(p); err != nil {
			return err
		}
		if err := r.reasons(p); err != nil {
			return err
		}
	}
	r.lines("", "Please keep this receipt: it is your proof that the return was received.")
	r.lines(closing(first.Contact, first.SHA256)...)
	return nil
}

// table writes the figures of one table.
func (r *receipt) table(p *part) {
	t := p.Table
	units := capital(t.Rows.Noun(2))
	r.lines(facts([][2]string{{"Sheet", p.Sheet}, {units + " read", thousands(t.Rows.Read)},
		{units + " accepted", thousands(t.Rows.Clean)}})...)
	for _, c := range []struct {
		label string
		n     int
	}{{units + " held back", t.Rows.HeldBack}, {"Points still to correct", p.must}, {"Points still to explain", p.ask}, {"Points explained", p.rest}} {
		if c.n > 0 {
			r.lines(fact(c.label, thousands(c.n)))
		}
	}
	if t.Rows.Skipped > 0 {
		r.lines(fact(units+" that are not records", fmt.Sprintf("%s (%s)", thousands(t.Rows.Skipped), skippedWords(t.Skipped))))
	}
}

// changes writes what became of what was sent back, and every change besides.
func (r *receipt) changes(p *part) error {
	if p.Reply == nil {
		return nil
	}
	r.lines("", flow(strings.Join(replyWords(p), " "), ""))
	if !p.Reply.Compared {
		r.lines("", flow("We no longer have the file that was sent back, so that we can't say which cells were changed.", ""))
	}
	if p.Reply.Elsewhere.Len() > 0 {
		r.lines("", "Cells that you changed and that we didn't ask about:", "")
		for c := range p.Reply.Elsewhere.All() {
			r.lines(fold(p.changeSentence(c)))
		}
	}
	for _, kind := range recordChanges(p.Reply) {
		if kind.records.Len() == 0 {
			continue
		}
		r.lines("", kind.heading, "")
		for c := range kind.records.All() {
			where := p.rowName(c.Row)
			if kind.before {
				where += " of the file before"
			}
			r.lines(fold(capital(join(": ", where, p.key(c.Key))) + "."))
		}
	}
	return p.Reply.Err()
}

// changeSentence says which cell was changed, from what to what.
func (p *part) changeSentence(c report.CellChange) string {
	where := p.cells(report.Exception{Row: c.Row, Cells: []report.CellRef{{Column: c.Column}}})
	where = p.opening(join(", ", where, p.changedColumn(c), p.key(c.Key)))
	if c.Masked {
		return where + ": changed. Its values are not shown."
	}
	before, after := changeValues(c)
	return where + ": before “" + oneLine(before) + "”, now “" + oneLine(after) + "”."
}

// reasons writes what the service has explained, and until when that holds.
func (r *receipt) reasons(p *part) error {
	if p.IDs == nil || p.Explained == nil {
		return nil
	}
	id := p.IDs()
	said := false
	for e := range p.Table.Exceptions.All() {
		f := finding{exception: exception(e), ID: id(e)}
		reason, until, ok := p.explanation(&f)
		if !ok {
			continue
		}
		if !said {
			r.lines("", "Reasons that you gave and we noted:", "")
			said = true
		}
		words := p.opening(join(", ", p.where(e), p.columnTitle(columnOf(e), e.Field), p.key(e.Key))) + ": “" + strings.TrimSuffix(oneLine(reason), ".") + "”."
		if e.Row == 0 && e.Cell == "" { // the place alone doesn't say what was asked
			words = sentences(p.where(e)+": "+oneLine(e.Message), "You wrote: “"+strings.TrimSuffix(oneLine(reason), ".")+"”.")
		}
		if until != "" {
			words += " This holds until " + dateWords(until) + "; then we ask again."
		}
		r.lines(fold(words))
	}
	return p.Table.Exceptions.Err()
}

// opening begins a sentence with a place: the name of a sheet stays as it is.
func (p *part) opening(s string) string {
	if p.CSV || p.Sheet == "" {
		return capital(s)
	}
	return s
}
