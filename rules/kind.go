package rules

import (
	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
)

// Kind is a check of a table that an expression says badly: *Complete,
// *NoOverlap, *Repeats or *Outlier. It looks at the records of one table.
type Kind interface {
	Name() string             // the key of the rule file
	Records() *Selection      // which records it looks at
	Reads() []int             // fields that it can't do without, those of the Selection included
	Words() map[string]string // what its messages may have in braces beside fields, with what it means
}

// Selection is the records that a Kind looks at and how it groups them.
type Selection struct {
	Each  []int         // fields that make the groups; nil for all records together
	Where *expr.Program // nil: every record
	Wants []int         // fields that Where reads
}

// Every is how often a group of Complete must have a record.
type Every string

// The steps.
const (
	EveryDay     Every = "day"
	EveryWeekday Every = "weekday" // Monday to Friday
	EveryWeek    Every = "week"    // Monday to Sunday
	EveryMonth   Every = "month"
)

// Complete asks each group for a record on every day, or in every week or month,
// of a stretch of time.
type Complete struct {
	Selection
	Every    Every
	Over     int           // the date field
	From, To *expr.Program // over RowVars; nil: the period's ends, the last of them no later than as_at
	Among    string        // list: the codes of the field of Each are all asked for; table: those that the table has
}

// NoOverlap asks that the stretches of time of a group's records don't overlap.
type NoOverlap struct {
	Selection
	From int // the date field on which a stretch begins
	To   int // the date field of its last day; -1 with Days
	Days int // how many days it takes, the first included; 0 with To
}

// Repeats asks that the same value doesn't stand in more than so many records of
// a group in a row.
type Repeats struct {
	Selection
	Of       int
	MoreThan int
	Order    int // the field that the records are ordered by; -1: as in the file
}

// Outlier asks that no number lies far above the median of its group.
type Outlier struct {
	Selection
	Of      int
	Times   number.Num  // of the median
	AtLeast *number.Num // smaller values are none; nil for no such limit
}

// Window is the stretch of time over which a figure adds up: that of a list's
// row, or given. The periods that it touches count, up to the one worked on.
type Window struct {
	From period.Date
	To   *period.Date // nil: open
	Text string       // how messages call it
}

// Touches says whether some day of a period lies in the window.
func (w *Window) Touches(p period.Period) bool {
	return p.End() >= w.From && (w.To == nil || p.Start() <= *w.To)
}

// Name implements Kind.
func (*Complete) Name() string { return "complete" }

// Name implements Kind.
func (*NoOverlap) Name() string { return "no_overlap" }

// Name implements Kind.
func (*Repeats) Name() string { return "repeats" }

// Name implements Kind.
func (*Outlier) Name() string { return "outlier" }

// Records implements Kind.
func (s *Selection) Records() *Selection { return s }

func (s *Selection) reads(fields ...int) []int {
	out := append(append([]int(nil), s.Each...), s.Wants...)
	for _, f := range fields {
		if f >= 0 {
			out = append(out, f)
		}
	}
	return out
}

// Reads implements Kind.
func (k *Complete) Reads() []int { return k.reads(k.Over) }

// Reads implements Kind.
func (k *NoOverlap) Reads() []int { return k.reads(k.From, k.To) }

// Reads implements Kind.
func (k *Repeats) Reads() []int { return k.reads(k.Of, k.Order) }

// Reads implements Kind.
func (k *Outlier) Reads() []int { return k.reads(k.Of) }

// Words implements Kind.
func (*Complete) Words() map[string]string {
	return map[string]string{"missing": "the dates that have no record"}
}

// Words implements Kind.
func (*NoOverlap) Words() map[string]string {
	return map[string]string{"other_row": "the row of the earlier record"}
}

// Words implements Kind.
func (*Repeats) Words() map[string]string {
	return map[string]string{"count": "how many records in a row have the value", "rows": "their rows"}
}

// Words implements Kind.
func (*Outlier) Words() map[string]string {
	return map[string]string{"median": "the median of the group"}
}
