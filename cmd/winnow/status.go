package main

import (
	"bufio"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"winnow/internal/due"
)

type statusFlags struct {
	workspace, period, service, format, asAt string
	check                                    bool
}

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
		RunE:    func(*cobra.Command, []string) error { return s.status(f) },
	}
	c.Flags().StringVarP(&f.workspace, "workspace", "w", ".", "the workspace's folder")
	c.Flags().StringVar(&f.period, "period", "", "period to ask about; default: winnow.yaml's, else the last that has ended")
	c.Flags().StringVar(&f.service, "service", "", "only this service")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().StringVar(&f.asAt, "as-at", "", "day to judge by: 2021-07-30; default: today. What has come since counts as here")
	c.Flags().BoolVar(&f.check, "check", false, "exit 1 where anything is late or missing")
	return c
}

func (s streams) status(f statusFlags) (err error) {
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
