package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/ledger"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/service"
	"winnow/internal/watch"
	"winnow/internal/workspace"
)

type watchFlags struct {
	workspace, mode string
	poll, settle    time.Duration
}

// serviceName is what the Windows service is called.
const serviceName = "winnow"

func newWatch(s streams) *cobra.Command {
	var f watchFlags
	c := &cobra.Command{
		Use:   "watch",
		Short: "Take files in as they are dropped",
		Long: `Watches the inbox and takes each file in as soon as it is whole: nobody is copying
it, saving it or has it open. Within seconds it lies in accepted/, returned/ with
the workbook of what to correct, refused/ with a page that says why, or waiting/,
beside the inbox, and what goes back to the service in the outbox.

It takes note of changes by events where they work and by looking every few seconds
where they don't, as on network shares. When the folder goes away it waits for it to
come back. It ends cleanly when told to: Ctrl+C, systemd, or the service manager of
Windows, as whose service it runs too.

The workspace is locked only while files are taken in, so that winnow run and the
other commands work beside it.`,
		Example: "  winnow watch -w returns\n  winnow watch -w returns --mode poll --poll 10s",
		Args:    exactly(0, "no files: it watches the inbox"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.watch(c.Context(), f) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().StringVar(&f.mode, "mode", "", "auto, events or poll, in place of winnow.yaml's")
	c.Flags().DurationVar(&f.poll, "poll", 0, "how often to look where events don't tell, in place of winnow.yaml's")
	c.Flags().DurationVar(&f.settle, "settle", 0, "how long a file must be unchanged, in place of winnow.yaml's")
	return c
}

func (s streams) watch(ctx context.Context, f watchFlags) error {
	config, err := workspace.ReadConfig(f.workspace)
	if err != nil {
		return err
	}
	c, err := f.config(config)
	if err != nil {
		return err
	}
	root, err := filepath.Abs(f.workspace)
	if err != nil {
		return err
	}
	// What kept an earlier winnow from ending is finished, and faults of settings and
	// rules are told, before anybody is told that the watch has begun.
	if err := s.recorded(ctx, "watch", root, defaultWait, func(*job) error { return nil }); err != nil {
		return err
	}
	return service.Run(ctx, serviceName, func(ctx context.Context, ready func()) error {
		record := s.openRecord(root)
		defer record.closeLog()
		w := &inboxWatch{s: s, root: root, log: record.log, began: ready}
		c.Root, c.Take, c.Event, c.Alive = filepath.Join(root, workspace.InboxDir), w.take, w.event, service.Heartbeat()
		return w.run(ctx, c)
	})
}

func (f watchFlags) config(config workspace.Config) (watch.Config, error) {
	c := watch.Config{Mode: watch.Mode(firstOf(f.mode, config.Watch.Mode, "auto")), Poll: config.Watch.Poll, Settle: config.Watch.Settle, Ignore: workspace.IgnoredName}
	if !slices.Contains([]string{"auto", "events", "poll"}, string(c.Mode)) {
		return c, &usageError{fmt.Sprintf("--mode: %q is none of auto, events and poll", f.mode), "winnow help watch"}
	}
	if f.poll < 0 || f.settle < 0 {
		return c, &usageError{"--poll and --settle are times such as 5s", "winnow help watch"}
	}
	if f.poll > 0 {
		c.Poll = f.poll
	}
	if f.settle > 0 {
		c.Settle = f.settle
	}
	return c, nil
}

// inboxWatch is a watch under way.
type inboxWatch struct {
	s     streams
	root  string
	log   *slog.Logger
	began func()
	mu    sync.Mutex // one job at a time
	print sync.Mutex // one voice at a time
}

// retryMails is how often the watch looks whether mails are to be tried again.
const retryMails = time.Minute

// tellEvery is how often, while nothing comes, the log and the metrics say all the
// same that the watch does its job: alerts go by the last success.
const tellEvery = time.Hour

// run watches, and beside that sends mails whose time has come.
func (w *inboxWatch) run(ctx context.Context, c watch.Config) error {
	var mails sync.WaitGroup
	sending, stop := context.WithCancel(ctx)
	defer mails.Wait()
	defer stop()
	mails.Go(func() { w.sendMails(sending) })
	w.began()
	err := watch.Run(ctx, c)
	w.s.notef("the watch has ended")
	return err
}

// take takes in the files that are whole.
func (w *inboxWatch) take(ctx context.Context, names []string) (watch.Taken, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer rest()
	taken := watch.Taken{Left: map[string]string{}}
	err := w.s.recorded(ctx, "watch", w.root, defaultWait, func(j *job) error { return w.takeIn(ctx, j, names, &taken) })
	if code := exitOf(err); code < exitUsage {
		return taken, nil
	}
	return taken, err
}

func (w *inboxWatch) takeIn(ctx context.Context, j *job, names []string, taken *watch.Taken) error {
	c := j.base
	var err error
	if c.Period, err = configPeriod("", j.ws.Config); err != nil {
		return err
	}
	for _, name := range names {
		d, err := j.ws.File(name)
		if err != nil {
			return err
		}
		if d == nil {
			continue // taken away again
		}
		if d.Leave != "" {
			taken.Left[name] = d.Leave
			continue
		}
		c.Sources = append(c.Sources, inboxSource(d))
	}
	if len(c.Sources) == 0 {
		return nil
	}
	rep, err := pipeline.Run(ctx, c)
	if rep == nil {
		return err
	}
	defer closeLists(rep)
	if j.told != nil {
		j.told(rep)
	}
	w.tell(rep)
	j.s.warnFailed(rep)
	if err != nil {
		return err
	}
	return outcome(exitCode(rep)).orNil()
}

// tell prints a line for each file, without a value from any.
func (w *inboxWatch) tell(rep *report.Report) {
	w.print.Lock()
	defer w.print.Unlock()
	out := bufio.NewWriter(w.s.out)
	for _, f := range rep.Files {
		fmt.Fprintf(out, "%s %s: %s\n", clock(now()), onALine(f.Path), verdict(f))
	}
	if err := out.Flush(); err != nil {
		w.log.Warn("telling", "error", err)
	}
}

// event passes on what the watch has to say.
func (w *inboxWatch) event(e watch.Event) {
	attrs := []any{"what", string(e.Kind)}
	if e.Name != "" {
		attrs = append(attrs, "file", e.Name)
	}
	if e.Text != "" {
		attrs = append(attrs, "reason", e.Text)
	}
	if e.Count > 0 {
		attrs = append(attrs, "count", e.Count)
	}
	if e.Err != nil {
		attrs = append(attrs, "error", e.Err)
	}
	level := slog.LevelInfo
	if e.Warning() {
		level = slog.LevelWarn
	}
	w.log.Log(context.Background(), level, "watch", attrs...)
	w.print.Lock()
	defer w.print.Unlock()
	switch {
	case e.Kind == watch.TakeFailed && e.Err != nil:
		_ = w.s.explain(e.Err)
	case e.Warning():
		w.s.warnf("%s", e)
	case e.Kind == watch.ModeChosen:
		w.s.notef("watching the inbox of %s: %s", w.root, e.Text)
	}
}

// sendMails looks from time to time whether queued mails are to be tried, until the
// watch ends.
func (w *inboxWatch) sendMails(ctx context.Context) {
	told := time.Now()
	for tick := time.NewTicker(retryMails); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
		if !w.mailsReady() && time.Since(told) < tellEvery {
			continue
		}
		told = time.Now()
		w.mu.Lock()
		err := w.s.recorded(ctx, "mail", w.root, defaultWait, func(*job) error { return nil })
		w.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			w.log.Warn("sending mails", "error", err)
		}
	}
}

// mailsReady says whether any mail waits for being sent now. A ledger that can't be
// looked into is for the next run to tell of.
func (w *inboxWatch) mailsReady() (ready bool) {
	view, err := workspace.OpenView(w.root)
	if err != nil {
		return false
	}
	defer func() {
		if err := view.Close(); err != nil {
			w.log.Warn("closing the ledger", "error", err)
		}
	}()
	mails, err := view.Ledger.Ready(now())
	if err != nil && !errors.Is(err, ledger.ErrMissing) {
		w.log.Warn("looking for mails", "error", err)
	}
	return len(mails) > 0 && view.Config.Mail.Sends()
}
