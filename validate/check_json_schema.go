package validate

import (
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"winnow/rules"
)

// jsonSchemaCheck holds an object or array to a JSON Schema.
func jsonSchemaCheck(f *field, k *rules.Constraint) *check {
	judge := func(e *entry) error {
		v, _ := rules.ParseJSON(e.value.Str) // cast already
		return k.Schema.Validate(v)
	}
	return newCheck(f, k, func(e *entry) bool { return judge(e) == nil }, func(e *entry) (string, string, string) {
		message := f.subject(e) + " is not as its schema demands"
		var invalid *jsonschema.ValidationError
		if err := judge(e); errors.As(err, &invalid) && !f.masked {
			message += ": " + rules.SchemaFault(invalid)
		}
		return message + ".", "JSON that meets the schema of the field", "Check it and correct it."
	})
}
