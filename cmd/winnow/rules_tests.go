package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/ruletest"
	"winnow/rules"
)

type testFlags struct {
	run, junit       string
	verbose, missing bool
}

func newRulesTest(s streams) *cobra.Command {
	var f testFlags
	c := &cobra.Command{
		Use:   "test [PATH…]",
		Short: "Run the tests: of rule files",
		Long: `Runs the tests: of rule files: of those named, else of the workspace it stands
in, else of the shipped ones. A PATH is a rule file or a folder of them.

Exit codes: 0 every test passed; 1 a test failed, or with --missing a check has
no test; 2 a fault of a rule file.`,
		Example: "  winnow rules test\n  winnow rules test -v --run 'smoking_quits/.*ppm' rules\n  winnow rules test --junit tests.xml rules",
		RunE:    func(_ *cobra.Command, args []string) error { return testRules(s, f, args) },
	}
	c.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "name the tests that pass too")
	c.Flags().StringVar(&f.run, "run", "", "only tests whose return/name this regular expression matches")
	c.Flags().StringVar(&f.junit, "junit", "", "write the results to this file as JUnit XML")
	c.Flags().BoolVar(&f.missing, "missing", false, "list the checks that no test shows failing, or passing")
	return c
}

// suite is the tests of one return, run.
type suite struct {
	ret     *rules.Return
	results []ruletest.Result
	elapsed time.Duration
}

func (s *suite) failed() int {
	n := 0
	for i := range s.results {
		if !s.results[i].Passed() {
			n++
		}
	}
	return n
}

func testRules(s streams, f testFlags, paths []string) error {
	only, err := regexp.Compile(f.run)
	if err != nil {
		return &usageError{fmt.Sprintf("--run: %q is not a regular expression", f.run), "winnow help rules test"}
	}
	if f.missing && f.run != "" {
		return &usageError{"--missing looks at all tests: leave out --run", "winnow help rules test"}
	}
	sets, err := loadRuleSets(paths)
	if err != nil {
		return err
	}
	var suites []*suite
	w := bufio.NewWriter(s.out)
	failed, ran := false, 0
	for _, set := range sets {
		for _, ret := range set.Returns {
			one := runTests(set, ret, only)
			ran += len(one.results)
			suites = append(suites, one)
			failed = failed || one.failed() > 0
			one.print(w, f.verbose, f.run != "")
			if f.missing {
				failed = printGaps(w, ruletest.Missing(ret, one.results)) || failed
			}
		}
	}
	if f.run != "" && ran == 0 {
		fmt.Fprintf(w, "no test matches --run %s\n", f.run)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if f.junit != "" {
		if err := writeJUnit(f.junit, suites); err != nil {
			return err
		}
	}
	if failed {
		return outcome(exitToCorrect)
	}
	return nil
}

// loadRuleSets loads what the paths name, else what a check would use.
func loadRuleSets(paths []string) ([]*rules.Set, error) {
	if len(paths) == 0 {
		set, err := loadRules("", rules.Shipped)
		return []*rules.Set{set}, err
	}
	var out []*rules.Set
	var faults rules.Errors
	for _, p := range paths {
		set, err := rules.LoadPath(p)
		var found rules.Errors
		switch {
		case errors.As(err, &found):
			faults = append(faults, found...)
		case errors.Is(err, fs.ErrNotExist):
			return nil, noPath(p, func(name string) string { return fmt.Sprintf("winnow rules test --run '^%s/'", name) })
		case err != nil:
			return nil, err
		default:
			out = append(out, set)
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return out, nil
}

func runTests(set *rules.Set, ret *rules.Return, only *regexp.Regexp) *suite {
	out := &suite{ret: ret}
	start := time.Now()
	for _, t := range ret.Tests {
		if only.MatchString(ret.Name + "/" + t.Name) {
			out.results = append(out.results, ruletest.Run(set, ret, t))
		}
	}
	out.elapsed = time.Since(start)
	return out
}

// print lists the tests as go test does: those that failed, with verbose all,
// then a line for the return. Where only some tests were asked for, a return
// without any of them has no line.
func (s *suite) print(w io.Writer, verbose, some bool) {
	for i := range s.results {
		r := &s.results[i]
		switch {
		case !r.Passed():
			fmt.Fprintf(w, "--- FAIL: %s/%s (%s)\n    %s:%d\n", r.Return, r.Name, seconds(r.Elapsed), r.File, r.Line)
			for _, p := range r.Problems {
				fmt.Fprintf(w, "    %s\n", strings.ReplaceAll(p, "\n", "\n        "))
			}
		case verbose:
			fmt.Fprintf(w, "--- PASS: %s/%s (%s)\n", r.Return, r.Name, seconds(r.Elapsed))
		}
	}
	n := len(s.results)
	switch failed := s.failed(); {
	case n == 0 && !some:
		fmt.Fprintf(w, "?     %s  no tests\n", s.ret.Name)
	case n == 0:
	case failed > 0:
		fmt.Fprintf(w, "FAIL  %s  %s, %d failed  %s\n", s.ret.Name, counted(n, "test", "tests"), failed, seconds(s.elapsed))
	default:
		fmt.Fprintf(w, "ok    %s  %s  %s\n", s.ret.Name, counted(n, "test", "tests"), seconds(s.elapsed))
	}
}

// seconds words how long something took; none where the clock stands still, see
// now.
func seconds(d time.Duration) string {
	if os.Getenv("SOURCE_DATE_EPOCH") != "" {
		d = 0
	}
	return fmt.Sprintf("%.2fs", d.Seconds())
}

// printGaps lists checks without tests, and says whether there are any.
func printGaps(w io.Writer, gaps []ruletest.Gap) bool {
	for _, g := range gaps {
		lacks := "no passing test"
		switch {
		case g.Failing && g.Passing:
			lacks = "no test"
		case g.Failing:
			lacks = "no failing test"
		}
		at := g.File
		if g.Line > 0 {
			at = fmt.Sprintf("%s:%d", g.File, g.Line)
		}
		fmt.Fprintf(w, "%s: %s/%s has %s\n", at, g.Return, g.ID, lacks)
	}
	return len(gaps) > 0
}
