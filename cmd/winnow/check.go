package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

type checkFlags struct {
	rules, ret, period, asAt, format string
	final                            bool
	read                             readFlags
}

func newCheck(s streams) *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check [FILE…]",
		Short: "Check files and write nothing but the answer",
		Long: `Checks spreadsheets against rule files and prints what is to be corrected. It
writes no file. Without --rules it uses the rules of the workspace it stands in,
else the shipped ones; without --return each file is taken for the return that
its column headings fit best.

--rules takes a rule file or a folder of them, a bare Table Schema, or the
datapackage.json of a data package: without FILE, the package's own files are
checked then.`,
		Example: "  winnow check \"Stop smoking Q1.xlsx\" --period 2021-22-Q1\n  winnow check --rules rules/payments.yaml --format json payments/*.csv\n  winnow check --rules datapackage.json       # a data package's own files",
		RunE:    func(c *cobra.Command, args []string) error { return check(c.Context(), s, f, args) },
	}
	c.Flags().StringVar(&f.rules, "rules", "", "rule file, or folder of rule files")
	c.Flags().StringVar(&f.ret, "return", "", "take the files for this return")
	c.Flags().StringVar(&f.period, "period", "", "period the files are for, such as 2021-22-Q1")
	c.Flags().StringVar(&f.asAt, "as-at", "", "date the files speak of, where they don't say: 2021-06-30")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().BoolVar(&f.final, "final", false, "the figures are final: rules apply with the severity they have at the year's end")
	f.read.add(c)
	return c
}

func check(ctx context.Context, s streams, f checkFlags, files []string) error {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help check"}
	}
	config, err := f.config(files)
	if err != nil {
		return err
	}
	if config.Ingest, err = s.options(ctx, f.read); err != nil {
		return err
	}
	return s.answer(ctx, config, func(rep *report.Report, _ error) error { return s.printReport(rep, f.format) })
}

// answer runs the pipeline with a progress bar, has its report printed, and
// returns the exit code that it asks for.
func (s streams) answer(ctx context.Context, config pipeline.Config, print func(*report.Report, error) error) error {
	for _, note := range config.Rules.Notes {
		s.warnf("%s", note)
	}
	bar := newProgress(s.err)
	config.Progress = bar.show
	rep, err := pipeline.Run(ctx, config)
	bar.done()
	if rep == nil {
		return err
	}
	defer closeLists(rep)
	var fault *usageError
	if errors.Is(err, errNotConfirmed) || errors.As(err, &fault) { // a decision that is not carried out
		return err
	}
	if printErr := print(rep, err); printErr != nil {
		return printErr
	}
	s.warnPeriods(rep, config.Rules)
	s.warnFailed(rep)
	if err != nil {
		return s.unread(err)
	}
	return outcome(exitCode(rep)).orNil()
}

func (f checkFlags) config(files []string) (pipeline.Config, error) {
	c := pipeline.Config{Return: f.ret, Now: now(), Final: f.final}
	var err error
	if c.Period, err = parsePeriod(f.period); err != nil {
		return c, err
	}
	if c.AsAt, err = parseAsAt(f.asAt); err != nil {
		return c, err
	}
	if c.Rules, err = loadRules(f.rules, rules.ShippedToCheck); err != nil {
		return c, err
	}
	if err := checkReturn(c.Rules, f.ret); err != nil {
		return c, err
	}
	if files, err = f.ownFiles(c.Rules, files); err != nil {
		return c, err
	}
	for _, name := range files {
		source := pipeline.Source{Path: name, Name: name, Leave: workspace.IgnoredName(filepath.Base(name))}
		source.Return, source.Own = f.resourceOf(c.Rules, name)
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			return c, &usageError{fmt.Sprintf("%s is a folder", name), "name the files in it: winnow check " + filepath.Join(name, "*")}
		}
		c.Sources = append(c.Sources, source)
	}
	return c, nil
}

func (s streams) printReport(rep *report.Report, format string) error {
	if format == "json" {
		return rep.WriteJSON(s.out)
	}
	w := bufio.NewWriter(s.out)
	printText(w, rep)
	return w.Flush()
}

// unread says which files could not be read at all, a line each.
func (s streams) unread(err error) error {
	var joined interface{ Unwrap() []error }
	list := []error{err}
	if errors.As(err, &joined) {
		list = joined.Unwrap()
	}
	for _, e := range list {
		if errors.Is(e, fs.ErrNotExist) {
			s.errorf("%v: check the name and the folder", e)
			continue
		}
		s.errorf("%v", e)
	}
	return outcome(exitFailed)
}

// warnPeriods tells the operator of returns taken in for a period of another
// length than their rule file says, such as a quarterly return for a year.
func (s streams) warnPeriods(rep *report.Report, set *rules.Set) {
	said := map[string]bool{}
	for _, f := range rep.Files {
		for _, t := range f.Tables {
			ret := set.Return(t.Return)
			if ret == nil || t.Period == nil || said[t.Return] {
				continue
			}
			if p, err := period.Parse(*t.Period); err == nil && ret.PeriodKind != period.None && p.Kind != ret.PeriodKind {
				said[t.Return] = true
				s.warnf("%s is a return for a %s, and was taken for %s, a %s: check --period or winnow.yaml", t.Return, ret.PeriodKind, p, p.Kind)
			}
		}
	}
}

// warnFailed tells the operator of files that wait for a decision and of rules
// that could not be evaluated.
func (s streams) warnFailed(rep *report.Report) {
	for _, f := range rep.Files {
		if f.Trace != "" {
			s.warnf("%s made winnow itself fail; whoever looks after winnow needs the file and these lines:\n%s", f.Path, f.Trace)
		}
		if f.Waits {
			s.warnf("%s waits for you: %s", onALine(f.Path), *f.Reason)
		}
		s.warnRevised(f)
	}
	for _, r := range rep.Rules {
		if r.Status == report.RuleFailed && r.Reason != nil {
			s.warnf("rule %s of %s could not be evaluated: %s", r.Rule, r.Return, *r.Reason)
		}
	}
}

// warnRevised tells the operator of sheets of earlier periods that have changed since
// they were accepted.
func (s streams) warnRevised(f *report.File) {
	for _, t := range f.Tables {
		for e := range t.Exceptions.All() {
			if e.Kind == report.KindRevision {
				s.warnf("%s: %s", onALine(f.Path), e.Message)
			}
		}
	}
}

func (o outcome) orNil() error {
	if o == exitOK {
		return nil
	}
	return o
}

// exitCode returns the highest code that a report asks for.
func exitCode(rep *report.Report) int {
	code := exitOK
	for _, f := range rep.Files {
		if f.Status == report.FileExceptions || f.Status == report.FileRefused || f.Waits {
			code = max(code, exitToCorrect)
		}
	}
	for _, r := range rep.Rules {
		if r.Status == report.RuleFailed && !r.Trial {
			code = max(code, exitUsage)
		}
	}
	return code
}

// closeLists removes the temporary files of long lists of exceptions.
func closeLists(rep *report.Report) {
	for _, f := range rep.Files {
		_ = f.Exceptions.Close() // a temporary file that stays is the system's to clear
		for _, t := range f.Tables {
			_ = t.Exceptions.Close()
			_ = t.Trials.Close()
		}
	}
}
