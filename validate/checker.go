package validate

import (
	"fmt"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// Columns says where a table's fields stand.
type Columns struct {
	Fields  []int    // for each field of the return its 0-based sheet column, or -1
	Headers []string // the titles as printed, by sheet column; for messages
	CSV     bool     // columns are named by number, as a text editor counts them

	Wide   *Wide   // of a wide table whose cells are the records; nil for any other
	Places []Place // of a form: by field, where its value stands; nil for a table

	DecimalComma []int // sheet columns whose numbers have a decimal comma, where the rules don't say
}

// Context is what a check needs to know beside the rules of its return.
type Context struct {
	Set     *rules.Set    // targets, bands and lists; may be nil where nothing needs them
	Period  period.Period // zero where none was given
	Span    period.Period // the part of Period that this table is for, such as a sheet's month; zero for all of it
	AsAt    period.Date   // the date the return speaks of
	HasAsAt bool

	Source   string      // tells the table from others whose rows are looked up together
	Service  string      // which sends the table; waivers are for one
	Received period.Date // the day on which it did; a waiver that ended before no longer holds

	Final    bool                  // the final run of a year: final severities apply
	NoClean  bool                  // nobody takes the clean records: Outcome.Clean stays nil
	Figures  Figures               // other periods' figures, for what is judged table by table; may be nil
	Stated   map[string]number.Num // figures that the file prints outside its table, by Return.Stated's labels
	Unstated map[string]string     // why a label has no figure where more is to be said than that it isn't there

	// Rows gives the rows that a lookup needs, or says why they aren't held: "rows of
	// sites are not held". Nil: no rows are held. It is called while New runs.
	Rows func(rules.RowsRef) (*RowSet, string)
}

// Checker judges one table against one return. Check may be called from many
// goroutines; Join, Again and Finish belong to one.
type Checker struct {
	ret     *rules.Return
	cols    Columns
	ctx     Context
	vars    [rules.RowVarCount]rowVar
	fields  []*field
	rules   []*rowRule
	sums    []int // fields whose totals are kept
	sumCols []int // by sums: the sheet column
	counts  []*measurePlan
	tables  []*tableCheck // table rules that are judged for this table by itself
	own     *reportedPlan // of a return whose rows are measures; nil otherwise
	rowed   *arrow.Schema
	states  []*ruleState
	lookups []*lookup // those of the return, then those of foreign keys; nil until one is needed, as is the list itself
	foreign []*foreignKey
	staged  bool  // there are rules of later stages than the row rules, or kinds of rules for the table
	desk    *desk // nil where nothing is waived or on trial

	joined    *tableState // what Join has gathered in this pass
	keySets   []keySet
	twins     []twins     // by keySets: what rows share and differ on, from the first pass
	concluded *conclusion // what those rules come to; nil while it isn't known
	ordered   bool        // the order of day and month is settled for every column
}

// span is the period in which the table's own dates must lie.
func (c Context) span() period.Period {
	if c.Span.IsZero() {
		return c.Period
	}
	return c.Span
}

// New compiles a return for a table with the given columns. An error is a fault
// of the rules: a format or list that can't be used.
func New(r *rules.Return, cols Columns, c Context) (*Checker, error) {
	if len(cols.Fields) != len(r.Fields) {
		return nil, fmt.Errorf("return %s: %d columns given for %d fields", r.Name, len(cols.Fields), len(r.Fields))
	}
	k := &Checker{ret: r, cols: cols, ctx: c, vars: rowVars(c), desk: newDesk(r, c)}
	for i, f := range r.Fields {
		plan, err := newField(k, f, cols.Fields[i])
		if err != nil {
			return nil, fmt.Errorf("return %s, field %s: %w", r.Name, f.Name, err)
		}
		k.fields = append(k.fields, plan)
		if plan.present() && summed(f) {
			k.addSum(i)
		}
	}
	if err := k.setUp(); err != nil {
		return nil, fmt.Errorf("return %s: %w", r.Name, err)
	}
	k.joined = newTable(k)
	return k, nil
}

// setUp compiles what needs all fields.
func (c *Checker) setUp() error {
	for _, r := range c.ret.Rules {
		c.rules = append(c.rules, newRowRule(c, r))
	}
	c.foreign = newForeignKeys(c)
	c.setStages()
	for _, m := range c.ret.Measures {
		c.counts = append(c.counts, newMeasurePlan(c, m))
	}
	var err error
	if c.own, err = newReportedPlan(c); err != nil {
		return err
	}
	c.tables = newTableChecks(c)
	c.keySets = newKeySets(c)
	c.twins = make([]twins, len(c.keySets))
	c.states = newStates(c)
	c.setDirect()
	c.rowed, err = newSchema(c.ret)
	return err
}

// Schema returns the fields of the clean records: the declared ones under their
// names, after each one with labelled missing values its label as
// <name>_missing, and last _row, the row a person sees. A field's metadata holds
// privacy and title.
func (c *Checker) Schema() *arrow.Schema { return c.rowed }

// missingColumn returns the reason for which something that reads the fields
// can't run on this table, or "".
func (c *Checker) missingColumn(fields []int) string {
	for _, f := range fields {
		if !c.fields[f].present() {
			return fmt.Sprintf("column %s is missing", c.fields[f].title)
		}
	}
	return ""
}

// severity returns which of a rule's severities applies.
func (c *Checker) severity(inYear, final report.Severity) report.Severity {
	if c.ctx.Final && final != "" {
		return final
	}
	if inYear == "" {
		return report.Error
	}
	return inYear
}

// summed says whether a column of the field has a total worth comparing.
func summed(f *rules.Field) bool {
	return (f.Type == rules.TypeNumber || f.Type == rules.TypeInteger) && f.Percent == ""
}

// keyed says whether the return has a primary key and the table its columns.
func (c *Checker) keyed() bool {
	return len(c.ret.PrimaryKey) > 0 && c.missingColumn(c.ret.PrimaryKey) == ""
}

// uniqueFields returns the fields with a unique constraint whose column is there.
func (c *Checker) uniqueFields() []int {
	var out []int
	for i, f := range c.fields {
		if f.unique != nil && f.present() {
			out = append(out, i)
		}
	}
	return slices.Clip(out)
}
