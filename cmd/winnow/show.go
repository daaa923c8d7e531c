package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

type showFlags struct {
	workspace, format string
	open, reasons     bool
}

func newShow(s streams) *cobra.Command {
	var f showFlags
	c := &cobra.Command{
		Use:   "show SUBMISSION",
		Short: "Everything that is known of one submission",
		Long: `Shows one submission: where its file came from and how often, its states over time
with who decided, what was found rule by rule and what is still open, what was
written about it and where that lies, and the mails. It shows no value from any file;
--reasons shows what the service wrote beside its points, which may be about people.`,
		Example: "  winnow show 17 -w returns\n  winnow show 17 --open --reasons\n  winnow show 17 --format json",
		Args:    exactly(1, "the number of one submission"),
		RunE:    func(_ *cobra.Command, args []string) error { return s.show(f, args[0]) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().BoolVar(&f.open, "open", false, "list each finding that is open, with its id and place")
	c.Flags().BoolVar(&f.reasons, "reasons", false, "list what the service wrote: reasons for queries, and why a point can't be corrected")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	return c
}

// dossier is a submission with all that the ledger has of it.
type dossier struct {
	sub         *ledger.Submission
	file        *ledger.File
	rules       string // hash of the rule set that it was checked with last
	program     string
	arrivals    []ledger.Arrival
	transitions []ledger.Transition
	counts      []ledger.RuleCount
	exceptions  []ledger.Exception
	waived      []ledger.WaiverUse
	letters     []ledger.Letter
	mails       []ledger.Mail
	said        []ledger.Explanation // of the submission's findings
}

func (s streams) show(f showFlags, number string) error {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help show"}
	}
	id, err := submissionNumber(number)
	if err != nil {
		return err
	}
	return s.inLedger(f.workspace, func(book *ledger.Book) error {
		x, err := dossierOf(book, id)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(s.out)
		if f.format == "json" {
			err = x.json(w, f.reasons)
		} else {
			x.text(w)
			if f.open {
				x.open(w)
			}
			if f.reasons {
				x.reasons(w)
			}
		}
		return errors.Join(err, w.Flush())
	})
}

func dossierOf(book *ledger.Book, id int64) (*dossier, error) {
	x := &dossier{}
	var err error
	if x.sub, err = book.Submission(id); err != nil {
		return nil, err
	}
	if x.sub == nil {
		return nil, &usageError{fmt.Sprintf("there is no submission %d", id), "winnow history lists them"}
	}
	var more []error
	get := func(err error) { more = append(more, err) }
	x.file, err = book.File(x.sub.SHA256)
	get(err)
	x.arrivals, err = book.Arrivals(x.sub.SHA256)
	get(err)
	x.transitions, err = book.Transitions(id)
	get(err)
	x.counts, err = book.RuleCounts(id)
	get(err)
	x.exceptions, err = book.Exceptions(id)
	get(err)
	x.said, err = book.Explanations(x.sub.Return, x.sub.Service)
	get(err)
	found := map[string]bool{}
	for _, e := range x.exceptions {
		found[e.ID] = true
	}
	x.said = slices.DeleteFunc(x.said, func(e ledger.Explanation) bool { return !found[e.Exception] })
	x.waived, err = book.WaiversUsed(id)
	get(err)
	x.letters, err = book.Letters(id)
	get(err)
	whole, err := book.LettersOf(x.sub.SHA256)
	get(err)
	x.letters = append(x.letters, whole...)
	x.mails, err = book.MailsOf(id)
	get(err)
	get(x.checkedWith(book))
	return x, errors.Join(more...)
}

// checkedWith finds the run that judged the submission last.
func (x *dossier) checkedWith(book *ledger.Book) error {
	at := x.sub.Run
	for _, t := range x.transitions {
		if t.State == ledger.Accepted || t.State == ledger.Returned {
			at = t.Run
		}
	}
	r, err := book.Run(at)
	if r != nil {
		x.rules, x.program = r.RuleSet, r.Program
	}
	return err
}

func (x *dossier) text(w io.Writer) {
	s := x.sub
	fmt.Fprintf(w, "submission %d: %s\n", s.ID, submissionState(*s))
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(w, "  %-12s%s\n", label, value)
		}
	}
	line("return", s.Return)
	line("service", s.Service)
	line("period", s.Period)
	line("part", s.Span)
	line("as at", s.AsAt)
	line("sheet", s.Sheet)
	line("reason", s.Reason)
	line("sha256", s.SHA256)
	if x.file != nil && !x.file.Purged.IsZero() {
		line("original", "deleted on "+clock(x.file.Purged)+", as its time to keep was over")
	}
	if s.Return != "" {
		line("rows", fmt.Sprintf("%s read = %s clean + %s held back + %s skipped", thousands(s.Rows.Read), thousands(s.Rows.Clean), thousands(s.Rows.HeldBack), thousands(s.Rows.Skipped)))
	}
	if s.Stands {
		line("published", s.Parquet)
	}
	line("rules", x.rules)
	line("winnow", x.program)
	x.past(w)
	x.found(w)
	x.written(w)
}

func (x *dossier) past(w io.Writer) {
	fmt.Fprintln(w, "\ncame")
	for _, a := range x.arrivals {
		fmt.Fprintf(w, "  %s  %s%s\n", clock(a.At), onALine(orDash(a.Name)), map[string]string{ledger.Duplicate: "  (again)"}[a.Outcome])
	}
	fmt.Fprintln(w, "\nstates")
	for _, t := range x.transitions {
		why := ""
		if t.Reason != "" {
			why = ": " + t.Reason
		}
		fmt.Fprintf(w, "  %s  %s by winnow %s%s\n", clock(t.At), t.State, t.Command, why)
	}
}

