package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/pipeline"
	"winnow/internal/retention"
	"winnow/internal/workspace"
)

type purgeFlags struct {
	workspace, period, reason string
	submissions               []int64
	yes, dryRun               bool
	wait                      time.Duration
}

func newPurge(s streams) *cobra.Command {
	var f purgeFlags
	c := &cobra.Command{
		Use:   "purge",
		Short: "Delete what is past its time to keep",
		Long: `Deletes what retention: in winnow.yaml says is past its time: originals, letters
(outbox and trays), published rows. Times count from the end of the period; a file
with tables for several periods goes when all of them are past. What has no period
counts from the day it came. Periods that were not signed off are kept unless
--period names one, and so is what waits for a decision or is about to be mailed.

Of an original the ledger keeps its hash, when it came, what became of it and its
counts. Measures are kept. It can't be checked again, and winnow supersede can't
put it back.

Without --yes it only says what would go.`,
		Example: "  winnow purge -w returns                           # what would go\n  winnow purge -w returns --yes\n  winnow purge -w returns --period 2014-15-Q1 --yes\n  winnow purge -w returns --submission 17 --yes     # one that was replaced or withdrawn",
		Args:    exactly(0, "no arguments: winnow.yaml says what is past its time"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.purge(c.Context(), f) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().StringVar(&f.period, "period", "", "only what belongs to this period, signed off or not")
	c.Flags().Int64SliceVar(&f.submissions, "submission", nil, "the original of this submission, whatever its age; not while it counts or waits")
	c.Flags().StringVar(&f.reason, "reason", "", "why, for the ledger")
	c.Flags().BoolVar(&f.yes, "yes", false, "delete it")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would go and delete nothing, as without --yes")
	waitFlag(c, &f.wait)
	return c
}

func (s streams) purge(ctx context.Context, f purgeFlags) error {
	switch {
	case f.yes && f.dryRun:
		return &usageError{"--yes and --dry-run don't go together", "winnow help purge"}
	case f.period != "" && len(f.submissions) > 0:
		return &usageError{"--period and --submission don't go together", "winnow help purge"}
	}
	when, err := parsePeriod(f.period)
	if err != nil {
		return err
	}
	return s.onJob(ctx, f.workspace, f.wait, func(j *job) error {
		c := j.base
		c.Period, c.Reason = when, f.reason
		plan, err := c.PurgePlan(f.submissions)
		var no *retention.RefusedError
		if errors.As(err, &no) {
			return &usageError{no.Error(), no.Remedy}
		}
		if err != nil {
			return err
		}
		if f.yes && len(plan.Items) > 0 {
			return s.purgeNow(ctx, c, plan)
		}
		if err := s.printPurge(c, plan, "would go"); err != nil {
			return err
		}
		if len(plan.Items) > 0 {
			s.hintf("nothing was deleted; --yes deletes it")
		} else if (c.Workspace.Config.Retention == workspace.Retention{}) {
			s.hintf("say in %s under retention: how long what is kept", workspace.ConfigFile)
		}
		return nil
	})
}

// purgeNow deletes what a plan says. The sizes are told as they were before.
func (s streams) purgeNow(ctx context.Context, c pipeline.Config, plan *retention.Plan) error {
	sizes, err := sizesOf(c.Workspace, plan)
	if err != nil {
		return err
	}
	if err := pipeline.Purge(ctx, c, plan); err != nil {
		return err
	}
	return s.tellPurge(plan, sizes, "deleted")
}

func (s streams) printPurge(c pipeline.Config, plan *retention.Plan, verb string) error {
	sizes, err := sizesOf(c.Workspace, plan)
	if err != nil {
		return err
	}
	return s.tellPurge(plan, sizes, verb)
}

// purged is what goes of a period and kind.
type purged struct {
	files   int
	missing int // that are not there any more
	bytes   int64
}

type purgedID struct {
	period string
	kind   retention.Kind
}

// sizesOf adds up what goes.
func sizesOf(ws *workspace.Workspace, plan *retention.Plan) (map[purgedID]*purged, error) {
	all := map[purgedID]*purged{}
	for _, it := range plan.Items {
		id := purgedID{it.Period, it.Kind}
		if all[id] == nil {
			all[id] = &purged{}
		}
		all[id].files++
		info, err := os.Stat(ws.Path(it.Path))
		switch {
		case errors.Is(err, os.ErrNotExist):
			all[id].missing++
		case err != nil:
			return nil, fmt.Errorf("looking at %s: %w", it.Path, err)
		default:
			all[id].bytes += info.Size()
		}
	}
	return all, nil
}

var kindWords = map[retention.Kind][2]string{
	retention.Originals: {"original", "originals"},
	retention.Letters:   {"letter", "letters"},
	retention.Published: {"file of published rows", "files of published rows"},
}

func (s streams) tellPurge(plan *retention.Plan, sizes map[purgedID]*purged, verb string) error {
	w := bufio.NewWriter(s.out)
	var files int
	var bytes int64
	told := map[purgedID]bool{}
	for _, it := range plan.Items { // in order of period and kind
		id := purgedID{it.Period, it.Kind}
		if told[id] {
			continue
		}
		told[id] = true
		x := sizes[id]
		files, bytes = files+x.files, bytes+x.bytes
		words := fmt.Sprintf("%s, %s", counted(x.files, kindWords[it.Kind][0], kindWords[it.Kind][1]), sizeText(x.bytes))
		if x.missing > 0 {
			words += fmt.Sprintf(" (%s no longer there)", thousands(x.missing))
		}
		fmt.Fprintf(w, "%-10s  %s\n", periodOr(it.Period), words)
	}
	switch {
	case files == 0:
		fmt.Fprintln(w, "nothing is past its time to keep")
	default:
		fmt.Fprintf(w, "%s: %s, %s\n", verb, counted(files, "file", "files"), sizeText(bytes))
	}
	tellKept(w, plan)
	return w.Flush()
}

func tellKept(w io.Writer, plan *retention.Plan) {
	if len(plan.Kept) > 0 {
		fmt.Fprintln(w, "\nkept, although past its time")
	}
	for _, k := range plan.Kept {
		fmt.Fprintf(w, "%-10s  %s: %s\n", periodOr(k.Period), counted(k.Count, kindWords[k.Kind][0], kindWords[k.Kind][1]), k.Why)
	}
}

func periodOr(name string) string {
	if name == "" {
		return "no period"
	}
	return name
}

// sizeText writes bytes as 3.4 MB.
func sizeText(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return counted(int(n), "byte", "bytes")
}
