package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/ledger"
	"winnow/internal/report"
	"winnow/internal/workspace"
)

// historySchema names the version of what history and show print as JSON.
const historySchema = "winnow/history/v1"

type historyFlags struct {
	workspace, ret, service, period, state, file, format string
	limit                                                int
}

// shownByDefault is how many submissions history prints where nothing narrows it
// down; it says how many there are more.
const shownByDefault = 50

func newHistory(s streams) *cobra.Command {
	var f historyFlags
	c := &cobra.Command{
		Use:   "history",
		Short: "What was received, when, and what became of it",
		Long: `Lists the submissions of a workspace, the newest first: one for each table received,
and one for each file that could not be used. States are checked (waits for a
decision), accepted, returned (with points open), refused, superseded, withdrawn.
It reads without disturbing a run, and shows no value from any file.`,
		Example: "  winnow history -w returns\n  winnow history --return smoking_quits --period 2021-22-Q1\n  winnow history --state checked      # what waits for a decision\n  winnow history --format json --limit 0",
		Args:    exactly(0, "no arguments: flags choose what is listed"),
		RunE:    func(*cobra.Command, []string) error { return s.history(f) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().StringVar(&f.ret, "return", "", "only this return")
	c.Flags().StringVar(&f.service, "service", "", "only this service")
	c.Flags().StringVar(&f.period, "period", "", "only this period")
	c.Flags().StringVar(&f.state, "state", "", "only these states, with commas between them")
	c.Flags().StringVar(&f.file, "file", "", "only files whose name contains this, or whose SHA-256 begins with it")
	c.Flags().IntVar(&f.limit, "limit", shownByDefault, "how many at most; 0 for all")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	return c
}

func (s streams) history(f historyFlags) error {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help history"}
	}
	filter, err := f.filter()
	if err != nil {
		return err
	}
	return s.inLedger(f.workspace, func(book *ledger.Book) error {
		all, err := book.Submissions(filter)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(x ledger.Submission) bool { return !f.names(x) })
		shown := all
		if f.limit > 0 && len(all) > f.limit {
			shown = all[:f.limit]
		}
		w := bufio.NewWriter(s.out)
		if f.format == "json" {
			err = historyJSON(w, book, shown)
		} else {
			historyText(w, shown, len(all))
		}
		return errors.Join(err, w.Flush())
	})
}

