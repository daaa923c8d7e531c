package rules

import "slices"

// FieldTypes lists the types that a field may have, in the order in which
// messages do.
func FieldTypes() []string { return slices.Clone(types) }
