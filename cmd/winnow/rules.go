package main

import "github.com/spf13/cobra"

// newRules gathers the commands for those who write rule files.
func newRules(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "Write, check and try out rule files",
		Long: `Commands for those who write rule files: find their faults, run their tests,
describe them, compare them, start new ones.`,
		Args: exactly(0, "one of the commands that winnow help rules lists"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(rulesCommands(s)...)
	return c
}

// rulesCommands lists the commands, in the order of the work.
func rulesCommands(s streams) []*cobra.Command {
	return []*cobra.Command{newRulesLint(s), newRulesTest(s), newRulesSchema(s), newRulesInfer(s), newRulesDiff(s), newRulesDocs(s), newRulesReplay(s)}
}
