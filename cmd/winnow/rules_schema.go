package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"winnow/rules/language"
)

func newRulesSchema(s streams) *cobra.Command {
	output := ""
	c := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of rule files, for editors",
		Long: `Prints the JSON Schema (2020-12) of rule files. An editor that knows it
completes keys, shows what they mean and underlines what is wrong. For editors
with yaml-language-server, such as VS Code with the YAML extension, write at the
top of a rule file:

  # yaml-language-server: $schema=../winnow.schema.json

Keep the schema outside the folder of rule files, whose *.json are rule files.`,
		Example: "  winnow rules schema --output winnow.schema.json",
		Args:    exactly(0, "no argument"),
		RunE: func(*cobra.Command, []string) error {
			text, err := language.Schema()
			if err != nil {
				return fmt.Errorf("making the schema: %w", err)
			}
			if output == "" {
				_, err = s.out.Write(text)
				return err
			}
			if err := os.WriteFile(output, text, 0o644); err != nil {
				return fmt.Errorf("writing the schema: %w", err)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "", "write it to this file")
	return c
}
