package pipeline

import (
	"fmt"
	"sort"
	"strings"

	"winnow/ingest"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// match is a table found in a sheet and the return it is.
type match struct {
	ret    *rules.Return
	layout *ingest.Layout
	loc    *ingest.Location
	sheet  ingest.Sheet
	share  float64       // of the return's columns that were found
	tab    period.Period // what the sheet's name says it is for; zero where it says nothing

	earlier bool               // the sheet is taken in for its own period, which is before the run's
	notes   []report.Exception // on other sheets of the workbook, told with this one
}

// enoughColumns is the share of a return's columns that a sheet must have to be
// taken for it when nobody said which return it is.
const enoughColumns = 0.5

// recognise finds the tables of a file: for each sheet the return whose titles
// fit best. A file in which no sheet fits is refused, naming the nearest.
func (r *run) recognise(of *opened, rep *report.File) ([]*match, *ingest.Refusal, error) {
	f := of.File
	var found []*match
	var nearest *match
	var unread []ingest.Sheet
	beside := besideBlank(f)
	for i, sheet := range f.Sheets {
		if beside[i] || of.own(i) {
			continue
		}
		matches, err := r.allMatches(f, i)
		if err != nil {
			return nil, nil, err
		}
		best, taken := bestOf(matches), r.taken(matches)
		if found = append(found, taken...); len(taken) == 0 {
			unread = append(unread, sheet)
		}
		if best != nil && (nearest == nil || best.share > nearest.share) {
			nearest = best
		}
	}
	if len(found) == 0 {
		return nil, r.notRecognised(nearest), nil
	}
	for _, sheet := range unread {
		unreadSheet(sheet, rep)
	}
	return r.tabs(f, rep, found)
}

// bestOf returns the match that fits best, nil where there is none.
func bestOf(matches []*match) *match {
	var best *match
	for _, m := range matches {
		if best == nil || m.better(best) {
			best = m
		}
	}
	return best
}

// allMatches returns every return that has a title in a sheet.
func (r *run) allMatches(f *ingest.File, sheet int) ([]*match, error) {
	var all []*match
	for i, ret := range r.Rules.Returns {
		if r.only != "" && ret.Name != r.only || !wanted(ret, f.Sheets[sheet], f.Format) {
			continue
		}
		if r.layouts[i].Headless && r.only == "" && len(r.layouts) > 1 {
			continue // nothing tells its columns from any others
		}
		loc, err := f.Match(sheet, r.layouts[i])
		if err != nil {
			return nil, err
		}
		sole := r.Return != "" || len(r.Rules.Returns) == 1
		if loc != nil && (loc.Matched > 0 || sole && ret.Bare) {
			m := &match{ret: ret, layout: r.layouts[i], loc: loc, sheet: f.Sheets[sheet]}
			m.share = float64(loc.Matched) / float64(max(1, len(m.titled())))
			all = append(all, m)
		}
	}
	return all, nil
}

// better prefers complete required columns, then the larger share, then the
// larger number of columns.
func (m *match) better(o *match) bool {
	if (m.loc.MissingRequired == 0) != (o.loc.MissingRequired == 0) {
		return m.loc.MissingRequired == 0
	}
	if m.share != o.share {
		return m.share > o.share
	}
	return m.loc.Matched > o.loc.Matched
}

// fits says whether a match is good enough to be taken for the return.
func (r *run) fits(m *match) bool {
	if r.only != "" || len(r.Rules.Returns) == 1 {
		return true
	}
	need := 0
	for _, c := range m.layout.Columns {
		if c.Required {
			need++
		}
	}
	if need > 0 && float64(need-m.loc.MissingRequired)/float64(need) >= enoughColumns && m.loc.Matched > 1 {
		return true
	}
	return m.share >= enoughColumns
}

// wanted says whether a sheet may hold a return: one that the rule file names,
// or without names every visible one.
func wanted(ret *rules.Return, sheet ingest.Sheet, format string) bool {
	if format == "csv" || len(ret.Find.Sheets) == 0 {
		return !sheet.Hidden
	}
	for _, pattern := range ret.Find.Sheets {
		if sheetMatches(pattern, sheet.Name) {
			return true
		}
	}
	return false
}

// onlyForm says whether the one return that a file may be is a form.
func (r *run) onlyForm() bool {
	for _, ret := range r.Rules.Returns {
		if (r.only == "" || r.only == ret.Name) && !ret.Form {
			return false
		}
	}
	return true
}

func (r *run) notRecognised(nearest *match) *ingest.Refusal {
	refusal := &ingest.Refusal{Kind: report.KindSource, Reason: "no table with the expected column headings was found"}
	if nearest == nil && r.onlyForm() {
		refusal.Reason = "no form with the expected labels was found"
		refusal.Fix = "Check that this is the right file: a visible sheet with each label of the template and its value beside it, or below it."
		return refusal
	}
	if nearest == nil {
		refusal.Fix = "Check that this is the right file, and that the first 50 rows of a visible sheet hold the column headings of the template." + r.blockHint()
		if r.only != "" {
			refusal.Reason = fmt.Sprintf("no column heading of %s was found", r.only)
		}
		return refusal
	}
	refusal.Reason += fmt.Sprintf("; the nearest is “%s”", nearest.ret.Title)
	if nearest.loc.Form != nil {
		refusal.Fix = fmt.Sprintf("%d of its %d labels were found. Missing: %s. Check that this is the right file, and label the values as the template has them.",
			nearest.loc.Matched, len(nearest.titled()), strings.Join(missingTitles(nearest), ", "))
		return refusal
	}
	missing := missingTitles(nearest)
	refusal.Fix = fmt.Sprintf("%d of its %d columns were found in row %d. Missing: %s. Check that this is the right file, and put the headings as the template has them.",
		nearest.loc.Matched, len(nearest.titled()), nearest.loc.HeaderRow, strings.Join(missing, ", "))
	return refusal
}

// blockHint says which labels must stand above the table where every return that a
// file may be is read below one: without it the headings alone find nothing.
func (r *run) blockHint() string {
	var labels []string
	for _, ret := range r.Rules.Returns {
		if r.only != "" && r.only != ret.Name {
			continue
		}
		if len(ret.Find.Block.After) == 0 {
			return ""
		}
		for _, label := range ret.Find.Block.After {
			labels = append(labels, "“"+label+"”")
		}
	}
	return fmt.Sprintf(" The template's label must stand above them: %s.", strings.Join(labels, " or "))
}

// missingTitles lists the titles that a table lacks, required ones first.
func missingTitles(m *match) []string {
	type column struct {
		title    string
		required bool
	}
	var columns []column
	for _, i := range m.titled() {
		if m.loc.Columns[i] < 0 {
			title := m.title(i)
			if near := m.nearExtra(i); near != "" {
				title += fmt.Sprintf(" (did you mean “%s”?)", near)
			}
			columns = append(columns, column{title, m.layout.Columns[i].Required})
		}
	}
	sort.SliceStable(columns, func(i, j int) bool { return columns[i].required && !columns[j].required })
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
	}
	return titles
}
