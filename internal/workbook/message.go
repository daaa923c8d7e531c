package workbook

import (
	"fmt"
	"strings"

	"winnow/internal/reply"
	"winnow/internal/report"
)

// headline is the one sentence that says how things stand.
func headline(parts []*part) string {
	for _, p := range parts {
		if p.SentBack != "" {
			return "The whole return is sent back: " + oneLine(p.SentBack) + ". None of its rows is counted yet."
		}
	}
	var sum tally
	held := 0
	for _, p := range parts {
		held += p.Table.Rows.HeldBack
		sum = sum.plus(p.tally)
	}
	switch {
	case held > 0:
		return count(held, noun(parts, 1)+" needs correcting before it can be counted", noun(parts, 2)+" need correcting before they can be counted") + "."
	case sum.must > 0:
		return count(sum.must, "point must be fixed", "points must be fixed") + "."
	case sum.ask > 0:
		return "Every " + noun(parts, 1) + " was accepted. " + count(sum.ask, "point needs a correction or a reason", "points need a correction or a reason") + "."
	case sum.tell > 0:
		return "Nothing to correct. " + count(sum.tell, "point is", "points are") + " for your information."
	}
	return "Nothing to correct. Thank you."
}

func (t tally) plus(o tally) tally {
	return tally{t.must + o.must, t.ask + o.ask, t.tell + o.tell, t.rest + o.rest, t.fresh + o.fresh, t.still + o.still, t.repeated + o.repeated}
}

// noun is the word for n of what all parts count; rows where they differ.
func noun(parts []*part, n int) string {
	word := parts[0].Table.Rows.Noun(n)
	for _, p := range parts {
		if p.Table.Rows.Noun(n) != word {
			return report.Rows{}.Noun(n)
		}
	}
	return word
}

// steps are what the reader is asked to do, in order.
func (b *book) steps() []string {
	var sum tally
	held := 0
	for _, p := range b.parts {
		held += p.Table.Rows.HeldBack
		sum = sum.plus(p.tally)
	}
	if sum.open()+held == 0 {
		return nil
	}
	list := b.sheet(reply.RoleExceptions)
	out := []string{"Open the sheet “" + list + "”. Each line says what is wrong, where it is and what to do. A click under “Go to” takes you there."}
	out = append(out, b.correctStep())
	out = append(out, b.rowsStep())
	if sum.ask > 0 {
		out = append(out, "Where a line says “"+severityWord(report.Query)+"” and your figure is right, leave it as it is: on the sheet “"+list+"”, choose an answer under “"+reply.TitleDid+"” and write why under “"+reply.TitleReason+"”.")
	}
	out = append(out, "What you can't correct, or are asked to tell us, write under “"+reply.TitleReason+"” of its line. For what you simply corrected nothing need be filled in; the colours stay until we have checked it again, so “"+reply.Answers[0]+"” helps you to keep track.")
	return append(out, b.sendStep())
}

// rowsStep says what to do with rows that should not be there, and with totals.
func (b *book) rowsStep() string {
	words := "A row that should not be there, delete as a whole: leave that to the last, from the bottom up, as the links lead to the rows as they stand now."
	if b.marked() {
		words += " Totals, too, come last: add up again when the rows are right."
	}
	return words
}

// correctStep says where to correct.
func (b *book) correctStep() string {
	if b.marked() {
		return "Correct the coloured cells in this very workbook. It is your own, with all that you had in it: we coloured cells, put notes, hints and links on them, and added the sheets listed below. Your figures and formulas are as you sent them. Point at a coloured cell to read what is wrong with it. Correct other cells too where they belong to it."
	}
	own := "your own file"
	if name := oneLine(b.parts[0].FileName); name != "" && !b.cameBack() {
		own += " (" + name + ")"
	}
	var sheets []string
	for _, o := range b.own {
		if o.Role == reply.RoleRows {
			sheets = append(sheets, "“"+o.Name+"”")
		}
	}
	switch len(sheets) {
	case 0:
		return "Make the corrections in " + own + "."
	case 1:
		return "Correct the rows on the sheet " + sheets[0] + " of this workbook, where the cells are coloured; or make the corrections in " + own + ". Do it in one of the two, not in both."
	}
	return "Correct the rows on the sheets " + listed(sheets) + " of this workbook, where the cells are coloured; or make the corrections in " + own + ". Do it in one of the two, not in both."
}

// cameBack says whether what was received is a workbook of winnow's.
func (b *book) cameBack() bool { return b.parts[0].Reply != nil && b.parts[0].Reply.Marked }

// sendStep says what to send.
func (b *book) sendStep() string {
	switch {
	case b.marked():
		return "Save this workbook and send it back in the usual way, the whole of it. You need not send anything else."
	case b.indexOf(reply.RoleRows) < 0:
		return "If you filled in answers here, save this workbook and send it back in the usual way. If you corrected your own file, send that one, with all its rows" + bothSent
	}
	return "Save this workbook and send it back in the usual way: we put the corrected rows in their places. If you corrected your own file, send that one instead, with all its rows" + bothSent
}

// bothSent says in which order an answered workbook and a corrected file are sent: the
// later takes the place of the earlier, and only the reasons of the workbook stay.
const bothSent = "; if you filled in answers here too, send this workbook first, and your own file once you have our receipt."

// whyCopies says why the sender's own workbook isn't marked; "" where there is
// nothing to say.
func (b *book) whyCopies() string {
	if b.marked() || b.plan.Because == "" {
		return ""
	}
	return "Your own workbook could not be marked, because " + strings.TrimSuffix(oneLine(b.plan.Because), ".") + ". So here are copies of the rows instead."
}

// replyWords says how a part stands beside what was sent back, in a sentence or two.
func replyWords(p *part) []string {
	r := p.Reply
	var done []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{r.Fixed, "point is fixed", "points are fixed"}, {r.StillOpen, "is still open", "are still open"},
		{r.Explained, "is explained", "are explained"}, {r.New, "is new", "are new"},
	} {
		if c.n > 0 || len(done) == 0 {
			done = append(done, count(c.n, c.one, c.many))
		}
	}
	words := []string{"Since it was sent back, " + listed(done) + "."}
	if other := changeCounts(r); len(other) > 0 {
		words = append(words, "Besides, "+listed(other)+".")
	}
	return words
}

// changeCounts counts the changes that nobody asked for.
func changeCounts(r *report.Reply) []string {
	var out []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{r.Elsewhere.Len(), "cell that we didn't ask about was changed", "cells that we didn't ask about were changed"},
		{r.Removed.Len(), "record is gone", "records are gone"}, {r.Added.Len(), "record was added", "records were added"},
		{r.Unsure.Len(), "record could be one of several", "records could be one of several"},
	} {
		if c.n > 0 {
			out = append(out, count(c.n, c.one, c.many))
		}
	}
	return out
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
