package language

import "github.com/invopop/jsonschema"

// Rule is a check on each row: when and then, or expect alone.
type Rule struct {
	ID       RuleID     `yaml:"id" jsonschema:"required" jsonschema_description:"The rule's name in reports: letters, digits, dots, - and _."`
	Severity Severity   `yaml:"severity" jsonschema_description:"error (default): to be corrected, and the row is held back; query: to be corrected or explained; note: asks for nothing."`
	When     Expression `yaml:"when" jsonschema_description:"The rows that the rule is about. Where a blank leaves it unknown, the rule doesn't apply."`
	Then     Expression `yaml:"then" jsonschema_description:"What must hold for them. Unknown fails."`
	Expect   Expression `yaml:"expect" jsonschema_description:"What must hold for every row. Unknown is not evaluated."`
	Cells    Names      `yaml:"cells" jsonschema_description:"The fields to mark; default those that the condition names."`
	Blanks   string     `yaml:"blanks" jsonschema:"enum=fail,enum=pass,enum=skip" jsonschema_description:"What a condition that a blank leaves unknown does."`
	Expected Text       `yaml:"expected" jsonschema_description:"What was expected instead, in a few words. {field} is the row's value."`
	Message  Text       `yaml:"message" jsonschema:"required" jsonschema_description:"What is wrong, for the person who filled in the sheet. {field} is the row's value."`
	Fix      Text       `yaml:"fix" jsonschema_description:"What to do."`
	Source   Text       `yaml:"source" jsonschema_description:"Where the rule comes from."`
	Trial    bool       `yaml:"trial" jsonschema_description:"true: run and counted, never sent."`
}

// JSONSchemaExtend demands a condition, of one form or the other.
func (Rule) JSONSchemaExtend(s *jsonschema.Schema) {
	s.OneOf = []*jsonschema.Schema{{Required: []string{"then"}}, {Required: []string{"expect"}}}
	s.DependentRequired = map[string][]string{"when": {"then"}}
}

// TableRule is a check on the whole table.
type TableRule struct {
	ID        RuleID     `yaml:"id" jsonschema:"required" jsonschema_description:"The rule's name in reports: letters, digits, dots, - and _."`
	Severity  Severity   `yaml:"severity" jsonschema_description:"error (default): to be corrected; query: to be corrected or explained; note: asks for nothing."`
	Expect    Expression `yaml:"expect" jsonschema_description:"What must hold, over measures and over sum(), count(), distinct(), median() of the rows; previous.m, last_year.m and returns.r.m are held elsewhere."`
	Per       Names      `yaml:"per" jsonschema_description:"Fields whose values part the rows into groups: the rule holds for each."`
	Rows      Expression `yaml:"rows" jsonschema_description:"Which rows the exception lists."`
	Holds     string     `yaml:"holds" jsonschema:"enum=table" jsonschema_description:"table: where the rule fails, the whole table is held back."`
	Blanks    string     `yaml:"blanks" jsonschema:"enum=fail,enum=pass,enum=skip" jsonschema_description:"What a condition that a blank leaves unknown does."`
	Complete  *Complete  `yaml:"complete" jsonschema_description:"Each has a row for every day, weekday, week or month."`
	NoOverlap *NoOverlap `yaml:"no_overlap" jsonschema_description:"No two spans of one overlap."`
	Repeats   *Repeats   `yaml:"repeats" jsonschema_description:"The same value again and again."`
	Outlier   *Outlier   `yaml:"outlier" jsonschema_description:"A value far above the usual one."`
	Cells     Names      `yaml:"cells" jsonschema_description:"The fields to mark in the rows that the exception names."`
	Expected  Text       `yaml:"expected" jsonschema_description:"What was expected instead, in a few words."`
	Message   Text       `yaml:"message" jsonschema_description:"What is wrong. {measure} is its value. The kinds have words of their own."`
	Fix       Text       `yaml:"fix" jsonschema_description:"What to do."`
	Source    Text       `yaml:"source" jsonschema_description:"Where the rule comes from."`
	Trial     bool       `yaml:"trial" jsonschema_description:"true: run and counted, never sent."`
}

