package rules

import (
	"slices"

	"winnow/internal/expr"
	"winnow/internal/period"
)

// Lookup is a way from a row to rows of a reference list, of another return or
// of another period, by key. A return's own rows of the period may be looked up
// too; the row itself is then among them.
type Lookup struct {
	Name    string // as expressions speak of it: was
	Return  string // whose rows; "" for those of List
	List    *List
	When    string // "" for the same period, previous or last_year
	Service string // same: rows of the row's own service; any. "" for a List
	On      []Pair // never empty

	Theirs []*Field       // the fields of the rows looked up; for a List made from its columns
	Cells  [][]expr.Value // of a List: its cells by row and column, as Theirs has them; blanks are unknown

	Where     *expr.Program // over the row's own variables, without lookups, then Theirs; nil: every row with the key
	WhereText string
	Order     int    // index into Theirs; -1: in no order
	Take      string // first or last in that order, or what is beside the row itself: previous, next, unbroken; "" with Order -1
	Until     int    // of an unbroken run: index into Theirs of where a row ends; else -1
	Reads     []int  // fields of the row's own return that On and Where read
	Needs     []int  // fields of Theirs that On, Order, Where and what is read of the lookup need; nil where nothing reads it
	Line      int    // in the rule file
}

// Pair is a field of the row's own return and the one of the rows looked up that
// must have the same value, both as indexes.
type Pair struct{ Own, Theirs int }

// Ref says which rows the lookup needs; for a List it is the zero RowsRef.
func (l *Lookup) Ref() RowsRef { return RowsRef{Return: l.Return, When: l.When, Service: l.Service} }

// The neighbours of Lookup.Take.
const (
	Preceding = "previous"
	Following = "next"
	Unbroken  = "unbroken" // the rows, itself among them, of which each begins before those ahead of it have ended, or just then
)

// Neighbour says whether the lookup is about what is beside the row itself, by
// Order; rows with one place in it go as they stand in their file.
func (l *Lookup) Neighbour() bool {
	return l.Take == Preceding || l.Take == Following || l.Take == Unbroken
}

// RowsRef names rows that a lookup needs, seen from a row that is checked.
type RowsRef struct {
	Return  string
	When    string // "" for the same period, previous or last_year
	Service string // same or any
}

// The periods of Lookup.When.
const (
	Previous = "previous"
	LastYear = "last_year"
)

// The services of Lookup.Service.
const (
	SameService = "same"
	AnyService  = "any"
)

// LookupVar is a variable of row expressions that a lookup gives. Variable
// len(Fields) + RowVarCount + i of a return's Env is its LookupVars[i].
type LookupVar struct {
	Name   string // as expressions speak of it: was.outcome, was.sum.amount
	Lookup int    // index into Lookups
	What   LookupWhat
	Field  int // index into the lookup's Theirs; -1 where there is none
	Type   expr.Type
}

// LookupWhat is what a variable says of the rows found.
type LookupWhat uint8

// What lookups say. All but Found and Counted are unknown where no row is found.
const (
	Found   LookupWhat = iota // whether there is any row
	Counted                   // how many there are
	Valued                    // the value that they agree on, or the one of the row that Order picks
	Summed
	Lowest
	Highest
)

// ForeignKey is a check that a row's values are those of a row looked up.
type ForeignKey struct {
	ID     string // foreignKey.<fields>, or the author's
	Fields []int
	Lookup *Lookup
	KeyCheck
	Line int
}

// LookupVar returns the lookup's variable that variable i of Env is, and false
// where that is a field or one of RowVars.
func (r *Return) LookupVar(i int) (LookupVar, bool) {
	if i -= len(r.Fields) + RowVarCount; i < 0 || i >= len(r.LookupVars) {
		return LookupVar{}, false
	}
	return r.LookupVars[i], true
}

// Known returns the return of that name, be it of the set or a neighbour, or nil.
func (s *Set) Known(name string) *Return {
	if r := s.Return(name); r != nil {
		return r
	}
	for _, r := range s.Neighbours {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// ValidIn says whether a row of a list is valid on some day of a period; for no
// period every row is.
func (r ListRow) ValidIn(p period.Period) bool { return p.IsZero() || r.validIn(p) }

// LookedUp lists, for each return that lookups of the set read, the fields that
// they need, ascending; nil where none does.
func (s *Set) LookedUp() map[string][]int {
	var all map[string][]int
	for _, r := range s.Returns {
		for _, l := range r.reading() {
			if all == nil {
				all = map[string][]int{}
			}
			fields := append(all[l.Return], l.Needs...)
			slices.Sort(fields)
			all[l.Return] = slices.Compact(fields)
		}
	}
	return all
}

// reading returns the lookups into rows of returns that something reads, those of
// foreign keys included.
func (r *Return) reading() []*Lookup {
	var all []*Lookup
	for _, l := range r.Lookups {
		if l.Return != "" && l.Needs != nil {
			all = append(all, l)
		}
	}
	for _, k := range r.ForeignKeys {
		if k.Lookup.Return != "" {
			all = append(all, k.Lookup)
		}
	}
	return all
}
