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
	Field     int           // aggregated field; -1 for count
	Where     *expr.Program // nil: every row
	Constant  *number.Num
	Value     *expr.Program // over MeasureEnv: variable i is Measures[i]
	ValueText string
	By        []int  // grouping fields
	Target    string // name of targets.csv rows; "" for none
	Bands     string // name of a Bands; "" for none
	Reads     []int  // fields that Where and Field read
	Hidden    bool   // stands for an aggregate that a table rule calls; never reported
	Line      int    // in the rule file
}

// TableRule is an expression over measures.
type TableRule struct {
	ID                   string
	Severity             report.Severity
	Final                report.Severity // severity in the final run of a year; the same as Severity where not given
	Expect               *expr.Program   // over Vars
	Text                 string
	Vars                 []MeasureRef // variable i of Expect
	Message, Fix, Source string
	Expected             string // what was expected instead; "" where not given
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
