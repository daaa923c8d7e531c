package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
)

type answerFlags struct {
	decideFlags
	until, by string
}

func newAnswer(s streams) *cobra.Command {
	var f answerFlags
	c := &cobra.Command{
		Use:   "answer SUBMISSION QUERY",
		Short: "Record the reason that a service gave for a query",
		Long: `Records why a figure that was queried is right. The query counts as explained, in
what the service sends later too, until the day that --until gives or until the value
changes. Only queries can be explained; what must be fixed has to be fixed. It is for
reasons given on the telephone or by mail: those that a service writes into the
workbook are recorded when that comes back.

QUERY is its id, or the beginning of it: winnow show SUBMISSION --open lists them.`,
		Example: "  winnow show 12 --open -w returns\n  winnow answer 12 3fa2 -w returns --reason \"one clinic was closed in May\" --until 2022-06-30 --by \"Jo, stop smoking\"",
		Args:    exactly(2, "the number of a submission and the id of a query"),
		RunE:    func(c *cobra.Command, args []string) error { return s.answerQuery(c.Context(), f, args[0], args[1]) },
	}
	f.flags(c)
	c.Flags().StringVar(&f.until, "until", "", "the last day on which the reason holds: 2022-06-30")
	c.Flags().StringVar(&f.by, "by", "", "who gave it")
	return c
}

func (s streams) answerQuery(ctx context.Context, f answerFlags, number, query string) error {
	id, err := submissionNumber(number)
	if err != nil {
		return err
	}
	until, ok := period.ParseDate(f.until)
	switch {
	case strings.TrimSpace(f.reason) == "":
		return &usageError{"--reason is missing: why is the figure right?", "winnow help answer"}
	case !ok:
		return &usageError{"--until is missing or no date: how long does the reason hold?", "for example --until 2022-06-30"}
	}
	return s.recorded(ctx, pipeline.CommandAnswer, f.workspace, f.wait, func(j *job) error {
		sub, err := j.submission(id)
		if err != nil {
			return err
		}
		e, err := j.openQuery(sub, query)
		if err != nil {
			return err
		}
		c := j.base
		c.Command, c.Answer = pipeline.CommandAnswer, &pipeline.Answer{Submission: id, Exception: e.ID, Reason: f.reason, Until: until.String(), By: f.by}
		if sub.Period != "" {
			if c.Period, err = parsePeriod(sub.Period); err != nil {
				return err
			}
		}
		return j.quietly(ctx, c, func(*report.Report) error {
			_, err := fmt.Fprintf(s.out, "explained: %s at %s of submission %d, until %s\n", e.Rule, orDash(e.Place), id, until.Long())
			return err
		})
	})
}

// openQuery finds a query of a submission that stands by its id.
func (j *job) openQuery(sub *ledger.Submission, ask string) (*ledger.Exception, error) {
	if !sub.Stands {
		return nil, &usageError{fmt.Sprintf("submission %d does not stand: it is %s", sub.ID, sub.State), "winnow history"}
	}
	all, err := j.ws.Ledger.Exceptions(sub.ID)
	if err != nil {
		return nil, err
	}
	var found []*ledger.Exception
	for i := range all {
		if strings.HasPrefix(all[i].ID, strings.ToLower(ask)) && all[i].State == ledger.ExceptionOpen {
			found = append(found, &all[i])
		}
	}
	hint := fmt.Sprintf("winnow show %d --open", sub.ID)
	switch {
	case len(found) == 0:
		return nil, &usageError{fmt.Sprintf("submission %d has nothing open with the id %s", sub.ID, ask), hint}
	case len(found) > 1:
		return nil, &usageError{fmt.Sprintf("%s begins the ids of %d findings: give more of it", ask, len(found)), hint}
	case found[0].Severity != string(report.Query):
		return nil, &usageError{fmt.Sprintf("%s at %s must be fixed; only queries can be explained", found[0].Rule, orDash(found[0].Place)), hint}
	}
	return found[0], nil
}
