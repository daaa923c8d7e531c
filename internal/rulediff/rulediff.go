// Package rulediff says in words what changed between two versions of a rule set.
//
// Start reading at Compare, which gives a Diff; Text, Markdown and JSON write it.
// It compares compiled rules, so that layout, comments and the order of keys don't
// count. Each thing of a rule set (a field, a rule, a target) is described by
// aspects (aspect.go); returns.go, fields.go, checks.go, measures.go, tables.go and
// reference.go say which those are; the comparing itself is in compare.go. The
// package reads no files and no data.
package rulediff

import (
	"winnow/rules"
)

// Effect says what a change may do to data that is checked.
type Effect string

// The effects.
const (
	Tighter Effect = "tighter" // data that passed may fail
	Looser  Effect = "looser"  // data that failed may pass, and none fails that passed
	Either  Effect = "either"  // it can't be told, or both
	None    Effect = "none"    // it passes and fails as before
)

// Kind is how a thing changed.
type Kind string

// The kinds.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Renamed Kind = "renamed"
	Changed Kind = "changed"
)

// Change is one difference.
type Change struct {
	Return string // the return it is part of, by its new name; "" for bands and reference data
	Part   string // return, field, lookup, rule, measure, table rule, bands, target, …
	Name   string // of the thing: co_ppm, or four_week_quits 2021-22-Q1; the new one where it was renamed
	Kind   Kind
	Words  string // what is different: "the maximum is 80 instead of 100"
	Old    string // as it was, where one text says it; "" else
	New    string
	Effect Effect
}

// Side is one of the two versions.
type Side struct {
	Name    string // folder or file as the user named it
	Version string // as its ruleset.yaml has it; "" where it has none
	Hash    string
}

// Diff is all that is different, in the order of a rule set: returns by name,
// each from its title to its table rules, then bands, then reference data.
type Diff struct {
	Old, New Side
	Changes  []Change
}

// Compare compares two rule sets.
func Compare(before, after *rules.Set) Diff {
	d := &differ{}
	d.returns(before, after)
	d.bands(before, after)
	d.references(before, after)
	return Diff{Old: side(before), New: side(after), Changes: d.changes}
}

func side(s *rules.Set) Side { return Side{Name: s.Name, Version: s.Version, Hash: s.Hash} }

// Stricter counts the changes that could make data fail that passed before.
func (d Diff) Stricter() int {
	n := 0
	for _, c := range d.Changes {
		if c.Effect == Tighter || c.Effect == Either {
			n++
		}
	}
	return n
}
