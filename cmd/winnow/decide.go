package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/standing"
	"winnow/internal/workspace"
)

type decideFlags struct {
	workspace, reason, period string
	wait                      time.Duration
}

func newSupersede(s streams) *cobra.Command {
	var f decideFlags
	c := &cobra.Command{
		Use:   "supersede SUBMISSION",
		Short: "Take a submission that waits, in the place of the one that stands",
		Long: `Takes a submission that waits for a decision: it is checked again from the
archive and takes the place of the one that stands for its return, service and
period. What the other had published is taken out and its letters are taken back.
One that was superseded, withdrawn or refused before is taken back into place in
the same way. In a period that was signed off it is a revision.

The number is the one that the run, the page in waiting/ and winnow history give.`,
		Example: "  winnow supersede 17 -w returns --reason \"agreed with Jo on the telephone\"",
		Args:    exactly(1, "the number of one submission"),
		RunE:    func(c *cobra.Command, args []string) error { return s.supersede(c.Context(), f, args[0]) },
	}
	f.flags(c)
	c.Flags().StringVar(&f.period, "period", "", "period of a file that was refused before its own was known")
	return c
}

func newWithdraw(s streams) *cobra.Command {
	var f decideFlags
	c := &cobra.Command{
		Use:   "withdraw SUBMISSION…",
		Short: "Take submissions out, as if they had not been sent",
		Long: `Takes submissions out: their rows are no longer published, the period's measures
and report are worked out without them, and what was written about them is taken
back from the outbox. The originals stay in the archive, and winnow supersede puts
one back. What an earlier submission had in its place does not come back by itself.`,
		Example: "  winnow withdraw 17 -w returns --reason \"sent in error\"\n  winnow withdraw 17 18 --reason \"the service asked for it\"",
		Args:    atLeast(1, "the number of a submission"),
		RunE:    func(c *cobra.Command, args []string) error { return s.withdraw(c.Context(), f, args) },
	}
	f.flags(c)
	return c
}

func (f *decideFlags) flags(c *cobra.Command) {
	workspaceFlag(c, &f.workspace)
	c.Flags().StringVar(&f.reason, "reason", "", "why, for the ledger; it is shown by winnow show")
	waitFlag(c, &f.wait)
}

func (s streams) supersede(ctx context.Context, f decideFlags, number string) error {
	id, err := submissionNumber(number)
	if err != nil {
		return err
	}
	return s.recorded(ctx, pipeline.CommandSupersede, f.workspace, f.wait, func(j *job) error {
		sub, err := j.submission(id)
		if err != nil {
			return err
		}
		if sub.Stands {
			return &usageError{fmt.Sprintf("submission %d stands already", id), "winnow history shows which ones wait"}
		}
		c := j.base
		c.Command, c.Reason = pipeline.CommandSupersede, f.reason
		source, err := j.original(sub)
		if err != nil {
			return err
		}
		if c.Period, err = parsePeriod(firstOf(sub.Period, f.period, j.ws.Config.Period)); err != nil {
			return err
		}
		c.Sources = []pipeline.Source{source}
		c.Confirm = func(rep *report.Report) error { return j.usable(rep, id) }
		return j.answer(ctx, c)
	})
}

// usable refuses a decision for a file that can no longer be taken.
func (j *job) usable(rep *report.Report, id int64) error {
	for _, f := range rep.Files {
		if f.Status == report.FileRefused {
			return &usageError{fmt.Sprintf("submission %d can't be taken: %s", id, *f.Reason), "nothing was changed"}
		}
		if len(f.Tables) == 0 {
			return &usageError{fmt.Sprintf("submission %d can't be taken: its table is no longer found by the rules in force", id), "nothing was changed"}
		}
	}
	return nil
}

