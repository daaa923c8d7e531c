package rules

import (
	"winnow/internal/number"
	"winnow/internal/period"
)

// Test is one entry of tests: rows as raw text, and what must come of them.
type Test struct {
	Name    string
	Single  bool                // written as `row`: a row on its own, of which the table rules say nothing unless named
	Rows    []map[string]string // raw text by field name; fields not named are blank
	Given   []GivenRows         // rows held elsewhere, for lookups and for the measures of other returns and periods
	Figures []GivenFigure       // measures that are held, by the names that table rules use
	Period  period.Period       // zero where not given
	AsAt    *period.Date        // nil where not given
	Final   bool                // the final run of a year

	Passes   bool
	Fails    []string         // ids of the rules that must fail, as written
	FailRows map[string][]int // for ids given with rows: 1-based places in Rows, ascending
	Measures []WantMeasure
	File     string // in which it stands: the return's, or one that it extends
	Line     int    // in the rule file
}

// GivenRows are rows of a return that a test takes as held.
type GivenRows struct {
	Return string
	When   string // "" for the same period, previous or last_year
	Rows   []map[string]string
}

// GivenFigure is a measure that a test takes as held.
type GivenFigure struct {
	Name  string // as table rules name it: last_year.quit_dates_set, returns.awards.awards
	Value number.Num
}

// WantMeasure is what a measure must come to.
type WantMeasure struct {
	Name  string
	Value *number.Num // nil: it must have no value
	Line  int
}

// Find says whether the test names a rule among those that must fail.
func (t *Test) Find(id string) bool {
	for _, f := range t.Fails {
		if f == id {
			return true
		}
	}
	return false
}
