package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// TestCorners holds the corners of the standard's types, each as its reference
// implementation has it.
func TestCorners(t *testing.T) {
	for _, group := range []struct {
		field string
		cells [][2]string // a text and what it comes to
	}{
		{`"type": "date"`, [][2]string{{"2020-02-29", "2020-02-29"}, {"2000-02-29", "2000-02-29"}, {"2019-02-29", "v.type"}, {"1900-02-29", "v.type"},
			{"0000-01-01", "v.type"}, {"10000-01-01", "v.type"}, {"0001-01-01", "0001-01-01"}, {"9999-12-31", "9999-12-31"}, {"2021-04-16T00:00:00", "v.type"}, {"20210416", "v.type"}}},
		{`"type": "date", "format": "%d/%m/%Y"`, [][2]string{{"29/02/2020", "2020-02-29"}, {"29/02/2019", "v.type"}, {"2020-02-29", "v.type"}}},
		{`"type": "boolean"`, [][2]string{{"true", "true"}, {"True", "true"}, {"TRUE", "true"}, {"1", "true"}, {"false", "false"}, {"False", "false"}, {"FALSE", "false"}, {"0", "false"},
			{"tRUE", "v.type"}, {"T", "v.type"}, {"yes", "v.type"}, {"Y", "v.type"}, {"01", "v.type"}}},
		{`"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]`, [][2]string{{"yes", "true"}, {"no", "false"}, {"YES", "v.type"}, {"true", "v.type"}, {"1", "v.type"}}},
		{`"type": "integer"`, [][2]string{{"+5", "5"}, {"-0", "0"}, {"007", "7"}, {"1.0", "v.type"}, {"1.", "v.type"}, {"1 000", "v.type"}, {"1,000", "v.type"}, {"1_000", "v.type"}, {"0x1F", "v.type"}, {"12%", "v.type"},
			{"9223372036854775807", "9223372036854775807"}, {"-9223372036854775808", "-9223372036854775808"}}},
		{`"type": "integer", "groupChar": " "`, [][2]string{{"1 000", "1000"}, {"1 2 3", "123"}, {"1,000", "v.type"}}},
		{`"type": "integer", "groupChar": "."`, [][2]string{{"1.234", "1234"}, {"1.234.567", "1234567"}, {"12", "12"}, {"1,5", "v.type"}}},
		{`"type": "integer", "bareNumber": false`, [][2]string{{"12%", "12"}, {"$100", "100"}, {"100 €", "100"}, {"EUR 7", "7"}, {"EUR", "v.type"}, {"1.5", "v.type"}}},
		{`"type": "number"`, [][2]string{{"1.5e-3", "0.0015"}, {".5", "0.5"}, {"5.", "5"}, {"+1.50", "1.5"}, {"95%", "v.type"}, {"$95", "v.type"}, {"1,234", "v.type"}, {"1.2.3", "v.type"}, {"--1", "v.type"}, {"1e", "v.type"}}},
		{`"type": "number", "bareNumber": false`, [][2]string{{"95%", "95"}, {"£ -2.5", "-2.5"}, {"12.75 GBP", "12.75"}}},
		{`"type": "number", "bareNumber": false, "groupChar": ","`, [][2]string{{"$1,234.50", "1234.5"}}},
		{`"type": "number", "decimalChar": ",", "groupChar": "."`, [][2]string{{"1.234.567,5", "1234567.5"}, {"1.234", "1234"}, {"0,5", "0.5"}}},
		{`"type": "number", "decimalChar": ",", "groupChar": " "`, [][2]string{{"1 234,5", "1234.5"}, {"1.5", "v.type"}}},
		{`"type": "number", "groupChar": "."`, [][2]string{{"1.234", "1234"}, {"1.234,5", "v.type"}, {"-1.000", "-1000"}}},
		{`"type": "year"`, [][2]string{{"2021", "2021"}, {"0000", "0"}, {"0001", "1"}, {"9999", "9999"}, {"10000", "10000"}, {"12021", "12021"}, {"02021", "v.type"}, {"-2021", "-2021"}, {"-12021", "-12021"}, {"-021", "v.type"}, {"99999999999", "v.type"}, {"2021Z", "v.type"}, {"21", "v.type"}, {"2021.0", "v.type"}, {"+2021", "v.type"}}},
		{`"type": "yearmonth"`, [][2]string{{"2000-10", "2000-10"}, {"2000-13", "v.type"}, {"2000-00", "v.type"}, {"200010", "v.type"}, {"10/2000", "v.type"}, {"2000-10-01", "v.type"}}},
		{`"type": "duration"`, [][2]string{{"P1Y", "P1Y"}, {"PT36H", "P1DT12H"}, {"P2W", "P14D"}, {"P", "v.type"}, {"PT", "v.type"}, {"P1S", "v.type"}, {"1Y", "v.type"}, {"P1YT", "v.type"}, {"p1y", "v.type"}}},
		{`"type": "geopoint"`, [][2]string{{"180,-90", "180, -90"}, {"-180, 90", "-180, 90"}, {"181,0", "v.type"}, {"0,-91", "v.type"}, {"90", "v.type"}, {"1,2,3", "v.type"}, {"a,b", "v.type"}}},
		{`"type": "geopoint", "format": "array"`, [][2]string{{"[180, -90]", "[180,-90]"}, {"[181, 0]", "v.type"}, {"[1]", "v.type"}, {"[1, 2, 3]", "v.type"}, {"180,-90", "v.type"}}},
		{`"type": "geopoint", "format": "object"`, [][2]string{{`{"lon": 1.5, "lat": -2}`, `{"lon":1.5,"lat":-2}`}, {`{"lon": 1}`, "v.type"}, {`{"lon": 1, "lat": 91}`, "v.type"}, {`{"lon": 1, "lat": 2, "alt": 3}`, "v.type"}, {"[1, 2]", "v.type"}}},
		{`"type": "list", "itemType": "date"`, [][2]string{{"2021-01-01,2020-02-29", "2021-01-01,2020-02-29"}, {"2021-01-01,2021-02-29", "v.type"}, {"2021-01-01", "2021-01-01"}}},
		{`"type": "list", "itemType": "boolean", "delimiter": "|"`, [][2]string{{"true|0", "true|false"}, {"true|yes", "v.type"}}},
		{`"type": "array"`, [][2]string{{"[]", "[]"}, {`["a", 1]`, `["a",1]`}, {"{}", "v.type"}, {"1", "v.type"}, {"[1,]", "v.type"}}},
		{`"type": "object"`, [][2]string{{"{}", "{}"}, {"[]", "v.type"}, {"null", "v.type"}, {`{"a": }`, "v.type"}}},
		{`"type": "string", "format": "uuid"`, [][2]string{{"95ecc380-afe9-11e4-9b6c-751b66dd541e", "95ecc380-afe9-11e4-9b6c-751b66dd541e"}, {"95ecc380", "v.type"}, {"95ecc380-afe9-11e4-9b6c-751b66dd541g", "v.type"}}},
		{`"type": "string", "format": "uri"`, [][2]string{{"http://example.com/a?b#c", "http://example.com/a?b#c"}, {"urn:isbn:123", "urn:isbn:123"}, {"://no.scheme", "v.type"}, {"string", "v.type"}, {"http://a b", "v.type"}}},
		{`"type": "string", "format": "email"`, [][2]string{{"first.last+tag@example.org", "first.last+tag@example.org"}, {"@example.org", "v.type"}, {"a@", "v.type"}, {"a b@example.org", "v.type"}}},
		{`"type": "string", "format": "binary"`, [][2]string{{"dGVzdA==", "dGVzdA=="}, {"dGVzdA", "v.type"}, {"string!", "v.type"}}},
		{`"type": "time"`, [][2]string{{"06:00:00", "06:00:00.000000"}, {"06:00:00.123456", "06:00:00.123456"}, {"06:00:00Z", "06:00:00.000000"}, {"24:00:01", "v.type"}, {"23:60:00", "v.type"}, {"6 am", "v.type"}}},
		{`"type": "datetime"`, [][2]string{{"2014-01-01T06:00:00Z", "2014-01-01T06:00:00"}, {"2014-01-01T06:00:00.123456Z", "2014-01-01T06:00:00.123456"}, {"2014-02-30T06:00:00Z", "v.type"}, {"2014-01-01T25:00:00Z", "v.type"}, {"Mon 1st Jan 2014 9 am", "v.type"}}},
		{`"type": "string"`, [][2]string{{"NULL", "NULL"}, {"#N/A", "#N/A"}, {"#REF!", "#REF!"}, {"007", "007"}, {"=1+1", "=1+1"}}},
		{`"type": "any"`, [][2]string{{"1.0", "1.0"}, {"yes", "yes"}}},
	} {
		for _, cell := range group.cells {
			if got := castBare(t, group.field, table.Text, 0, cell[0]); got != cell[1] {
				t.Errorf("{%s} %s: got %s, want %s", group.field, cell[0], got, cell[1])
			}
		}
	}
}

