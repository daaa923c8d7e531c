package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/internal/spool"
	"winnow/internal/table"
	"winnow/internal/workbook"
	"winnow/rules"
	"winnow/validate"
)

// submission is one table on its way through a run.
type submission struct {
	match      *match
	csv        bool
	facts      facts
	context    validate.Context
	report     *report.Table
	duplicates []ingest.Duplicate // columns that share a heading
	partial    *validate.Partial
	rows       *validate.RowSet              // taken for the lookups of another run; nil for any other
	heldAt     []int                         // places of the records held back, counted from 0, in a run that sifts
	clean      *cleanOutput                  // staged Parquet; nil when only checking
	held       spool.Spool[workbook.HeldRow] // copies of the held-back rows, kept when publishing
	copies     int                           // how many, where the records are no rows
	records    *recordSketch                 // what the records come to; nil when only checking

	lastRow   int                 // of the file, with a record
	date1904  bool                // the file counts days from 1904
	id        int64               // in the ledger; 0 before it is recorded
	rules     []report.RuleStatus // how the rules on its rows ended
	sketch    []byte              // digests of its records, kept when publishing
	waits     string              // why it waits for a decision; "" where it takes its place
	because   string              // why it takes the place of what stood there; "" where nothing did
	standsFor []ledger.Submission // those in whose place its file stands, told with the first of its tables
	about     *ledger.Submission  // the one of those that it is about itself; nil for none
	left      []ledger.Submission // those of them that no table of its file is about
	answering int64               // the submission that it answers, as the workbook that came back says; 0 for none
	refused   *ledger.Submission  // what it answers, where that was sent back as a whole
	told      *told               // what passed about it before; nil when only checking
	reply     *report.Reply       // what it changes of what was sent back; nil for a table that answers nothing
}

// readTable takes one table in: every row is cast, checked and put on exactly
// one side, then the checks that need the whole table are finished. Where a
// later row condemns earlier ones, the table is read a second time.
func (r *run) readTable(ctx context.Context, f *received, file *ingest.File, m *match) error {
	s, err := r.submissionOf(f, file, m)
	if err != nil {
		return err
	}
	s.context.Rows = r.rowsFor(ctx, s.facts)
	commas, err := file.DecimalCommas(m.layout, m.loc)
	if err != nil {
		return err
	}
	checker, err := validate.New(m.ret, m.columns(s.csv, commas), s.context)
	if err != nil {
		return fmt.Errorf("%s: %w", m.ret.File, err)
	}
	tail, err := r.pass(ctx, f, file, s, checker)
	for err == nil && checker.Again() {
		if err = s.startAgain(); err == nil {
			tail, err = r.pass(ctx, f, file, s, checker)
		}
	}
	if err == nil {
		s.sketch, err = s.records.stored()
	}
	if err != nil {
		return err
	}
	return f.finish(s, file, checker, tail)
}

// submissionOf settles what the table is before any of its rows is read.
func (r *run) submissionOf(f *received, file *ingest.File, m *match) (*submission, error) {
	if err := file.FactsBelow(m.layout, m.loc); err != nil {
		return nil, err
	}
	facts, refusal := r.factsOf(f.source, file, m)
	if refusal == nil {
		refusal = r.wrongTemplate(file, m)
	}
	s := &submission{match: m, facts: facts, csv: file.Format == "csv", date1904: file.Date1904}
	if t := f.ticketFor(m); t != nil {
		s.answering = t.Submission
		if f.source.Folder == "" && facts.service == "" {
			s.facts.service = r.knownService(t.Service)
		}
	}
	facts = s.facts
	s.report = &report.Table{
		Return: m.ret.Name, Service: report.Ptr(facts.service), Period: report.Ptr(facts.period.String()),
		Sheet: report.Ptr(m.sheet.Name), HeaderRow: m.loc.HeaderRow, Exceptions: &report.List{},
		Rows: report.Rows{Unit: unitOf(m.ret)},
	}
	s.context = validate.Context{Set: r.Rules, Period: facts.period, Span: facts.span, NoClean: r.out == nil, Figures: r.figures(), Final: r.isFinal(facts.period), Source: f.report.SHA256 + " " + m.sheet.Name + " " + strconv.Itoa(m.loc.HeaderRow), Service: facts.service, Received: r.received(), Stated: map[string]number.Num{}, Unstated: map[string]string{}}
	if facts.asAt != nil {
		s.context.AsAt, s.context.HasAsAt = *facts.asAt, true
		s.report.AsAt = report.Ptr(facts.asAt.String())
	}
	f.tables = append(f.tables, s)
	f.report.Tables = append(f.report.Tables, s.report)
	if refusal == nil {
		if err := s.compareDuplicates(file); err != nil {
			return nil, err
		}
		refusal = s.columnFindings()
	}
	if refusal != nil {
		return nil, refusal
	}
	if err := r.out.mayPublish(s); err != nil {
		return s, err
	}
	return s, r.out.mayAnswer(f, s)
}

