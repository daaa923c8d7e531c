package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/internal/mail"
	"winnow/internal/workspace"
	"winnow/rules"
)

// version is set when a release is built.
var version = "dev"

// outcome carries an exit code through cobra without a message of its own: what
// there is to say has been said.
type outcome int

func (o outcome) Error() string { return fmt.Sprintf("exit %d", int(o)) }

// usageError is a fault of the command line.
type usageError struct{ message, hint string }

func (e *usageError) Error() string { return e.message }

// execute runs one command and returns its exit code.
func execute(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	return s.explain(root.ExecuteContext(ctx))
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "winnow",
		Short: "Check the returns that services send, publish what is right, send back what isn't",
		Long: `winnow reads the spreadsheets that services send, as they really are, checks
them against rule files, writes the clean rows as Parquet, writes a workbook
that tells each service what to correct, and works out the period's measures.

Exit codes: 0 nothing to correct; 1 something to correct, a refused file, or one
that waits for a decision; 2 a fault of usage or of a rule file; 3 the job could not be done.`,
		Example:       "  winnow init returns --sample      # a workspace with a sample quarter\n  winnow run -w returns             # take in what is in its inbox\n  winnow check quits.xlsx           # check a file and write nothing",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &usageError{err.Error(), "winnow help " + c.Name()}
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	for _, g := range []struct {
		id, title string
		commands  []*cobra.Command
	}{
		{"take", "Take files in:", []*cobra.Command{newInit(s), newTemplate(s), newRun(s), newWatch(s), newCheck(s)}},
		{"look", "See what there is:", []*cobra.Command{newStatus(s), newHistory(s), newShow(s), newMail(s), newExplain(s), newCat(s)}},
		{"decide", "Decide:", []*cobra.Command{newSupersede(s), newWithdraw(s), newAnswer(s), newChase(s), newClose(s)}},
		{"after", "Look after it:", []*cobra.Command{newDoctor(s), newVerify(s), newRebuild(s), newPurge(s)}},
		{"rules", "Write rules:", []*cobra.Command{newRules(s)}},
	} {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	return root
}

// explain prints what an error means to the person at the keyboard and returns
// the exit code.
func (s streams) explain(err error) int {
	var code outcome
	var usage *usageError
	var faults rules.Errors
	var config *workspace.ConfigError
	var words mail.Faults
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		s.errorf("%s", usage.message)
		s.hintf("%s", usage.hint)
		return exitUsage
	case errors.As(err, &faults):
		fmt.Fprintln(s.err, strings.TrimRight(faults.Error(), "\n"))
		s.errorf("%s", counted(len(faults), "fault in the rule files", "faults in the rule files"))
		return exitUsage
	case errors.As(err, &config):
		s.errorf("%v", err)
		return exitUsage
	case errors.As(err, &words):
		fmt.Fprintln(s.err, strings.TrimRight(words.Error(), "\n"))
		s.errorf("%s", counted(len(words), "fault in the words of the mails", "faults in the words of the mails"))
		return exitUsage
	case strings.HasPrefix(err.Error(), "unknown command"):
		s.errorf("%s", strings.ReplaceAll(strings.SplitN(err.Error(), "\n", 2)[0], `"`, "'"))
		s.hintf("winnow help")
		return exitUsage
	}
	return s.explainFailure(err)
}

// explainFailure prints why the job could not be done, with what to do next
// where winnow knows.
func (s streams) explainFailure(err error) int {
	if errors.Is(err, context.Canceled) {
		s.errorf("stopped before it was done")
	} else {
		s.errorf("%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	switch {
	case errors.Is(err, workspace.ErrNone):
		s.hintf("make one with: winnow init DIR")
		return exitUsage
	case errors.Is(err, workspace.ErrExists):
		s.hintf("choose another folder, or empty this one")
		return exitUsage
	case errors.Is(err, workspace.ErrLocked):
		s.hintf("wait until the other has finished, then run again")
	case errors.Is(err, context.Canceled):
		s.hintf("nothing was published; run again when you like")
	case strings.Contains(err.Error(), "the ledger"):
		s.hintf("winnow doctor looks for what is wrong with the workspace")
	}
	return exitFailed
}

func (s streams) errorf(format string, a ...any) {
	s.say("error: "+format, a...)
}

func (s streams) warnf(format string, a ...any) {
	s.say("warning: "+format, a...)
}

func (s streams) notef(format string, a ...any) {
	s.say(format, a...)
}

func (s streams) hintf(format string, a ...any) {
	s.say("hint: "+format, a...)
}

func (s streams) say(format string, a ...any) {
	fmt.Fprintf(s.err, "winnow: %s\n", harmless(fmt.Sprintf(format, a...)))
}

// counted returns "1 row" or "3 rows".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %s", thousands(n), many)
}

// thousands writes 27385 as 27,385.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// exactArgs is cobra's with a message of winnow's own.
func atLeast(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < n {
			return &usageError{fmt.Sprintf("%s needs %s", c.Name(), what), "winnow help " + c.Name()}
		}
		return nil
	}
}

func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return &usageError{fmt.Sprintf("%s takes %s", c.Name(), what), "winnow help " + c.Name()}
		}
		return nil
	}
}
