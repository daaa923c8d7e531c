package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
)

// takeIn reads one file: what it is, which tables it holds, what each of them
// says. A file that can't be used is refused in the report; the error is for
// what kept it from being read at all.
func (r *run) takeIn(ctx context.Context, source Source) (*received, error) {
	f := &received{source: source, statuses: statuses{}, report: &report.File{Path: source.Name, Exceptions: &report.List{}}}
	if source.Leave != "" {
		return f.ignore(source.Leave), nil
	}
	r.only, r.source = cmp.Or(source.Return, r.Return), source
	file, err := ingest.Open(source.Path, r.options())
	if err != nil {
		return r.refusedOrFailed(f, err)
	}
	defer file.Close()
	f.report.Format, f.report.Encoding, f.report.Delimiter = report.Ptr(file.Format), report.Ptr(file.Encoding), report.Ptr(file.Delimiter)
	if r.out != nil { // else nobody asks for the hash before the end
		if f.report.SHA256, err = file.SHA256(); err != nil {
			return r.refusedOrFailed(f, err)
		}
	}
	if r.isCopy(f) {
		f.copy = true
		return f.ignore("another copy of it is in this run"), nil
	}
	if known, err := r.out.setAside(f, r.Period.String()); known || err != nil {
		return f, err
	}
	read, err := r.open(f, file)
	if err == nil && read.File != file {
		defer read.Close()
	}
	if err == nil {
		err = r.readWhole(ctx, f, read)
	}
	if f.report.SHA256 == "" {
		var unhashed error
		f.report.SHA256, unhashed = file.SHA256()
		err = cmp.Or(err, unhashed)
	}
	if err == nil {
		err = r.integrity(f, file)
	}
	if err != nil {
		return r.refusedOrFailed(f, err)
	}
	if err := r.places(f); err != nil {
		return nil, err
	}
	return f, r.answered(ctx, f, read.File)
}

// readWhole reads the tables, again where the end of a sheet shows what had to be known
// at its start.
func (r *run) readWhole(ctx context.Context, f *received, file *opened) error {
	err := r.readGuarded(ctx, f, file)
	for errors.Is(err, ingest.ErrAgain) {
		if err = f.startAgain(); err == nil {
			err = r.readGuarded(ctx, f, file)
		}
	}
	return err
}

// open finds out what is to be read of a file: where corrected rows came back, what
// they are laid over.
func (r *run) open(f *received, file *ingest.File) (read *opened, err error) {
	broken := guarded(func() error {
		read, f.reply, err = r.behind(file, 0)
		return nil
	})()
	if broken != nil {
		return nil, f.crashed(broken)
	}
	if err == nil {
		f.converted = !read.AsReceived()
	}
	return read, err
}

// places decides for each table of a file that was read whether it takes its place
// or waits. A file of which every table waits counts as left alone.
func (r *run) places(f *received) error {
	var tables []*report.Table
	for _, s := range f.tables {
		if err := r.out.place(f, s); err != nil {
			return err
		}
		if s.waits == "" {
			f.statuses.add(s.rules)
			tables = append(tables, s.report)
			if err := s.clean.keep(); err != nil {
				return err
			}
			continue
		}
		f.report.Waits = true
		f.report.Exceptions.Add(report.Exception{Rule: report.KindSource, Kind: report.KindSource, Severity: report.Note,
			Message: fmt.Sprintf("The sheet “%s” waits for whoever collects the returns: a return for %s was accepted before.", s.match.sheet.Name, s.facts.period)})
		if err := s.clean.drop(); err != nil {
			return err
		}
	}
	if f.report.Tables = tables; len(f.tables) > 0 && len(tables) == 0 {
		f.ignore(f.tables[0].waits)
	}
	return nil
}

// waits says whether a table of the file waits for a decision.
func (f *received) waits() bool {
	return len(f.tables) > 0 && !slices.ContainsFunc(f.tables, func(s *submission) bool { return s.waits == "" })
}