// TestCornersOfConstraints holds that constraints are about values, not texts, and
// what is missing and what is not.
func TestCornersOfConstraints(t *testing.T) {
	for _, tt := range []struct{ field, text, want string }{
		{`"type": "number", "constraints": {"enum": ["1.0", "2"]}`, "1", "1"}, {`"type": "number", "constraints": {"enum": [1, 2]}`, "3", "v.enum"},
		{`"type": "integer", "constraints": {"enum": ["1", "2"]}`, "01", "1"},
		{`"type": "date", "format": "%d/%m/%Y", "constraints": {"enum": ["16/04/2021"]}`, "16/04/2021", "2021-04-16"},
		{`"type": "boolean", "constraints": {"enum": [true]}`, "1", "true"}, {`"type": "boolean", "constraints": {"enum": [true]}`, "0", "v.enum"},
		{`"type": "string", "constraints": {"enum": ["a"]}`, "A", "v.enum"},
		{`"type": "string", "constraints": {"pattern": "a|b"}`, "ab", "v.pattern"}, {`"type": "string", "constraints": {"pattern": "[0-9]{2}"}`, "123", "v.pattern"},
		{`"type": "string", "constraints": {"minLength": 3}`, "åéö", "åéö"}, {`"type": "string", "constraints": {"maxLength": 2}`, "åéö", "v.maxLength"},
		{`"type": "number", "constraints": {"minimum": "0.1"}`, "0.10", "0.1"}, {`"type": "number", "constraints": {"exclusiveMaximum": 1}`, "1.00", "v.exclusiveMaximum"},
		{`"type": "integer", "constraints": {"minimum": "10"}`, "9", "v.minimum"},
		{`"type": "date", "constraints": {"maximum": "2020-02-29"}`, "2020-03-01", "v.maximum"},
		{`"type": "yearmonth", "constraints": {"exclusiveMinimum": "2020-12"}`, "2020-12", "v.exclusiveMinimum"},
		{`"type": "string", "constraints": {"required": true}`, "", "v.required"},
		{`"type": "string", "missingValues": ["-"], "constraints": {"required": true}`, "-", "v.required"},
		{`"type": "string", "missingValues": ["-"], "constraints": {"required": true}`, "", ""},
		{`"type": "integer", "missingValues": ["n/a", "-"]`, "n/a", "-"}, {`"type": "integer", "missingValues": ["n/a"]`, "N/A", "v.type"}, {`"type": "integer", "missingValues": ["n/a"]`, "", "v.type"},
		{`"type": "integer", "missingValues": ["- 1"]`, "- 1", "-"},
		{`"type": "integer", "missingValues": ["-99"]`, "-99", "-"}, {`"type": "integer", "missingValues": ["-99"]`, "-99.0", "v.type"},
		{`"type": "string", "missingValues": ["#N/A"]`, "#N/A", "-"}, {`"type": "number", "missingValues": ["", "#DIV/0!"]`, "#DIV/0!", "-"}, {`"type": "number"`, "#DIV/0!", "v.type"},
		{`"type": "array", "constraints": {"enum": ["[1, 2]"]}`, "[1,2]", "[1,2]"},
		{`"type": "array", "constraints": {"minLength": 1}`, "[]", "v.minLength"},
	} {
		kind := table.Text
		if tt.text == "" {
			kind = table.Blank
		}
		if got := castBare(t, tt.field, kind, 0, tt.text); got != tt.want {
			t.Errorf("{%s} %q: got %q, want %q", tt.field, tt.text, got, tt.want)
		}
	}
}

