package rules

import (
	"regexp"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
)

// Set is everything a rules folder holds, loaded and checked.
type Set struct {
	Name    string            // folder or file as the user named it, for messages
	Hash    string            // hex SHA-256 over the names and bytes of all files read
	Returns []*Return         // by name
	Bands   map[string]*Bands // by name
	Lists   map[string]*List  // code lists by file name, as the rule files name them

	Targets  []Target
	History  []HistoryRow
	Services []Service
	Due      []Due

	Notes []string // such as keys a bare Table Schema carries that winnow doesn't use
}

// Return is one return: a rule file compiled.
type Return struct {
	File       string // path as given to the user in messages
	Hash       string // hex SHA-256 of the rule file's bytes
	Name       string
	Title      string
	Grain      string
	PeriodKind period.Kind
	Owner      string // the service where nothing else says
	Bare       bool   // a bare Table Schema: no winnow: key

	Find        Find
	Facts       []Fact
	Fields      []*Field
	PrimaryKey  []int   // indexes into Fields
	UniqueKeys  [][]int // further composite keys
	Rules       []*Rule
	Measures    []*Measure
	TableRules  []*TableRule
	Reported    *Reported   // rows that are measures themselves
	RefuseAbove *number.Num // share (0 to 1) of rows in error above which the table is sent back
	Tests       []Test

	Env *expr.Env // row expressions: variable i < len(Fields) is Fields[i], then RowVars
}

// Variables of row expressions after the fields, in this order.
const (
	VarPeriodStart = iota // len(Fields) + VarPeriodStart
	VarPeriodEnd
	VarAsAt
	RowVarCount
)

// Policy says what to do about columns that shouldn't be there or aren't.
type Policy string

// The policies. PolicyError is for missing columns only.
const (
	PolicyNote   Policy = "note"
	PolicyQuery  Policy = "query"
	PolicyRefuse Policy = "refuse"
	PolicyError  Policy = "error"
)

// Find says how the table is recognised and located.
type Find struct {
	Sheets         []string // names or patterns with {quarter}, {month}, *; nil for every visible sheet
	HeaderRows     int      // 1 or 2; default 1
	HeaderWithin   int      // rows in which the header must stand; default 50
	Extra          Policy   // default note
	Missing        Policy   // default refuse
	BlankRows      int      // blank rows in a row that end the table; default 20
	CheckTotals    bool     // default true
	MinRows        int      // default 1
	TemplateCell   string   // address of the version cell; "" for none
	TemplateAccept []string
}

// Fact is a single labelled cell around the table.
type Fact struct {
	Name   string // as_at, period, service, provider, …
	Label  string
	Type   Type
	Format string
}

// Type is a Table Schema field type.
type Type string

// The field types.
const (
	TypeString    Type = "string"
	TypeNumber    Type = "number"
	TypeInteger   Type = "integer"
	TypeBoolean   Type = "boolean"
	TypeDate      Type = "date"
	TypeTime      Type = "time"
	TypeDateTime  Type = "datetime"
	TypeYear      Type = "year"
	TypeYearMonth Type = "yearmonth"
	TypeDuration  Type = "duration"
	TypeList      Type = "list"
	TypeObject    Type = "object"
	TypeArray     Type = "array"
	TypeGeopoint  Type = "geopoint"
	TypeAny       Type = "any"
)

// Missing is a text that stands for no value. With a label it satisfies
// required and the label is kept; with bounds the value lies between them.
type Missing struct {
	Value string
	Label string
	Low   *number.Num
	High  *number.Num
}

// Field is one column.
type Field struct {
	Index   int
	Name    string
	Title   string // as the template prints it; the name where not given
	Aliases []string
	Type    Type
	Format  string    // default, any, a strptime pattern, or email, uri, binary, uuid
	Missing []Missing // the field's own, or the return's, or {""}

	TrueValues, FalseValues []string // defaults of the standard
	DecimalChar, GroupChar  string   // "." and "" (a comma group is understood where it stands in threes)
	BareNumber              bool     // default true

	Map         map[string]string // folded text (see Fold) to code
	Labels      map[string]string // code to the first text that maps to it, for messages
	Decimals    int               // places kept: the declared ones, 0 for integer, DefaultDecimals otherwise
	HasDecimals bool              // decimals was declared
	Currency    string            // GBP, …; "" for none
	Percent     string            // "", fraction or points
	Check       string            // a validator tag
	Within      bool              // within: period
	Key         bool              // echoed with every exception on the row
	Privacy     string            // keep (default), pseudonymise, drop
	FillDown    bool

	Constraints []*Constraint
}

// DefaultDecimals is how many places a number keeps whose field declares none.
const DefaultDecimals = 12

// ConstraintKind is a Table Schema constraint, or one of winnow's own.
type ConstraintKind string

// The constraints. The id of one is <field>.<kind>.
const (
	Required         ConstraintKind = "required"
	Unique           ConstraintKind = "unique"
	Minimum          ConstraintKind = "minimum"
	Maximum          ConstraintKind = "maximum"
	ExclusiveMinimum ConstraintKind = "exclusiveMinimum"
	ExclusiveMaximum ConstraintKind = "exclusiveMaximum"
	MinLength        ConstraintKind = "minLength"
	MaxLength        ConstraintKind = "maxLength"
	Pattern          ConstraintKind = "pattern"
	Enum             ConstraintKind = "enum"
	Within           ConstraintKind = "within" // within: period
	Check            ConstraintKind = "check"  // check: <validator tag>
)

