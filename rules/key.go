package rules

import (
	"strconv"

	"winnow/internal/report"
)

// KeyCheck is what a key says of rows that share its values, or have none.
type KeyCheck struct {
	Severity report.Severity
	Final    report.Severity // severity in the final run of a year; the same as Severity where not given
	Message  string          // "" for winnow's own wording
	Fix      string
	Source   string
	Trial    bool // run and counted, never sent
}

// PrimaryKeyID is the rule id of the primary key.
const PrimaryKeyID = "primaryKey"

// UniqueKeyID is the rule id of the i-th of the unique keys: uniqueKeys, numbered
// where there are more.
func (r *Return) UniqueKeyID(i int) string {
	if len(r.UniqueKeys) == 1 {
		return "uniqueKeys"
	}
	return "uniqueKeys." + strconv.Itoa(i+1)
}
