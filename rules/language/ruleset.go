package language

import "github.com/invopop/jsonschema"

// Ruleset is the file ruleset.yaml: the version of a rule set.
type Ruleset struct {
	Winnow      string `yaml:"winnow" jsonschema:"required,enum=v1" jsonschema_description:"The version of the rule language."`
	Ruleset     Text   `yaml:"ruleset" jsonschema:"required" jsonschema_description:"The version of the rule set: 2021-22."`
	Title       Text   `yaml:"title" jsonschema_description:"What people call it."`
	Description Text   `yaml:"description" jsonschema_description:"What it is for."`
	Source      Text   `yaml:"source" jsonschema_description:"Where it comes from."`
	Extends     Text   `yaml:"extends" jsonschema_description:"The folder of the version that this one builds on: ../2020-21."`
	Removed     any    `yaml:"removed" jsonschema_description:"What of that version is no longer there."`
}

// Layer is what a version of a return adds to, changes in or takes out of the one
// that it extends. The loader knows what may stand in it.
type Layer struct{}

// JSONSchema describes a layer.
func (Layer) JSONSchema() *jsonschema.Schema { return &jsonschema.Schema{Type: "object"} }
