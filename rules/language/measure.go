package language

import (
	"github.com/invopop/jsonschema"

	"winnow/rules"
)

// Measure is a figure of a return; it has exactly one way to be worked out.
type Measure struct {
	Name        Name       `yaml:"name" jsonschema:"required" jsonschema_description:"The name that table rules and targets.csv use."`
	Title       Text       `yaml:"title" jsonschema_description:"What people call it."`
	Description Text       `yaml:"description" jsonschema_description:"What it means."`
	Source      Text       `yaml:"source" jsonschema_description:"Where the definition comes from."`
	ValueKind   ValueKind  `yaml:"value_kind" jsonschema_description:"What the figure is; default actual."`
	Unit        Text       `yaml:"unit" jsonschema_description:"count, percent, money, …"`
	By          Names      `yaml:"by" jsonschema_description:"Fields whose values part the rows: one figure for each group."`
	Window      *Window    `yaml:"window" jsonschema_description:"The earlier periods that count with this one."`
	Target      Text       `yaml:"target" jsonschema_description:"The measure's name in targets.csv."`
	Bands       Text       `yaml:"bands" jsonschema_description:"The bands file by which it is judged."`
	Count       *Count     `yaml:"count" jsonschema_description:"How many rows: {} for all, {where: …} for some."`
	Sum         *Aggregate `yaml:"sum" jsonschema_description:"The sum of a field."`
	Mean        *Aggregate `yaml:"mean" jsonschema_description:"The mean of a field."`
	Min         *Aggregate `yaml:"min" jsonschema_description:"The lowest value of a field."`
	Max         *Aggregate `yaml:"max" jsonschema_description:"The highest value of a field."`
	Median      *Aggregate `yaml:"median" jsonschema_description:"The median of a field."`
	Distinct    *Aggregate `yaml:"distinct" jsonschema_description:"How many different values a field has."`
	Constant    Number     `yaml:"constant" jsonschema_description:"A fixed number."`
	Value       Expression `yaml:"value" jsonschema_description:"An expression over measures named above."`
}

// JSONSchemaExtend demands one way to work the measure out, and lets count: stand
// without a value.
func (Measure) JSONSchemaExtend(s *jsonschema.Schema) {
	for _, way := range []string{"count", "sum", "mean", "min", "max", "median", "distinct", "constant", "value"} {
		s.OneOf = append(s.OneOf, &jsonschema.Schema{Required: []string{way}})
	}
	s.Properties.Set("count", either(ref("Count"), &jsonschema.Schema{Type: "null"}))
}

// ValueKind is what a figure is.
type ValueKind string

// JSONSchema lists the kinds.
func (ValueKind) JSONSchema() *jsonschema.Schema { return wordOf(rules.ValueKinds...) }

// Window is a span of time longer than the period.
type Window struct {
	List Text `yaml:"list" jsonschema_description:"A CSV with the dates of each code."`
	Key  Text `yaml:"key" jsonschema_description:"The code whose dates are meant."`
	From Text `yaml:"from" jsonschema_description:"The first day; of a list, the column that has it (default valid_from)."`
	To   Text `yaml:"to" jsonschema_description:"The last day, or the column that has it (default valid_to)."`
}

// Count is which rows are counted.
type Count struct {
	Where Expression `yaml:"where" jsonschema_description:"Which rows; default all."`
}

// Aggregate is a field, and which rows.
type Aggregate struct {
	Field Name       `yaml:"field" jsonschema_description:"The field."`
	Of    Expression `yaml:"of" jsonschema_description:"An expression over a row, in place of a field."`
	Where Expression `yaml:"where" jsonschema_description:"Which rows; default all."`
}

// JSONSchemaExtend asks for a field or an expression.
func (Aggregate) JSONSchemaExtend(s *jsonschema.Schema) {
	s.OneOf = []*jsonschema.Schema{{Required: []string{"field"}}, {Required: []string{"of"}}}
}

// Reported says which fields hold a measure.
type Reported struct {
	Measure      Name `yaml:"measure" jsonschema:"required" jsonschema_description:"The field with the measure's name."`
	Period       Name `yaml:"period" jsonschema_description:"The field with its period."`
	AsAt         Name `yaml:"as_at" jsonschema_description:"The field with the date it speaks of."`
	ValueKind    Name `yaml:"value_kind" jsonschema_description:"The field that says whether it is actual, forecast, …"`
	Value        Name `yaml:"value" jsonschema:"required" jsonschema_description:"The field with the figure."`
	Unit         Name `yaml:"unit" jsonschema_description:"The field with its unit."`
	Target       Name `yaml:"target" jsonschema:"required" jsonschema_description:"The field with the target."`
	TargetPeriod Name `yaml:"target_period" jsonschema_description:"The field with the target's period."`
	Tolerance    Name `yaml:"tolerance" jsonschema_description:"The field with how far from the target still counts as met."`
	Direction    Name `yaml:"direction" jsonschema_description:"The field that says whether higher or lower is better."`
	Band         Name `yaml:"band" jsonschema_description:"The field with the band printed, which is compared with the one worked out."`
	Bands        Text `yaml:"bands" jsonschema:"required" jsonschema_description:"The bands file."`
}

// Bands is a rule file that defines a council's key.
type Bands struct {
	Winnow      string        `yaml:"winnow" jsonschema:"required,enum=v1" jsonschema_description:"The version of the rule language."`
	Bands       Text          `yaml:"bands" jsonschema:"required" jsonschema_description:"The key's name, by which measures speak of it."`
	Title       Text          `yaml:"title" jsonschema_description:"What people call it."`
	Description Text          `yaml:"description" jsonschema_description:"What it means."`
	Source      Text          `yaml:"source" jsonschema_description:"Where it comes from."`
	Basis       string        `yaml:"basis" jsonschema:"enum=relative,enum=points" jsonschema_description:"How far from the target: relative to it (default), or in points."`
	Scale       []BandRule    `yaml:"scale" jsonschema:"required,minItems=1" jsonschema_description:"The first line that holds gives the band."`
	NoData      Text          `yaml:"no_data" jsonschema_description:"The band where there is no value or no target; default No data."`
	ZeroTarget  NoDataOrBands `yaml:"zero_target" jsonschema_description:"What a target of zero gives: no_data (default), or {met, missed}."`
}

// BandRule is one line of a scale.
type BandRule struct {
	Band          Text       `yaml:"band" jsonschema:"required" jsonschema_description:"The band."`
	Where         Expression `yaml:"where" jsonschema_description:"Over unit, target, value and direction."`
	BetterBy      Text       `yaml:"better_by" jsonschema_description:"How much better than the target: > 5%."`
	WorseBy       Text       `yaml:"worse_by" jsonschema_description:"How much worse than the target: <= 10%."`
	SinceLastYear []string   `yaml:"since_last_year" jsonschema:"minItems=1,enum=better,enum=same,enum=worse" jsonschema_description:"How the value moved since last year."`
}

// ZeroTarget is the bands of a target of zero.
type ZeroTarget struct {
	Met    Text `yaml:"met" jsonschema:"required" jsonschema_description:"The band where the value meets a target of zero."`
	Missed Text `yaml:"missed" jsonschema:"required" jsonschema_description:"The band where it doesn't."`
}

// NoDataOrBands is what a target of zero gives.
type NoDataOrBands struct{}

// JSONSchema describes zero_target.
func (NoDataOrBands) JSONSchema() *jsonschema.Schema {
	return either(wordOf("no_data"), ref("ZeroTarget"))
}
