package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/chase"
	"winnow/internal/due"
	"winnow/internal/postbox"
	"winnow/internal/workspace"
	"winnow/rules"
)

type chaseFlags struct {
	workspace, period, service string
	before                     int
	dryRun                     bool
	wait                       time.Duration
}

func newChase(s streams) *cobra.Command {
	var f chaseFlags
	c := &cobra.Command{
		Use:   "chase",
		Short: "Write reminders of what is due soon, late, missing or sent back",
		Long: `Writes for each service a page that tells it what it still owes for a period:
what is due soon, late or missing, and what was sent back with points open. The
page lies in outbox/SERVICE/PERIOD/. Asked again on the same day it writes nothing
again, and it never asks for what is accepted.`,
		Example: "  winnow chase -w returns\n  winnow chase --period 2021-22-Q1 --service stop-smoking\n  winnow chase --before-days 14        # also what is due within a fortnight\n  winnow chase --dry-run               # say who would be reminded, and write nothing",
		Args:    exactly(0, "no files: it looks into the workspace"),
		RunE: func(c *cobra.Command, _ []string) error {
			var before *int
			if c.Flags().Changed("before-days") {
				before = &f.before
			}
			return s.chase(c.Context(), f, before)
		},
	}
	c.Flags().StringVarP(&f.workspace, "workspace", "w", ".", "the workspace's folder")
	c.Flags().StringVar(&f.period, "period", "", "period to ask about; default: winnow.yaml's, else the last that has ended")
	c.Flags().StringVar(&f.service, "service", "", "only this service")
	c.Flags().IntVar(&f.before, "before-days", 0, "days before a due date from which it is due soon; default: as returns_due.csv says")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say who would be reminded, and write nothing")
	c.Flags().DurationVar(&f.wait, "wait", time.Minute, "how long to wait for another winnow that is at work")
	return c
}

func (s streams) chase(ctx context.Context, f chaseFlags, before *int) error {
	if before != nil && (*before < 0 || *before > 3660) {
		return &usageError{"--before-days: it must be a number of days from 0 to 3660", "winnow help chase"}
	}
	plan := s.chaseNow
	if f.dryRun {
		plan = s.chaseDry
	}
	reminders, c, err := plan(ctx, f, before)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s.out)
	printReminders(w, c, reminders, f.dryRun)
	if len(c.Rules.Due) == 0 {
		s.hintf("say in rules/returns_due.csv which service owes which return, and by when")
	}
	return w.Flush()
}

// chaseDry says what chaseNow would do, without the workspace's lock.
func (s streams) chaseDry(_ context.Context, f chaseFlags, before *int) (all []chase.Reminder, c chase.Config, err error) {
	look, err := lookAt(f.workspace)
	if err != nil {
		return nil, c, err
	}
	defer func() { err = errors.Join(err, look.close()) }()
	if c, err = f.config(look.config, look.rules, before); err != nil {
		return nil, c, err
	}
	all, err = chase.Plan(look.book(), c)
	return all, c, err
}

func (s streams) chaseNow(ctx context.Context, f chaseFlags, before *int) (all []chase.Reminder, c chase.Config, err error) {
	err = s.recorded(ctx, chase.Command, f.workspace, f.wait, func(j *job) error {
		if c, err = f.config(j.ws.Config, j.base.Rules, before); err != nil {
			return err
		}
		if c.Box, err = postbox.Open(j.ws.Root, j.ws.Config, j.base.Rules.Services); err != nil {
			return err
		}
		all, err = chase.Commit(ctx, j.ws, c)
		return err
	})
	return all, c, err
}

func (f chaseFlags) config(config workspace.Config, set *rules.Set, before *int) (chase.Config, error) {
	q, err := askOwed(config, set, f.period, f.service, "")
	return chase.Config{Rules: set, Period: q.period, Now: q.at, Service: q.service, Before: before, Contact: config.Contact, Program: version}, err
}

// printReminders says in a line each who was reminded of how much, and where it is
// written.
func printReminders(w io.Writer, c chase.Config, reminders []chase.Reminder, dry bool) {
	written, done := 0, 0
	for _, r := range reminders {
		says := "reminded of"
		switch {
		case r.Done:
			says = "was already reminded today of"
			done++
		case dry:
			says = "would be reminded of"
			written++
		default:
			written++
		}
		fmt.Fprintf(w, "%s: %s %s\n  %s\n", r.Service, says, remindedOf(r.Lines), r.Path)
	}
	words := counted(written, "reminder", "reminders") + " written"
	if dry {
		words = counted(written, "reminder", "reminders") + " would be written"
	}
	if done > 0 {
		words += fmt.Sprintf(", %s already written today", thousands(done))
	}
	if len(reminders) == 0 {
		words = "nobody has to be reminded"
	}
	fmt.Fprintf(w, "%s: %s\n", due.PeriodWords(c.Period), words)
}

// remindedOf counts a reminder's lines by state: "2 late, 1 returned with 12 open".
func remindedOf(lines []due.Line) string {
	counts, open := map[due.State]int{}, 0
	for _, l := range lines {
		if counts[l.State]++; l.State == due.Returned {
			open += l.Open
		}
	}
	var parts []string
	for _, state := range []due.State{due.Missing, due.Late, due.Partial, due.Returned, due.Due, due.NotDue} {
		n := counts[state]
		words := state.Words()
		switch state {
		case due.Due:
			n, words = n+counts[due.NotDue], "due soon" // not_due is chased only where --before-days asks for it
		case due.NotDue:
			n = 0
		case due.Returned:
			words = fmt.Sprintf("returned with %s open", thousands(open))
		}
		if n > 0 {
			parts = append(parts, thousands(n)+" "+words)
		}
	}
	return strings.Join(parts, ", ")
}
