package language

import (
	"maps"
	"slices"

	"github.com/invopop/jsonschema"
)

// Ruleset is the file ruleset.yaml: the version of a rule set.
type Ruleset struct {
	Winnow      string `yaml:"winnow" jsonschema:"required,enum=v1" jsonschema_description:"The version of the rule language."`
	Ruleset     Text   `yaml:"ruleset" jsonschema:"required" jsonschema_description:"The version of the rule set: 2021-22."`
	Title       Text   `yaml:"title" jsonschema_description:"What people call it."`
	Description Text   `yaml:"description" jsonschema_description:"What it is for."`
	Source      Text   `yaml:"source" jsonschema_description:"Where it comes from."`
	Extends     Text   `yaml:"extends" jsonschema_description:"The folder of the version that this one builds on: ../2020-21."`
	Removed     Texts  `yaml:"removed" jsonschema_description:"Returns of that version that are no longer there."`
}

// Layer is what a version of a return adds to, or changes in, the one that it
// extends.
type Layer struct{}

// JSONSchema describes it by parts of the return.
func (Layer) JSONSchema() *jsonschema.Schema { return ref("Parts") }

// Removal is what a version takes out of the one that it extends.
type Removal struct{}

// JSONSchema describes it: names of entries, by the key that lists them.
func (Removal) JSONSchema() *jsonschema.Schema { return object(Texts{}.JSONSchema()) }

// parts are the lists of a return whose entries a version adds or changes, with
// the type of these and the key that names them.
var parts = map[string][2]string{
	"fields": {"Field", "name"}, "measures": {"Measure", "name"}, "tests": {"Test", "name"}, "rules": {"Rule", "id"}, "table_rules": {"TableRule", "id"},
}

// groups are its groups of keys.
var groups = []string{"lookups", "facts", "find", "reported_measures", "unpivot"}

// extend adds the definitions of what a version says of the one that it extends:
// Parts, and Version, a return of which any key may be left out, or given nothing.
func extend(defs jsonschema.Definitions) {
	all := jsonschema.NewProperties()
	for _, key := range slices.Sorted(maps.Keys(parts)) {
		all.Set(key, listOf(part(defs[parts[key][0]], parts[key][1])))
	}
	for _, key := range groups {
		all.Set(key, &jsonschema.Schema{Type: "object"})
	}
	defs["Parts"] = &jsonschema.Schema{Type: "object", Properties: all, AdditionalProperties: jsonschema.FalseSchema,
		Description: "Entries by their names; what is changed keeps all that isn't mentioned."}
	version := jsonschema.NewProperties()
	for p := defs["Return"].Properties.Oldest(); p != nil; p = p.Next() {
		version.Set(p.Key, either(p.Value, &jsonschema.Schema{Type: "null"}))
	}
	defs["Version"] = &jsonschema.Schema{Type: "object", Properties: version, AdditionalProperties: jsonschema.FalseSchema,
		Required: []string{"winnow", "return"}, Description: "A return that extends another."}
}

// part is an entry of which only its name must be given, and where it goes.
func part(whole *jsonschema.Schema, name string) *jsonschema.Schema {
	properties := jsonschema.NewProperties()
	for p := whole.Properties.Oldest(); p != nil; p = p.Next() {
		properties.Set(p.Key, either(p.Value, &jsonschema.Schema{Type: "null"}))
	}
	properties.Set("after", &jsonschema.Schema{Type: "string", Description: "The entry that this one goes after; default the last."})
	return &jsonschema.Schema{Type: "object", Properties: properties, AdditionalProperties: jsonschema.FalseSchema, Required: []string{name}}
}
