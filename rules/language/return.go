package language

import "github.com/invopop/jsonschema"

// Return is a rule file that defines a return.
type Return struct {
	Winnow      string            `yaml:"winnow" jsonschema:"required,enum=v1" jsonschema_description:"The version of the rule language."`
	Return      Name              `yaml:"return" jsonschema:"required" jsonschema_description:"The return's name; folders are named after it."`
	Extends     Text              `yaml:"extends" jsonschema_description:"The folder or file of an earlier version, which this one changes by added, changed and removed."`
	Title       Text              `yaml:"title" jsonschema_description:"What people call the return."`
	Description Text              `yaml:"description" jsonschema_description:"What the return is for, in a few sentences."`
	Grain       Text              `yaml:"grain" jsonschema_description:"What one row stands for: One row for each quit date set in the quarter."`
	Period      string            `yaml:"period" jsonschema:"enum=month,enum=quarter,enum=year" jsonschema_description:"How often the return is due."`
	Owner       Text              `yaml:"owner" jsonschema_description:"The service that sends it, where the file doesn't say; a row of services.csv."`
	Source      Text              `yaml:"source" jsonschema_description:"Where the definition comes from."`
	Layout      string            `yaml:"layout" jsonschema:"enum=table,enum=form" jsonschema_description:"table (default), or form: a sheet of labels and values, one record a file."`
	Find        *Find             `yaml:"find" jsonschema_description:"How the table is recognised and located."`
	Unpivot     *Unpivot          `yaml:"unpivot" jsonschema_description:"Columns that stand for rows: each becomes one."`
	Facts       map[string]Fact   `yaml:"facts" jsonschema_description:"Single labelled cells around the table: as_at, period, service, or a name of your own."`
	Missing     Missing           `yaml:"missingValues" jsonschema_description:"Texts that stand for no value. With a label, the label is kept and satisfies required."`
	Fields      []Field           `yaml:"fields" jsonschema_description:"The columns."`
	PrimaryKey  KeyOrNames        `yaml:"primaryKey" jsonschema_description:"Fields that together name a row: no two rows may share them."`
	UniqueKeys  []KeyOrNames      `yaml:"uniqueKeys" jsonschema_description:"Further keys that no two rows may share."`
	ForeignKeys []ForeignKey      `yaml:"foreignKeys" jsonschema_description:"Fields whose values must stand in rows of another return, or of this one."`
	Lookups     map[string]Lookup `yaml:"lookups" jsonschema_description:"Rows of a list, another return or another period, found by key. Expressions speak of them by name: was.found, was.outcome."`
	Rules       []Rule            `yaml:"rules" jsonschema_description:"Checks on each row."`
	Measures    []Measure         `yaml:"measures" jsonschema_description:"Figures worked out over the clean rows of the period."`
	Reported    *Reported         `yaml:"reported_measures" jsonschema_description:"Which fields hold measures, in a return whose rows are measures themselves."`
	TableRules  []TableRule       `yaml:"table_rules" jsonschema_description:"Checks on the whole table and on measures."`
	RefuseAbove Text              `yaml:"refuse_above" jsonschema_description:"Share of rows in error above which the whole table is sent back: 25%."`
	Trial       bool              `yaml:"trial" jsonschema_description:"true: every check is run and counted, and nothing of it is sent, but for those that say trial: false."`
	Tests       []Test            `yaml:"tests" jsonschema_description:"Examples that winnow rules test runs."`
	Added       *Layer            `yaml:"added" jsonschema_description:"What this version adds to the one that it extends."`
	Changed     *Layer            `yaml:"changed" jsonschema_description:"What this version changes of the one that it extends."`
	Removed     *Removal          `yaml:"removed" jsonschema_description:"What this version takes out of the one that it extends."`
}

// JSONSchemaExtend demands fields, and keeps from forms what is for tables.
func (Return) JSONSchemaExtend(s *jsonschema.Schema) {
	s.Required = append(s.Required, "fields")
	form := jsonschema.NewProperties()
	form.Set("layout", &jsonschema.Schema{Const: "form"})
	find := jsonschema.NewProperties()
	find.Set("header", jsonschema.FalseSchema)
	find.Set("end", jsonschema.FalseSchema)
	without := jsonschema.NewProperties()
	without.Set("unpivot", jsonschema.FalseSchema)
	without.Set("find", &jsonschema.Schema{Properties: find})
	s.If = &jsonschema.Schema{Properties: form, Required: []string{"layout"}}
	s.Then = &jsonschema.Schema{Properties: without}
}