// startAgain forgets what was read of a file whose end has shown what had to be
// known at its start.
func (f *received) startAgain() error {
	err := f.report.Exceptions.Close()
	for _, s := range f.tables {
		err = errors.Join(err, s.report.Exceptions.Close(), s.report.Trials.Close(), s.held.Close(), s.clean.drop())
	}
	f.tables, f.report.Tables = nil, nil
	f.report.Exceptions, f.statuses = &report.List{}, statuses{}
	return err
}

// readGuarded reads the tables and turns a crash, of a format library say, into
// a refusal of this file.
func (r *run) readGuarded(ctx context.Context, f *received, file *opened) error {
	return f.crashed(guarded(func() error { return r.readTables(ctx, f, file) })())
}

// crashed turns a crash into a refusal of the file; any other error stays what it is.
func (f *received) crashed(err error) error {
	var c *crash
	if errors.As(err, &c) {
		f.report.Trace = c.trace
		return &ingest.Refusal{Kind: report.KindSource, Reason: "we could not read it, because of a fault in our own program",
			Fix: "Please send the file to whoever collects the returns, and say that our program failed on it. Saving it again as Excel Workbook (*.xlsx) may help meanwhile."}
	}
	return err
}

func (r *run) readTables(ctx context.Context, f *received, of *opened) error {
	file := of.File
	for _, note := range append(slices.Clone(file.Notes), f.unclear()...) {
		f.report.Exceptions.Add(note)
	}
	matches, refusal, err := r.recognise(of, f.report)
	if err != nil {
		return err
	}
	if refusal != nil {
		return refusal
	}
	read := r.readTable
	if r.gathering != nil {
		read = r.gatherTable
	}
	matches = f.source.judgedAgain(matches)
	for _, m := range matches {
		take := read
		if m.earlier && r.gathering == nil {
			take = func(ctx context.Context, f *received, file *ingest.File, m *match) error {
				return r.readEarlier(ctx, f, file, m, matches)
			}
		}
		if err := take(ctx, f, file, m); err != nil {
			return err
		}
	}
	return nil
}

// refusedOrFailed records a refusal in the report; any other error is the run's.
func (r *run) refusedOrFailed(f *received, err error) (*received, error) {
	for _, s := range f.tables {
		f.statuses.add(s.rules)
		if err := s.clean.drop(); err != nil {
			return nil, err
		}
	}
	r.out.release(f.report.SHA256)
	var operator *operatorFault
	f.operator = errors.As(err, &operator)
	var refusal *ingest.Refusal
	if !errors.As(err, &refusal) {
		return nil, fmt.Errorf("reading %q: %w", f.source.Name, err)
	}
	f.refuse(refusal)
	if f.report.SHA256 == "" {
		f.report.SHA256 = hashOf(f.source.Path)
	}
	return f, nil
}

// refuse marks the file as one that can't be trusted as a whole: every row read
// so far is held back.
func (f *received) refuse(why *ingest.Refusal) {
	f.report.Status, f.report.Reason, f.fix = report.FileRefused, report.Ptr(why.Reason), why.Fix
	said := false
	for _, t := range f.report.Tables {
		t.Rows.Read = max(t.Rows.Read, t.Rows.Clean+t.Rows.HeldBack+t.Rows.Skipped)
		t.Rows.Clean, t.Rows.HeldBack = 0, t.Rows.Read-t.Rows.Skipped
		for e := range t.Exceptions.All() {
			said = said || e.Severity == report.Error && (e.Kind == why.Kind || strings.Contains(e.Message, why.Reason))
		}
	}
	if said {
		return // the table's own exceptions say it, and where
	}
	f.report.Exceptions.Add(report.Exception{
		Rule: why.Kind, Kind: why.Kind, Severity: report.Error,
		Message: "This file could not be used: " + why.Reason + ".", Fix: why.Fix,
	})
}

// ignore marks the file as left alone.
func (f *received) ignore(reason string) *received {
	f.report.Status, f.report.Reason = report.FileIgnored, report.Ptr(reason)
	return f
}