// inLedger looks into a workspace's ledger. Before the first run there is none, and
// nothing to tell.
func (s streams) inLedger(root string, do func(*ledger.Book) error) (err error) {
	view, err := workspace.OpenView(root)
	if errors.Is(err, ledger.ErrMissing) && workspace.Fresh(root) {
		return &usageError{"nothing has been taken in here yet", "take in what is in the inbox: winnow run -w " + root}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	return do(&view.Ledger.Book)
}

var allStates = []ledger.State{ledger.Received, ledger.Checked, ledger.Accepted, ledger.Returned, ledger.Refused, ledger.Superseded, ledger.Withdrawn}

func (f historyFlags) filter() (ledger.Filter, error) {
	out := ledger.Filter{Return: f.ret, Service: f.service, Newest: true}
	if f.period != "" {
		p, err := parsePeriod(f.period)
		if err != nil {
			return out, err
		}
		out.Period = p.String()
	}
	for _, word := range strings.FieldsFunc(f.state, func(r rune) bool { return r == ',' || r == ' ' }) {
		state := ledger.State(strings.ToLower(word))
		if !slices.Contains(allStates, state) {
			return out, &usageError{fmt.Sprintf("--state: there is no state %q", word), "checked, accepted, returned, refused, superseded or withdrawn"}
		}
		out.States = append(out.States, state)
	}
	return out, nil
}

// names says whether a submission is of the file that was asked for.
func (f historyFlags) names(x ledger.Submission) bool {
	ask := strings.ToLower(f.file)
	return ask == "" || strings.Contains(strings.ToLower(x.Name), ask) || strings.HasPrefix(x.SHA256, ask)
}

func historyText(w io.Writer, shown []ledger.Submission, all int) {
	if all == 0 {
		fmt.Fprintln(w, "nothing")
		return
	}
	rows := [][]string{{"no.", "received", "return", "service", "period", "state", "rows", "file"}}
	for _, x := range shown {
		rows = append(rows, []string{fmt.Sprint(x.ID), clock(x.Received), orDash(x.Return), orDash(x.Service), orDash(x.Period), submissionState(x), rowShare(x), onALine(orDash(x.Name))})
	}
	printAligned(w, "", rows)
	if more := all - len(shown); more > 0 {
		fmt.Fprintf(w, "and %s more; --limit 0 lists all\n", thousands(more))
	}
}

// rowShare says how many of a submission's records are clean.
func rowShare(x ledger.Submission) string {
	if x.Rows.Read == 0 {
		return "-"
	}
	return thousands(x.Rows.Clean) + " of " + thousands(x.Rows.Clean+x.Rows.HeldBack)
}

// submissionState is a submission's state with what it leaves to do.
func submissionState(x ledger.Submission) string {
	switch {
	case x.State == ledger.Checked:
		return "checked, waits for a decision"
	case x.Stands && x.Open > 0:
		return fmt.Sprintf("%s, %s open", x.State, thousands(x.Open))
	case x.Successor != 0:
		return fmt.Sprintf("%s by %d", x.State, x.Successor)
	}
	return string(x.State)
}

func clock(t time.Time) string { return t.Format("2006-01-02 15:04") }

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// submissionJSON is a submission as history prints it.
type submissionJSON struct {
	Submission int64       `json:"submission"`
	File       *string     `json:"file"` // nil once its original was deleted
	SHA256     string      `json:"sha256"`
	Sheet      *string     `json:"sheet"`
	Return     *string     `json:"return"`
	Service    *string     `json:"service"`
	Period     *string     `json:"period"`
	AsAt       *string     `json:"as_at"`
	Received   string      `json:"received"`
	State      string      `json:"state"`
	Reason     *string     `json:"reason"`
	Successor  *int64      `json:"successor"`
	Rows       report.Rows `json:"rows"`
	Errors     int         `json:"errors"`
	Queries    int         `json:"queries"`
	Open       int         `json:"open"`
	Published  *string     `json:"published"` // path within the workspace
}

func jsonOf(x ledger.Submission) submissionJSON {
	j := submissionJSON{Submission: x.ID, File: report.Ptr(x.Name), SHA256: x.SHA256, Sheet: report.Ptr(x.Sheet), Return: report.Ptr(x.Return), Service: report.Ptr(x.Service),
		Period: report.Ptr(x.Period), AsAt: report.Ptr(x.AsAt), Received: x.Received.Format(time.RFC3339), State: string(x.State), Reason: report.Ptr(x.Reason),
		Rows:   report.Rows{Read: x.Rows.Read, Clean: x.Rows.Clean, HeldBack: x.Rows.HeldBack, Skipped: x.Rows.Skipped},
		Errors: x.Errors, Queries: x.Queries, Open: x.Open}
	if x.Successor != 0 {
		j.Successor = &x.Successor
	}
	if x.Stands {
		j.Published = report.Ptr(x.Parquet)
	}
	return j
}

// arrivalJSON is one time that a file came.
type arrivalJSON struct {
	At      string  `json:"at"`
	File    *string `json:"file"`
	SHA256  string  `json:"sha256"`
	Outcome string  `json:"outcome"`
}

func historyJSON(w io.Writer, book *ledger.Book, shown []ledger.Submission) error {
	out := struct {
		Schema      string           `json:"schema"`
		Submissions []submissionJSON `json:"submissions"`
		Arrivals    []arrivalJSON    `json:"arrivals"`
	}{Schema: historySchema, Submissions: []submissionJSON{}, Arrivals: []arrivalJSON{}}
	listed := map[string]bool{}
	for _, x := range shown {
		out.Submissions = append(out.Submissions, jsonOf(x))
		listed[x.SHA256] = true
	}
	arrivals, err := book.Arrivals("")
	if err != nil {
		return err
	}
	for _, a := range arrivals {
		if listed[a.SHA256] {
			out.Arrivals = append(out.Arrivals, arrivalJSON{a.At.Format(time.RFC3339), report.Ptr(a.Name), a.SHA256, a.Outcome})
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
