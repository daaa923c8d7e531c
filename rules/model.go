package rules

import (
	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
)

// Set is everything a rules folder holds, loaded and checked.
type Set struct {
	Name    string            // folder or file as the user named it, for messages
	Hash    string            // hex SHA-256 over the names and bytes of all files read
	Version string            // as ruleset.yaml gives it, such as 2021-22; "" where there is none
	Title   string            // of the rule set; "" where ruleset.yaml gives none
	Extends []string          // the folders that it builds on, nearest first, as messages name them
	Returns []*Return         // by name
	Bands   map[string]*Bands // by name
	Lists   map[string]*List  // code lists by file name, as the rule files name them

	Targets  []Target
	History  []HistoryRow
	Services []Service
	Due      []Due
	Waivers  []Waiver

	// Neighbours are the returns that lie beside a single file that was asked for,
	// and that its lookups speak of: their fields and no more.
	Neighbours []*Return

	Notes []string // such as keys a bare Table Schema carries that winnow doesn't use

	copies map[string][]byte // the files read, by their paths in what they were loaded from
	folder string            // the rule set's own folder there
}

// Return is one return: a rule file compiled.
type Return struct {
	File       string // path as given to the user in messages
	Hash       string // hex SHA-256 of the rule file's bytes
	Name       string
	Title      string
	Grain      string
	PeriodKind period.Kind
	Owner      string    // the service where nothing else says
	Bare       bool      // a bare Table Schema: no winnow: key
	Resource   *Resource // of a data package: its files; nil elsewhere

	Find        Find
	Form        bool     // a sheet of labels and values, one record
	Unpivot     *Unpivot // a wide table, each of whose cells is a record; nil for any other
	Facts       []Fact
	Fields      []*Field
	PrimaryKey  []int      // indexes into Fields
	UniqueKeys  [][]int    // further composite keys
	KeyCheck    KeyCheck   // what is said of rows that share the primary key
	UniqueCheck []KeyCheck // likewise, by UniqueKeys
	Trial       bool       // every check of the author's is on trial but for those that say trial: false
	ForeignKeys []*ForeignKey
	Lookups     []*Lookup
	LookupVars  []LookupVar // what the lookups give to row expressions
	Rules       []*Rule
	Measures    []*Measure
	TableRules  []*TableRule
	Stated      []string    // labels of the figures that stated() speaks of, in order, each once
	Reported    *Reported   // rows that are measures themselves
	RefuseAbove *number.Num // share (0 to 1) of rows in error above which the table is sent back
	Tests       []Test

	Env *expr.Env // row expressions: variable i < len(Fields) is Fields[i], then RowVars, then LookupVars
}

// Variables of row expressions after the fields, in this order.
const (
	VarPeriodStart = iota // len(Fields) + VarPeriodStart
	VarPeriodEnd
	VarAsAt
	RowVarCount
)

// RowVars are the names of those variables. In a message, {as_at} and the others
// stand for the date.
var RowVars = [RowVarCount]string{VarPeriodStart: "period.start", VarPeriodEnd: "period.end", VarAsAt: "as_at"}

// MustHave says whether a table of the return must have a field's column: those
// of required fields, and of all fields where a bare Table Schema asks for them.
func (r *Return) MustHave(field int) bool {
	if r.Bare && r.Find.Missing != PolicyNote {
		return true
	}
	required := r.Fields[field].find(Required)
	return required != nil && !required.Trial
}

// Policy says what to do about columns that shouldn't be there or aren't.
type Policy string

// The policies. For columns too many PolicyError comes from a bare Table Schema
// only.
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
	Block          Block    // the part of a sheet with several tables; zero for the whole sheet
	TemplateCell   string   // address of the version cell; "" for none
	TemplateAccept []string
	FieldsMatch    string // as a bare Table Schema gives it (exact, equal, subset, superset, partial); "" elsewhere
}

// Fact is a single labelled cell around the table.
type Fact struct {
	Name   string // as_at, period, service, provider, …
	Label  string
	Type   Type
	Format string
}
