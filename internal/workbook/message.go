package workbook

import (
	"fmt"
	"strings"

	"winnow/internal/report"
)

// headline is the one sentence that says how things stand.
func headline(in *Input) string {
	if in.SentBack != "" {
		return "The whole return is sent back: " + oneLine(in.SentBack) + ". None of its rows is counted yet."
	}
	t := in.Table
	errors, queries, notes := t.Exceptions.Count(report.Error), t.Exceptions.Count(report.Query), t.Exceptions.Count(report.Note)
	switch {
	case t.Rows.HeldBack > 0:
		one, many := t.Rows.Noun(1), t.Rows.Noun(2)
		return count(t.Rows.HeldBack, one+" needs correcting before it can be counted", many+" need correcting before they can be counted") + "."
	case errors > 0:
		return count(errors, "point must be fixed", "points must be fixed") + "."
	case queries > 0:
		return "Every " + t.Rows.Noun(1) + " was accepted. " + count(queries, "point needs a correction or a reason", "points need a correction or a reason") + "."
	case notes > 0:
		return "Nothing to correct. " + count(notes, "point is", "points are") + " for your information."
	}
	return "Nothing to correct. Thank you."
}

// steps are what the reader is asked to do, in order.
func steps(in *Input) []string {
	errors, queries := in.Table.Exceptions.Count(report.Error), in.Table.Exceptions.Count(report.Query)
	if errors+queries == 0 && in.Table.Rows.HeldBack == 0 {
		return nil
	}
	out := []string{"Open the sheet “" + sheetExceptions + "”. Each line says what is wrong, where it is in your file and what to do."}
	own := "Make the corrections in your own file"
	if in.FileName != "" {
		own += " (" + oneLine(in.FileName) + ")"
	}
	own += ", not in this workbook."
	if in.HeldRows != nil && in.Table.Rows.HeldBack > 0 {
		own += " The sheet “" + sheetRows + "” shows each row with something to correct, and the cells are marked."
	}
	out = append(out, own)
	send := "Send your whole file again in the usual way: all its rows, not only the corrected ones."
	if queries > 0 {
		out = append(out, "Where a line says “"+severityWord(report.Query)+"” and your figure is right, leave it as it is: choose an answer under “What you did” and write why under “Reason”.")
		send += " If you gave a reason, send this workbook to the person you had it from; it does not take the place of your file."
	}
	return append(out, send)
}

func contact(s string) string {
	if s = oneLine(s); s != "" {
		return s
	}
	return "Reply to whoever sent you this workbook."
}

func skippedWords(s report.Skipped) string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{s.Blank, "blank row", "blank rows"}, {s.Header, "repeated heading", "repeated headings"},
		{s.Total, "total", "totals"}, {s.Note, "note", "notes"},
	} {
		if p.n > 0 {
			parts = append(parts, count(p.n, p.one, p.many))
		}
	}
	return listed(parts)
}

func join(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = oneLine(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// paragraphs writes a page of text; an empty line stays one.
func paragraphs(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintln(&b, strings.TrimRight(l, " "))
	}
	return b.String()
}
