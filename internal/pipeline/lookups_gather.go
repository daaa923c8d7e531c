package pipeline

import (
	"context"
	"errors"
	"fmt"

	"winnow/ingest"
	"winnow/internal/table"
	"winnow/internal/workspace"
	"winnow/validate"
)

// read takes the rows of the looked-up returns out of a file. A file that can't be
// used has none.
func (s *rowStore) read(ctx context.Context, source Source, c Config) ([]*rowPart, error) {
	c.Workspace, c.Earlier, c.Progress = nil, nil, nil
	aside := &run{Config: c, only: c.Return, layouts: s.run.layouts, gathering: s.needs, originals: s.run.shelf()}
	if s.run.out != nil && source.Dropped != nil {
		aside.secret = s.run.out.key
	}
	f, err := aside.takeIn(ctx, source)
	if err != nil {
		return nil, err
	}
	var parts []*rowPart
	for _, t := range f.usable() {
		if t.rows != nil {
			parts = append(parts, &rowPart{ret: t.match.ret.Name, service: t.facts.service, period: t.facts.period, sum: f.report.SHA256, sheet: t.match.sheet.Name, rows: t.rows, original: true, coming: t.coming()})
		}
	}
	return parts, f.startAgain()
}

// gatherTable takes the rows out of one table, in place of readTable.
func (r *run) gatherTable(ctx context.Context, f *received, file *ingest.File, m *match) error {
	needs, ok := r.gathering[m.ret.Name]
	if !ok {
		return nil
	}
	s, err := r.submissionOf(f, file, m)
	if err != nil {
		return err
	}
	commas, err := file.DecimalCommas(m.layout, m.loc)
	if err != nil {
		return err
	}
	rows, err := validate.NewRows(m.ret, m.columns(s.csv, commas), s.context, needs)
	if err != nil {
		return fmt.Errorf("%s: %w", m.ret.File, err)
	}
	records := 0
	for again := true; again; again = rows.Again() {
		if records, err = r.gatherPass(ctx, file, s, rows); err != nil {
			return err
		}
	}
	if refused := rows.Finish(nil, records); refused.Refuse != "" {
		return sentBack(refused)
	}
	s.rows = rows.Set()
	return nil
}

// gatherPass reads a table once, and returns how many records it has.
func (r *run) gatherPass(ctx context.Context, file *ingest.File, s *submission, rows *validate.Rows) (int, error) {
	reader, err := s.match.read(file)
	if err != nil {
		return 0, err
	}
	records, err := s.takeRecords(r)
	if err != nil {
		return 0, err
	}
	err = eachBatch(ctx, reader, records.beside(rows.Check), func(b *table.Batch, result *validate.Result) error {
		records.joined(b)
		rows.Add(result)
		return nil
	})
	return reader.Tail().Records, err
}

// errUnreadable is what an original that gives no rows any more amounts to. The
// reason goes into reports, so it says nothing of the file's content.
var errUnreadable = errors.New("a file accepted earlier can't be read again")

// reread takes the rows out of the original of an earlier submission.
func (s *rowStore) reread(ctx context.Context, x *rowPart) (*validate.RowSet, error) {
	old, ws := x.earlier, s.run.archive()
	if old.Name == "" {
		return nil, fmt.Errorf("rows of %s for %s from %s are not held: %w", old.Return, old.Period, old.Service, errPurged)
	}
	c := s.run.Config
	c.Period, c.Return, c.AsAt = x.period, old.Return, nil
	file, err := ws.File(old.SHA256)
	if err != nil || file == nil {
		return nil, fmt.Errorf("%w: %s for %s from %s", errUnreadable, old.Return, old.Period, old.Service)
	}
	source := Source{Path: ws.path(workspace.ArchivePath(old.SHA256, file.Ext)), Name: old.Name, Folder: folderOf(old.Name)}
	parts, err := s.read(ctx, source, c)
	if err != nil {
		return nil, fmt.Errorf("%w: %s for %s from %s", errUnreadable, old.Return, old.Period, old.Service)
	}
	var sets []*validate.RowSet
	for _, p := range parts {
		if p.ret == old.Return && p.period == x.period {
			sets = append(sets, p.rows)
		}
	}
	if len(sets) == 0 {
		return nil, fmt.Errorf("%w: %s for %s from %s", errUnreadable, old.Return, old.Period, old.Service)
	}
	return validate.JoinRows(sets...), nil
}
