package language

import "github.com/invopop/jsonschema"

// Field is one column.
type Field struct {
	Name        Name             `yaml:"name" jsonschema:"required" jsonschema_description:"The name that expressions and the published data use."`
	Title       Text             `yaml:"title" jsonschema_description:"The column's title as the template prints it; default the name."`
	Description Text             `yaml:"description" jsonschema_description:"What the column means, for the people who fill it in."`
	Aliases     []Text           `yaml:"aliases" jsonschema_description:"Other titles that mean this column. Case, space and punctuation don't count."`
	Type        FieldType        `yaml:"type" jsonschema_description:"The type of the values."`
	Format      Text             `yaml:"format" jsonschema_description:"How the type is written as text: %d/%m/%Y for dates; email, uri, uuid for strings."`
	Constraints *Constraints     `yaml:"constraints" jsonschema_description:"What the values must meet. Each is a value, or {value, severity, message, fix, source}."`
	Missing     Missing          `yaml:"missingValues" jsonschema_description:"Texts that stand for no value in this column, in place of the return's."`
	TrueValues  []string         `yaml:"trueValues" jsonschema:"minItems=1" jsonschema_description:"Texts that mean true, in quotes."`
	FalseValues []string         `yaml:"falseValues" jsonschema:"minItems=1" jsonschema_description:"Texts that mean false, in quotes."`
	DecimalChar Text             `yaml:"decimalChar" jsonschema_description:"The decimal point; default a point."`
	GroupChar   Text             `yaml:"groupChar" jsonschema_description:"What parts thousands."`
	BareNumber  bool             `yaml:"bareNumber" jsonschema_description:"false: what stands around a number is taken off it, as in 5 kg."`
	Map         map[string]Text  `yaml:"map" jsonschema_description:"What people write, and the code it stands for. Case and space don't count."`
	Decimals    int              `yaml:"decimals" jsonschema:"minimum=0,maximum=18" jsonschema_description:"Decimal places, kept exactly; more of them is an exception."`
	Currency    string           `yaml:"currency" jsonschema:"pattern=^[A-Z]{3}$" jsonschema_description:"An amount of money: GBP."`
	Percent     string           `yaml:"percent" jsonschema:"enum=fraction,enum=points" jsonschema_description:"What a plain number means: points (54.5) or a fraction (0.545). A % sign always means per cent."`
	Check       Tag              `yaml:"check" jsonschema_description:"A format check by name, such as postcode_iso3166_alpha2=GB."`
	Within      Within           `yaml:"within" jsonschema_description:"period: the date must lie within the period."`
	Key         bool             `yaml:"key" jsonschema_description:"true: printed with every exception, so that the row is found again."`
	Privacy     string           `yaml:"privacy" jsonschema:"enum=keep,enum=pseudonymise,enum=drop" jsonschema_description:"What reaches the published data; default keep."`
	Fill        string           `yaml:"fill" jsonschema:"enum=down" jsonschema_description:"down: a blank cell takes the value above."`
	Example     any              `yaml:"example" jsonschema_description:"A value that the field takes."`
	RDFType     Text             `yaml:"rdfType" jsonschema_description:"What the field means in the semantic web."`
	Categories  []CategoryOrCode `yaml:"categories" jsonschema:"minItems=1" jsonschema_description:"The values allowed, in the words of the Table Schema; enum says the same."`
	Ordered     any              `yaml:"categoriesOrdered" jsonschema_description:"Whether the categories have an order."`
	ItemType    Text             `yaml:"itemType" jsonschema_description:"The type of a list's values."`
	Delimiter   Text             `yaml:"delimiter" jsonschema_description:"What parts a list's values."`
	ArrayItem   *ArrayItem       `yaml:"arrayItem" jsonschema_description:"What each item of an array must be."`
}

// ArrayItem is what each item of an array must be.
type ArrayItem struct {
	Name        Text         `yaml:"name" jsonschema_description:"A name for people; it doesn't count."`
	Title       Text         `yaml:"title" jsonschema_description:"A title for people; it doesn't count."`
	Description Text         `yaml:"description" jsonschema_description:"Help for people who edit the rules."`
	Type        FieldType    `yaml:"type" jsonschema_description:"The type of each item; any where not given."`
	Format      Text         `yaml:"format" jsonschema_description:"How each item is written."`
	Constraints *Constraints `yaml:"constraints" jsonschema_description:"What each item must meet."`
	Missing     Missing      `yaml:"missingValues" jsonschema_description:"Texts that stand for no value."`
	TrueValues  []string     `yaml:"trueValues" jsonschema:"minItems=1" jsonschema_description:"Texts that mean true, in quotes."`
	FalseValues []string     `yaml:"falseValues" jsonschema:"minItems=1" jsonschema_description:"Texts that mean false, in quotes."`
	DecimalChar Text         `yaml:"decimalChar" jsonschema_description:"The decimal point; default a point."`
	GroupChar   Text         `yaml:"groupChar" jsonschema_description:"What parts thousands."`
	BareNumber  bool         `yaml:"bareNumber" jsonschema_description:"false: what stands around a number is taken off it, as in 5 kg."`
	ItemType    Text         `yaml:"itemType" jsonschema_description:"The type of the values of an item that is a list."`
	Delimiter   Text         `yaml:"delimiter" jsonschema_description:"What parts the values of an item that is a list."`
	ArrayItem   *ArrayItem   `yaml:"arrayItem" jsonschema_description:"What each item of an item must be that is an array itself."`
}

