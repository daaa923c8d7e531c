package pipeline

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// tabs gives each sheet of a workbook that has one for each month or quarter its
// own period, and leaves out those that aren't due: a note says which. It refuses
// a file that has no sheet for the period being collected.
func (r *run) tabs(file *ingest.File, rep *report.File, found []*match) ([]*match, *ingest.Refusal, error) {
	var kept []*match
	for _, group := range byReturn(found) {
		if !r.parted(file, group) {
			kept = append(kept, group...)
			continue
		}
		due, refusal, err := r.dueTabs(file, rep, group)
		if refusal != nil || err != nil {
			return nil, refusal, err
		}
		kept = append(kept, due...)
	}
	return kept, nil, nil
}

// byReturn groups matches by their return, in the order of the sheets.
func byReturn(found []*match) [][]*match {
	var groups [][]*match
	at := map[string]int{}
	for _, m := range found {
		i, ok := at[m.ret.Name]
		if !ok {
			i, groups = len(groups), append(groups, nil)
			at[m.ret.Name] = i
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

// parted says whether the sheets of a return stand for periods by their names,
// and gives each its period. Without a pattern in the rule file that takes two
// sheets or more, all of them named so.
func (r *run) parted(file *ingest.File, group []*match) bool {
	patterns := group[0].ret.Find.Sheets
	if len(patterns) == 0 {
		if len(group) < 2 {
			return false
		}
		patterns = usualTabs
	}
	periods := make([]period.Period, len(group))
	for i, m := range group {
		p, ok := tabPeriod(patterns, m.sheet.Name, r.yearOf(file, m))
		if !ok {
			return false
		}
		periods[i] = p
	}
	for i, m := range group {
		m.tab = periods[i]
	}
	return true
}

// yearOf returns the financial year that a sheet without one in its name is for:
// that of the run, else that of the period printed above the table.
func (r *run) yearOf(file *ingest.File, m *match) period.Period {
	p := r.Period
	if p.IsZero() {
		p, _ = period.Parse(factText(file, m.loc, "period"))
	}
	if p.IsZero() {
		return p
	}
	return period.Of(p.Start(), period.Year)
}

// dueTabs returns the sheets to read now, and says what becomes of the others.
func (r *run) dueTabs(file *ingest.File, rep *report.File, group []*match) ([]*match, *ingest.Refusal, error) {
	filled := map[*match]bool{}
	var last period.Date // the first day of the last sheet with entries
	for _, m := range group {
		empty, err := emptyTable(file, m)
		if err != nil {
			return nil, nil, err
		}
		if filled[m] = !empty; !empty {
			last = max(last, m.tab.Start())
		}
	}
	due := slices.DeleteFunc(slices.Clone(group), func(m *match) bool { return !r.isDue(m) })
	if len(due) == 0 {
		return nil, r.noSheet(group), nil
	}
	some := slices.ContainsFunc(due, func(m *match) bool { return filled[m] })
	var read []*match
	for _, m := range group {
		if r.isDue(m) && (filled[m] || !some) { // where all are empty, the table's own checks say so
			read = append(read, m)
			continue
		}
		taken, err := r.otherTab(file, rep, m, filled[m], last, firstFilled(due, filled))
		if err != nil {
			return nil, nil, err
		}
		if taken {
			read = append(read, m)
		}
	}
	return read, nil, nil
}

// firstFilled returns the first of the sheets with entries, else the first.
func firstFilled(due []*match, filled map[*match]bool) *match {
	return due[max(0, slices.IndexFunc(due, func(m *match) bool { return filled[m] }))]
}

// otherTab says what becomes of a sheet that isn't due now: one of an earlier
// period may be taken in after all. That it was revised is told with a sheet that
// is read, so that the service hears of it.
func (r *run) otherTab(file *ingest.File, rep *report.File, m *match, filled bool, last period.Date, beside *match) (taken bool, err error) {
	var note *report.Exception
	if filled {
		taken, note, err = r.earlierTab(file, m)
	}
	switch {
	case err != nil || taken:
	case note != nil:
		beside.notes = append(beside.notes, *note)
	default:
		return false, r.tellLeft(rep, m, r.leftTab(m, filled, last), beside)
	}
	return taken, err
}

// tellLeft tells why a sheet was not read: what the service is asked about it with a
// sheet that is read, as only that has a letter. Of one that was taken in when the
// file came, and is only not judged again, nothing is told.
func (r *run) tellLeft(rep *report.File, m *match, why report.Exception, beside *match) error {
	if r.out != nil && len(r.source.Again) > 0 {
		known, err := r.out.ledger.Submissions(ledger.Filter{SHA256: rep.SHA256, States: []ledger.State{ledger.Checked, ledger.Accepted, ledger.Returned, ledger.Superseded}})
		if err != nil || slices.ContainsFunc(known, func(s ledger.Submission) bool { return s.Return == m.ret.Name && s.Sheet == m.sheet.Name }) {
			return err
		}
	}
	if why.Severity == report.Note {
		rep.Exceptions.Add(why)
	} else {
		beside.notes = append(beside.notes, why)
	}
	return nil
}

// isDue says whether a sheet is of the period that is being collected.
func (r *run) isDue(m *match) bool {
	return r.Period.IsZero() || m.tab.IsZero() || m.tab.Within(r.Period) || r.Period.Within(m.tab)
}

// leftTab says why a sheet was not read.
func (r *run) leftTab(m *match, filled bool, last period.Date) report.Exception {
	later := m.tab.Start() > last
	switch wide := r.Period.IsZero() || r.Period.Kind == period.Year; {
	case r.isDue(m) && !(wide && later): // an empty one among others
		return tabNote(m, report.Query, "is empty, and the others are not", "Fill it in, or say that there is nothing to report.")
	case !filled && (later || m.tab.Start() > r.Period.End()):
		return tabNote(m, report.Note, "is empty; it was left for later", "")
	case m.tab.Start() > r.Period.End():
		return tabNote(m, report.Query, fmt.Sprintf("is for %s, which is yet to come, and holds entries; it was not read", m.tab),
			fmt.Sprintf("Check that nothing of %s was entered on this sheet.", r.Period))
	}
	return tabNote(m, report.Note, fmt.Sprintf("is for %s; only %s is being collected, so it was not read", m.tab, r.Period), "")
}

// noSheet refuses a workbook that has no sheet for the period.
func (r *run) noSheet(group []*match) *ingest.Refusal {
	var names []string
	for _, m := range group {
		names = append(names, "“"+m.sheet.Name+"”")
	}
	return &ingest.Refusal{Kind: report.KindWrongPeriod, Reason: fmt.Sprintf("it has no sheet for %s, only %s", r.Period, strings.Join(names, ", ")),
		Fix: fmt.Sprintf("Send the workbook with the sheet for %s filled in.", r.Period)}
}

func tabNote(m *match, severity report.Severity, says, fix string) report.Exception {
	return report.Exception{Rule: report.KindSource, Kind: report.KindSource, Severity: severity,
		Message: fmt.Sprintf("The sheet “%s” %s.", m.sheet.Name, says), Fix: fix}
}

// emptyTable says whether a table holds nothing yet: no records, or only those of
// a template, whose required figures are all blank or 0.
func emptyTable(file *ingest.File, m *match) (bool, error) {
	var figures []int
	for i, c := range m.layout.Columns {
		if c.Numeric && c.Required && m.loc.Columns[i] >= 0 {
			figures = append(figures, m.loc.Columns[i])
		}
	}
	reader, err := m.rows(file)
	if err != nil {
		return false, err
	}
	defer func() { _ = reader.Close() }() // what is read is read
	for b := (table.Batch{}); ; {
		if err := reader.Next(&b); errors.Is(err, io.EOF) {
			return true, nil
		} else if err != nil {
			return false, err
		}
		if len(figures) == 0 || anyFigure(&b, figures) {
			return false, nil
		}
	}
}

// anyFigure says whether one of the columns holds anything but blanks and zeros.
func anyFigure(b *table.Batch, columns []int) bool {
	for _, col := range columns {
		for row := range b.Rows {
			if c := b.Cols[col].Cell(row); !c.Empty() && strings.Trim(c.Raw, "0. ") != "" {
				return true
			}
		}
	}
	return false
}

// settlePeriod gives a table the period of its sheet: for itself where the return
// is collected by such periods, else as a part of the return's period.
func (m *match) settlePeriod(f *facts, ret *rules.Return) {
	switch {
	case m.tab.IsZero():
	case ret.PeriodKind == m.tab.Kind || ret.PeriodKind == period.None || m.tab.Kind > ret.PeriodKind:
		f.period = m.tab
	default:
		f.span = m.tab
		if f.period.IsZero() {
			f.period = period.Of(m.tab.Start(), ret.PeriodKind)
		}
	}
}