func (x *dossier) found(w io.Writer) {
	if len(x.counts) > 0 {
		fmt.Fprintln(w, "\nfound")
	}
	for _, c := range x.counts {
		fmt.Fprintf(w, "  %s  %s × %s, %s\n", severityWords[report.Severity(c.Severity)], c.Rule, thousands(c.Count), c.State)
	}
	for _, v := range x.waived {
		fmt.Fprintf(w, "  waived  %s × %s, until %s\n", v.Rule, thousands(v.Count), v.Until)
	}
}

// open lists what is open, one by one.
func (x *dossier) open(w io.Writer) {
	rows := [][]string{{"id", "", "rule", "column", "place", "first in"}}
	for _, e := range x.exceptions {
		if e.State == ledger.ExceptionOpen {
			rows = append(rows, []string{e.ID, severityWords[report.Severity(e.Severity)], e.Rule, orDash(e.Field), orDash(e.Place), fmt.Sprint(e.First)})
		}
	}
	fmt.Fprintln(w, "\nopen")
	printAligned(w, "  ", rows)
}

// reasons lists what the service wrote.
func (x *dossier) reasons(w io.Writer) {
	rows := [][]string{{"id", "holds until", "given", "reason"}}
	for _, e := range x.said {
		rows = append(rows, []string{e.Exception, cmp.Or(e.Until, "stays open"), orDash(e.By), onALine(e.Reason)})
	}
	fmt.Fprintln(w, "\nreasons")
	printAligned(w, "  ", rows)
}

func (x *dossier) written(w io.Writer) {
	if len(x.letters) > 0 {
		fmt.Fprintln(w, "\nwritten")
	}
	for _, l := range x.letters {
		fmt.Fprintf(w, "  %s\n", l.Path)
	}
	if len(x.mails) > 0 {
		fmt.Fprintln(w, "\nmails")
	}
	for _, m := range x.mails {
		why := ""
		if m.Reason != "" {
			why = ": " + m.Reason
		}
		fmt.Fprintf(w, "  %d  %s to %s, %s%s\n", m.ID, m.Kind, m.Address, m.State, why)
	}
}

// transitionJSON and the others are the parts of show as JSON.
type (
	transitionJSON struct {
		At      string  `json:"at"`
		State   string  `json:"state"`
		Command string  `json:"command"`
		Reason  *string `json:"reason"`
	}
	foundJSON struct {
		ID       string  `json:"exception"`
		Rule     string  `json:"rule"`
		Kind     string  `json:"kind"`
		Severity string  `json:"severity"`
		Field    *string `json:"field"`
		Place    *string `json:"place"`
		State    string  `json:"state"`
		First    int64   `json:"first_submission"`
	}
	letterJSON struct {
		Kind   string `json:"kind"`
		Path   string `json:"path"`
		SHA256 string `json:"sha256"`
	}
	saidJSON struct {
		ID     string  `json:"exception"`
		Until  *string `json:"until"` // nil where the point stays open
		By     *string `json:"by"`
		Reason string  `json:"reason"`
	}
	mailJSON struct {
		Mail     int64   `json:"mail"`
		Kind     string  `json:"kind"`
		Address  *string `json:"address"`
		State    string  `json:"state"`
		Attempts int     `json:"attempts"`
		Done     *string `json:"done"`
		Reason   *string `json:"reason"`
	}
)

func (x *dossier) json(w io.Writer, reasons bool) error {
	out := struct {
		Schema string `json:"schema"`
		submissionJSON
		Rules       string           `json:"rules_sha256"`
		Program     string           `json:"program"`
		Purged      *string          `json:"purged"`
		Arrivals    []arrivalJSON    `json:"arrivals"`
		Transitions []transitionJSON `json:"states"`
		Exceptions  []foundJSON      `json:"exceptions"`
		Letters     []letterJSON     `json:"letters"`
		Mails       []mailJSON       `json:"mails"`
		Reasons     []saidJSON       `json:"reasons,omitempty"`
	}{Schema: historySchema, submissionJSON: jsonOf(*x.sub), Rules: x.rules, Program: x.program,
		Arrivals: []arrivalJSON{}, Transitions: []transitionJSON{}, Exceptions: []foundJSON{}, Letters: []letterJSON{}, Mails: []mailJSON{}}
	if x.file != nil && !x.file.Purged.IsZero() {
		out.Purged = report.Ptr(x.file.Purged.Format(time.RFC3339))
	}
	for _, a := range x.arrivals {
		out.Arrivals = append(out.Arrivals, arrivalJSON{a.At.Format(time.RFC3339), report.Ptr(a.Name), a.SHA256, a.Outcome})
	}
	for _, t := range x.transitions {
		out.Transitions = append(out.Transitions, transitionJSON{t.At.Format(time.RFC3339), string(t.State), t.Command, report.Ptr(t.Reason)})
	}
	for _, e := range x.exceptions {
		out.Exceptions = append(out.Exceptions, foundJSON{e.ID, e.Rule, e.Kind, e.Severity, report.Ptr(e.Field), report.Ptr(e.Place), e.State, e.First})
	}
	for _, l := range x.letters {
		out.Letters = append(out.Letters, letterJSON{l.Kind, l.Path, l.Digest})
	}
	for _, m := range x.mails {
		j := mailJSON{m.ID, m.Kind, report.Ptr(m.Address), m.State, m.Attempts, nil, report.Ptr(m.Reason)}
		if !m.Done.IsZero() {
			j.Done = report.Ptr(m.Done.Format(time.RFC3339))
		}
		out.Mails = append(out.Mails, j)
	}
	for _, e := range x.said {
		if reasons {
			out.Reasons = append(out.Reasons, saidJSON{e.Exception, report.Ptr(e.Until), report.Ptr(e.By), e.Reason})
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
