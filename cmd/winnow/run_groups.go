package main

import (
	"maps"
	"slices"

	"winnow/internal/report"
	"winnow/rules"
)

// otherGroup stands for a value that only a file has.
const otherGroup = "(another value)"

// listedGroups returns measures as a run prints them: of a group, and of a measure
// that the rows themselves name, it says the codes that the rules list, and no
// other value.
func listedGroups(set *rules.Set, all []report.Measure) []report.Measure {
	out := make([]report.Measure, len(all))
	for i, m := range all {
		out[i] = m
		if unlisted(set.Return(m.Return), m.Measure) {
			out[i].Measure, out[i].Title = otherGroup, otherGroup
		}
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

// unlisted says whether a measure's name is a cell's value that the rules don't
// list.
func unlisted(ret *rules.Return, measure string) bool {
	if ret == nil || ret.Reported == nil || ret.Reported.Measure < 0 {
		return false
	}
	own := slices.ContainsFunc(ret.Measures, func(m *rules.Measure) bool { return m.Name == measure })
	return !own && !ret.Fields[ret.Reported.Measure].Lists(measure)
}
