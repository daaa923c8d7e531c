package rules

import (
	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/report"
)

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

// ValueKinds are what a figure may be: worked out or reported as it is, as far
// as the period has gone, or to be expected; or why there is none.
var ValueKinds = []string{"actual", "to_date", "forecast", "projected", "placeholder", "not_collected"}

// Measure is a figure of a return: an aggregate over rows, a constant, or an
// expression over measures named before it.
type Measure struct {
	Index     int
	Name      string
	Title     string
	ValueKind string        // default actual
	Unit      string        // "" : count for count and distinct, the target's, else count
	Aggregate Aggregate     // "" for Constant and Value
	Field     int           // aggregated field; -1 for count, and with Of
	Of        *expr.Program // aggregated expression over a row, in place of Field; nil for none
	Where     *expr.Program // nil: every row
	Constant  *number.Num
	Value     *expr.Program // over Vars
	Vars      []MeasureRef  // variable i of Value
	ValueText string
	By        []int   // grouping fields
	Window    *Window // of a count or sum over several periods; nil for this period alone
	Target    string  // name of targets.csv rows; "" for none
	Bands     string  // name of a Bands; "" for none
	Reads     []int   // fields that Where, Field and Of read
	Hidden    bool    // stands for an aggregate that an expression calls; never reported
	PerRule   bool    // hidden, for the groups of a rule with per: not kept beyond its own table
	File      string  // in which it stands: the return's, or one that it extends
	Line      int     // in the rule file
}

// TableRule is an expression over measures.
type TableRule struct {
	ID                   string
	Severity             report.Severity
	Final                report.Severity // severity in the final run of a year; the same as Severity where not given
	Expect               *expr.Program   // over Vars; nil for a kind
	Text                 string
	Vars                 []MeasureRef // variable i of Expect
	Message, Fix, Source string
	Expected             string                   // what was expected instead; "" where not given
	Blanks               string                   // what a figure that isn't there makes of it: "" or skip, fail or pass
	Figures              map[string]*expr.Program // over Vars: aggregates that message, fix and expected have in braces, by their text
	Each                 bool                     // judged for each table by itself, when its rows have been read; else for the period
	Holds                bool                     // an exception of severity error sends the table back
	Per                  []int                    // fields whose groups are judged one by one; nil for none
	Groups               int                      // with Per: the measure that counts each group's records
	PerVars              map[int]int              // with Per: variables of Expect that are fields of Per, by their index
	Rows                 *expr.Program            // with Per: condition of the records to list; nil for none
	Kind                 Kind                     // nil for an expression
	Cells                []int                    // fields to mark on the records named
	Trial                bool                     // run and counted, never sent
	File                 string                   // in which it stands: the return's, or one that it extends
	Line                 int
}

// MeasureRef is a measure that a table rule or message speaks of.
type MeasureRef struct {
	Name    string // as written: quit_dates_set, last_year.quit_dates_set, returns.awards.awards
	Return  string // "" for this return
	Measure string
	When    string // "", previous, last_year or stated; then Measure is the label as written
}

// Reported says how rows that are measures themselves are read. The indexes are
// fields; -1 where the key was not given.
type Reported struct {
	Measure, Period, AsAt, ValueKind, Value, Unit, Target, TargetPeriod, Tolerance, Direction, Band int
	Bands                                                                                           string
}
