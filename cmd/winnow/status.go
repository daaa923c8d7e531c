package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/nearest"
	"winnow/internal/period"
	"winnow/internal/standing"
	"winnow/internal/workspace"
	"winnow/rules"
)

type statusFlags struct {
	workspace, period, service, format, asAt string
	check                                    bool
}

// statusSchema names the form of status's JSON.
const statusSchema = "winnow/status/v1"

func newStatus(s streams) *cobra.Command {
	var f statusFlags
	c := &cobra.Command{
		Use:   "status",
		Short: "Say who has sent what, and what is due, late or missing",
		Long: `Says how every return that rules/returns_due.csv asks for stands: not due, due,
received, returned with points open, accepted, late, missing, or partial, where
only some of its parts are here. It writes nothing and waits for nobody.`,
		Example: "  winnow status -w returns\n  winnow status --period 2021-22-Q1 --service stop-smoking\n  winnow status --as-at 2021-08-01 --format json\n  winnow status --check               # for schedulers: exits 1 where anything is late or missing",
		Args:    exactly(0, "no files: it looks into the workspace"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.status(c.Context(), f) },
	}
	c.Flags().StringVarP(&f.workspace, "workspace", "w", ".", "the workspace's folder")
	c.Flags().StringVar(&f.period, "period", "", "period to ask about; default: winnow.yaml's, else the last that has ended")
	c.Flags().StringVar(&f.service, "service", "", "only this service")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().StringVar(&f.asAt, "as-at", "", "day to judge by: 2021-07-30; default: today. What has come since counts as here")
	c.Flags().BoolVar(&f.check, "check", false, "exit 1 where anything is late or missing")
	return c
}

func (s streams) status(_ context.Context, f statusFlags) (err error) {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help status"}
	}
	look, err := lookAt(f.workspace)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, look.close()) }()
	q, err := look.question(f.period, f.service, f.asAt)
	if err != nil {
		return err
	}
	lines, err := q.lines(look)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s.out)
	if f.format == "json" {
		err = statusJSON(w, q, lines)
	} else {
		statusText(w, q, lines)
	}
	if err := errors.Join(err, w.Flush()); err != nil {
		return err
	}
	if len(look.rules.Due) == 0 {
		s.hintf("say in rules/returns_due.csv which service owes which return, and by when")
	}
	if f.check && slices.ContainsFunc(lines, due.Line.Overdue) {
		return outcome(exitToCorrect)
	}
	return nil
}

// look is a workspace looked into, with its rules.
type look struct {
	config workspace.Config
	rules  *rules.Set
	view   *workspace.View // nil before the first run
}

// lookAt opens a workspace for looking. One that has taken in nothing has no
// ledger yet; one that has lost it is an error, as everything would seem missing.
func lookAt(root string) (*look, error) {
	config, err := workspace.ReadConfig(root)
	if err != nil {
		return nil, err
	}
	l := &look{config: config}
	if l.view, err = workspace.OpenView(root); errors.Is(err, ledger.ErrMissing) && workspace.Fresh(root) {
		l.view, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if l.rules, err = rules.LoadPath(filepath.Join(root, workspace.RulesDir)); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *look) close() error {
	if l.view == nil {
		return nil
	}
	return l.view.Close()
}

// book is what may be asked of the ledger; nil before the first run.
func (l *look) book() *ledger.Book {
	if l.view == nil {
		return nil
	}
	return &l.view.Ledger.Book
}

// owedQuestion is the period, service and instant that status and chase ask about.
type owedQuestion struct {
	period  period.Period
	service string // "" for all
	at      time.Time
}

func (l *look) question(p, service, asAt string) (owedQuestion, error) {
	return askOwed(l.config, l.rules, p, service, asAt)
}

// askOwed reads the flags: the period is the one named, else the workspace's, else
// the last that has ended.
func askOwed(config workspace.Config, set *rules.Set, p, service, asAt string) (q owedQuestion, err error) {
	q.at = now()
	day, err := parseAsAt(asAt)
	if err != nil {
		return q, err
	}
	if day != nil {
		d := day.Time()
		q.at = time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, q.at.Location())
	}
	if q.period, err = configPeriod(p, config); err != nil {
		return q, err
	}
	if q.period.IsZero() {
		q.period = due.Pending(set, q.today())
	}
	q.service, err = namedService(set, service)
	return q, err
}

func (q owedQuestion) today() period.Date {
	d, _ := period.NewDate(q.at.Year(), int(q.at.Month()), q.at.Day())
	return d
}

// namedService finds the service that --service means, by its id or its name.
func namedService(set *rules.Set, given string) (string, error) {
	if given == "" {
		return "", nil
	}
	var ids []string
	for _, s := range set.Services {
		if strings.EqualFold(s.Service, given) || strings.EqualFold(s.Name, given) {
			return s.Service, nil
		}
		ids = append(ids, s.Service)
	}
	for _, d := range set.Due {
		if strings.EqualFold(d.Service, given) {
			return d.Service, nil
		}
		ids = append(ids, d.Service)
	}
	hint := "winnow status lists them"
	if i := nearest.Of(given, ids); i >= 0 {
		hint = "did you mean " + ids[i] + "?"
	}
	return "", &usageError{fmt.Sprintf("--service: there is no service %q", given), hint}
}

func (q owedQuestion) lines(l *look) ([]due.Line, error) {
	lines, err := standing.Lines(l.book(), l.rules, q.period, q.at)
	if err != nil || q.service == "" {
		return lines, err
	}
	return slices.DeleteFunc(lines, func(x due.Line) bool { return x.Service != q.service }), nil
}

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
	owed := slices.DeleteFunc(slices.Clone(lines), func(l due.Line) bool { return l.State == due.Extra })
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
	fmt.Fprintln(w, statusSummary(lines, len(owed)))
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
func statusSummary(lines []due.Line, owed int) string {
	counts := map[due.State]int{}
	for _, l := range lines {
		counts[l.State]++
	}
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