// pass reads every batch once: clean rows to the staged output, exceptions to
// the report, held-back rows to their copy.
func (r *run) pass(ctx context.Context, f *received, file *ingest.File, s *submission, checker *validate.Checker) (ingest.Tail, error) {
	reader, err := s.match.read(file)
	if err != nil {
		return ingest.Tail{}, err
	}
	if s.clean, err = r.out.clean(f, s, checker.Schema()); err != nil {
		return ingest.Tail{}, err
	}
	records, err := s.takeRecords(r)
	if err != nil {
		return ingest.Tail{}, err
	}
	err = eachBatch(ctx, reader, records.beside(checker.Check), func(b *table.Batch, result *validate.Result) error {
		records.joined(b)
		s.lastRow = max(s.lastRow, b.Rows[b.Len()-1])
		out := checker.Join(result)
		for _, e := range out.Exceptions {
			s.report.Exceptions.Add(e)
		}
		s.try(out.Trials)
		if r.sifting {
			s.sift(out)
		}
		s.report.Rows.Clean += out.CleanRows
		s.report.Rows.HeldBack += out.HeldRows
		if r.out != nil {
			s.keepHeld(b, out)
		}
		if r.Progress != nil {
			r.Progress(f.source.Name, file.Progress())
		}
		return s.clean.write(out.Clean)
	})
	tail := reader.Tail()
	s.state(tail.Stated) // Again may need them
	return tail, err
}

// startAgain forgets a pass whose verdicts a later row has overtaken.
func (s *submission) startAgain() error {
	err := errors.Join(s.report.Exceptions.Close(), s.report.Trials.Close(), s.held.Close(), s.clean.drop())
	s.report.Rows, s.report.Exceptions, s.report.Trials = report.Rows{Unit: s.report.Rows.Unit}, &report.List{}, nil
	s.heldAt = nil
	s.held, s.copies = spool.Spool[workbook.HeldRow]{}, 0
	_ = s.columnFindings() // what it refuses was refused before the first pass
	return err
}

// keepHeld copies the records held back and those with something to explain, for the
// workbook of copies.
func (s *submission) keepHeld(b *table.Batch, out *validate.Outcome) {
	if b.Origin != nil {
		s.keepOrigin(b, out)
		return
	}
	hide := personalCells(out.Exceptions)
	for _, i := range toCopy(b, out) {
		row := workbook.HeldRow{Row: b.Rows[i], Date1904: b.Date1904, Cells: make([]table.Cell, len(b.Cols))}
		for c := range b.Cols {
			if row.Cells[c] = b.Cols[c].Cell(i); hide[rowCell{row.Row, c}] {
				row.Cells[c] = table.Cell{Kind: table.Text, Raw: report.MaskedValue}
			}
		}
		row.Cells = withExtra(row.Cells, b.Faults, i)
		s.held.Add(row)
		s.copies++
	}
}

