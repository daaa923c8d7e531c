package pipeline

import (
	"fmt"
	"strings"

	"winnow/internal/sketch"
	"winnow/rules"
)

// unit is what a table's records are called: one of them, several.
type unit struct{ one, many string }

func unitWords(ret *rules.Return) unit {
	switch unitOf(ret) {
	case "forms":
		return unit{"answer", "answers"}
	case "cells":
		return unit{"cell", "cells"}
	}
	return unit{"record", "records"}
}

// n counts in words: 1 record, 12 records.
func (u unit) n(count int64) string {
	if count == 1 {
		return "1 " + u.one
	}
	return fmt.Sprintf("%d %s", count, u.many)
}

// are is the verb that goes with a count.
func are(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// estimated says that counts are estimates.
func estimated(c sketch.Change) string {
	if c.Exact {
		return ""
	}
	return "about "
}

// changeWords says what became of a table's records: 3 records changed, 1 added
// and 2 taken out.
func changeWords(c sketch.Change, u unit) string {
	var parts []string
	for _, p := range []struct {
		n    int64
		what string
	}{{c.Changed, "changed"}, {c.Added, "added"}, {c.Removed, "taken out"}} {
		switch {
		case p.n == 0:
		case len(parts) == 0:
			parts = append(parts, estimated(c)+u.n(p.n)+" "+p.what)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	switch n := len(parts); n {
	case 0: // so few that the samples show none of them
		return "a few " + u.many + " changed"
	case 1:
		return parts[0]
	default:
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
}

// same says what was found of a correction.
func (j *judged) same() string {
	old, _ := j.counts()
	switch {
	case j.change.Equal:
		return fmt.Sprintf("it holds the very same %s; nothing was corrected", j.n(old))
	case old == 0:
		return "what stood held nothing"
	}
	return fmt.Sprintf("%s; %s%d of %d are as they were", changeWords(j.change, j.unit), estimated(j.change), j.change.Same, old)
}

// kept says of a workbook that came back how much of it is as it was: what became of
// the rest its comparison tells, record by record (report.Reply).
func (j *judged) kept() string {
	old, _ := j.counts()
	if j.change.Equal || old == 0 {
		return j.same()
	}
	return fmt.Sprintf("%s%d of %s are as they were", estimated(j.change), j.change.Same, j.n(old))
}
