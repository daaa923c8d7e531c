package rulewords

import (
	"fmt"
	"strings"

	"winnow/rules"
)

// kind says what a check of a table by kind asks for, for a rule without words of
// its own.
func kind(ret *rules.Return, k rules.Kind) string {
	title := func(i int) string { return ret.Fields[i].Title }
	var each []string
	for _, i := range k.Records().Each {
		each = append(each, title(i))
	}
	group := strings.Join(each, " and ")
	same := ""
	if group != "" {
		same = " of the same " + group
	}
	words := ""
	switch k := k.(type) {
	case *rules.Complete:
		words = fmt.Sprintf("There is a row for every %s, by %s", k.Every, title(k.Over))
		if group != "" {
			words += ", of each " + group
		}
	case *rules.NoOverlap:
		words = fmt.Sprintf("No row%s begins, by %s, ", same, title(k.From))
		if k.To >= 0 {
			words += "until an earlier one has ended, by " + title(k.To)
		} else {
			words += fmt.Sprintf("within %d days of an earlier one, that day counted", k.Days)
		}
	case *rules.Repeats:
		words = fmt.Sprintf("At most %d rows%s one after another have the same %s", k.MoreThan, same, title(k.Of))
	case *rules.Outlier:
		words = fmt.Sprintf("%s is at most %s times the median%s", title(k.Of), k.Times, same)
	}
	return words + "."
}