// JSONSchemaExtend demands one way to say what is checked.
func (TableRule) JSONSchemaExtend(s *jsonschema.Schema) {
	s.OneOf = []*jsonschema.Schema{{Required: []string{"expect", "message"}}}
	for _, way := range []string{"complete", "no_overlap", "repeats", "outlier"} {
		s.OneOf = append(s.OneOf, &jsonschema.Schema{Required: []string{way}})
	}
}

// Selection is the records that a kind of table rule looks at.
type Selection struct {
	Each  Names      `yaml:"each" jsonschema_description:"Fields whose values part the rows into groups, each looked at by itself."`
	Where Expression `yaml:"where" jsonschema_description:"Which rows; default all."`
}

// Complete demands a row for every day, week or month.
type Complete struct {
	Selection
	Every string     `yaml:"every" jsonschema:"enum=day,enum=weekday,enum=week,enum=month" jsonschema_description:"How often there must be a row; default day."`
	Over  Name       `yaml:"over" jsonschema:"required" jsonschema_description:"The date field."`
	From  Expression `yaml:"from" jsonschema_description:"The first day, or an expression for it; default the period's start."`
	To    Expression `yaml:"to" jsonschema_description:"The last day, or an expression for it; default the period's end."`
	Among string     `yaml:"among" jsonschema:"enum=list,enum=table" jsonschema_description:"Which groups there must be: those of the field's list (default), or those that the table has."`
}

// NoOverlap demands that no two spans of one overlap.
type NoOverlap struct {
	Selection
	From Name `yaml:"from" jsonschema:"required" jsonschema_description:"The field with a span's first day."`
	To   Name `yaml:"to" jsonschema_description:"The field with its last day."`
	Days int  `yaml:"days" jsonschema:"minimum=1" jsonschema_description:"How many days it lasts, where no field says."`
}

// Repeats finds the same value again and again.
type Repeats struct {
	Selection
	Of       Name `yaml:"of" jsonschema:"required" jsonschema_description:"The field."`
	MoreThan int  `yaml:"more_than" jsonschema:"required,minimum=1" jsonschema_description:"How many times in a row are still fine."`
	Order    Name `yaml:"order" jsonschema_description:"The field that puts the rows in order; default as they stand."`
}

// Outlier finds values far above the usual one.
type Outlier struct {
	Selection
	Of          Name   `yaml:"of" jsonschema:"required" jsonschema_description:"The field."`
	TimesMedian Number `yaml:"times_median" jsonschema:"required" jsonschema_description:"How many times the group's median is too far."`
	AtLeast     Number `yaml:"at_least" jsonschema_description:"Values below this are never too far."`
}

// Lookup finds rows of a list, another return or another period.
type Lookup struct {
	Description Text           `yaml:"description" jsonschema_description:"What the lookup is for."`
	Return      Name           `yaml:"return" jsonschema_description:"The return whose rows are looked up; it may be this one."`
	List        Text           `yaml:"list" jsonschema_description:"A CSV beside the rule file."`
	Period      string         `yaml:"period" jsonschema:"enum=same,enum=previous,enum=last_year" jsonschema_description:"Which period's rows; default same."`
	Service     string         `yaml:"service" jsonschema:"enum=same,enum=any" jsonschema_description:"Whose rows."`
	On          LookupOn       `yaml:"on" jsonschema_description:"The fields that must be equal: [a, b], or {theirs: ours} where they are called differently."`
	Where       Expression     `yaml:"where" jsonschema_description:"Which of those rows: bare names are this row's fields, that.<field> the other row's."`
	Order       Name           `yaml:"order" jsonschema_description:"The field by which take chooses."`
	Take        string         `yaml:"take" jsonschema:"enum=first,enum=last,enum=previous,enum=next,enum=unbroken" jsonschema_description:"Which of several rows, in that order; previous and next: the row just before or after this one; unbroken: the run of rows without a gap that this one is part of."`
	Until       Name           `yaml:"until" jsonschema_description:"Of an unbroken run: the field in which a row ends, as order is the one in which it begins."`
	Types       map[string]any `yaml:"types" jsonschema_description:"The types of a list's columns that are no texts: {opened: date}."`
}

