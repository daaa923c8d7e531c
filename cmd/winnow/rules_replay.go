package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"winnow/internal/ledger"
	"winnow/internal/nearest"
	"winnow/internal/replay"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

type replayFlags struct{ workspace, rules, rule, ret, format string }

func newRulesReplay(s streams) *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay --rule ID",
		Short: "Say what a rule would have said of every submission received so far",
		Long: `Checks every submission that a workspace has taken in again, from its archive,
and counts what one rule finds in each, before the rule goes live. What was sent
back as a whole is left out. Nothing is written and
nothing is sent. With --rules it tries other rules than the workspace's, such as
a copy of the folder with the rule added or changed, and shows beside each count
what the rules in force say.`,
		Example: "  winnow rules replay --rule follow-up-window\n  winnow rules replay -w returns --rules next-year --rule co_ppm.maximum --format json",
		Args:    exactly(0, "no files: it reads those of the archive"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.replay(c.Context(), f) },
	}
	c.Flags().StringVarP(&f.workspace, "workspace", "w", ".", "the workspace's folder")
	c.Flags().StringVar(&f.rules, "rules", "", "rule file or folder to try; default: the workspace's own")
	c.Flags().StringVar(&f.rule, "rule", "", "id of the rule, such as follow-up-window, co_ppm.maximum or primaryKey")
	c.Flags().StringVar(&f.ret, "return", "", "only this return's rule of the id")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	return c
}

func (s streams) replay(ctx context.Context, f replayFlags) (err error) {
	if f.rule == "" {
		return &usageError{"--rule is missing: name the rule to replay", "winnow help rules replay"}
	}
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help rules replay"}
	}
	ws, err := workspace.OpenView(f.workspace)
	if errors.Is(err, ledger.ErrMissing) && workspace.Fresh(f.workspace) {
		return &usageError{"nothing has been taken in here yet", "take in what is in the inbox: winnow run -w " + f.workspace}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ws.Close()) }()
	c := replay.Config{Workspace: ws, Rule: f.rule, Return: f.ret, Now: now()}
	if err := f.load(&c, ws); err != nil {
		return err
	}
	if c.Ingest, err = s.options(ctx, workspaceReading(ws.Config, ws.Path)); err != nil {
		return err
	}
	bar := newProgress(s.err)
	c.Progress = bar.show
	result, err := replay.Run(ctx, c)
	bar.done()
	if errors.Is(err, replay.ErrNoRule) {
		return f.noRule(c.Rules)
	}
	if err != nil {
		return err
	}
	if f.format == "json" {
		enc := json.NewEncoder(s.out)
		enc.SetIndent("", "  ")
		return enc.Encode(result)
	}
	w := bufio.NewWriter(s.out)
	printReplay(w, result)
	return w.Flush()
}

// noRule says which return or rule may be meant by a name that none has.
func (f replayFlags) noRule(set *rules.Set) error {
	var ids, names []string
	for _, r := range set.Returns {
		if names = append(names, r.Name); f.ret == "" || f.ret == r.Name {
			ids = append(ids, r.RuleIDs()...)
		}
	}
	switch {
	case f.ret != "" && !slices.Contains(names, f.ret):
		return &usageError{fmt.Sprintf("--return: there is no return %q", f.ret), returnHint(set, f.ret)}
	case f.ret != "":
		return &usageError{fmt.Sprintf("--rule: %s has no rule %q", f.ret, f.rule), f.idHint(ids)}
	}
	return &usageError{fmt.Sprintf("--rule: no return has a rule %q", f.rule), f.idHint(ids)}
}

func (f replayFlags) idHint(ids []string) string {
	if i := nearest.Of(f.rule, ids); i >= 0 {
		return "did you mean " + ids[i] + "?"
	}
	return "it is the id: of a rule in a rule file; the checks of a column are named as in amount.maximum or amount.type"
}

// load loads the rules to try and, where they are others, those in force.
func (f replayFlags) load(c *replay.Config, ws *workspace.View) error {
	var err error
	own := ws.Path(workspace.RulesDir)
	if f.rules == "" {
		c.Rules, err = rules.LoadPath(own)
		return err
	}
	if c.Rules, err = loadRules(f.rules, rules.ShippedToCheck); err != nil {
		return err
	}
	c.Before, err = rules.LoadPath(own)
	return err
}

// printReplay prints a line for each submission and the sums.
func printReplay(w io.Writer, r *replay.Result) {
	if len(r.Lines) == 0 {
		fmt.Fprintf(w, "Nothing in the archive is of a return that has the rule %s.\n", r.Rule)
		return
	}
	compare, found, hit, records := false, 0, 0, 0
	for _, l := range r.Lines {
		compare = compare || l.Before != nil
		found, records = found+l.Count, records+l.Records
		if l.Count > 0 {
			hit++
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := "period\treturn\tservice\tfile\trecords\tfound\tseverity"
	if compare {
		head += "\tin force"
	}
	fmt.Fprintln(t, head)
	for _, l := range r.Lines {
		fmt.Fprintln(t, replayLine(l, compare))
	}
	_ = t.Flush() // to a bufio.Writer, whose Flush is checked
	fmt.Fprintf(w, "\n%s finds %s in %s of %s (%s).\n", r.Rule, counted(found, "exception", "exceptions"), thousands(hit),
		counted(len(r.Lines), "submission", "submissions"), counted(records, "record", "records"))
}

func replayLine(l replay.Line, compare bool) string {
	name := l.File
	if l.Replaced {
		name += " (since replaced)"
	}
	severity := ""
	if l.Severity != nil {
		severity = *l.Severity
	}
	found := thousands(l.Count)
	if l.Status == report.RuleSkipped || l.Status == report.RuleFailed {
		found = string(l.Status)
		if l.Reason != nil {
			severity = *l.Reason
		}
	}
	line := fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s", l.Period, l.Return, l.Service, name, thousands(l.Records), found, severity)
	switch {
	case compare && l.Before != nil:
		line += "\t" + thousands(l.Before.Count)
	case compare:
		line += "\tno such rule"
	}
	return line
}
