package main

import (
	"bufio"
	"context"
	"errors"
	"path"

	"github.com/spf13/cobra"

	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

type runFlags struct {
	workspace, period, asAt string
	replace, final          bool
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

What it prints holds no value from any file, so that a scheduler may mail it.`,
		Example: "  winnow run -w returns\n  winnow run -w returns --period 2021-22-Q1\n  winnow run -w returns --replace     # a second file takes the first one's place",
		Args:    exactly(0, "no files: it takes in what is in the inbox"),
		RunE:    func(c *cobra.Command, _ []string) error { return runInbox(c.Context(), s, f) },
	}
	c.Flags().StringVarP(&f.workspace, "workspace", "w", ".", "the workspace's folder")
	c.Flags().StringVar(&f.period, "period", "", "period being collected, in place of winnow.yaml's")
	c.Flags().StringVar(&f.asAt, "as-at", "", "date the files speak of, where they don't say: 2021-06-30")
	c.Flags().BoolVar(&f.replace, "replace", false, "a second file for the same return, service and period replaces the first")
	c.Flags().BoolVar(&f.final, "final", false, "the figures are final: rules apply with the severity they have at the year's end")
	return c
}

func runInbox(ctx context.Context, s streams, f runFlags) (err error) {
	ws, err := workspace.Open(f.workspace)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ws.Close()) }()
	config, err := f.config(ws)
	if err != nil {
		return err
	}
	if config.Ingest, err = s.options(ctx, workspaceReading(ws)); err != nil {
		return err
	}
	return s.answer(ctx, config, func(rep *report.Report, err error) error {
		w := bufio.NewWriter(s.out)
		shown := *rep
		shown.Measures = listedGroups(config.Rules, rep.Measures)
		printRun(w, &shown, ws.Root, err == nil)
		return w.Flush()
	})
}

func (f runFlags) config(ws *workspace.Workspace) (pipeline.Config, error) {
	c := pipeline.Config{Workspace: ws, Replace: f.replace, Now: now(), Final: f.final}
	var err error
	if c.Period, err = configPeriod(f.period, ws.Config); err != nil {
		return c, err
	}
	if c.AsAt, err = parseAsAt(f.asAt); err != nil {
		return c, err
	}
	if c.Rules, err = rules.LoadPath(ws.Path(workspace.RulesDir)); err != nil {
		return c, err
	}
	files, err := ws.Files()
	if err != nil {
		return c, err
	}
	for i := range files {
		d := &files[i]
		c.Sources = append(c.Sources, pipeline.Source{Path: d.Path, Name: path.Join(workspace.InboxDir, d.Name), Folder: d.Folder, Leave: d.Leave, Dropped: d})
	}
	return c, nil
}
