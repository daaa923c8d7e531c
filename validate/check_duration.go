package validate

import "winnow/rules"

// durationCheck is minimum, maximum and their exclusive forms on lengths of time.
// A bound holds where it does in every month: P1M is not surely at least P30D.
func durationCheck(f *field, k *rules.Constraint) *check {
	sign, strict := 1, k.Kind == rules.ExclusiveMinimum || k.Kind == rules.ExclusiveMaximum
	if k.Kind == rules.Maximum || k.Kind == rules.ExclusiveMaximum {
		sign = -1
	}
	bound, _ := rules.ParseDuration(k.Bound.Str) // the loader has read it
	holds := func(e *entry) bool {
		d, _ := rules.ParseDuration(e.value.Str)
		c, ok := d.Compare(bound)
		return ok && (c*sign > 0 || c == 0 && !strict)
	}
	return newCheck(f, k, holds, func(e *entry) (string, string, string) { return rangeWords(f, k, e) })
}
