package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"winnow/internal/rulediff"
	"winnow/rules"
)

func newRulesDiff(s streams) *cobra.Command {
	format := "text"
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say in words what changed between two versions of a rule set",
		Long: `Compares two rule sets, each a folder, a rule file, or the word shipped for the
rules that came with winnow. What is compared is what the rules mean: layout,
comments and the order of keys don't count.

[tighter] marks what could make data fail that passed before, [looser] what only
lets more pass, and [tighter or looser] what can't be told.

Exit codes are those of diff: 0 nothing is different; 1 something is; 2 a fault of
usage or of a rule file; 3 the job could not be done.`,
		Example: "  winnow rules diff rules/2020-21 rules/2021-22\n  winnow rules diff shipped rules --format markdown",
		Args:    exactly(2, "two rule sets: the older, then the newer"),
		RunE:    func(_ *cobra.Command, args []string) error { return s.diffRules(args[0], args[1], format) },
	}
	c.Flags().StringVar(&format, "format", format, "text, markdown or json")
	return c
}

func (s streams) diffRules(old, new, format string) error {
	before, err := ruleSet(old)
	if err != nil {
		return err
	}
	after, err := ruleSet(new)
	if err != nil {
		return err
	}
	d := rulediff.Compare(before, after)
	write := d.Text
	switch format {
	case "json":
		write = d.JSON
	case "markdown":
		write = d.Markdown
	case "text":
	default:
		return &usageError{fmt.Sprintf("--format: %q is none of text, markdown and json", format), "winnow help rules diff"}
	}
	w := bufio.NewWriter(s.out)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(d.Changes) > 0 {
		return outcome(exitToCorrect)
	}
	return nil
}

// ruleSet loads a rule set that an argument names.
func ruleSet(name string) (*rules.Set, error) {
	if name == "shipped" {
		return rules.Shipped()
	}
	set, err := rules.LoadPath(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{fmt.Sprintf("there is no file or folder %s", name), "name a rule file, a folder of rules, or shipped"}
	}
	return set, err
}
