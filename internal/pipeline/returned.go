package pipeline

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/reply"
	"winnow/internal/report"
)

// returned is a file that came back: the workbook that said what to correct, whole or
// what is left of it.
type returned struct {
	*reply.Returned
	ticket  *reply.Ticket // what it answers; nil where that can't be known
	sheets  []string      // names of the sheets that are winnow's
	inAll   int           // sheets of the file
	answers map[string]reply.Answer
}

// rows says whether corrected copies came back, to be laid over the original, or a
// workbook that holds answers alone about a file which was not sent along.
func (b *returned) rows() bool {
	if len(b.Copies) > 0 {
		return b.ticket == nil || b.ticket.Form == reply.Rows
	}
	return b.ticket != nil && b.ticket.Form == reply.Rows && len(b.sheets) == b.inAll
}

// gone tells of sheets of copies that went out and are no longer there: what they
// would say of the rows is not known, so the rows stay as they are.
func (b *returned) gone() []reply.Unclear {
	var all []reply.Unclear
	for _, own := range b.ticket.Sheets {
		here := func(o reply.OwnSheet) bool {
			return o.Role == reply.RoleRows && (o.Table == own.Table || o.Table < 0)
		}
		if own.Role == reply.RoleRows && !slices.ContainsFunc(b.Own, here) {
			all = append(all, reply.Unclear{Sheet: own.Name, Why: "it is no longer in the workbook, so that its rows stay as they were."})
		}
	}
	return all
}

// answers returns what was written beside exceptions, by their ids; nil where nothing was.
func (f *received) answers() map[string]reply.Answer {
	if f.reply == nil {
		return nil
	}
	return f.reply.answers
}

// ownSheets lists the sheets of a file that are winnow's.
func (f *received) ownSheets() []string {
	if f.reply == nil {
		return nil
	}
	return f.reply.sheets
}

// overlaid says whether corrected copies came, and not the sender's own file.
func (f *received) overlaid() bool { return f.reply != nil && f.reply.rows() }

// readReturned reads what a file holds of winnow's own; nil for a file that holds
// nothing of the kind.
func (r *run) readReturned(file *ingest.File) (*returned, error) {
	if file.Format != ingest.XLSX {
		return nil, nil
	}
	read, err := readReply(file)
	if err != nil || !read.Known() {
		return nil, err
	}
	b := &returned{Returned: read, inAll: len(file.Sheets), answers: map[string]reply.Answer{}}
	for _, own := range read.Own {
		b.sheets = append(b.sheets, file.Sheets[own.Index].Name)
	}
	for _, a := range read.Answers {
		b.answers[a.ID] = a
	}
	b.ticket, err = r.ticketOf(read)
	return b, err
}

// ticketOf returns what a workbook answers: what its ticket says, if that is of this
// workspace, else what the exceptions that it lists are of.
func (r *run) ticketOf(read *reply.Returned) (*reply.Ticket, error) {
	shelf := r.shelf()
	if shelf == nil {
		return nil, nil
	}
	if read.Ticket == nil {
		return r.ticketByIDs(shelf, read)
	}
	id, err := shelf.ID()
	if err != nil || id != read.Ticket.Workspace {
		return nil, err
	}
	return read.Ticket, nil
}

// ticketByIDs makes up the ticket of a workbook that has lost it.
func (r *run) ticketByIDs(shelf *archive, read *reply.Returned) (*reply.Ticket, error) {
	var ids []string
	for id := range read.IDs() {
		if ids = append(ids, id); len(ids) == enoughIDs {
			break
		}
	}
	of, err := shelf.Holding(ids, r.sender())
	if err != nil || of == nil {
		return nil, err
	}
	t := &reply.Ticket{Form: reply.Marked, SHA256: of.SHA256}
	if len(read.Copies) > 0 {
		t.Form = reply.Rows
	}
	tables, err := shelf.Submissions(ledger.Filter{SHA256: of.SHA256})
	for _, s := range tables {
		if s.Service == of.Service && s.Return != "" {
			t.Tables = append(t.Tables, reply.Table{Submission: s.ID, Return: s.Return, Service: s.Service, Period: s.Period, Span: s.Span, Sheet: s.Sheet})
		}
	}
	return t, err
}

// enoughIDs is how many ids of exceptions tell whose they are.
const enoughIDs = 500

// behind returns what to read of a file: itself or, where corrected copies came, what
// they are laid over, and what it holds of winnow's own.
func (r *run) behind(file *ingest.File, depth int) (*opened, *returned, error) {
	back, err := r.readReturned(file)
	switch {
	case err != nil:
		return nil, nil, err
	case back == nil:
		return wholly(file), nil, nil
	case !back.rows():
		return &opened{file, back.IsOwn}, back, nil
	}
	base, err := r.laidOver(back, depth)
	return base, back, err
}

