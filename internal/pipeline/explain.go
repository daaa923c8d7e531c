package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"winnow/ingest"
	"winnow/internal/report"
	"winnow/internal/table"
)

// Explain says what is seen in each file of the configuration: what it is, where
// its tables stand and which column is which. Nothing is checked or written. A
// file that can't be used is part of the answer; the error is for what kept one
// from being read at all.
func Explain(c Config) ([]*Explanation, error) {
	r, err := newRun(context.Background(), c) // without a workspace nothing is waited for
	if err != nil {
		return nil, err
	}
	defer r.close()
	var all []*Explanation
	var unread []error
	for _, source := range c.Sources {
		x := &Explanation{Schema: ExplanationSchema, Path: source.Name, Notes: []Remark{}, Sheets: []SheetSeen{}}
		if err := r.explain(source, x); err != nil {
			unread = append(unread, fmt.Errorf("reading %q: %w", source.Name, err))
			continue
		}
		all = append(all, x)
	}
	return all, errors.Join(unread...)
}

func (r *run) explain(source Source, x *Explanation) error {
	file, err := ingest.Open(source.Path, r.options())
	if err == nil {
		defer file.Close()
		x.Bytes, x.Format, x.Date1904 = file.Size, file.Format, file.Date1904
		x.Encoding, x.Delimiter, x.Quote = report.Ptr(file.Encoding), report.Ptr(file.Delimiter), report.Ptr(file.Quote)
		err = ingest.ErrAgain
		for errors.Is(err, ingest.ErrAgain) { // the end of a sheet may show what had to be known at its start
			x.Notes, x.Sheets, x.Refused, x.Fix = remarks(file.Notes), []SheetSeen{}, nil, nil
			err = guarded(func() error { return r.explainSheets(source, file, x) })()
		}
		var unhashed error
		x.SHA256, unhashed = file.SHA256()
		err = cmp.Or(err, unhashed)
	}
	var refusal *ingest.Refusal
	if errors.As(err, &refusal) {
		x.refuse(refusal)
		return nil
	}
	return err
}

func (x *Explanation) refuse(why *ingest.Refusal) {
	x.Refused, x.Fix = report.Ptr(why.Reason), report.Ptr(why.Fix)
}

func (r *run) explainSheets(source Source, file *ingest.File, x *Explanation) error {
	seen := &report.File{Exceptions: &report.List{}}
	of := wholly(file)
	back, err := r.readReturned(file)
	if back != nil {
		of.own = back.IsOwn
	}
	if err != nil {
		return err
	}
	matches, refusal, err := r.recognise(of, seen)
	if err != nil {
		return err
	}
	if refusal != nil {
		x.refuse(refusal)
	}
	for e := range seen.Exceptions.All() {
		x.Notes = append(x.Notes, Remark{e.Row, e.Message})
	}
	for i, sheet := range file.Sheets {
		s := SheetSeen{Name: sheet.Name, Hidden: sheet.Hidden, Guesses: []Guess{}}
		best, err := r.guesses(file, i, &s)
		if err != nil {
			return err
		}
		tables := slices.DeleteFunc(slices.Clone(matches), func(m *match) bool { return m.loc.Sheet != i })
		switch {
		case len(tables) > 0:
			err = r.explainTables(source, file, tables, &s)
		case best != nil && (refusal != nil || r.fits(best)): // the nearest, so that one sees what it lacks
			s.Unread = report.Ptr("not read")
			s.Table, err = r.explainTable(source, file, best)
		}
		if err != nil {
			return err
		}
		x.Sheets = append(x.Sheets, s)
	}
	return nil
}

// explainTables explains the tables of a sheet, mostly one.
func (r *run) explainTables(source Source, file *ingest.File, tables []*match, s *SheetSeen) error {
	for i, m := range tables {
		t, err := r.explainTable(source, file, m)
		if err != nil {
			return err
		}
		if i == 0 {
			s.Table = t
		} else {
			s.More = append(s.More, t)
		}
	}
	return nil
}

