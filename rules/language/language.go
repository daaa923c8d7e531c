// Package language describes the rule language to programs: Go types that have
// the keys of the rule files, and the JSON Schema made from them, by which
// editors complete keys, show what they mean and underline what is wrong.
//
// Start reading at Schema. The loader in package rules remains the judge: it
// knows which fields there are and what expressions mean. What a JSON Schema can
// say, which keys stand where and which words they take, is here, and a test
// holds it to the loader's own lists of keys.
package language

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// ID names the schema.
const ID = "https://winnow.example/rules/v1.json"

// Schema returns the JSON Schema (2020-12) of a rule file, indented.
func Schema() ([]byte, error) {
	text, err := json.MarshalIndent(schema(), "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// roots are the types that no other names in a field: those of files, and those
// that stand for an alternative.
var roots = []any{Return{}, Bands{}, Ruleset{}, Worded{}, WordedEnum{}, ListEnum{}, YearAndFinal{}, MissingValue{}, Category{}, Key{}, WideColumn{}, ZeroTarget{},
	Aggregate{}, Count{}}

// schema gathers the definitions of all types, and takes a file for what the key
// at its top says it is.
func schema() *jsonschema.Schema {
	defs := jsonschema.Definitions{}
	for _, root := range roots {
		r := &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true}
		for name, d := range r.Reflect(root).Definitions {
			defs[name] = d
		}
	}
	extend(defs)
	return &jsonschema.Schema{
		Version: jsonschema.Version, ID: ID, Title: "winnow rule file",
		Description: "A return, the bands of a council, or the version of a rule set. One file defines one.",
		If:          &jsonschema.Schema{Required: []string{"bands"}},
		Then:        ref("Bands"),
		Else: &jsonschema.Schema{
			If:   &jsonschema.Schema{Required: []string{"ruleset"}},
			Then: ref("Ruleset"),
			Else: &jsonschema.Schema{If: extending(), Then: ref("Version"), Else: ref("Return")},
		},
		Definitions: defs,
	}
}

// extending tells a return that extends another by the keys that only such a one
// has.
func extending() *jsonschema.Schema {
	s := &jsonschema.Schema{}
	for _, key := range []string{"extends", "added", "changed", "removed"} {
		s.AnyOf = append(s.AnyOf, &jsonschema.Schema{Required: []string{key}})
	}
	return s
}

func ref(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: "#/$defs/" + name} }

func either(s ...*jsonschema.Schema) *jsonschema.Schema { return &jsonschema.Schema{AnyOf: s} }

func listOf(s *jsonschema.Schema) *jsonschema.Schema {
	one := uint64(1)
	return &jsonschema.Schema{Type: "array", Items: s, MinItems: &one}
}

func object(values *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: values}
}

// scalar is what YAML may write without quotes where text is meant.
func scalar() *jsonschema.Schema {
	return &jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean"}}}
}

func wordOf(words ...string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return s
}
