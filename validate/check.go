package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// check is one constraint on a value.
type check struct {
	con      *rules.Constraint
	severity report.Severity
	holds    func(e *entry) bool
	words    func(e *entry) (message, expected, fix string)
	kind     string // of the exception; a constraint's where empty
}

// fault returns the words for an entry that the check doesn't hold for.
func (k *check) fault(f *field, e *entry) *fault {
	message, expected, fix := k.words(e)
	kind := k.kind
	if kind == "" {
		kind = report.KindConstraint
	}
	return f.own(k.con, kind, message, expected, fix)
}

// checkKinds makes a check of a constraint, one file for each kind. A nil check
// can't run on this table; ruleState says why.
var checkKinds map[rules.ConstraintKind]func(f *field, k *rules.Constraint) *check

func init() {
	checkKinds = map[rules.ConstraintKind]func(*field, *rules.Constraint) *check{
		rules.Minimum:          rangeCheck,
		rules.Maximum:          rangeCheck,
		rules.ExclusiveMinimum: rangeCheck,
		rules.ExclusiveMaximum: rangeCheck,
		rules.MinLength:        lengthCheck,
		rules.MaxLength:        lengthCheck,
		rules.Pattern:          patternCheck,
		rules.Enum:             enumCheck,
		rules.JSONSchema:       jsonSchemaCheck,
		rules.Within:           withinCheck,
		rules.Check:            formatCheck,
		rules.ItemConstraint:   itemCheck,
	}
}

// newCheck fills in what all checks share.
func newCheck(f *field, k *rules.Constraint, holds func(*entry) bool, words func(*entry) (string, string, string)) *check {
	return &check{con: k, severity: f.checker.severity(k.Severity, k.Final), holds: holds, words: words}
}
