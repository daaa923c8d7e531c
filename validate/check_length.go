package validate

import (
	"unicode/utf8"

	"winnow/rules"
)

// lengthCheck is minLength and maxLength: of a text its characters, of a list or
// array its items, of an object its keys.
func lengthCheck(f *field, k *rules.Constraint) *check {
	least := k.Kind == rules.MinLength
	one, many := f.lengthWords()
	holds := func(e *entry) bool {
		n := f.length(e)
		return least && n >= k.Length || !least && n <= k.Length
	}
	return newCheck(f, k, holds, func(e *entry) (string, string, string) {
		limit := plural(k.Length, one, many)
		if least {
			return f.subject(e) + " is too short.", "at least " + limit, "Check that nothing is left out."
		}
		return f.subject(e) + " is too long.", "at most " + limit, "Shorten it to " + limit + "."
	})
}

func (f *field) lengthWords() (one, many string) {
	switch f.Type {
	case rules.TypeList, rules.TypeArray:
		return "item", "items"
	case rules.TypeObject:
		return "key", "keys"
	}
	return "character", "characters"
}

func (f *field) length(e *entry) int {
	switch f.Type {
	case rules.TypeList:
		return len(f.Items(e.value.Str))
	case rules.TypeArray, rules.TypeObject:
		v, _ := rules.ParseJSON(e.value.Str)
		if items, ok := v.([]any); ok {
			return len(items)
		}
		keys, _ := v.(map[string]any)
		return len(keys)
	}
	return utf8.RuneCountInString(e.asText())
}
