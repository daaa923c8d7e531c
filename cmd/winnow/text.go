package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"winnow/internal/report"
	"winnow/internal/workspace"
)

var severityWords = map[report.Severity]string{report.Error: "must fix", report.Query: "fix or explain", report.Note: "for information"}

// printText prints a report for the person who asked: what is wrong, with the
// values, file by file, then the measures.
func printText(w io.Writer, rep *report.Report) {
	for _, f := range rep.Files {
		fmt.Fprintf(w, "%s: %s\n", onALine(f.Path), verdict(f))
		printFindings(w, f.Exceptions)
		for _, t := range f.Tables {
			fmt.Fprintf(w, "  %s\n  %s\n", describe(t), rowCounts(t))
			printFindings(w, t.Exceptions)
			printWaived(w, t, ruleAndKey)
			printTrials(w, t)
		}
		fmt.Fprintln(w)
	}
	printMeasures(w, rep.Measures)
	printSkipped(w, rep.Rules)
	printWaivers(w, rep.Waivers, ruleAndKey)
}

// verdict says in a line what became of a file.
func verdict(f *report.File) string {
	switch f.Status {
	case report.FileRefused:
		return "refused: " + *f.Reason
	case report.FileIgnored:
		return "left alone: " + *f.Reason
	}
	n, explained := map[report.Severity]int{}, 0
	for _, t := range f.Tables {
		explained += t.Explained
	}
	for s := range severityWords {
		n[s] = f.Exceptions.Count(s)
		for _, t := range f.Tables {
			n[s] += t.Exceptions.Count(s)
		}
	}
	var parts []string
	if n[report.Error] > 0 {
		parts = append(parts, fmt.Sprintf("%s to correct", thousands(n[report.Error])))
	}
	if open := n[report.Query] - explained; open > 0 {
		parts = append(parts, counted(open, "query to fix or explain", "queries to fix or explain"))
	}
	if len(parts) == 0 {
		parts = append(parts, "nothing to correct")
	}
	if explained > 0 {
		parts = append(parts, counted(explained, "query explained", "queries explained"))
	}
	if n[report.Note] > 0 {
		parts = append(parts, counted(n[report.Note], "note", "notes"))
	}
	return strings.Join(parts, ", ")
}

// replyWords says what a table that came back has become; "" for any other.
func replyWords(r *report.Reply) string {
	if r == nil {
		return ""
	}
	parts := []string{fmt.Sprintf("answers submission %d: %s fixed, %s still open", r.To, thousands(r.Fixed), thousands(r.StillOpen))}
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{r.Explained, "explained", "explained"}, {r.New, "new", "new"}, {r.Elsewhere.Len(), "cell changed elsewhere", "cells changed elsewhere"},
		{r.Removed.Len(), "record removed", "records removed"}, {r.Added.Len(), "record added", "records added"}, {r.Unsure.Len(), "record not told apart", "records not told apart"},
	} {
		if p.n > 0 {
			parts = append(parts, counted(p.n, p.one, p.many))
		}
	}
	return strings.Join(parts, ", ")
}

// describe names a table: return, period, date, service, place.
func describe(t *report.Table) string {
	parts := []string{t.Return}
	for _, p := range []struct {
		word  string
		value *string
	}{{"", t.Period}, {"as at ", t.AsAt}, {"from ", t.Service}, {"sheet ", t.Sheet}} {
		if p.value != nil {
			parts = append(parts, p.word+*p.value)
		}
	}
	if t.Rows.Unit == report.UnitForms {
		return strings.Join(append(parts, "a form"), ", ")
	}
	return strings.Join(append(parts, headings(t.HeaderRow)), ", ")
}

// headings says where a table's headings stand; 0 is nowhere.
func headings(row int) string {
	if row == 0 {
		return "without headings"
	}
	return fmt.Sprintf("headings in row %d", row)
}

// rowCounts prints the reconciliation: read = clean + held back + skipped.
func rowCounts(t *report.Table) string {
	return fmt.Sprintf("%s read = %s clean + %s held back + %s",
		counted(t.Rows.Read, t.Rows.Noun(1), t.Rows.Noun(2)), thousands(t.Rows.Clean), thousands(t.Rows.HeldBack), skippedWords(t.Skipped, t.Rows.Skipped))
}

// skippedWords says how many rows were skipped, and why.
func skippedWords(skipped report.Skipped, n int) string {
	var why []string
	for _, s := range []struct {
		n    int
		word string
	}{{skipped.Blank, "blank"}, {skipped.Header, "repeated heading"}, {skipped.Total, "total"}, {skipped.Note, "note"}} {
		if s.n > 0 {
			why = append(why, fmt.Sprintf("%s %s", thousands(s.n), s.word))
		}
	}
	words := fmt.Sprintf("%s skipped", thousands(n))
	if len(why) > 0 {
		words += " (" + strings.Join(why, ", ") + ")"
	}
	return words
}

func printFindings(w io.Writer, list *report.List) {
	for e := range list.All() {
		printFinding(w, severityWords[e.Severity], e)
	}
}

func printFinding(w io.Writer, word string, e report.Exception) {
	where := e.Cell
	if where == "" && e.Row > 0 {
		where = fmt.Sprintf("row %d", e.Row)
	}
	if e.Key != "" {
		where = strings.TrimSpace(where + " " + e.Key)
	}
	if where != "" {
		where += ": "
	}
	fmt.Fprintf(w, "    %s  %s%s [%s]\n", word, where, e.Message, e.Rule)
	if e.Expected != "" && e.Severity != report.Note {
		fmt.Fprintf(w, "        expected: %s\n", e.Expected)
	}
	if e.Fix != "" {
		fmt.Fprintf(w, "        %s\n", e.Fix)
	}
}

