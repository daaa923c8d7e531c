package rules

import (
	"regexp"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/report"
)

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
	TypeGeoJSON   Type = "geojson"
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

	ItemType  Type   // of a list's items; "" for string
	Delimiter string // between a list's items; "" for a comma
	ArrayItem *Field // what each item of an array must be; nil for anything

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
	JSONSchema       ConstraintKind = "jsonSchema"
	Within           ConstraintKind = "within"    // within: period
	Check            ConstraintKind = "check"     // check: <validator tag>
	ItemConstraint   ConstraintKind = "arrayItem" // on each item of an array
)

// Constraint is one check on the values of one field.
type Constraint struct {
	Kind     ConstraintKind
	ID       string // <field>.<kind>
	Severity report.Severity
	Final    report.Severity // severity in the final run of a year; the same as Severity where not given
	Message  string          // "" for winnow's own wording
	Fix      string
	Source   string
	Trial    bool // run and counted, never sent

	Bound   expr.Value         // minimum, maximum, exclusive…: of the field's type
	Text    string             // the bound, pattern or tag as written
	Item    *Constraint        // arrayItem: what each item must meet
	Length  int                // minLength, maxLength, in characters
	Pattern *regexp.Regexp     // anchored to the whole value
	Schema  *jsonschema.Schema // jsonSchema
	Codes   []string           // enum, as written, in order; for numbers and dates the canonical text
	List    *List              // enum from a code list; Codes is nil
	Column  int                // column of List
	On      int                // field whose date decides which rows of a dated list are valid; -1: any row valid in the period
}
