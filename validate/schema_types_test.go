package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// castBare casts one cell of a bare Table Schema's field and returns its value, or
// the id of the rule that it fails.
func castBare(t *testing.T, field string, kind table.Kind, flag table.Flag, text string) string {
	t.Helper()
	set, ret := loadSchema(t, `{"fields": [{"name": "v", `+field+`}]}`)
	c, err := New(ret, Columns{Fields: []int{0}, Headers: []string{"v"}, CSV: kind <= table.Text}, Context{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	var b table.Batch
	b.Reset(1)
	b.Rows = append(b.Rows, 2)
	b.Cols[0].AppendString(kind, flag, text)
	out := c.Join(c.Check(&b))
	for _, x := range out.Exceptions {
		return x.Rule
	}
	if out.Clean == nil || out.Clean.Column(0).IsNull(0) {
		return "-"
	}
	return out.Clean.Column(0).ValueStr(0)
}

// TestStandardCasts holds what the standard allows in each type and format.
func TestStandardCasts(t *testing.T) {
	tests := []struct{ field, text, want string }{
		{`"type": "date"`, "2019-01-01", "2019-01-01"}, {`"type": "date"`, "01/01/2019", "v.type"}, {`"type": "date"`, "1900-01-01", "1900-01-01"},
		{`"type": "date", "format": "%Y-%m-%dT%H:%M:%SZ"`, "2001-01-01T12:00:00Z", "2001-01-01"},
		{`"type": "date", "format": "%d/%m/%y"`, "21/11/68", "2068-11-21"}, {`"type": "date", "format": "%d/%m/%y"`, "21/11/69", "1969-11-21"},
		{`"type": "date", "format": "%F"`, "2021-04-16", "2021-04-16"}, {`"type": "date", "format": "%j%y"`, "10621", "2021-04-16"},
		{`"type": "date", "format": "%G-W%V-%u"`, "2021-W15-5", "2021-04-16"}, {`"type": "date", "format": "%G-W%V-%u"`, "2021-W53-5", "v.type"},
		{`"type": "date", "format": "%Y %W %w"`, "2021 15 5", "2021-04-16"}, {`"type": "date", "format": "%Y %U %w"`, "2021 15 5", "2021-04-16"},
		{`"type": "date", "format": "%A %d %B %Y"`, "Friday 16 April 2021", "2021-04-16"},
		{`"type": "date", "format": "any"`, "10th Jan 1969", "1969-01-10"},
		{`"type": "datetime"`, "2014-01-01T06:00:00", "2014-01-01T06:00:00"}, {`"type": "datetime"`, "2014-01-01T06:00:00.25+01:00", "2014-01-01T05:00:00.25"},
		{`"type": "datetime"`, "2014-01-01T00:30:00+0100", "2013-12-31T23:30:00"}, {`"type": "datetime"`, "2014-01-01", "v.type"},
		{`"type": "datetime"`, "2014-01-01T06:00:00+25:00", "v.type"},
		{`"type": "datetime", "format": "%d/%m/%Y %H:%M %z"`, "16/04/2021 09:30 -0500", "2021-04-16T14:30:00"},
		{`"type": "datetime", "format": "%d/%m/%Y %I:%M %p"`, "16/04/2021 00:30 AM", "v.type"},
		{`"type": "datetime", "format": "any"`, "10th Jan 1969 9 am", "1969-01-10T09:00:00"},
		{`"type": "time"`, "06:00:00+01:00", "05:00:00.000000"}, {`"type": "time"`, "00:30:00+01:00", "23:30:00.000000"}, {`"type": "time"`, "09:00", "v.type"},
		{`"type": "time", "format": "%H:%M"`, "09:00", "09:00:00.000000"}, {`"type": "time", "format": "any"`, "9 pm", "21:00:00.000000"},
		{`"type": "integer"`, "000835", "835"}, {`"type": "integer"`, "1.0", "v.type"}, {`"type": "integer"`, "1e3", "v.type"},
		{`"type": "integer", "bareNumber": false`, "€ -12", "-12"}, {`"type": "number"`, "3E+3", "3000"},
		{`"type": "string"`, "1.23E+12", "1.23E+12"}, {`"type": "string"`, "someone@example.org", "someone@example.org"},
		{`"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]`, "Oui", "v.type"},
		{`"type": "geojson"`, `{"type": "Point", "coordinates": [1.0, 2]}`, `{"coordinates":[1,2],"type":"Point"}`}, {`"type": "geojson"`, "{}", "v.type"},
		{`"type": "list", "itemType": "integer", "delimiter": ";"`, "1;2", "1;2"}, {`"type": "list", "itemType": "integer"`, "1,b", "v.type"},
		{`"type": "duration"`, "P1Y10M3DT5H11M7S", "P1Y10M3DT5H11M7S"}, {`"type": "duration"`, "P-1Y", "v.type"},
	}
	for _, tt := range tests {
		if got := castBare(t, tt.field, table.Text, 0, tt.text); got != tt.want {
			t.Errorf("{%s} %s: got %s, want %s", tt.field, tt.text, got, tt.want)
		}
	}
}

// TestConstraintsOfAllTypes holds each constraint on each type that may have it.
func TestConstraintsOfAllTypes(t *testing.T) {
	const schema = `"jsonSchema": {"type": "array", "items": {"type": "integer", "maximum": 3}}`
	tests := []struct{ field, constraints, good, bad string }{
		{`"type": "duration"`, `"minimum": "P1D"`, "PT24H", "PT23H"}, {`"type": "duration"`, `"maximum": "P30D"`, "P4W", "P1M"},
		{`"type": "duration"`, `"exclusiveMaximum": "P1D"`, "PT23H", "PT24H"}, {`"type": "duration"`, `"enum": ["P1D"]`, "PT24H", "P2D"},
		{`"type": "yearmonth"`, `"minimum": "2021-04"`, "2021-04", "2021-03"}, {`"type": "year"`, `"exclusiveMinimum": 2020`, "2021", "2020"},
		{`"type": "time"`, `"maximum": "12:00:00"`, "12:00:00", "12:00:01"}, {`"type": "time", "format": "%H:%M"`, `"minimum": "09:30"`, "10:00", "09:29"},
		{`"type": "datetime"`, `"minimum": "2021-04-01T00:00:00+01:00"`, "2021-03-31T23:00:00", "2021-03-31T22:59:59Z"},
		{`"type": "date", "format": "%d/%m/%Y"`, `"minimum": "16/04/2021"`, "17/04/2021", "15/04/2021"},
		{`"type": "number", "decimalChar": ","`, `"maximum": "1,5"`, "1,5", "1,6"},
		{`"type": "list"`, `"minLength": 2`, "a,b", "ab"}, {`"type": "array"`, `"maxLength": 1`, `["a b c"]`, `["a","b"]`},
		{`"type": "object"`, `"minLength": 1`, `{"a": 1}`, `{}`}, {`"type": "array"`, schema, "[1, 3]", "[1, 4]"},
		{`"type": "object"`, `"jsonSchema": {"required": ["a"]}`, `{"a": 1}`, `{"b": 1}`},
		{`"type": "array"`, `"enum": [[1, 2], "[3]"]`, "[1.0,2]", "[2,1]"}, {`"type": "object"`, `"enum": [{"a": 1, "b": 2}]`, `{"b":2,"a":1}`, `{"a":1}`},
		{`"type": "geopoint"`, `"enum": ["1, 2"]`, "1.0,2", "2,1"}, {`"type": "geopoint", "format": "array"`, `"enum": [[1, 2]]`, "[1, 2]", "[2, 1]"},
		{`"type": "list"`, `"enum": [["a", "b"]]`, "a, b", "b,a"}, {`"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]`, `"enum": ["oui"]`, "oui", "non"},
		{`"type": "integer", "categories": [1, {"value": 2, "label": "two"}]`, `"required": true`, "2", "3"},
		{`"title": "no type"`, `"minLength": 3`, "abc", "ab"}, {`"title": "no type"`, `"pattern": "a|b"`, "b", "ab"},
	}
	for _, tt := range tests {
		field := tt.field + `, "constraints": {` + tt.constraints + "}"
		if got := castBare(t, field, table.Text, 0, tt.good); strings.HasPrefix(got, "v.") {
			t.Errorf("{%s} %s fails %s", field, tt.good, got)
		}
		if got := castBare(t, field, table.Text, 0, tt.bad); !strings.HasPrefix(got, "v.") || got == "v.type" {
			t.Errorf("{%s} %s gives %s", field, tt.bad, got)
		}
	}
}

// TestMissingNumberCell holds that a number cell of a workbook may stand for a
// missing value.
func TestMissingNumberCell(t *testing.T) {
	if got := castBare(t, `"type": "number", "missingValues": ["-99"]`, table.Number, 0, "-99"); got != "-" {
		t.Errorf("got %s", got)
	}
}

// TestSchemaWords holds what a clerk is told of a JSON Schema that isn't met.
func TestSchemaWords(t *testing.T) {
	set, ret := loadSchema(t, `{"fields": [{"name": "v", "type": "object", "constraints": {"jsonSchema": {"properties": {"age": {"minimum": 18}}}}}]}`)
	x, _, _, _ := run(t, checker(t, ret, Context{Set: set}, true), nil, batchOf(0, 2, `{"age": 17}`))
	want := []string{`“{"age": 17}” in v is not as its schema demands: at age: minimum: got 17, want 18.`}
	var got []string
	for _, e := range x {
		got = append(got, e.Message)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
