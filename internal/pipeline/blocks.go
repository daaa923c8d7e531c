package pipeline

import "slices"

// taken returns the matches of a sheet that are to be read: the best of those
// that speak of the whole sheet, or of each block the best one. Where a block is
// read, a return without one is left out: it would read the same rows again.
func (r *run) taken(matches []*match) []*match {
	var out []*match
	for _, group := range byBlock(matches) {
		best := group[0]
		for _, m := range group[1:] {
			if m.better(best) {
				best = m
			}
		}
		if r.fits(best) {
			out = append(out, best)
		}
	}
	if i := slices.IndexFunc(out, func(m *match) bool { return m.ret.Find.Block.IsZero() }); i >= 0 && len(out) > 1 {
		out = slices.Delete(out, i, i+1)
	}
	return out
}

// byBlock groups matches by the header that they found: two rule files may call
// one block by different labels. Those without a block are one group.
func byBlock(matches []*match) [][]*match {
	var groups [][]*match
	at := map[int]int{}
	for _, m := range matches {
		key := -1
		if !m.ret.Find.Block.IsZero() {
			key = m.loc.HeaderRow
		}
		i, ok := at[key]
		if !ok {
			i, groups = len(groups), append(groups, nil)
			at[key] = i
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}