// laidOver lays the corrected rows of a file that came back over the original.
func (r *run) laidOver(b *returned, depth int) (*opened, error) {
	if b.ticket == nil {
		return nil, r.noOriginal(b)
	}
	if depth >= maxRounds {
		return nil, damaged(b.ticket.FileName)
	}
	if err := r.vouch(b); err != nil {
		return nil, err
	}
	base, err := r.original(b.ticket.SHA256, depth+1)
	var gone *errGone
	if errors.As(err, &gone) {
		return nil, damaged(b.ticket.FileName)
	}
	if err != nil {
		return nil, err
	}
	for _, c := range b.Copies {
		if err := b.layOver(base.File, c); err != nil {
			return nil, errors.Join(err, base.Close())
		}
	}
	b.Unclear = append(b.Unclear, b.gone()...)
	return b.itsOwn(base), nil
}

// noOriginal refuses corrected copies of which nobody can say what they are of.
func (r *run) noOriginal(b *returned) *ingest.Refusal {
	refusal := &ingest.Refusal{Kind: report.KindTemplate, Reason: "it holds corrected rows, and nothing in it says what return they are of",
		Fix: "Correct the workbook as you had it from us and send it back with all its sheets, or send your whole return with the corrections in it."}
	if r.shelf() == nil {
		refusal.Reason = "it is winnow's workbook of rows to correct, and the return that they are of is in a workspace"
		refusal.Fix = "Only winnow run, in the workspace that sent it, can put its rows in their places. Or check the whole return."
	}
	return refusal
}

// layOver lays a sheet of corrected copies over the sheet that they are of.
func (b *returned) layOver(base *ingest.File, c *reply.Copies) error {
	ticket := b.ticket
	if c.Table < 0 && len(ticket.Tables) > 1 || c.Table >= len(ticket.Tables) || len(ticket.Tables) == 0 {
		return damaged(ticket.FileName)
	}
	of := ticket.Tables[max(c.Table, 0)]
	sheet := slices.IndexFunc(base.Sheets, func(s ingest.Sheet) bool { return s.Name == of.Sheet })
	if sheet < 0 {
		return damaged(ticket.FileName)
	}
	titles, err := titlesAt(base, sheet, of.HeaderRow)
	for errors.Is(err, ingest.ErrAgain) {
		titles, err = titlesAt(base, sheet, of.HeaderRow)
	}
	if err != nil {
		return err
	}
	why, notes := c.Place(titles)
	if why != "" {
		return &ingest.Refusal{Kind: report.KindTemplate, Reason: strings.TrimSuffix(strings.ToLower(why[:1])+why[1:], "."),
			Fix: "Put the columns as they were in the workbook that you had from us, or send your whole return with the corrections in it."}
	}
	done, err := base.Overlay(sheet, ingest.Overlay{HeaderRow: of.HeaderRow, Date1904: c.Date1904, Rows: corrections(c)})
	if err != nil {
		return err
	}
	if len(done.Missing) > 0 {
		notes = append(notes, fmt.Sprintf("%d of the rows there are not in the file that was received, the first of them %d. What was to be done to them was not.", len(done.Missing), done.Missing[0]))
	}
	for _, n := range notes {
		b.Unclear = append(b.Unclear, reply.Unclear{Sheet: c.Sheet, Why: n})
	}
	return nil
}

// corrections yields what became of the rows that were copied.
func corrections(c *reply.Copies) iter.Seq2[ingest.Correction, error] {
	return func(yield func(ingest.Correction, error) bool) {
		for _, run := range c.Removed {
			for row := run.From; row <= run.To; row++ {
				if !yield(ingest.Correction{Do: ingest.TakeOut, Row: row}, nil) {
					return
				}
			}
		}
		for row, err := range c.All() {
			x := ingest.Correction{Do: ingest.Replace, Row: row.Row}
			if row.Row == 0 {
				x.Do, x.Row = ingest.Insert, row.After
			}
			for _, cell := range row.Cells {
				x.Cells = append(x.Cells, ingest.NewCell{Column: cell.Column, Cell: cell.Cell})
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}

// stem is a file's name without its ending, for the names of letters about it: that of
// the return which went out first, however often it went back and forth.
func (f *received) stem() string {
	stem := fileStem(f.source.Name)
	if f.reply != nil && f.reply.ticket != nil && f.reply.ticket.FileName != "" {
		stem = fileStem(f.reply.ticket.FileName)
	}
	if first, _, ours := strings.Cut(stem, toCorrect); ours && first != "" {
		return first // what was answered bears the name of a letter itself, and perhaps a " (1)" behind it
	}
	return stem
}

// unclear tells what was filled in and can't be gone by.
func (f *received) unclear() []report.Exception {
	if f.reply == nil {
		return nil
	}
	var all []report.Exception
	for _, u := range f.reply.Unclear {
		e := report.Exception{Rule: report.KindTemplate, Kind: report.KindTemplate, Severity: report.Note, Row: u.Row, Message: fmt.Sprintf("On the sheet “%s”: %s", u.Sheet, u.Why)}
		if u.Row == 0 {
			e.Message = fmt.Sprintf("The sheet “%s”: %s", u.Sheet, u.Why)
		}
		all = append(all, e)
	}
	return all
}