// TestErrorForNoValue takes an error cell of a workbook for no value where the rules
// say that it is one.
func TestErrorForNoValue(t *testing.T) {
	for field, want := range map[string]string{`"type": "number"`: "v.type", `"type": "number", "missingValues": ["", "#N/A"]`: "-"} {
		if got := castBare(t, field, table.Error, 0, "#N/A"); got != want {
			t.Errorf("{%s}: got %s, want %s", field, got, want)
		}
	}
}

// TestItems holds each item of an array to what its field says of them.
func TestItems(t *testing.T) {
	for _, tt := range []struct{ field, text, want string }{
		{`"arrayItem": {"type": "integer"}`, `["1", 2, " 3"]`, "[1,2,3]"}, {`"arrayItem": {"type": "integer"}`, `["1", "bad"]`, "v.type"},
		{`"arrayItem": {"type": "integer"}`, `[true]`, "v.type"}, {`"arrayItem": {"type": "string"}`, `[1]`, "v.type"}, {`"arrayItem": {"type": "string"}`, `["1", {}]`, "v.type"},
		{`"arrayItem": {"type": "boolean"}`, `[true, "0"]`, "[true,false]"}, {`"arrayItem": {"type": "boolean"}`, `[1]`, "v.type"},
		{`"arrayItem": {"type": "date", "format": "%d/%m/%Y"}`, `["16/04/2021"]`, `["2021-04-16"]`}, {`"arrayItem": {"type": "date"}`, `[44300]`, "v.type"},
		{`"arrayItem": {"type": "number", "decimalChar": ","}`, `["1,50"]`, "[1.5]"}, {`"arrayItem": {}`, `["a", 1, null, {"b": [true]}]`, `["a",1,null,{"b":[true]}]`},
		{`"arrayItem": {"type": "integer"}`, "[]", "[]"}, {`"arrayItem": {"type": "integer"}`, "{}", "v.type"}, {`"arrayItem": {"type": "integer"}`, `[null, ""]`, "[null,null]"},
		{`"arrayItem": {"type": "string", "missingValues": ["-"]}`, `["-", ""]`, `[null,""]`},
		{`"arrayItem": {"constraints": {"enum": ["a", "b"]}}`, `["a", "b"]`, `["a","b"]`}, {`"arrayItem": {"constraints": {"enum": ["a", "b"]}}`, `["a", "c"]`, "v.arrayItem.enum"},
		{`"arrayItem": {"constraints": {"pattern": "[ab]"}}`, `["a", "c"]`, "v.arrayItem.pattern"}, {`"arrayItem": {"constraints": {"required": true}}`, `["a", null]`, "v.arrayItem.required"},
		{`"arrayItem": {"type": "integer", "constraints": {"maximum": 5}}`, `[5, "6"]`, "v.arrayItem.maximum"}, {`"arrayItem": {"type": "integer", "constraints": {"maximum": 5}}`, `[5, null]`, "[5,null]"},
		{`"arrayItem": {"type": "array", "arrayItem": {"type": "integer", "constraints": {"minimum": 1}}}`, `[["1"], [2]]`, "[[1],[2]]"},
		{`"arrayItem": {"type": "array", "arrayItem": {"type": "integer", "constraints": {"minimum": 1}}}`, `[["1"], [0]]`, "v.arrayItem.arrayItem.minimum"},
		{`"arrayItem": {"type": "integer"}, "constraints": {"maxLength": 1}`, `[1, 2]`, "v.maxLength"},
	} {
		if got := castBare(t, `"type": "array", `+tt.field, table.Text, 0, tt.text); got != tt.want {
			t.Errorf("{%s} %s: got %s, want %s", tt.field, tt.text, got, tt.want)
		}
	}
}

