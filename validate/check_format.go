package validate

import (
	"strings"

	"github.com/go-playground/validator/v10"
	"winnow/rules"
)

// formats runs validator tags; it is safe for concurrent use.
var formats = validator.New()

// formatWords names the checks for people, by tag.
var formatWords = map[string]string{
	"email": "an e-mail address", "url": "a web address", "uri": "a web address", "uuid": "a UUID", "uuid4": "a UUID",
	"postcode_iso3166_alpha2=GB": "a UK postcode, such as DE4 3AG", "e164": "a phone number with its country code, such as +441629580000",
	"numeric": "digits only", "number": "digits only", "alpha": "letters only", "alphanum": "letters and digits only", "ip": "an IP address",
}

// formatCheck is check: a tag of go-playground/validator from the list that the
// rule language allows, on the value in capitals where case doesn't count.
func formatCheck(f *field, k *rules.Constraint) *check {
	tag := k.Text
	if tag == "" {
		tag = f.Check
	}
	holds := func(e *entry) bool { return meets(tag, e.asText()) }
	return newCheck(f, k, holds, func(e *entry) (string, string, string) {
		want, ok := formatWords[tag]
		if !ok {
			want = "text that passes the check " + tag
		}
		what, _, _ := strings.Cut(want, ", such as")
		return f.subject(e) + " is not " + what + ".", want, "Check it for typing slips and correct it."
	})
}

// meets says whether text passes a tag.
func meets(tag, text string) bool {
	if strings.HasPrefix(tag, "postcode") {
		text = strings.ToUpper(text)
	}
	return formats.Var(text, tag) == nil
}
