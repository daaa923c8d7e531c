package workbook

import (
	"fmt"
	"io"
	"strings"

	"winnow/internal/due"
	"winnow/internal/period"
)

// ReminderInput is what a service is reminded of.
type ReminderInput struct {
	ServiceName string
	Addressee   string // who the service's own contact is; "" where that isn't known
	Period      period.Period
	Written     period.Date
	Lines       []due.Line // as due.Chase picked them, all of one service
	Contact     string     // who to ask
}

// reminderParts are the parts of a reminder, the most pressing first.
var reminderParts = []struct {
	title  string
	states []due.State
	says   func(l due.Line, written period.Date) string
}{
	{"Missing", []due.State{due.Missing}, absentWords},
	{"Late", []due.State{due.Late}, absentWords},
	{"Only partly here", []due.State{due.Partial}, partlyWords},
	{"Sent back to you, with points still open", []due.State{due.Returned}, sentBackWords},
	{"Due soon", []due.State{due.Due, due.NotDue}, dueWords},
}

// WriteReminder writes a page of text that tells a service what it owes: what is
// missing, late or due soon, and what was sent back and not corrected. It holds no
// cell values, so it may go by mail.
func WriteReminder(w io.Writer, in ReminderInput) error {
	title := "Reminder: returns for " + due.PeriodWords(in.Period)
	lines := []string{title, underline(title), ""}
	lines = append(lines, facts([][2]string{{"Service", in.ServiceName}, {"To", in.Addressee}, {"Period", periodWords(in.Period.String())}, {"Written on", in.Written.Long()}})...)
	for _, part := range reminderParts {
		lines = append(lines, reminderPart(in, part.title, part.states, part.says)...)
	}
	lines = append(lines, "", "What to do", "")
	return finish(w, append(append(lines, whatToDo(in.Lines)...), closing(in.Contact, "")...))
}

func reminderPart(in ReminderInput, title string, states []due.State, says func(due.Line, period.Date) string) []string {
	var out []string
	for _, l := range in.Lines {
		for _, s := range states {
			if l.State == s {
				out = append(out, "", fold(reminded(l, in.Period)+": "+says(l, in.Written)))
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append([]string{"", title}, out...)
}

// reminded names a return, and its period where that is not the page's.
func reminded(l due.Line, page period.Period) string {
	if l.Period == page {
		return oneLine(l.Title)
	}
	return oneLine(l.Title) + " for " + due.PeriodWords(l.Period)
}

func absentWords(l due.Line, written period.Date) string {
	return dueWords(l, written) + " Nothing that we can use has come." + noteWords(l)
}

func partlyWords(l due.Line, written period.Date) string { return dueWords(l, written) + noteWords(l) }

// dueWords says when a return is or was due, and how far off that day is.
func dueWords(l due.Line, written period.Date) string {
	switch days := int(l.Due - written); {
	case days > 1:
		return fmt.Sprintf("due on %s, in %s.", l.Due.Long(), count(days, "day", "days"))
	case days == 1:
		return fmt.Sprintf("due on %s, tomorrow.", l.Due.Long())
	case days == 0:
		return fmt.Sprintf("due today, %s.", l.Due.Long())
	default:
		return fmt.Sprintf("was due on %s, %s ago.", l.Due.Long(), count(-days, "day", "days"))
	}
}

func sentBackWords(l due.Line, _ period.Date) string {
	points := "points are"
	if l.Open > 0 {
		points = count(l.Open, "point is", "points are")
	}
	return fmt.Sprintf("of your file “%s”, received on %s, %s still to be corrected or explained.", oneLine(l.File), l.Received.Format("2 January 2006"), points) + noteWords(l)
}

// noteWords is a line's note as a sentence that follows another.
func noteWords(l due.Line) string {
	if l.Note == "" {
		return ""
	}
	return " " + sentence(l.Note)
}

func whatToDo(lines []due.Line) []string {
	var sentBack, other bool
	for _, l := range lines {
		sentBack = sentBack || l.State == due.Returned
		other = other || l.State != due.Returned
	}
	var steps []string
	if other {
		steps = append(steps, "Send your file in the usual way.")
	}
	if sentBack {
		steps = append(steps, "Where a file was sent back, correct it as the workbook says that you got with it, and send that workbook or your own file back, the whole of it.")
	}
	steps = append(steps, "If you have sent it since this was written, there is nothing more to do. If you can't send it in time, or have nothing to report, please say so.")
	return []string{fold(strings.Join(steps, " "))}
}