// toCopy lists the records of a batch that are held back or have a query, in order.
func toCopy(b *table.Batch, out *validate.Outcome) []int {
	asked := map[int]bool{}
	for _, e := range out.Exceptions {
		if e.Severity == report.Query && e.Row > 0 {
			asked[e.Row] = true
		}
	}
	if len(asked) == 0 {
		return out.Held
	}
	records := slices.Clone(out.Held)
	for i, row := range b.Rows {
		if asked[row] {
			records = append(records, i)
		}
	}
	slices.Sort(records)
	return slices.Compact(records)
}

// withExtra adds the cells that a record has past the last column.
func withExtra(cells []table.Cell, faults []table.Fault, record int) []table.Cell {
	for _, x := range faults {
		if x.Record == record {
			cells = append(cells, make([]table.Cell, max(0, x.Column+1-len(cells)))...)
			cells[x.Column] = table.Cell{Kind: table.Text, Raw: x.Raw}
		}
	}
	return cells
}

// rowCell is a cell by its row and 0-based sheet column.
type rowCell struct{ row, column int }

// personalCells lists the cells that hold personal data where none belongs; no
// copy of them leaves winnow.
func personalCells(found []report.Exception) map[rowCell]bool {
	var cells map[rowCell]bool
	for _, e := range found {
		if e.Kind != report.KindPersonal {
			continue
		}
		if cells == nil {
			cells = map[rowCell]bool{}
		}
		for _, c := range e.Cells {
			cells[rowCell{cmp.Or(c.Row, e.Row), c.Column}] = true
		}
	}
	return cells
}

// dropWithin forgets the exceptions of single dates outside the period, where the
// whole table is of another.
func (s *submission) dropWithin() {
	kept := &report.List{}
	for e := range s.report.Exceptions.All() {
		if !strings.HasSuffix(e.Rule, "."+string(rules.Within)) {
			kept.Add(e)
		}
	}
	_ = s.report.Exceptions.Close() // a temporary file that stays is the system's to clear
	s.report.Exceptions = kept
}

// sentBack is the refusal of a file for what the rows of a table say.
func sentBack(t *validate.Table) *ingest.Refusal {
	r := &ingest.Refusal{Kind: t.RefuseKind, Reason: t.Refuse, Fix: t.RefuseFix}
	if r.Kind == "" {
		r.Kind = report.KindSource
	}
	if r.Fix == "" {
		r.Fix = "Correct what is listed and send the file again."
	}
	return r
}

// finish runs the checks that need the whole table and reconciles the rows.
func (f *received) finish(s *submission, file *ingest.File, checker *validate.Checker, tail ingest.Tail) error {
	totals := make([]validate.Total, len(tail.Totals))
	for i, t := range tail.Totals {
		totals[i] = validate.Total{Row: t.Row, Label: t.Label, Cells: t.Cells, Records: t.Records, Sub: t.Sub, Earlier: f.overlaid(), Date1904: file.Date1904}
	}
	result := checker.Finish(totals, tail.Records)
	for _, list := range [][]report.Exception{s.match.notes, tail.Notes, s.blankHeaders(), result.Exceptions} {
		for _, e := range list {
			s.report.Exceptions.Add(e)
		}
	}
	s.try(result.Trials)
	s.report.AddWaived(result.Waived)
	s.partial = result.Partial
	s.rules = result.Rules
	s.report.Skipped = tail.Skipped
	s.report.Rows.Read, s.report.Rows.Skipped = tail.Read, tail.Skipped.Sum()
	if result.Refuse != "" {
		if result.Within {
			s.dropWithin()
		}
		return sentBack(result)
	}
	if !s.report.Rows.Balanced() {
		return fmt.Errorf("rows do not reconcile in sheet %q: read %d, clean %d, held back %d, skipped %d; nothing is published",
			s.match.sheet.Name, s.report.Rows.Read, s.report.Rows.Clean, s.report.Rows.HeldBack, s.report.Rows.Skipped)
	}
	return nil
}
