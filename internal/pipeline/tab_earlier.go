package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/sketch"
)

// earlierTab decides about a sheet with entries for a period before the one that
// is being collected, in a workbook that has a sheet for each. It is taken in where
// the return is owed for that period and nothing was accepted for it, and where it
// corrects what was returned. Where it differs from what was accepted a note says
// so, and it is left; note is nil where there is nothing of the kind to say.
func (r *run) earlierTab(file *ingest.File, m *match) (take bool, note *report.Exception, err error) {
	before, at := r.standings(), r.placeOf(file, m)
	if before == nil || at.service == "" || r.Period.IsZero() || m.tab.End() >= r.Period.Start() {
		return false, nil, nil
	}
	closed, err := before.closedOn(at.period)
	if err != nil {
		return false, nil, err
	}
	standing, err := before.standing(at)
	switch {
	case err != nil:
		return false, nil, err
	case len(standing) == 0:
		m.earlier = closed.IsZero() && r.owes(at, m)
		return m.earlier, nil, nil
	}
	now, err := r.sketchTable(file, m)
	var refusal *ingest.Refusal
	if errors.As(err, &refusal) {
		return false, nil, nil // it can't be read, and nobody asked for it
	}
	if err != nil {
		return false, nil, err
	}
	if closed.IsZero() && corrects(standing, now, m) {
		m.earlier = true
		return true, nil, nil
	}
	return false, revision(standing, now, m, at), nil
}

// placeOf is the place that a sheet would take by its name.
func (r *run) placeOf(file *ingest.File, m *match) claim {
	var f facts
	m.settlePeriod(&f, m.ret)
	return claim{m.ret.Name, r.serviceOf(r.source, factText(file, m.loc, "service"), m.ret), f.period.String()}
}

// owes says whether returns_due.csv asks for a return of an earlier period of the
// same financial year: what was never asked for, or lies further back, is not
// taken in unasked.
func (r *run) owes(at claim, m *match) bool {
	if period.Of(m.tab.Start(), period.Year) != period.Of(r.Period.Start(), period.Year) {
		return false
	}
	for _, d := range r.Rules.Due {
		if d.Return == at.ret && d.Service == at.service && d.Owes(period.Of(m.tab.Start(), d.PeriodKind)) {
			return true
		}
	}
	return false
}

// corrects says whether a sheet of an earlier period is a recognised correction of
// what was returned. Of a period in several parts none is replaced alone.
func corrects(standing []ledger.Submission, now *sketch.Sketch, m *match) bool {
	if len(standing) != 1 || standing[0].Span != "" {
		return false
	}
	ok, _ := isCorrection(standing[0], coming{ret: m.ret, records: now})
	return ok && !equalTo(standing[0], now)
}

func equalTo(old ledger.Submission, now *sketch.Sketch) bool {
	var was sketch.Sketch
	return was.UnmarshalBinary(old.Sketch) == nil && was.EqualRecords(now)
}

// revision notes that a sheet differs from what was accepted of it, or from what
// was returned; nil where it doesn't, or that can't be told.
func revision(standing []ledger.Submission, now *sketch.Sketch, m *match, at claim) *report.Exception {
	i := slices.IndexFunc(standing, func(s ledger.Submission) bool {
		return s.Span == "" || s.Span == m.tab.String()
	})
	if i < 0 {
		return revisionNote(fmt.Sprintf("“%s” holds entries for %s, which were not in what was received before for %s", m.sheet.Name, m.tab, at.period), at)
	}
	old := standing[i]
	var was sketch.Sketch
	if was.UnmarshalBinary(old.Sketch) != nil { // of a newer winnow, or none was kept
		return nil
	}
	c := sketch.Compare(&was, now)
	if !c.Comparable || c.Equal {
		return nil
	}
	what := "accepted"
	if old.State == ledger.Returned {
		what = "received and sent back for correction"
	}
	return revisionNote(fmt.Sprintf("“%s” differs from what was %s on %s for %s: %s", m.sheet.Name, what, old.Received.Format("2 January 2006"), at.period, changeWords(c, unitWords(m.ret))), at)
}

func revisionNote(says string, at claim) *report.Exception {
	return &report.Exception{Rule: report.KindRevision, Kind: report.KindRevision, Severity: report.Note,
		Message: fmt.Sprintf("The sheet %s. It was not read; the figures for %s stay as they are.", says, at.period),
		Fix:     fmt.Sprintf("If the change is meant, tell whoever collects the returns that %s is to be corrected. If it isn't, undo it in the sheet.", at.period)}
}

// readEarlier takes in a sheet of an earlier period. Where it can't be used it is
// left with a word why: the period being collected doesn't wait for it.
func (r *run) readEarlier(ctx context.Context, f *received, file *ingest.File, m *match, all []*match) error {
	tables := len(f.tables)
	err := r.readTable(ctx, f, file, m)
	var refusal *ingest.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	for _, s := range f.tables[tables:] {
		if err := errors.Join(s.report.Exceptions.Close(), s.report.Trials.Close(), s.held.Close(), s.clean.drop()); err != nil {
			return err
		}
	}
	f.tables, f.report.Tables = f.tables[:tables], f.report.Tables[:tables]
	tell(f, m, all, tabNote(m, report.Query, fmt.Sprintf("is for %s, for which nothing is accepted, and could not be taken in: %s", m.tab, refusal.Reason), refusal.Fix))
	return nil
}

// tell asks the service about a sheet that was not read, with another of its return
// that is or was: only such a one has a letter.
func tell(f *received, m *match, all []*match, e report.Exception) {
	for _, s := range f.tables {
		if s.match.ret == m.ret && !s.match.earlier {
			s.report.Exceptions.Add(e)
			return
		}
	}
	for _, other := range all {
		if other.ret == m.ret && !other.earlier {
			other.notes = append(other.notes, e)
			return
		}
	}
	f.report.Exceptions.Add(e)
}
