// Package metrics writes what is known of a workspace as a Prometheus textfile,
// which node_exporter and windows_exporter pick up. Start reading at Write.
//
// It gets plain figures and hands on nothing else: no cell values, no file
// names, no services. It reads no ledger and keeps nothing between runs but the
// file itself: when the last run went well is for the caller to say, from the
// ledger; only where the ledger can't be read does WriteFailure take it over
// from the file that stands there.
package metrics

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Figures is a workspace at the end of a run, for the period being collected.
// Counts given twice under the same labels are added up.
type Figures struct {
	Workspace string // the label "workspace", which tells several on one machine apart; "" for none
	Version   string // of winnow
	Schema    int    // the ledger's schema version
	Run       Run
	Inbox     int // files that wait in the inbox

	Submissions []Submissions
	Exceptions  []Exceptions
	Rows        []Rows
	Due         []Due
	Mails       []Mails
}

// Run is the last run and when runs last went well and ill. A zero time is not
// written: it never happened.
type Run struct {
	At          time.Time     // when the last run ended
	LastSuccess time.Time     // the last that ended with exit code 0 or 1: the job was done
	LastFailure time.Time     // the last that ended with 2 or 3
	Took        time.Duration // the last run
	ExitCode    int           // the last run's
}

// Submissions counts a return's submissions in a state: received, checked,
// accepted, returned, refused, superseded, withdrawn.
type Submissions struct {
	Return, State string
	Count         int
}

// Exceptions counts a return's open exceptions of a severity: error, query, note.
type Exceptions struct {
	Return, Severity string
	Open             int
}

// Rows counts a return's rows over its accepted and returned submissions.
type Rows struct {
	Return                   string
	Clean, HeldBack, Skipped int
}

// Due counts the services that owe a return, by how it stands with them: due,
// not_due, late, missing, partial, received, returned, accepted.
type Due struct {
	Return, State string
	Count         int
}

// Mails counts mails by state: draft, queued, sending, sent, failed, cancelled.
type Mails struct {
	State string
	Count int
}

// set gathers gauges under names that begin with winnow_.
type set struct {
	registry *prometheus.Registry
	constant prometheus.Labels
	errs     []error
}

// gauges adds a family with the given labels and returns what adds to one of
// its series.
func (s *set) gauges(name, help string, labels ...string) func(v float64, values ...string) {
	family := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: prefix + name, Help: help, ConstLabels: s.constant,
	}, labels)
	s.errs = append(s.errs, s.registry.Register(family))
	return func(v float64, values ...string) {
		g, err := family.GetMetricWithLabelValues(values...)
		if err != nil {
			s.errs = append(s.errs, fmt.Errorf("%s%s: %w", prefix, name, err))
			return
		}
		g.Add(v)
	}
}

const prefix = "winnow_"

// Write writes the figures to the file at path, whose name must end in .prom
// for an exporter to see it. The file is replaced as one step: an exporter sees
// the old figures or the new ones. A later failure that stands in the file is
// kept: the ledger knows nothing of runs that could not open it.
func Write(path string, f Figures) error {
	if failed := lastFailed(path); failed.After(f.Run.LastFailure) {
		f.Run.LastFailure = failed
	}
	s := newSet(f.Workspace)
	s.run(f.Run)
	s.gauges("build_info", "Which winnow wrote these figures; always 1.", "version", "goversion")(1, f.Version, runtime.Version())
	s.gauges("ledger_schema_version", "Version of the ledger's tables.")(float64(f.Schema))
	s.gauges("inbox_files", "Files that wait in the inbox.")(float64(f.Inbox))
	s.counts(f)
	if err := errors.Join(s.errs...); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return replace(path, s.registry)
}

func newSet(workspace string) *set {
	s := &set{registry: prometheus.NewPedanticRegistry()}
	if workspace != "" {
		s.constant = prometheus.Labels{"workspace": workspace}
	}
	return s
}

// run adds what is known even of a run that could not open the ledger.
func (s *set) run(r Run) {
	moment := func(name, help string, t time.Time) {
		if !t.IsZero() {
			s.gauges(name, help)(float64(t.UnixMilli()) / 1000)
		}
	}
	moment("last_run_timestamp_seconds", "When the last run ended.", r.At)
	moment(lastSuccess, "When a run last did its job (exit code 0 or 1).", r.LastSuccess)
	moment(lastFailure, "When a run last failed (exit code 2 or 3).", r.LastFailure)
	s.gauges("last_run_duration_seconds", "How long the last run took.")(r.Took.Seconds())
	s.gauges("last_run_exit_code", "Exit code of the last run: 0 nothing to correct, 1 something to correct, 2 a fault of usage or rules, 3 not done.")(float64(r.ExitCode))
}

const (
	lastSuccess = "last_success_timestamp_seconds"
	lastFailure = "last_failure_timestamp_seconds"
)

func (s *set) counts(f Figures) {
	submissions := s.gauges("submissions", "Submissions of the period, by return and state.", "return", "state")
	for _, c := range f.Submissions {
		submissions(float64(c.Count), c.Return, c.State)
	}
	open := s.gauges("open_exceptions", "Exceptions that are still open, by return and severity.", "return", "severity")
	for _, c := range f.Exceptions {
		open(float64(c.Open), c.Return, c.Severity)
	}
	rows := s.gauges("rows", "Rows of the submissions in force, by return and by where they went.", "return", "side")
	for _, c := range f.Rows {
		rows(float64(c.Clean), c.Return, "clean")
		rows(float64(c.HeldBack), c.Return, "held_back")
		rows(float64(c.Skipped), c.Return, "skipped")
	}
	due := s.gauges("returns_due", "Services that owe a return, by return and by how it stands.", "return", "state")
	for _, c := range f.Due {
		due(float64(c.Count), c.Return, c.State)
	}
	mails := s.gauges("mails", "Mails by state.", "state")
	for _, c := range f.Mails {
		mails(float64(c.Count), c.State)
	}
}
