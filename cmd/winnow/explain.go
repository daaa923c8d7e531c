package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/internal/pipeline"
)

func newExplain(s streams) *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "explain FILE…",
		Short: "Show what winnow sees in a file: sheets, headings, columns, totals",
		Long: `Shows how winnow reads a file, before any rule judges a cell: what kind of file
it is, its sheets (hidden ones too), which return it is taken for and what comes
next to it, the row of the headings, which column is which field, what is missing
or unknown and what it was probably meant to be, the facts above the table, and
which rows are records, totals, notes or blank. Writes nothing.`,
		Example: "  winnow explain quits.xlsx\n  winnow explain --rules rules/payments.yaml --format json payments.csv\n  winnow explain --return smoking_quits \"Copy of Q1 FINAL.xlsx\"",
		Args:    atLeast(1, "at least one file"),
		RunE:    func(c *cobra.Command, args []string) error { return explain(c.Context(), s, f, args) },
	}
	c.Flags().StringVar(&f.rules, "rules", "", "rule file, or folder of rule files")
	c.Flags().StringVar(&f.ret, "return", "", "take the files for this return")
	c.Flags().StringVar(&f.period, "period", "", "period the files are for, such as 2021-22-Q1")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	f.read.add(c)
	return c
}

// explain prints what is seen in each file. It ends with 1 where one of them
// can't be used.
func explain(ctx context.Context, s streams, f checkFlags, files []string) error {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help explain"}
	}
	config, err := f.config(files)
	if err != nil {
		return err
	}
	if config.Ingest, err = s.options(ctx, f.read); err != nil {
		return err
	}
	seen, err := pipeline.Explain(config)
	if seen == nil && err != nil {
		return s.unread(err)
	}
	w := bufio.NewWriter(s.out)
	if f.format == "json" {
		err = explainJSON(w, seen, err)
	} else {
		for _, x := range seen {
			printExplanation(w, x)
		}
	}
	if flushErr := w.Flush(); flushErr != nil {
		return flushErr
	}
	if err != nil {
		return s.unread(err)
	}
	if slices.ContainsFunc(seen, sentBack) {
		return outcome(exitToCorrect)
	}
	return nil
}

// sentBack says whether a file, or a table of it, can't be used.
func sentBack(x *pipeline.Explanation) bool {
	return x.Refused != nil || slices.ContainsFunc(x.Sheets, func(s pipeline.SheetSeen) bool { return s.Table != nil && s.Table.Refused != nil })
}

// explainJSON prints {"files": […]} and passes on why some could not be read.
func explainJSON(w io.Writer, seen []*pipeline.Explanation, unread error) error {
	text, err := plainJSON(map[string]any{"files": seen})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w, text); err != nil {
		return err
	}
	return unread
}

var formatWords = map[string]string{"xlsx": "Excel workbook", "csv": "CSV"}

