package validate

import (
	"unicode/utf8"

	"winnow/rules"
)

// lengthCheck is minLength and maxLength, in characters.
func lengthCheck(f *field, k *rules.Constraint) *check {
	least := k.Kind == rules.MinLength
	holds := func(e *entry) bool {
		n := utf8.RuneCountInString(e.asText())
		return least && n >= k.Length || !least && n <= k.Length
	}
	return newCheck(f, k, holds, func(e *entry) (string, string, string) {
		limit := plural(k.Length, "character", "characters")
		if least {
			return f.subject(e) + " is too short.", "at least " + limit, "Check that nothing is left out."
		}
		return f.subject(e) + " is too long.", "at most " + limit, "Shorten it to " + limit + "."
	})
}
