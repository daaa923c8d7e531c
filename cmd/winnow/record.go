package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"winnow/internal/logging"
	"winnow/internal/metrics"
	"winnow/internal/postbox"
	"winnow/internal/report"
	"winnow/internal/standing"
	"winnow/internal/workspace"
	"winnow/rules"
)

// The ledger's pulse: when a recorded command last ended well or ill, with its exit
// code beside it.
const (
	pulseSuccess = "success"
	pulseFailure = "failure"
)

// record is what a command leaves for those who watch over winnow: lines in the
// log, the ledger's pulse, the metrics. What can't be written is a warning: the
// work itself is done.
type record struct {
	s       streams
	log     *slog.Logger
	logFile io.Closer
	metrics string // the textfile; "" for none
	name    string // of the workspace
	zone    *time.Location
	began   time.Time
	noted   int // the exit code that pulse and metrics have; -1 for none
}

// recorded is onJob for the commands that nobody sits before. However it ends, the
// record says so.
func (s streams) recorded(ctx context.Context, command, root string, wait time.Duration, do func(*job) error) error {
	r := s.openRecord(root)
	r.log.Info("began", "command", command, "version", version, "pid", os.Getpid())
	err := s.onJob(ctx, root, wait, func(j *job) error {
		j.told = r.report
		j.mailed = func(t postbox.Tally) { r.mailed(j, t) }
		err := do(j)
		r.note(j, err)
		return err
	})
	r.end(command, err)
	return err
}

// openRecord opens the log that the workspace's settings name. Settings at fault
// are told by the command itself.
func (s streams) openRecord(root string) *record {
	r := &record{s: s, log: slog.New(slog.DiscardHandler), began: time.Now(), zone: london(), noted: -1}
	config, err := workspace.ReadConfig(root)
	if err != nil {
		return r
	}
	if zone, err := config.Location(); err == nil {
		r.zone = zone
	}
	if abs, err := filepath.Abs(root); err == nil {
		r.name = filepath.Base(abs)
	}
	if config.Metrics != "" {
		r.metrics = below(root, config.Metrics)
	}
	settings := config.Log
	if settings.File != "" && settings.File != "-" {
		settings.File = below(root, settings.File)
	}
	log, file, err := logging.Open(settings, r.zone, s.err)
	if err != nil {
		s.warnf("%v", err)
		return r
	}
	r.log, r.logFile = log, file
	return r
}

// below returns where a path of the settings lies: in the workspace, unless absolute.
func below(root, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(root, filepath.FromSlash(path))
}

// report logs what became of each file that this run took in.
func (r *record) report(rep *report.Report) {
	for _, f := range rep.Files {
		if f.Raw != nil { // an earlier run's
			continue
		}
		log := r.log.With("file", f.Path, "sha256", f.SHA256)
		switch {
		case f.Status == report.FileIgnored && !f.Waits:
			log.Debug("file left alone", "reason", text(f.Reason))
			continue
		case f.Reason != nil:
			log.Warn("file not used", "state", string(f.Status), "reason", *f.Reason)
			continue
		}
		for _, t := range f.Tables {
			log.Info("table read", "state", string(f.Status), "return", t.Return, "service", text(t.Service), "period", text(t.Period),
				"read", t.Rows.Read, "clean", t.Rows.Clean, "held_back", t.Rows.HeldBack, "skipped", t.Rows.Skipped)
		}
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// note tells the ledger how the job ended, and writes the metrics from it. It is
// called while the job holds the workspace.
func (r *record) note(j *job, err error) {
	code := exitOf(err)
	what := pulseSuccess
	if code >= exitUsage {
		what = pulseFailure
	}
	if err := j.ws.Ledger.Beat(what, nowIn(r.zone), strconv.Itoa(code)); err != nil {
		r.s.warnf("%v", err)
		return
	}
	r.noted = code
	if r.metrics == "" {
		return
	}
	if err := r.write(j, code); err != nil {
		r.s.warnf("%v", err)
	}
}

// mailed logs what became of the mails that were tried, and writes the metrics once
// more: those that note wrote still count them as queued.
func (r *record) mailed(j *job, t postbox.Tally) {
	for _, words := range t.Words {
		r.log.Warn("mail not sent", "reason", words)
	}
	if t.Sent > 0 {
		r.log.Info("mails sent", "count", t.Sent)
	}
	if r.metrics == "" || r.noted < 0 {
		return
	}
	if err := r.write(j, r.noted); err != nil {
		r.s.warnf("%v", err)
	}
}

func (r *record) write(j *job, code int) error {
	q, err := askOwed(j.ws.Config, j.base.Rules, "", "", "")
	if err != nil {
		return err
	}
	lines, err := standing.Lines(&j.ws.Ledger.Book, j.base.Rules, q.period, q.at)
	if err != nil {
		return err
	}
	f, err := ledgerFigures(j.ws.Ledger.Book, q.period.String(), lines)
	if err != nil {
		return err
	}
	f.Workspace, f.Run = r.name, r.run(code)
	if f.Run.LastSuccess, _, err = j.ws.Ledger.Pulse(pulseSuccess); err != nil {
		return err
	}
	if f.Run.LastFailure, _, err = j.ws.Ledger.Pulse(pulseFailure); err != nil {
		return err
	}
	if f.Inbox, err = waitingFiles(j.ws.Path(workspace.InboxDir)); err != nil {
		return err
	}
	return metrics.Write(r.metrics, f)
}

func (r *record) run(code int) metrics.Run {
	return metrics.Run{At: nowIn(r.zone), Took: time.Since(r.began), ExitCode: code}
}

// end logs how the command ended and closes the log. Where the ledger could not be
// told, the metrics say at least that it failed; a command that only found another
// winnow at work leaves them to that one.
func (r *record) end(command string, err error) {
	code := exitOf(err)
	log := r.log.With("command", command, "exit", code, "duration", time.Since(r.began))
	var silent outcome
	var faults rules.Errors // with the source of each, too much for a log
	switch {
	case code < exitUsage:
		log.Info("ended")
	case errors.As(err, &silent):
		log.Error("failed")
	case errors.As(err, &faults):
		log.Error("faults in the rule files", "count", len(faults))
	default:
		log.Error("failed", "error", err)
	}
	if r.metrics != "" && code != r.noted && code >= exitUsage && !errors.Is(err, workspace.ErrLocked) {
		if err := metrics.WriteFailure(r.metrics, r.name, r.run(code)); err != nil {
			r.s.warnf("%v", err)
		}
	}
	r.closeLog()
}

func (r *record) closeLog() {
	if r.logFile == nil {
		return
	}
	if err := r.logFile.Close(); err != nil {
		r.s.warnf("%v", err)
	}
}

// exitOf is the exit code of an error, without a word on it.
func exitOf(err error) int {
	return streams{out: io.Discard, err: io.Discard}.explain(err)
}

// waitingFiles counts what is in the inbox for a run to take in, whether it could
// now or not.
func waitingFiles(inbox string) (int, error) {
	n := 0
	err := filepath.WalkDir(inbox, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && workspace.IgnoredName(d.Name()) == "" {
			n++
		}
		return err
	})
	return n, err
}
