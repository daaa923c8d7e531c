package pipeline

import (
	"context"
	"errors"
	"fmt"

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
	file, err := ingest.Open(source.Path, r.Ingest)
	if err != nil {
		return r.refusedOrFailed(f, err)
	}
	defer file.Close()
	f.report.SHA256 = file.SHA256
	if reason := r.out.knownAs(file.SHA256); reason != "" {
		return f.ignore(reason), r.out.takeAway(source, file.SHA256)
	}
	if err := r.readGuarded(ctx, f, file); err != nil {
		return r.refusedOrFailed(f, err)
	}
	return f, nil
}

// readGuarded reads the tables and turns a crash, of a format library say, into
// a refusal of this file.
func (r *run) readGuarded(ctx context.Context, f *received, file *ingest.File) error {
	err := guarded(func() error { return r.readTables(ctx, f, file) })()
	var c *crash
	if errors.As(err, &c) {
		f.trace = c.trace
		return &ingest.Refusal{Kind: report.KindSource, Reason: "winnow could not read it, by a fault of its own",
			Fix: "Please send the file to whoever looks after winnow. Saving it again as Excel Workbook (*.xlsx) may help meanwhile."}
	}
	return err
}

func (r *run) readTables(ctx context.Context, f *received, file *ingest.File) error {
	for _, note := range file.Notes {
		f.report.Exceptions.Add(note)
	}
	matches, refusal, err := r.recognise(file, f.report)
	if err != nil {
		return err
	}
	if refusal != nil {
		return refusal
	}
	for _, m := range matches {
		if err := r.readTable(ctx, f, file, m); err != nil {
			return err
		}
	}
	return nil
}

// refusedOrFailed records a refusal in the report; any other error is the run's.
func (r *run) refusedOrFailed(f *received, err error) (*received, error) {
	for _, s := range f.tables {
		if err := s.clean.drop(); err != nil {
			return nil, err
		}
	}
	var waits *waiting
	if errors.As(err, &waits) {
		f.report.Tables, f.tables = nil, nil
		return f.ignore(waits.reason), nil
	}
	var refusal *ingest.Refusal
	if !errors.As(err, &refusal) {
		return nil, fmt.Errorf("reading %q: %w", f.source.Name, err)
	}
	f.refuse(refusal)
	if f.report.SHA256 == "" {
		f.report.SHA256 = hashOf(f.source.Path)
	}
	if reason := r.out.knownAs(f.report.SHA256); reason != "" {
		return f.ignore(reason), r.out.takeAway(f.source, f.report.SHA256)
	}
	return f, nil
}

// refuse marks the file as one that can't be trusted as a whole.
func (f *received) refuse(why *ingest.Refusal) {
	f.report.Status, f.report.Reason, f.fix = report.FileRefused, report.Ptr(why.Reason), why.Fix
	for _, t := range f.report.Tables {
		t.Rows.HeldBack, t.Rows.Clean = t.Rows.HeldBack+t.Rows.Clean, 0
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
