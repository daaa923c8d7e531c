package main

import (
	"maps"

	"winnow/internal/report"
	"winnow/rules"
)

// otherGroup stands for a value that only a file has.
const otherGroup = "(another value)"

// listedGroups returns measures as a run prints them: of a group it says the codes
// that the rules list, and no other value.
func listedGroups(set *rules.Set, all []report.Measure) []report.Measure {
	out := make([]report.Measure, len(all))
	for i, m := range all {
		out[i] = m
		if ret := set.Return(m.Return); ret != nil && len(m.Group) > 0 {
			out[i].Group = maps.Clone(m.Group)
			for _, f := range ret.Fields {
				if v := m.Group[f.Name]; v != "" && !f.Lists(v) {
					out[i].Group[f.Name] = otherGroup
				}
			}
		}
	}
	return out
}