// JSONSchemaExtend asks whose rows they are.
func (Lookup) JSONSchemaExtend(s *jsonschema.Schema) {
	s.OneOf = []*jsonschema.Schema{{Required: []string{"return"}}, {Required: []string{"list"}}}
}

// LookupOn is the fields by which rows are found.
type LookupOn struct{}

// JSONSchema describes the key of a lookup.
func (LookupOn) JSONSchema() *jsonschema.Schema {
	return either(Name("").JSONSchema(), listOf(Name("").JSONSchema()), object(Name("").JSONSchema()))
}

// ForeignKey is a check that values stand in another return.
type ForeignKey struct {
	ID        RuleID     `yaml:"id" jsonschema_description:"The check's name in reports."`
	Fields    Names      `yaml:"fields" jsonschema:"required" jsonschema_description:"The fields of this return."`
	Reference *Reference `yaml:"reference" jsonschema:"required" jsonschema_description:"Where their values must stand."`
	Words
}

// Reference is the fields that a foreign key refers to.
type Reference struct {
	Resource Text  `yaml:"resource" jsonschema_description:"The return; \"\" or self for this one."`
	Fields   Names `yaml:"fields" jsonschema:"required" jsonschema_description:"Its fields."`
}

// Test is an example that winnow rules test runs.
type Test struct {
	Name     Text           `yaml:"name" jsonschema:"required" jsonschema_description:"What the example shows."`
	Row      Row            `yaml:"row" jsonschema_description:"One row, as raw text by field name; fields not named are blank. Table rules are judged only if named."`
	Rows     []Row          `yaml:"rows" jsonschema:"minItems=1" jsonschema_description:"A whole table of them."`
	Given    map[string]any `yaml:"given" jsonschema_description:"What is held elsewhere: rows under the name of a return (return@previous, return@last_year), or a figure such as last_year.m: 100."`
	Period   Text           `yaml:"period" jsonschema_description:"The period; default the one that the row's own dates lie in."`
	AsAt     Text           `yaml:"as_at" jsonschema_description:"The date the return speaks of; default the period's end."`
	Final    bool           `yaml:"final" jsonschema_description:"true: the final run of a year."`
	Fails    Fails          `yaml:"fails" jsonschema_description:"Exactly these rules fail: their ids, or {id: [1, 3]} with the rows."`
	Passes   bool           `yaml:"passes" jsonschema_description:"true: no rule fails."`
	Measures map[string]any `yaml:"measures" jsonschema_description:"What measures come to: {quits: 2}; null for no value."`
}

// JSONSchemaExtend asks for the rows, and for what comes of them.
func (Test) JSONSchemaExtend(s *jsonschema.Schema) {
	if passes, ok := s.Properties.Get("passes"); ok {
		passes.Const = true
	}
	s.AllOf = []*jsonschema.Schema{
		{OneOf: []*jsonschema.Schema{{Required: []string{"row"}}, {Required: []string{"rows"}}}},
		{AnyOf: []*jsonschema.Schema{{Required: []string{"fails"}}, {Required: []string{"passes"}}, {Required: []string{"measures"}}}},
		{Not: &jsonschema.Schema{Required: []string{"fails", "passes"}}},
	}
}

// Row is raw text by field name.
type Row map[string]Text

// JSONSchema describes a row; nothing after a name is a blank.
func (Row) JSONSchema() *jsonschema.Schema {
	return object(&jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean", "null"}}})
}

// Fails is ids, or ids with rows.
type Fails struct{}

// JSONSchema describes which rules fail.
func (Fails) JSONSchema() *jsonschema.Schema {
	return either(listOf(scalar()), object(listOf(&jsonschema.Schema{Type: "integer", Minimum: "1"})))
}
