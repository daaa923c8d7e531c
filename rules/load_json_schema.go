package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// jsonSchema compiles the standard's constraint on objects and arrays. It may
// refer to parts of itself, never to other files or addresses.
func (d *draft) jsonSchema(c *Constraint, v value) bool {
	if !v.isMapping() {
		v.expected("a JSON Schema")
		return false
	}
	plain, problem := plainValue(v.node)
	if problem != "" {
		v.fault("%s %s", v.what, problem)
		return false
	}
	const address = "file:///schema.json"
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(noLoader{})
	if err := compiler.AddResource(address, plain); err != nil {
		v.fault("%s is not a JSON Schema: %s", v.what, schemaWords(err))
		return false
	}
	schema, err := compiler.Compile(address)
	if err != nil {
		v.fault("%s is not a JSON Schema: %s", v.what, schemaWords(err))
		return false
	}
	c.Schema, c.Text = schema, canonicalJSON(plain)
	return true
}

// noLoader keeps schemas from reading anything from disk or the network.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("it refers to %s: a schema may refer to parts of itself only", url)
}

// schemaWords says in a line what is wrong with a JSON Schema.
func schemaWords(err error) string {
	var load *jsonschema.LoadURLError
	if errors.As(err, &load) {
		return load.Err.Error()
	}
	var invalid *jsonschema.SchemaValidationError
	var why *jsonschema.ValidationError
	if errors.As(err, &invalid) && errors.As(invalid.Err, &why) {
		return SchemaFault(why)
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.ReplaceAll(line, "file:///schema.json", "")
}

// SchemaFault says in a line where a value isn't as its JSON Schema demands, and
// why: "at age: minimum: got 3, want 5". It may hold texts of the value.
func SchemaFault(err *jsonschema.ValidationError) string {
	for len(err.Causes) > 0 {
		err = err.Causes[0]
	}
	words := err.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	if len(err.InstanceLocation) == 0 {
		return words
	}
	return "at " + strings.Join(err.InstanceLocation, "/") + ": " + words
}

// plainValue turns a node of a rule file into what JSON would have been read as,
// its numbers with all their digits.
func plainValue(n *yaml.Node) (out any, problem string) {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if m[n.Content[i].Value], problem = plainValue(n.Content[i+1]); problem != "" {
				return nil, problem
			}
		}
		return m, ""
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, e := range n.Content {
			if list[i], problem = plainValue(e); problem != "" {
				return nil, problem
			}
		}
		return list, ""
	}
	return plainScalar(n)
}

func plainScalar(n *yaml.Node) (any, string) {
	switch n.ShortTag() {
	case "!!null":
		return nil, ""
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), ""
	case "!!int", "!!float":
		d := json.NewDecoder(bytes.NewReader([]byte(n.Value)))
		d.UseNumber()
		var v json.Number
		if d.Decode(&v) != nil {
			return nil, fmt.Sprintf("has %q, which is not a number of JSON", n.Value)
		}
		return v, ""
	}
	return n.Value, ""
}
