package rulewords

import (
	"regexp"
	"strings"

	"winnow/rules"
)

// TableRule says what a rule over a whole table expects, or where it doesn't,
// what it finds wrong.
func TableRule(ret *rules.Return, r *rules.TableRule) string {
	if r.Kind != nil && r.Expected == "" && r.Message == "" {
		return kind(ret, r.Kind)
	}
	if r.Expected == "" {
		return WithFigures(ret, r.Message)
	}
	return "Expected: " + WithFigures(ret, r.Expected) + "."
}

var reBraces = regexp.MustCompile(`\{[^{}]*\}`)

// WithFigures puts the titles of columns and measures where a message has their
// values; what has no title is left as three dots.
func WithFigures(ret *rules.Return, message string) string {
	message = WithTitles(ret, message)
	return reBraces.ReplaceAllStringFunc(message, func(s string) string {
		name := strings.Trim(s, "{}")
		when := ""
		for prefix, words := range map[string]string{"previous.": " in the period before", "last_year.": " last year"} {
			if rest, ok := strings.CutPrefix(name, prefix); ok {
				name, when = rest, words
			}
		}
		for _, m := range ret.Measures {
			if m.Name == name {
				return "[" + m.Title + when + "]"
			}
		}
		return "…"
	})
}

// Seriousness says what somebody who filled in a return is asked to do about a
// finding: by its severity in the year, and in the year's final run.
func Seriousness(in, final string) string {
	words := map[string]string{"error": "must be corrected", "query": "correct or explain", "note": "for information"}
	if final == "" || final == in {
		return words[in]
	}
	return words[in] + "; " + words[final] + " in the last return of the year"
}
