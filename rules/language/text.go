package language

import (
	"slices"

	"github.com/invopop/jsonschema"

	"winnow/rules"
)

// Text is any text; numbers, dates and true or false need no quotes.
type Text string

// JSONSchema implements the generator's interface; so do the methods below.
func (Text) JSONSchema() *jsonschema.Schema { return scalar() }

// Expression is a CEL expression. A constant such as false needs no quotes.
type Expression string

// JSONSchema describes an expression.
func (Expression) JSONSchema() *jsonschema.Schema {
	s := scalar()
	s.Examples = []any{`outcome == "quit"`, "between(days(quit_date, follow_up_date), 25, 42)"}
	return s
}

// Name is a name that expressions can speak of.
type Name string

// JSONSchema describes a name.
func (Name) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^[A-Za-z_][A-Za-z0-9_]*$`}
}

// RuleID is the id of a rule.
type RuleID string

// JSONSchema describes an id. One that is all digits may lack its quotes.
func (RuleID) JSONSchema() *jsonschema.Schema {
	s := scalar()
	s.Pattern = `^[A-Za-z0-9][A-Za-z0-9._-]*$`
	return s
}

// Names is a field, or a list of fields.
type Names []Name

// JSONSchema describes one name or several.
func (Names) JSONSchema() *jsonschema.Schema {
	return either(Name("").JSONSchema(), listOf(Name("").JSONSchema()))
}

// Texts is a text, or a list of texts.
type Texts []Text

// JSONSchema describes one text or several.
func (Texts) JSONSchema() *jsonschema.Schema { return either(scalar(), listOf(scalar())) }

// Severity is error, query or note, or one for the year and one for its end.
type Severity string

// JSONSchema describes a severity.
func (Severity) JSONSchema() *jsonschema.Schema {
	return either(wordOf("error", "query", "note"), ref("YearAndFinal"))
}

// YearAndFinal is a severity for the runs of a year and one for its last.
type YearAndFinal struct {
	InYear string `yaml:"in_year" jsonschema:"required,enum=error,enum=query,enum=note" jsonschema_description:"The severity until the year's final run."`
	Final  string `yaml:"final" jsonschema:"required,enum=error,enum=query,enum=note" jsonschema_description:"The severity in the year's final run (--final)."`
}

// FieldType is a type of the Table Schema.
type FieldType string

// JSONSchema lists the types that rule files know.
func (FieldType) JSONSchema() *jsonschema.Schema { return wordOf(rules.FieldTypes()...) }

// Tag is a check of the validator.
type Tag string

// JSONSchema lists the checks, bare or with words.
func (Tag) JSONSchema() *jsonschema.Schema {
	return either(wordOf(slices.Clone(rules.Checks)...), ref("Worded"))
}