// printMeasures prints the figures with their targets and bands in columns.
func printMeasures(w io.Writer, measures []report.Measure) {
	if len(measures) == 0 {
		return
	}
	rows := [][]string{{"measure", "value", "kind", "target", "variance", "band"}}
	for _, m := range measures {
		rows = append(rows, measureLine(m))
	}
	printAligned(w, "", rows)
}

// printAligned prints rows of cells in columns of even width.
func printAligned(w io.Writer, indent string, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, c := range r {
			b.WriteString(c + strings.Repeat(" ", width[i]-len([]rune(c))+2))
		}
		fmt.Fprintln(w, indent+strings.TrimRight(b.String(), " "))
	}
}

func measureLine(m report.Measure) []string {
	name := m.Measure
	for _, field := range slices.Sorted(maps.Keys(m.Group)) {
		name += " " + cmp.Or(m.Group[field], "(blank)")
	}
	if m.Period != nil {
		name += " " + *m.Period
	}
	value := deref(m.Value)
	if m.Value == nil {
		value = deref(m.Label)
	}
	if m.Status == report.Provisional {
		value = strings.TrimSpace(value + fmt.Sprintf(" (%s to %s, %s held back)", orUnknown(m.Low), orUnknown(m.High), thousands(m.HeldBack)))
	}
	variance := deref(m.VariancePercent)
	if variance != "" {
		variance += "%"
		if !strings.HasPrefix(variance, "-") {
			variance = "+" + variance
		}
	}
	return []string{name, value, m.ValueKind, deref(m.Target), variance, deref(m.Band)}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orUnknown(s *string) string {
	if s == nil {
		return "?"
	}
	return *s
}

// printSkipped names the rules that did not run, with the reason.
func printSkipped(w io.Writer, rules []report.RuleStatus) {
	for _, r := range rules {
		if r.Status == report.RuleSkipped && r.Reason != nil {
			fmt.Fprintf(w, "not checked: %s of %s: %s\n", r.Rule, r.Return, *r.Reason)
		}
		if r.Elsewhere != nil {
			fmt.Fprintf(w, "not checked everywhere: %s of %s: %s\n", r.Rule, r.Return, *r.Elsewhere)
		}
	}
}

// printRun prints what a run did, without a value from any file.
func printRun(w io.Writer, rep *report.Report, root string, published bool) {
	taken, waits := 0, false
	if len(rep.Files) > 1 {
		fmt.Fprintf(w, "%s\n\n", filesInAll(rep))
	}
	for _, f := range rep.Files {
		fmt.Fprintf(w, "%s: %s\n", onALine(f.Path), verdict(f))
		waits = waits || f.Waits
		if f.Status != report.FileIgnored {
			taken++
		}
		for _, t := range f.Tables {
			fmt.Fprintf(w, "  %s\n  %s\n", describe(t), rowCounts(t))
			if words := replyWords(t.Reply); words != "" {
				fmt.Fprintf(w, "  %s\n", words)
			}
			printRuleCounts(w, t.Exceptions)
			printWaived(w, t, ruleAlone)
		}
	}
	switch {
	case taken == 0 && waits:
		fmt.Fprintln(w, "nothing new is published; what waits for a decision lies in waiting/")
		return
	case taken == 0:
		fmt.Fprintln(w, "nothing new in the inbox")
		return
	}
	fmt.Fprintln(w)
	printMeasures(w, rep.Measures)
	printTrialCounts(w, rep.Rules)
	printWaivers(w, rep.Waivers, ruleAlone)
	if published {
		printWhere(w, rep, root)
	}
}

// filesInAll counts the files of a run by what became of them.
func filesInAll(rep *report.Report) string {
	n := map[string]int{}
	for _, f := range rep.Files {
		switch {
		case f.Waits:
			n["waiting for a decision"]++
		case f.Status == report.FileExceptions:
			n["to correct"]++
		case f.Status == report.FileIgnored:
			n["left alone"]++
		default:
			n[string(f.Status)]++
		}
	}
	var parts []string
	for _, word := range []string{"accepted", "to correct", "refused", "waiting for a decision", "left alone"} {
		if n[word] > 0 {
			parts = append(parts, thousands(n[word])+" "+word)
		}
	}
	return counted(len(rep.Files), "file", "files") + ": " + strings.Join(parts, ", ")
}

// printRuleCounts prints how often each rule was broken, in the order in which
// they were met.
func printRuleCounts(w io.Writer, list *report.List) {
	type line struct {
		severity report.Severity
		rule     string
	}
	var order []line
	counts := map[line]int{}
	for e := range list.All() {
		if e.Severity == report.Note {
			continue
		}
		l := line{e.Severity, e.Rule}
		if counts[l]++; counts[l] == 1 {
			order = append(order, l)
		}
	}
	for _, l := range order {
		fmt.Fprintf(w, "    %s  %s × %s\n", severityWords[l.severity], l.rule, thousands(counts[l]))
	}
}

func printWhere(w io.Writer, rep *report.Report, root string) {
	fmt.Fprintf(w, "\nto send back:  %s\n", filepath.Join(root, workspace.OutboxDir))
	fmt.Fprintf(w, "clean data:    %s\n", filepath.Join(root, workspace.PublishedDir))
	seen := map[string]bool{}
	for _, f := range rep.Files {
		for _, t := range f.Tables {
			if t.Period != nil && !seen[*t.Period] {
				seen[*t.Period] = true
				fmt.Fprintf(w, "report:        %s\n", filepath.Join(root, workspace.ReportsDir, *t.Period, "report.json"))
			}
		}
	}
}