// guesses lists the returns that a sheet may be and returns the best match.
func (r *run) guesses(file *ingest.File, sheet int, s *SheetSeen) (*match, error) {
	matches, err := r.allMatches(file, sheet)
	if err != nil || len(matches) == 0 {
		return nil, err
	}
	slices.SortStableFunc(matches, func(a, b *match) int {
		switch {
		case a.better(b):
			return -1
		case b.better(a):
			return 1
		}
		return 0
	})
	for _, m := range matches {
		s.Guesses = append(s.Guesses, Guess{
			Return: m.ret.Name, Title: m.ret.Title, HeaderRow: m.loc.HeaderRow, Matched: m.loc.Matched,
			Columns: len(m.titled()), Share: m.share, Missing: m.loc.MissingRequired,
		})
	}
	return matches[0], nil
}

func (r *run) explainTable(source Source, file *ingest.File, m *match) (*TableSeen, error) {
	t := &TableSeen{
		Return: m.ret.Name, Title: m.ret.Title, HeaderRow: m.loc.HeaderRow, TwoRows: m.loc.TwoRows,
		Columns: []ColumnSeen{}, Missing: []MissedSeen{}, Facts: []FactSeen{}, Totals: []Remark{}, Remarks: []Remark{},
	}
	s := &submission{match: m, csv: file.Format == ingest.CSV, report: &report.Table{Exceptions: &report.List{}}}
	if err := s.compareDuplicates(file); err != nil {
		return nil, err
	}
	if err := file.FactsBelow(m.layout, m.loc); err != nil {
		return nil, err
	}
	known, refusal := r.factsOf(source, file, m)
	t.Period, t.Service = report.Ptr(known.period.String()), report.Ptr(known.service)
	if known.asAt != nil {
		t.AsAt = report.Ptr(known.asAt.String())
	}
	if m.loc.Form != nil {
		t.Form = true
		t.labels(s)
	} else {
		t.columns(s)
	}
	t.facts(s, file)
	if found := s.columnFindings(); refusal == nil {
		refusal = cmp.Or(r.wrongTemplate(file, m), found)
	}
	if refusal != nil {
		t.Refused = report.Ptr(refusal.Reason)
	}
	return t, t.rows(s, file)
}

// columns lists the titles from left to right, and the fields that have none.
func (t *TableSeen) columns(s *submission) {
	m := s.match
	fields := map[int]string{}
	for _, i := range m.titled() {
		if col := m.loc.Columns[i]; col >= 0 {
			fields[col] = m.says(i)
			continue
		}
		t.Missing = append(t.Missing, MissedSeen{m.fieldName(i), m.title(i), m.layout.Columns[i].Required, report.Ptr(m.nearExtra(i))})
	}
	for col, heading := range m.loc.Headers {
		if heading == "" {
			continue
		}
		c := ColumnSeen{Column: s.columnName(col), Heading: heading, Field: report.Ptr(fields[col])}
		if c.Field == nil {
			c.Near = report.Ptr(m.nearMissing(col))
		}
		t.Columns = append(t.Columns, c)
	}
}

// facts lists the labelled cells above the table, in the rule file's order.
func (t *TableSeen) facts(s *submission, file *ingest.File) {
	for _, f := range s.match.ret.Facts {
		if at, ok := s.match.loc.Facts[f.Name]; ok {
			t.Facts = append(t.Facts, FactSeen{f.Name, table.Address(at.Column, at.Row), factText(file, s.match.loc, f.Name)})
		}
	}
}

// rows reads the table to its end, to say what its rows are.
func (t *TableSeen) rows(s *submission, file *ingest.File) error {
	reader, err := s.match.rows(file)
	if err != nil {
		return err
	}
	for b := (table.Batch{}); ; {
		if err := reader.Next(&b); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
	}
	tail := reader.Tail()
	t.Read, t.Records, t.Skipped = tail.Read, tail.Records, tail.Skipped
	for _, total := range tail.Totals {
		label := total.Label
		if label == "" {
			label = "(a total without a label)"
		}
		t.Totals = append(t.Totals, Remark{total.Row, label})
	}
	for _, r := range tail.Remarks {
		t.Remarks = append(t.Remarks, Remark(r))
	}
	t.Notes = remarks(tail.Notes)
	t.Notes = append(t.Notes, remarks(s.blankHeaders())...)
	for e := range s.report.Exceptions.All() {
		if e.Kind == report.KindDupLabel || e.Kind == report.KindSecondTable || e.Kind == report.KindTwoRows {
			t.Notes = append(t.Notes, Remark{e.Row, e.Message})
		}
	}
	return nil
}

func remarks(found []report.Exception) []Remark {
	list := []Remark{}
	for _, e := range found {
		list = append(list, Remark{e.Row, e.Message})
	}
	return list
}