func (s streams) withdraw(ctx context.Context, f decideFlags, numbers []string) error {
	var ids []int64
	for _, n := range numbers {
		id, err := submissionNumber(n)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return s.recorded(ctx, pipeline.CommandWithdraw, f.workspace, f.wait, func(j *job) error {
		c := j.base
		c.Command, c.Reason, c.Withdraw = pipeline.CommandWithdraw, f.reason, ids
		for _, id := range ids {
			sub, err := j.submission(id)
			if err != nil {
				return err
			}
			if sub.State == ledger.Withdrawn {
				return &usageError{fmt.Sprintf("submission %d was withdrawn before", id), "winnow show " + fmt.Sprint(id)}
			}
		}
		return j.quietly(ctx, c, func(*report.Report) error {
			for _, id := range ids {
				fmt.Fprintf(s.out, "withdrawn: submission %d\n", id)
			}
			return nil
		})
	})
}

// submission returns a submission of the ledger.
func (j *job) submission(id int64) (*ledger.Submission, error) {
	sub, err := j.ws.Ledger.Submission(id)
	if err == nil && sub == nil {
		return nil, &usageError{fmt.Sprintf("there is no submission %d", id), "winnow history lists them"}
	}
	return sub, err
}

// original is the file of a submission as a source: it and its tables that stand
// are judged again.
func (j *job) original(sub *ledger.Submission) (pipeline.Source, error) {
	file, err := j.ws.Ledger.File(sub.SHA256)
	if err != nil {
		return pipeline.Source{}, err
	}
	if file == nil || !file.Purged.IsZero() {
		return pipeline.Source{}, &usageError{fmt.Sprintf("the original of submission %d was deleted when its time to keep was over", sub.ID), "ask the service to send it again"}
	}
	again := []ledger.Submission{*sub}
	if sub.Return != "" {
		stand, err := j.ws.Ledger.Submissions(ledger.Filter{SHA256: sub.SHA256, Period: sub.Period, Stands: true})
		if err != nil {
			return pipeline.Source{}, err
		}
		again = append(again, slices.DeleteFunc(stand, func(s ledger.Submission) bool { return s.ID == sub.ID })...)
	}
	return archived(j.ws, file, again), nil
}

// archived is an original in the archive as a source.
func archived(ws *workspace.Workspace, file *ledger.File, again []ledger.Submission) pipeline.Source {
	return pipeline.Judged(ws.Path(workspace.ArchivePath(file.SHA256, file.Ext)), again)
}

// submissionNumber reads the number of a submission.
func submissionNumber(text string) (int64, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || id < 1 {
		return 0, &usageError{fmt.Sprintf("%q is no number of a submission", text), "winnow history lists them"}
	}
	return id, nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

type closeFlags struct {
	decideFlags
	anyway bool
}

func newClose(s streams) *cobra.Command {
	var f closeFlags
	c := &cobra.Command{
		Use:   "close",
		Short: "Sign a period off: its figures are final",
		Long: `Signs a period off. Every submission that stands is checked once more with the
severity that its rules have at the year's end, the figures count as final, and the
report says when that was. Whatever comes for the period afterwards waits; taken by
winnow supersede it is a revision, and the report lists the figures that it changed.

While points are open, files wait for a decision or returns are missing it says so
and does nothing, unless --anyway.`,
		Example: "  winnow close -w returns --period 2021-22-Q1\n  winnow close -w returns --period 2021-22-Q1 --anyway --reason \"agreed by the board\"",
		Args:    exactly(0, "no files: the period is --period, or winnow.yaml's"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.close(c.Context(), f) },
	}
	f.flags(c)
	c.Flags().StringVar(&f.period, "period", "", "the period to sign off, in place of winnow.yaml's")
	c.Flags().BoolVar(&f.anyway, "anyway", false, "sign it off although points are open, files wait or returns are missing")
	return c
}

func (s streams) close(ctx context.Context, f closeFlags) error {
	return s.recorded(ctx, pipeline.CommandClose, f.workspace, f.wait, func(j *job) error {
		when, err := configPeriod(f.period, j.ws.Config)
		if err != nil {
			return err
		}
		if when.IsZero() {
			return &usageError{"--period is missing: which period is signed off?", "winnow help close"}
		}
		c := j.base
		c.Command, c.Reason, c.Close, c.Final, c.Period = pipeline.CommandClose, f.reason, true, true, when
		if c.Sources, err = j.standing(when); err != nil {
			return err
		}
		signed := false
		c.Confirm = func(rep *report.Report) error {
			err := j.mayClose(rep, when, f.anyway)
			signed = err == nil
			return err
		}
		err = j.answer(ctx, c)
		if errors.Is(err, errNotConfirmed) {
			return outcome(exitToCorrect)
		}
		if signed && exitOf(err) < exitUsage {
			j.s.notef("%s is signed off: its figures are final", when)
		}
		return err
	})
}

// standing returns the originals of what stands for a period, to be judged anew.
// One that was deleted after its time to keep stays as it was judged last.
func (j *job) standing(when period.Period) ([]pipeline.Source, error) {
	stand, err := j.ws.Ledger.Submissions(ledger.Filter{Period: when.String(), Stands: true})
	if err != nil {
		return nil, err
	}
	if len(stand) == 0 {
		return nil, &usageError{fmt.Sprintf("nothing was accepted for %s", when), "winnow status shows what is due"}
	}
	by := map[string][]ledger.Submission{}
	var order []string
	for _, sub := range stand {
		if by[sub.SHA256] == nil {
			order = append(order, sub.SHA256)
		}
		by[sub.SHA256] = append(by[sub.SHA256], sub)
	}
	var sources []pipeline.Source
	for _, sum := range order {
		file, err := j.ws.Ledger.File(sum)
		if err != nil {
			return nil, err
		}
		if file == nil || !file.Purged.IsZero() {
			continue
		}
		sources = append(sources, archived(j.ws, file, by[sum]))
	}
	return sources, nil
}

// mayClose says what speaks against signing a period off.
func (j *job) mayClose(rep *report.Report, when period.Period, anyway bool) error {
	var against []string
	for _, f := range rep.Files {
		n := f.Exceptions.Count(report.Error) + f.Exceptions.Count(report.Query)
		for _, t := range f.Tables {
			n += t.Exceptions.Count(report.Error) + t.Exceptions.Count(report.Query)
		}
		switch {
		case f.Status == report.FileRefused:
			return &usageError{fmt.Sprintf("%s can't be used as it is judged at the end: %s", path.Base(f.Path), *f.Reason), "nothing was changed; correct the rules, or withdraw it"}
		case n > 0:
			against = append(against, fmt.Sprintf("%s: %s", onALine(f.Path), counted(n, "point is open", "points are open")))
		}
	}
	waiting, err := j.ws.Ledger.Submissions(ledger.Filter{Period: when.String(), States: []ledger.State{ledger.Checked}})
	if err != nil {
		return err
	}
	for _, sub := range waiting {
		against = append(against, fmt.Sprintf("submission %d (%s) waits for a decision", sub.ID, onALine(sub.Name)))
	}
	missing, err := j.notHere(when)
	if err != nil {
		return err
	}
	against = append(against, missing...)
	for _, a := range against {
		j.s.warnf("%s", a)
	}
	if len(against) == 0 || anyway {
		return nil
	}
	at, err := j.ws.Ledger.Period(when.String())
	if err != nil {
		return err
	}
	if at != nil && at.Closed != 0 {
		j.s.errorf("%s is signed off already, and not again", when)
		j.s.hintf("that stays as it is; --anyway signs it off again as things are now")
		return errNotConfirmed
	}
	j.s.errorf("%s is not signed off", when)
	j.s.hintf("settle these points, or sign it off all the same with --anyway")
	return errNotConfirmed
}

// notHere lists the returns that are owed for a period and not here, or not all.
func (j *job) notHere(when period.Period) ([]string, error) {
	lines, err := standing.Lines(&j.ws.Ledger.Book, j.base.Rules, when, j.base.Now)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, l := range lines {
		switch l.State {
		case due.Late, due.Missing, due.Due, due.NotDue:
			missing = append(missing, fmt.Sprintf("%s from %s is owed and not here", l.Return, l.Service))
		case due.Partial:
			missing = append(missing, fmt.Sprintf("%s from %s is here in part", l.Return, l.Service))
		}
	}
	return missing, nil
}