// TestCornersOfKeys holds that what is missing is never twice the same, and that a
// key must not be missing.
func TestCornersOfKeys(t *testing.T) {
	for _, tt := range []struct {
		name, schema string
		rows         []string
		want         []string
	}{
		{"unique but for blanks", `{"fields": [{"name": "a", "type": "integer", "constraints": {"unique": true}}, {"name": "b"}]}`,
			[]string{"|x", "|y", "1|z", "2|z"}, nil},
		{"unique values, not texts", `{"fields": [{"name": "a", "type": "integer", "constraints": {"unique": true}}, {"name": "b"}]}`,
			[]string{"1|x", "01|y"}, []string{"A3 a.unique unique-error error"}},
		{"missing values are not unique values", `{"missingValues": ["-"], "fields": [{"name": "a", "type": "string", "constraints": {"unique": true}}, {"name": "b"}]}`,
			[]string{"-|x", "-|y"}, nil},
		{"a key without a value", `{"primaryKey": "a", "fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}`,
			[]string{"|x", "1|y"}, []string{"A2 primaryKey primary-key error"}},
		{"a key of two, one without a value", `{"primaryKey": ["a", "b"], "fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}, {"name": "c"}]}`,
			[]string{"1||p", "1|y|q", "1|z|r"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set, ret := loadSchema(t, tt.schema)
			x, _, _, _ := run(t, checker(t, ret, Context{Set: set}, true), nil, batchOf(0, 2, tt.rows...))
			if d := cmp.Diff(tt.want, brief(x)); d != "" {
				t.Error(d)
			}
		})
	}
}
