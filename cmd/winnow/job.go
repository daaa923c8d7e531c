package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/postbox"
	"winnow/internal/report"
	"winnow/internal/standing"
	"winnow/internal/workspace"
	"winnow/rules"
)

// job is a command's hold of a workspace: opened, locked, its rules loaded.
type job struct {
	s    streams
	ws   *workspace.Workspace
	base pipeline.Config // what every run in the workspace has in common

	told   func(*report.Report) // is shown the report of a run, for the log; nil for nobody
	mailed func(postbox.Tally)  // is told what became of the mails that were tried; nil for nobody
}

// defaultWait is how long a command waits for another that is at work.
const defaultWait = time.Minute

func workspaceFlag(c *cobra.Command, root *string) {
	c.Flags().StringVarP(root, "workspace", "w", ".", "the workspace's folder")
}

func waitFlag(c *cobra.Command, wait *time.Duration) {
	c.Flags().DurationVar(wait, "wait", defaultWait, "how long to wait while another winnow is at work in the workspace; 0s not to")
}

// onJob opens the workspace, loads its rules, and calls do.
func (s streams) onJob(ctx context.Context, root string, wait time.Duration, do func(*job) error) (err error) {
	j := &job{s: s}
	zone, err := workspaceZone(root)
	if err != nil {
		return err
	}
	j.base.Now, j.base.Program = nowIn(zone), version
	j.ws, err = workspace.Open(ctx, root, workspace.Options{Wait: wait, Now: j.base.Now,
		Waiting: func() { s.warnf("another winnow is at work in this workspace; waiting up to %s for it", wait) }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.ws.Close()) }()
	j.base.Workspace = j.ws
	if j.base.Rules, err = rules.LoadPath(j.ws.Path(workspace.RulesDir)); err != nil {
		return err
	}
	if j.base.Ingest, err = s.options(ctx, workspaceReading(j.ws.Config, j.ws.Path)); err != nil {
		return err
	}
	err = do(j)
	return j.deliver(ctx, err)
}

// deliver sends the mails that are queued. What keeps one from going out is a
// warning: it is tried again, or winnow mail shows it.
func (j *job) deliver(ctx context.Context, done error) error {
	if exitOf(done) >= exitFailed || ctx.Err() != nil {
		return done
	}
	tally, err := postbox.Send(ctx, j.ws, func() time.Time { return nowIn(j.base.Now.Location()) })
	for _, words := range tally.Words {
		j.s.warnf("%s", words)
	}
	if err != nil {
		j.s.warnf("sending mails: %v", err)
	}
	if tally.Sent > 0 {
		j.s.notef("%s sent", counted(tally.Sent, "mail", "mails"))
	}
	if j.mailed != nil && (tally.Sent > 0 || len(tally.Words) > 0) {
		j.mailed(tally)
	}
	return done
}

// workspaceZone is the zone of a workspace's clocks.
func workspaceZone(root string) (*time.Location, error) {
	config, err := workspace.ReadConfig(root)
	if err != nil {
		return nil, err
	}
	return config.Location()
}

// answer runs the pipeline and prints what it did.
func (j *job) answer(ctx context.Context, config pipeline.Config) error {
	print := j.s.printRunReport(config.Rules, j.ws.Root)
	return j.s.answer(ctx, config, func(rep *report.Report, err error) error {
		if j.told != nil {
			j.told(rep)
		}
		if err := print(rep, err); err != nil {
			return err
		}
		return j.printOwed(config.Period)
	})
}

// printOwed says in a line how the returns owed for a period stand.
func (j *job) printOwed(when period.Period) error {
	if when.IsZero() || len(j.base.Rules.Due) == 0 {
		return nil
	}
	lines, err := standing.Lines(&j.ws.Ledger.Book, j.base.Rules, when, j.base.Now)
	if err != nil || len(lines) == 0 {
		return err
	}
	_, err = fmt.Fprintf(j.s.out, "\n%s, %s\n", when, statusSummary(lines))
	return err
}

// errNotConfirmed says that a decision was not carried out, for a reason that has
// been told.
var errNotConfirmed = errors.New("nothing was changed")

// quietly runs the pipeline without printing its report, for decisions that say
// themselves what they did.
func (j *job) quietly(ctx context.Context, config pipeline.Config, then func(*report.Report) error) error {
	rep, err := pipeline.Run(ctx, config)
	if rep != nil {
		defer closeLists(rep)
	}
	if err != nil {
		return err
	}
	return then(rep)
}