var delimiterWords = map[string]string{",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}

func printExplanation(w io.Writer, x *pipeline.Explanation) {
	parts := []string{}
	if x.Format != "" {
		parts = append(parts, formatWords[x.Format], fmt.Sprintf("%s bytes", thousands(int(x.Bytes))))
	}
	if x.Encoding != nil {
		parts = append(parts, *x.Encoding)
	}
	if x.Delimiter != nil {
		word := delimiterWords[*x.Delimiter]
		if word == "" {
			word = *x.Delimiter
		}
		parts = append(parts, word+" between the cells")
	}
	if x.Date1904 {
		parts = append(parts, "dates count from 1904")
	}
	fmt.Fprintf(w, "%s: %s\n", x.Path, strings.Join(parts, ", "))
	if x.Refused != nil {
		fmt.Fprintf(w, "  can't be used: %s\n    %s\n", *x.Refused, deref(x.Fix))
	}
	printRemarks(w, "  ", "", x.Notes)
	for _, s := range x.Sheets {
		printSheet(w, s)
	}
	fmt.Fprintln(w)
}

func printSheet(w io.Writer, s pipeline.SheetSeen) {
	name := "table"
	if s.Name != "" {
		name = fmt.Sprintf("sheet “%s”", s.Name)
	}
	if s.Hidden {
		name += " (hidden)"
	}
	switch {
	case len(s.Guesses) == 0 && s.Hidden:
		fmt.Fprintf(w, "  %s: not read\n", name)
		return
	case len(s.Guesses) == 0:
		fmt.Fprintf(w, "  %s: no column heading of a return\n", name)
		return
	}
	var guesses []string
	for _, g := range s.Guesses[:min(3, len(s.Guesses))] {
		guesses = append(guesses, fmt.Sprintf("%s with %d of %d columns", g.Return, g.Matched, g.Columns))
	}
	verdict := "taken for "
	if len(s.More) > 0 {
		guesses = []string{s.Table.Return}
	}
	switch {
	case s.Table == nil:
		verdict = "not taken for a return; nearest is "
	case s.Unread != nil:
		verdict = "not read; nearest is "
	}
	fmt.Fprintf(w, "  %s: %s%s\n", name, verdict, strings.Join(guesses, ", then "))
	if s.Table != nil {
		printTable(w, s.Table)
	}
	for _, t := range s.More {
		fmt.Fprintf(w, "  %s, further down: taken for %s\n", name, t.Return)
		printTable(w, t)
	}
}

func printTable(w io.Writer, t *pipeline.TableSeen) {
	where := headings(t.HeaderRow)
	if t.TwoRows {
		where = fmt.Sprintf("headings in rows %d and %d", t.HeaderRow-1, t.HeaderRow)
	}
	if t.Form {
		where = "a form of labels and values"
	}
	parts := []string{where}
	for _, p := range []struct {
		word  string
		value *string
	}{{"period ", t.Period}, {"as at ", t.AsAt}, {"from ", t.Service}} {
		if p.value != nil {
			parts = append(parts, p.word+*p.value)
		}
	}
	fmt.Fprintf(w, "    %s\n", strings.Join(parts, ", "))
	for _, f := range t.Facts {
		fmt.Fprintf(w, "    %s in %s: %s\n", f.Name, f.Cell, f.Text)
	}
	printColumns(w, t)
	noun := "row"
	if t.Form {
		noun = "form"
	}
	fmt.Fprintf(w, "    %s = %s + %s\n", counted(t.Read, noun, noun+"s"), counted(t.Records, "record", "records"), skippedWords(t.Skipped, t.Skipped.Sum()))
	printRemarks(w, "    ", "total: ", t.Totals)
	printRemarks(w, "    ", "text: ", t.Remarks)
	printRemarks(w, "    ", "", t.Notes)
	if t.Refused != nil {
		fmt.Fprintf(w, "    would be sent back: %s\n", *t.Refused)
	}
}

// printColumns prints each heading with its field, then what is missing.
func printColumns(w io.Writer, t *pipeline.TableSeen) {
	if t.Form {
		printLabels(w, t)
		return
	}
	rows := [][]string{{"column", "heading", "field"}}
	for _, c := range t.Columns {
		field := deref(c.Field)
		if c.Field == nil {
			if field = "(not part of the return)"; c.Near != nil {
				field = fmt.Sprintf("(unknown: did you mean “%s”?)", *c.Near)
			}
		}
		rows = append(rows, []string{c.Column, c.Heading, field})
	}
	for _, m := range t.Missing {
		word := "(missing)"
		if m.Required {
			word = "(missing, required)"
		}
		if m.Near != nil {
			word += fmt.Sprintf(" did you mean “%s”?", *m.Near)
		}
		rows = append(rows, []string{"-", word, m.Field})
	}
	printAligned(w, "    ", rows)
}

// printLabels prints each label of a form with its field, then what is missing.
func printLabels(w io.Writer, t *pipeline.TableSeen) {
	rows := [][]string{{"label in", "label", "value in", "field"}}
	for _, l := range t.Labels {
		field := "(not part of the return)"
		if l.Field != nil {
			field = *l.Field
		}
		rows = append(rows, []string{l.Cell, l.Label, l.Value, field})
	}
	for _, m := range t.Missing {
		word := "(missing)"
		if m.Required {
			word = "(missing, required)"
		}
		rows = append(rows, []string{"-", word, "-", m.Field})
	}
	printAligned(w, "    ", rows)
}

func printRemarks(w io.Writer, indent, word string, list []pipeline.Remark) {
	for _, r := range list {
		at := ""
		if r.Row > 0 {
			at = fmt.Sprintf("row %d: ", r.Row)
		}
		fmt.Fprintf(w, "%s%s%s%s\n", indent, at, word, r.Text)
	}
}
