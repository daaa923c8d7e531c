package validate

import "winnow/rules"

// patternCheck matches the whole value against a regular expression.
func patternCheck(f *field, k *rules.Constraint) *check {
	holds := func(e *entry) bool { return k.Pattern.MatchString(e.asText()) }
	return newCheck(f, k, holds, func(e *entry) (string, string, string) {
		shape := "text of the form " + likeness(k.Text)
		if f.lostZeros(e.asText()) {
			return f.subject(e) + " may have lost its leading zeros.", shape, "Format the column as Text and type the code in full."
		}
		return f.subject(e) + " is not in the right form.", shape, "Check it for typing slips, missing or extra characters."
	})
}

// likeness turns the simplest patterns into words a clerk knows: LLB\d{5} is
// LLB followed by 5 digits. Others are shown as they are.
func likeness(pattern string) string {
	words, ok := describePattern(pattern)
	if !ok {
		return pattern
	}
	return words
}