// Find says how the table is recognised and located.
type Find struct {
	Sheets   []Text    `yaml:"sheets" jsonschema:"minItems=1" jsonschema_description:"Names or patterns of sheets, with {quarter}, {month} and *; default every visible sheet."`
	Header   *Header   `yaml:"header" jsonschema_description:"The rows of column titles."`
	Columns  *Columns  `yaml:"columns" jsonschema_description:"What to do about columns too many or missing."`
	End      *End      `yaml:"end" jsonschema_description:"Where the table ends."`
	Block    *Block    `yaml:"block" jsonschema_description:"Labels between which the table stands, in a sheet with several."`
	Template *Template `yaml:"template" jsonschema_description:"The cell that holds the template's version."`
	MinRows  int       `yaml:"min_rows" jsonschema:"minimum=0" jsonschema_description:"Rows of data that there must be; default 1."`
}

// Header is where the column titles stand.
type Header struct {
	Rows   int `yaml:"rows" jsonschema:"minimum=1,maximum=2" jsonschema_description:"How many rows the titles take; default 1."`
	Within int `yaml:"within" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"The titles stand within this many rows; default 50."`
}

// Columns says what to do about columns too many or missing.
type Columns struct {
	Extra   string `yaml:"extra" jsonschema:"enum=note,enum=query,enum=refuse" jsonschema_description:"Columns that the rules don't know; default note."`
	Missing string `yaml:"missing" jsonschema:"enum=refuse,enum=error" jsonschema_description:"Columns of required fields that aren't there; default refuse."`
}

// End says where the table ends.
type End struct {
	BlankRows int    `yaml:"blank_rows" jsonschema:"minimum=1" jsonschema_description:"Blank rows that end the table; default 20."`
	Totals    string `yaml:"totals" jsonschema:"enum=check,enum=skip" jsonschema_description:"Whether a total row is checked against the rows; default check."`
}

// Block is the labels above and below a table.
type Block struct {
	After  Texts `yaml:"after" jsonschema_description:"The label above the table, or the ways in which it is written."`
	Before Texts `yaml:"before" jsonschema_description:"The label below it."`
}

// JSONSchemaExtend asks for one label at least.
func (Block) JSONSchemaExtend(s *jsonschema.Schema) {
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"after"}}, {Required: []string{"before"}}}
}

// Template guards against an old template.
type Template struct {
	Cell   string `yaml:"cell" jsonschema:"required,pattern=^[A-Z]{1\\,3}[1-9][0-9]{0\\,6}$" jsonschema_description:"The cell's address: B2."`
	Accept []Text `yaml:"accept" jsonschema:"required,minItems=1" jsonschema_description:"The versions that are taken."`
}

// Fact is a labelled cell.
type Fact struct {
	Label  Text      `yaml:"label" jsonschema:"required" jsonschema_description:"The label as printed."`
	Type   FieldType `yaml:"type" jsonschema_description:"The value's type; default string."`
	Format Text      `yaml:"format" jsonschema_description:"The value's format: %d/%m/%Y."`
}

// Unpivot turns columns into rows.
type Unpivot struct {
	Columns WideColumns        `yaml:"columns" jsonschema:"required" jsonschema_description:"The titles of the columns, each of which becomes a row: a list, or {title: code}."`
	Name    Name               `yaml:"name" jsonschema_description:"The field that takes the columns' titles."`
	Value   Name               `yaml:"value" jsonschema:"required" jsonschema_description:"The field that takes their cells."`
	Total   *WideColumnOrTitle `yaml:"total" jsonschema_description:"The column that holds the sum of the others, which is checked."`
	Blanks  string             `yaml:"blanks" jsonschema:"enum=keep,enum=skip" jsonschema_description:"Whether a blank cell makes a row; default keep."`
}

// WideColumnOrTitle is a title, or a title with more about it.
type WideColumnOrTitle struct{}

// JSONSchema describes a wide column.
func (WideColumnOrTitle) JSONSchema() *jsonschema.Schema { return either(scalar(), ref("WideColumn")) }

// WideColumns are the columns that become rows.
type WideColumns struct{}

// JSONSchema describes them.
func (WideColumns) JSONSchema() *jsonschema.Schema {
	return either(listOf(ref("WideColumnOrTitle")), object(Gives{}.JSONSchema()))
}

// Gives is what a column's title says of its rows.
type Gives struct{}

// JSONSchema describes it: a code, or {field: code}.
func (Gives) JSONSchema() *jsonschema.Schema { return either(scalar(), object(scalar())) }

// WideColumn is a column that becomes a row.
type WideColumn struct {
	Title   Text   `yaml:"title" jsonschema:"required" jsonschema_description:"The title as printed."`
	Aliases []Text `yaml:"aliases" jsonschema_description:"Other ways in which it is written."`
	Gives   Gives  `yaml:"gives" jsonschema_description:"What the row's other fields are: {age_band: 18-34, sex: female}; with name, the code alone."`
}