// Constraints are what the values of a field must meet.
type Constraints struct {
	Required         Switch `yaml:"required" jsonschema_description:"true: the cell must not be blank."`
	Unique           Switch `yaml:"unique" jsonschema_description:"true: no two rows may have the same value."`
	Minimum          Bound  `yaml:"minimum" jsonschema_description:"The lowest value allowed."`
	Maximum          Bound  `yaml:"maximum" jsonschema_description:"The highest value allowed."`
	ExclusiveMinimum Bound  `yaml:"exclusiveMinimum" jsonschema_description:"The value must be above this."`
	ExclusiveMaximum Bound  `yaml:"exclusiveMaximum" jsonschema_description:"The value must be below this."`
	MinLength        Length `yaml:"minLength" jsonschema_description:"The fewest characters, or values of a list."`
	MaxLength        Length `yaml:"maxLength" jsonschema_description:"The most characters, or values of a list."`
	Pattern          Bound  `yaml:"pattern" jsonschema_description:"A regular expression that the whole value matches. Give it a message: people don't read patterns."`
	Enum             Enum   `yaml:"enum" jsonschema_description:"The values allowed: a list, or {list: codes.csv, column: code}."`
	JSONSchema       any    `yaml:"jsonSchema" jsonschema_description:"A JSON Schema that an object or array must meet."`
}

// Words are what a constraint says of itself.
type Words struct {
	Severity Severity `yaml:"severity" jsonschema_description:"error (default): to be corrected; query: to be corrected or explained; note: asks for nothing."`
	Message  Text     `yaml:"message" jsonschema_description:"What is wrong, for the person who filled in the sheet. {field} is the row's value."`
	Fix      Text     `yaml:"fix" jsonschema_description:"What to do."`
	Source   Text     `yaml:"source" jsonschema_description:"Where the rule comes from."`
	Trial    bool     `yaml:"trial" jsonschema_description:"true: run and counted, never sent."`
}

// Worded is a constraint with its words.
type Worded struct {
	Value any `yaml:"value" jsonschema:"required" jsonschema_description:"What the constraint asks for."`
	Words
}

// WordedEnum is an enum with its words.
type WordedEnum struct {
	Value  EnumValue `yaml:"value" jsonschema_description:"The values allowed, or {list, column, on}."`
	List   Text      `yaml:"list" jsonschema_description:"A CSV beside the rule file."`
	Column Text      `yaml:"column" jsonschema_description:"The column of the list that holds the codes."`
	On     Name      `yaml:"on" jsonschema_description:"The date field that decides which rows of the list are valid."`
	Words
}

// ListEnum is an enum whose values stand in a CSV.
type ListEnum struct {
	List   Text `yaml:"list" jsonschema:"required" jsonschema_description:"A CSV beside the rule file."`
	Column Text `yaml:"column" jsonschema:"required" jsonschema_description:"The column of the list that holds the codes."`
	On     Name `yaml:"on" jsonschema_description:"The date field that decides which rows of the list are valid."`
}

// Switch is true, or {value: true, …}.
type Switch bool

// JSONSchema describes a switch.
func (Switch) JSONSchema() *jsonschema.Schema {
	return either(&jsonschema.Schema{Type: "boolean"}, ref("Worded"))
}

// Bound is a value, or {value, …}.
type Bound string

// JSONSchema describes a bound.
func (Bound) JSONSchema() *jsonschema.Schema { return either(scalar(), ref("Worded")) }

// Length is a number of characters, or {value, …}.
type Length int

// JSONSchema describes a length.
func (Length) JSONSchema() *jsonschema.Schema {
	return either(&jsonschema.Schema{Type: "integer", Minimum: "0"}, ref("Worded"))
}

// Within is period, or {value: period, …}.
type Within string

// JSONSchema describes within.
func (Within) JSONSchema() *jsonschema.Schema { return either(wordOf("period"), ref("Worded")) }

// EnumValue is the values that an enum allows.
type EnumValue []Text

// JSONSchema describes the values of an enum.
func (EnumValue) JSONSchema() *jsonschema.Schema { return either(listOf(scalar()), ref("ListEnum")) }

// Enum is the values, or these with words.
type Enum []Text

// JSONSchema describes an enum.
func (Enum) JSONSchema() *jsonschema.Schema { return either(listOf(scalar()), ref("WordedEnum")) }

// Missing is texts that stand for no value.
type Missing []Text

// JSONSchema describes missing values.
func (Missing) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Items: either(scalar(), ref("MissingValue"))}
}

// MissingValue is a missing value with its label.
type MissingValue struct {
	Value   Text     `yaml:"value" jsonschema:"required" jsonschema_description:"The text: <5."`
	Label   Text     `yaml:"label" jsonschema_description:"What it means: suppressed. It stands beside the blank in the published data."`
	Between []Number `yaml:"between" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"The lowest and highest that the value could be: [0, 4]."`
}

// Number is an exact number; quotes are allowed.
type Number string

// JSONSchema describes a number.
func (Number) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Extras: map[string]any{"type": []string{"number", "string"}}}
}

// CategoryOrCode is a code, or a code with its label.
type CategoryOrCode struct{}

// JSONSchema describes a category.
func (CategoryOrCode) JSONSchema() *jsonschema.Schema { return either(scalar(), ref("Category")) }

// Category is a code with its label.
type Category struct {
	Value Text `yaml:"value" jsonschema:"required" jsonschema_description:"The code."`
	Label Text `yaml:"label" jsonschema_description:"What it means."`
}

// KeyOrNames is the fields of a key, or these with words.
type KeyOrNames struct{}

// JSONSchema describes a key.
func (KeyOrNames) JSONSchema() *jsonschema.Schema {
	return either(Name("").JSONSchema(), listOf(Name("").JSONSchema()), ref("Key"))
}

// Key is a key with its words.
type Key struct {
	Fields Names `yaml:"fields" jsonschema:"required" jsonschema_description:"The fields that make the key."`
	Words
}