// Constraint is one check on the values of one field.
type Constraint struct {
	Kind     ConstraintKind
	ID       string // <field>.<kind>
	Severity report.Severity
	Message  string // "" for winnow's own wording
	Fix      string
	Source   string

	Bound   expr.Value     // minimum, maximum, exclusive…: of the field's type
	Text    string         // the bound, pattern or tag as written
	Length  int            // minLength, maxLength, in characters
	Pattern *regexp.Regexp // anchored to the whole value
	Codes   []string       // enum, as written, in order; for numbers and dates the canonical text
	List    *List          // enum from a code list; Codes is nil
	Column  int            // column of List
	On      int            // field whose date decides which rows of a dated list are valid; -1: any row valid in the period
}

// Rule is a check on each row.
type Rule struct {
	ID                   string
	Severity             report.Severity
	When                 *expr.Program // nil: always
	Then                 *expr.Program // the condition, also of an expect rule
	WhenText, ThenText   string
	Expect               bool   // an expect rule: an unknown result counts as not evaluated
	Blanks               string // "", fail, pass or skip
	Cells                []int  // fields to mark, the first one named by the exception
	Reads                []int  // fields that When or Then reads: a rule doesn't run on a cell that already failed
	Message, Fix, Source string
	Line                 int // in the rule file
}

// Aggregate is how a measure is worked out from rows.
type Aggregate string

// The aggregates.
const (
	Count    Aggregate = "count"
	Sum      Aggregate = "sum"
	Mean     Aggregate = "mean"
	Min      Aggregate = "min"
	Max      Aggregate = "max"
	Median   Aggregate = "median"
	Distinct Aggregate = "distinct"
)

// Measure is a figure of a return: an aggregate over rows, a constant, or an
// expression over measures named before it.
type Measure struct {
	Index     int
	Name      string
	Title     string
	ValueKind string        // default actual
	Unit      string        // "" : count for count and distinct, the target's, else count
	Aggregate Aggregate     // "" for Constant and Value
	Field     int           // aggregated field; -1 for count
	Where     *expr.Program // nil: every row
	Constant  *number.Num
	Value     *expr.Program // over MeasureEnv: variable i is Measures[i]
	ValueText string
	By        []int    // grouping fields
	Groups    []string // every code of a single By field valid in any period, where an enum gives them
	Target    string   // name of targets.csv rows; "" for none
	Bands     string   // name of a Bands; "" for none
	Reads     []int    // fields that Where and Field read
}

// TableRule is an expression over measures.
type TableRule struct {
	ID                   string
	Severity             report.Severity
	Expect               *expr.Program // over Vars
	Text                 string
	Vars                 []MeasureRef // variable i of Expect
	Message, Fix, Source string
	Line                 int
}

// MeasureRef is a measure that a table rule or message speaks of.
type MeasureRef struct {
	Name    string // as written: quit_dates_set, last_year.quit_dates_set, returns.awards.awards
	Return  string // "" for this return
	Measure string
	When    string // "", previous or last_year
}

// Reported says how rows that are measures themselves are read. The indexes are
// fields; -1 where the key was not given.
type Reported struct {
	Measure, Period, AsAt, ValueKind, Value, Unit, Target, TargetPeriod, Direction, Band int
	Bands                                                                                string
}

// Test is one entry of tests:.
type Test struct {
	Name   string
	Row    map[string]string
	Fails  []string
	Passes bool
	Line   int
}

// Bands is one council's key.
type Bands struct {
	File       string
	Name       string
	Basis      string // relative or points
	Scale      []BandRule
	NoData     string
	ZeroTarget *ZeroTarget // nil: no_data
	Reads      bool        // some where: names last_year
}

// ZeroTarget is what a target of zero gives under a relative basis.
type ZeroTarget struct{ Met, Missed string }

// BandRule is one line of a scale; the first that holds gives the band.
type BandRule struct {
	Band          string
	Where         *expr.Program // over BandVars; nil: always
	BetterBy      *Edge
	WorseBy       *Edge
	SinceLastYear []string // better, same, worse
}

// Edge is a bound on how much better or worse than the target a value is: Op is
// one of > >= < <=. Percent says that By is in per cent of the target (relative
// basis) or in points.
type Edge struct {
	Op string
	By number.Num
}

// BandVars are the variables of a scale's where.
var BandVars = []expr.Var{{Name: "unit", Type: expr.String}, {Name: "target", Type: expr.Number}, {Name: "value", Type: expr.Number}, {Name: "direction", Type: expr.String}}

// List is a code list: a CSV with a header row.
type List struct {
	File    string
	Columns []string
	Rows    []ListRow
	codes   map[int]map[string][]int // column → value → rows
}

// ListRow is one row with the dates between which it is valid.
type ListRow struct {
	Cells    []string
	From, To *period.Date // nil: open
	Line     int
}

// Target is a row of targets.csv.
type Target struct {
	Measure   string
	Period    period.Period
	Value     *number.Num // nil where the target is a placeholder
	Unit      string
	Direction string // higher (default) or lower
	Basis     string // "", relative or points
	Source    string
}

// HistoryRow is a row of history.csv.
type HistoryRow struct {
	Measure   string
	Period    period.Period
	Value     number.Num
	ValueKind string
	Source    string
}

// Service is a row of services.csv.
type Service struct{ Service, Name, Contact, Email string }

// Due is a row of returns_due.csv.
type Due struct {
	Return, Service string
	PeriodKind      period.Kind
	DueAfterDays    int
}
