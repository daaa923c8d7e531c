package pairing

import (
	"cmp"
	"slices"
)

// SameRows is the result for a table of which it is known that its records stand on the
// rows where they stood, such as corrected copies that bear the numbers of their rows: of
// what isn't told apart or doesn't seem to be there, the records on one row are one.
// What content has paired stays as it is.
func (r *Result) SameRows() *Result {
	at := map[int]int{} // old records that have no place yet, by row
	for _, i := range slices.Concat(r.Removed, r.Open) {
		at[r.old.Row(i)] = i
	}
	out := &Result{old: r.old, now: r.now, Pairs: slices.Clone(r.Pairs)}
	settled := map[int]bool{}
	pair := func(i int) bool {
		old, ok := at[r.now.Row(i)]
		if ok && !settled[old] {
			settled[old] = true
			out.Pairs = append(out.Pairs, Pair{old, i})
			return true
		}
		return false
	}
	for _, i := range r.Added {
		if !pair(i) {
			out.Added = append(out.Added, i)
		}
	}
	for _, d := range r.Unsure {
		if !pair(d.New) {
			out.Unsure = append(out.Unsure, d)
		}
	}
	for i := range out.Unsure {
		d := &out.Unsure[i]
		d.Old = slices.DeleteFunc(slices.Clone(d.Old), func(i int) bool { return settled[i] })
	}
	left := func(all []int) []int {
		return slices.DeleteFunc(slices.Clone(all), func(i int) bool { return settled[i] })
	}
	out.Removed, out.Open = left(r.Removed), left(r.Open)
	if len(out.Unsure) == 0 { // nothing is there any more that they may be
		out.Removed, out.Open = append(out.Removed, out.Open...), nil
		slices.Sort(out.Removed)
	}
	slices.SortFunc(out.Pairs, func(a, b Pair) int { return cmp.Compare(a.New, b.New) })
	return out
}
