package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"winnow/internal/due"
	"winnow/internal/period"
)

// statusSchema names the form of status's JSON.
const statusSchema = "winnow/status/v1"

func statusJSON(w io.Writer, q owedQuestion, lines []due.Line) error {
	counts := map[due.State]int{}
	for _, state := range due.States {
		counts[state] = 0
	}
	for _, l := range lines {
		counts[l.State]++
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Schema  string            `json:"schema"`
		Period  string            `json:"period"`
		AsAt    string            `json:"as_at"`
		Returns []due.Line        `json:"returns_due"`
		Counts  map[due.State]int `json:"counts"`
	}{statusSchema, q.period.String(), q.today().String(), append([]due.Line{}, lines...), counts})
}

// statusText prints the lines service by service, and how many there are of each
// state.
func statusText(w io.Writer, q owedQuestion, lines []due.Line) {
	fmt.Fprintf(w, "Returns for %s, on %s\n\n", due.PeriodWords(q.period), q.today().Long())
	rows := [][]string{{"return", "due", "state", "received", "no.", ""}}
	for _, l := range lines {
		rows = append(rows, statusRow(l, q.period))
	}
	var b strings.Builder
	printAligned(&b, "  ", rows)
	printed := strings.Split(b.String(), "\n")
	if len(lines) > 0 {
		fmt.Fprintln(w, printed[0])
	}
	for i, l := range lines {
		if i == 0 || lines[i-1].Service != l.Service || lines[i-1].State != l.State && (l.State == due.Extra) {
			fmt.Fprintln(w, statusHeading(l))
		}
		fmt.Fprintln(w, printed[i+1])
	}
	if len(lines) > 0 {
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, statusSummary(lines))
}

// statusHeading names the service of the lines that follow.
func statusHeading(l due.Line) string {
	name := cmp.Or(l.Service, "service not known")
	if l.ServiceName != l.Service {
		name += ": " + l.ServiceName
	}
	if l.State == due.Extra {
		name += ", not owed"
	}
	return name
}

func statusRow(l due.Line, asked period.Period) []string {
	name, day, received := l.Return, "", ""
	if l.Period != asked && !l.Period.IsZero() {
		name += ", " + due.PeriodWords(l.Period)
	}
	if l.State != due.Extra {
		day = l.Due.Long()
	}
	if !l.Received.IsZero() {
		received = l.Received.Format("2 January 2006")
	}
	return []string{name, day, stateWords(l), received, l.Submission, l.Note}
}

// stateWords says how a line stands: "returned, 12 open, 2 days late".
func stateWords(l due.Line) string {
	words := l.State.Words()
	if l.Open > 0 {
		words += ", " + thousands(l.Open) + " open"
	}
	switch {
	case l.DaysLate == 0:
		return words
	case l.State == due.Late:
		return words + " by " + counted(l.DaysLate, "day", "days")
	}
	return words + ", " + counted(l.DaysLate, "day", "days") + " late"
}

// statusSummary counts the lines by state: "12 owed: 3 accepted, 9 missing; 1 not owed".
func statusSummary(lines []due.Line) string {
	counts := map[due.State]int{}
	for _, l := range lines {
		counts[l.State]++
	}
	owed := len(lines) - counts[due.Extra]
	var parts []string
	for _, state := range due.States {
		if n := counts[state]; n > 0 && state != due.Extra {
			parts = append(parts, thousands(n)+" "+state.Words())
		}
	}
	words := "nothing is owed"
	if owed > 0 {
		words = thousands(owed) + " owed: " + strings.Join(parts, ", ")
	}
	if n := counts[due.Extra]; n > 0 {
		words += fmt.Sprintf("; %s here and not owed", thousands(n))
	}
	return words
}
