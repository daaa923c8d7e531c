package main

import (
	"bufio"
	"context"
	"path"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

type runFlags struct {
	workspace, period, asAt string
	replace, final          bool
	wait                    time.Duration
}

func newRun(s streams) *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run",
		Short: "Take in everything in the inbox, once",
		Long: `Takes in every file in the workspace's inbox: publishes the clean rows, writes
for each service a workbook of what to correct, works out the period's measures,
and moves the originals into the archive. It may be run at any time: a run that
was killed is finished by the next, the same file again is recognised, and a
file that is open or still being copied is left for the next run.

A file that corrects one that was sent back takes its place, and so does the workbook
that went out about it: what was corrected and explained in it is read. Any other second
file for the same return, service and period waits for winnow supersede.

What it prints holds no value from any file, so that a scheduler may mail it.`,
		Example: "  winnow run -w returns\n  winnow run -w returns --period 2021-22-Q1\n  winnow run -w returns --replace     # a second file takes the first one's place",
		Args:    exactly(0, "no files: it takes in what is in the inbox"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.runInbox(c.Context(), f) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().StringVar(&f.period, "period", "", "period being collected, in place of winnow.yaml's")
	c.Flags().StringVar(&f.asAt, "as-at", "", "date the files speak of, where they don't say: 2021-06-30")
	c.Flags().BoolVar(&f.replace, "replace", false, "a second file for the same return, service and period replaces the first")
	c.Flags().BoolVar(&f.final, "final", false, "the figures are final: rules apply with the severity they have at the year's end")
	waitFlag(c, &f.wait)
	return c
}

func (s streams) runInbox(ctx context.Context, f runFlags) error {
	return s.recorded(ctx, "run", f.workspace, f.wait, func(j *job) error {
		config, err := f.config(j)
		if err != nil {
			return err
		}
		return j.answer(ctx, config)
	})
}

// config is the run over what is in the inbox.
func (f runFlags) config(j *job) (pipeline.Config, error) {
	c := j.base
	c.Replace, c.Final = f.replace, f.final
	var err error
	if c.Period, err = configPeriod(f.period, j.ws.Config); err != nil {
		return c, err
	}
	if c.AsAt, err = parseAsAt(f.asAt); err != nil {
		return c, err
	}
	files, err := j.ws.Files()
	if err != nil {
		return c, err
	}
	for i := range files {
		c.Sources = append(c.Sources, inboxSource(&files[i]))
	}
	return c, nil
}

func inboxSource(d *workspace.Dropped) pipeline.Source {
	return pipeline.Source{Path: d.Path, Name: path.Join(workspace.InboxDir, d.Name), Folder: d.Folder, Leave: d.Leave, Dropped: d}
}

// printRunReport prints what a run did, without a value from any file.
func (s streams) printRunReport(set *rules.Set, root string) func(*report.Report, error) error {
	return func(rep *report.Report, err error) error {
		w := bufio.NewWriter(s.out)
		shown := *rep
		shown.Measures = listedGroups(set, rep.Measures)
		printRun(w, &shown, root, err == nil)
		return w.Flush()
	}
}
