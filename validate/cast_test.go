package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/report"
)

// withField makes a rule file with one field.
func withField(field string) string {
	return "winnow: v1\nreturn: one\ntitle: One\ngrain: One.\nperiod: quarter\nowner: s\nfields:\n  - " + field + "\n"
}

func TestCast(t *testing.T) {
	const (
		plain   = `{name: v, type: number}`
		money   = `{name: v, title: Amount, type: number, decimals: 2, currency: GBP}`
		whole   = `{name: v, type: integer}`
		text    = `{name: v, type: string}`
		code    = `{name: v, type: string, constraints: {enum: ["1-4", "5-9", "5E2"]}}`
		date    = `{name: v, type: date, format: "%d/%m/%Y", within: period}`
		anyDate = `{name: v, type: date, format: "%d/%m/%Y"}`
		iso     = `{name: v, type: date}`
		points  = `{name: v, type: number, percent: points, decimals: 1}`
		part    = `{name: v, type: number, percent: fraction}`
		yes     = `{name: v, type: boolean, trueValues: [Y], falseValues: [N]}`
	)
	// want is the clean cell, or ! and what the message goes on with after the value.
	tests := []struct{ field, cell, want string }{
		{plain, "n:0.125", "0.125000000000"}, {plain, "1,234.50", "1234.500000000000"}, {plain, "12,34", "!is not a number"},
		{plain, "abc", "!is not a number"}, {plain, "12%", "!is a percentage, where a plain number was expected"},
		{plain, "n:1234567.8900000001", "1234567.890000000000"}, {plain, "466.00000000000006", "466.000000000000"},
		{plain, "0.1234567890123", "!has more than 12 decimal places"}, {plain, "9.09495E-13", "0.000000000001"},
		{plain, "b:TRUE", "!is not a number"}, {plain, "d:44302", "!is a date, where a number was expected"},
		{plain, strings.Repeat("9", 30), "!is too large a number"}, {plain, "1e9999", "!is not a number"},
		{money, "£1,234.50", "1234.50"}, {money, "£10000.00", "10000.00"}, {money, "-£5", "-5.00"}, {money, "£-5", "-5.00"},
		{money, "(123.45)", "-123.45"}, {money, "123.45-", "-123.45"}, {money, "–7", "-7.00"}, {money, "$5", "!is in another currency ($)"},
		{money, " 12.5\u00a0", "12.50"}, {money, "1.005", "!has more than 2 decimal places"}, {money, "'5", "5.00"}, {money, "(-5)", "!is not a number"},
		{whole, "12", "12"}, {whole, "12.5", "!is not a whole number"}, {whole, "n:12.0000000001", "12"}, {whole, "1,234", "1234"},
		{whole, "9223372036854775808", "!is too large a number"}, {whole, "n:1.23E+5", "123000"}, {whole, "1.23E+12", "1230000000000"},
		{text, "n:123.0", "123"}, {text, "  a\u00a0 b\n c\u200b", "a b c"}, {text, "b:TRUE", "TRUE"}, {text, "d:44302", "2021-04-16"},
		{text, "n:1234567890123456", "!may have lost its last digits: Excel keeps only 15"}, {text, "%:0.545", "54.5%"}, {text, "=1+1", "=1+1"},
		{code, "1-4", "1-4"}, {code, "d:44287", "!was turned into a date by Excel"},
		{date, "16/04/2021", "2021-04-16"}, {date, "6.4.21", "2021-04-06"}, {date, "16 April 2021", "2021-04-16"}, {date, "16-Apr-21", "2021-04-16"},
		{date, "14th June 2021", "2021-06-14"}, {date, "Fri 16 April 2021", "2021-04-16"}, {date, "2021-04-16", "2021-04-16"}, {date, "2021-04-16T00:00:00", "2021-04-16"},
		{date, "31/06/2021", "!is not a date: there is no such day"}, {date, "04/16/2021", "!has the month before the day"}, {date, "16/04/2021 09:30", "!has a time of day"},
		{date, "d:44302", "2021-04-16"}, {date, "d:44302.5", "!has a time of day"}, {date, "n:44302", "2021-04-16"}, {date, "44302", "2021-04-16"},
		{date, "n:12", "!is a number, where a date was expected"}, {date, "n:50000", "!is a number, where a date was expected"}, {date, "d:0", "!is what Excel shows for a date of zero"},
		{date, "t:0.5", "!is a time of day without a date"}, {date, "tbc", "!is not a date"}, {date, "w/c 5 April", "!is not a date"},
		{anyDate, "12/03/65", "1965-03-12"}, {anyDate, "00/01/1900", "!is not a date: there is no such day"}, {anyDate, "01/01/1900", "!is what Excel shows for a date of zero"},
		{iso, "2021-04-16", "2021-04-16"}, {iso, "16/04/2021", "!is not a date in the form 2021-04-16"},
		{points, "54.5%", "54.5"}, {points, "%:0.545", "54.5"}, {points, "%:0.54500000000000004", "54.5"}, {points, "54.5", "54.5"},
		{part, "54.5%", "0.545000000000"}, {part, "%:0.545", "0.545000000000"}, {part, "0.545", "0.545000000000"},
		{yes, "Y", "true"}, {yes, "n", "false"}, {yes, "b:TRUE", "true"}, {yes, "x", "!is neither Y nor N"},
		{`{name: v, type: year}`, "2021", "2021"}, {`{name: v, type: year}`, "n:2021", "2021"}, {`{name: v, type: year}`, "21", "!is not a year"},
		{`{name: v, type: yearmonth}`, "2021-04", "2021-04"}, {`{name: v, type: yearmonth}`, "d:44287", "2021-04"}, {`{name: v, type: yearmonth}`, "Apr-21", "2021-04"}, {`{name: v, type: yearmonth}`, "2021-13", "!is not a month"},
		{`{name: v, type: time}`, "9:30", "09:30:00.000000"}, {`{name: v, type: time}`, "t:0.5", "12:00:00.000000"}, {`{name: v, type: time}`, "2:15 pm", "14:15:00.000000"}, {`{name: v, type: time}`, "25:00", "!is not a time of day"},
		{`{name: v, type: datetime}`, "2021-04-16T09:30:00Z", "2021-04-16T09:30:00"}, {`{name: v, type: datetime}`, "d:44302.5", "2021-04-16T12:00:00"},
		{`{name: v, type: string, format: email}`, "a@b.org", "a@b.org"}, {`{name: v, type: string, format: email}`, "a@", "!is not an e-mail address"},
		{`{name: v, type: string, check: postcode_iso3166_alpha2=GB}`, "de4 3ag", "de4 3ag"}, {`{name: v, type: string, check: postcode_iso3166_alpha2=GB}`, "DE43", "!is not a UK postcode"},
		{`{name: v, type: geopoint}`, "-1.42, 53.23", "-1.42, 53.23"}, {`{name: v, type: geopoint}`, "-1.42", "!is not a longitude and latitude such as -1.42, 53.23"},
		{`{name: v, type: duration}`, "P3DT4H", "P3DT4H"}, {`{name: v, type: duration}`, "3 days", "!is not a length of time such as P3DT4H"},
		{`{name: v, type: object}`, `{"a":1}`, `{"a":1}`}, {`{name: v, type: array}`, `{"a":1}`, "!is not a JSON array"},
		{plain, "e:#REF!", "!#REF!"}, {plain, "#N/A", "!#N/A"}, {plain, "f:", "!no saved result"}, {plain, "", "∅"},
	}
	for _, tt := range tests {
		t.Run(tt.field+" "+tt.cell, func(t *testing.T) {
			set, ret := load(t, withField(tt.field))
			x, _, clean, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.cell))
			got := ""
			for _, e := range x {
				if e.Severity == report.Error {
					got = "!" + e.Message
				}
			}
			if want, bad := strings.CutPrefix(tt.want, "!"); bad {
				if !strings.HasPrefix(got, "!") || !strings.Contains(got, want) {
					t.Errorf("got %q %v, want a message with %q", got, clean, want)
				}
				return
			}
			if d := cmp.Diff([]string{tt.want + "|2"}, clean); d != "" {
				t.Error(got, d)
			}
		})
	}
}

func TestScientificInCSV(t *testing.T) {
	for _, field := range []string{`{name: v, type: integer}`, `{name: v, type: string}`} {
		set, ret := load(t, withField(field))
		x, _, _, _ := run(t, checker(t, ret, quarterly(set), true), nil, batchOf(0, 2, "1.23E+12"))
		if len(x) != 1 || !strings.Contains(x[0].Message, "lost its digits") || x[0].Column != "1" || x[0].Cell != "A2" {
			t.Errorf("%s: %+v", field, x)
		}
	}
}

func TestNotesOncePerColumn(t *testing.T) {
	set, ret := load(t, withField(`{name: v, type: number, decimals: 2}`))
	c := checker(t, ret, quarterly(set), false)
	x, held, _, _ := run(t, c, nil, batchOf(0, 2, "(1.50)", "(2.50)"), batchOf(1, 4, "3-"))
	if d := cmp.Diff([]string{"A2 v.negative type-error note"}, brief(x)); d != "" || len(held) > 0 {
		t.Error(d, held)
	}
}

func TestMasked(t *testing.T) {
	set, ret := load(t, withField(`{name: v, type: string, key: true, privacy: drop, constraints: {required: true, pattern: 'A\d', enum: [A1, A2]}}`)+
		"rules:\n  - {id: r, expect: v != \"A2\", message: 'Not {v}.'}\n")
	x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "secret", "A2"))
	if len(x) != 2 {
		t.Fatal(x)
	}
	for _, e := range x {
		if !e.Masked || strings.Contains(e.Message+e.Fix+e.Expected+e.Key, "secret") || strings.Contains(e.Message, "A2") {
			t.Errorf("%+v", e)
		}
	}
}

func TestLabelledMissing(t *testing.T) {
	set, ret := load(t, withField(`{name: v, type: integer, constraints: {required: true, minimum: 0, maximum: 9}, missingValues: ["", {value: "Due in Q3", label: due}, {value: "<5", label: suppressed, between: [0, 4]}]}`)+
		"measures:\n  - {name: total, sum: {field: v}}\n")
	c := checker(t, ret, quarterly(set), false)
	x, _, clean, tb := run(t, c, nil, batchOf(0, 2, "7", " Due in  Q3", "<5", ""))
	if d := cmp.Diff([]string{"A5 v.required constraint-error error"}, brief(x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"7|∅|2", "∅|due|3", "∅|suppressed|4"}, clean); d != "" {
		t.Error(d)
	}
	ms, _, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	if got := line(ms[0]); got != "total map[] 7 count provisional 7..20 target - band - variance -" {
		t.Error(got)
	}
}

func FuzzCast(f *testing.F) {
	for _, s := range []string{"£1,234.50", "(12)", "16/04/2021", "14th June 21", "1e5", "–", "'", "%", "2021-04-16T9:30", "\u00a0", "-", "()", "£", "9:30 pm"} {
		f.Add(s)
	}
	set, ret := load(f, strings.Replace(withField(`{name: a, type: number, decimals: 2}`), "fields:\n", `fields:
  - {name: b, type: integer}
  - {name: c, type: date, format: "%d/%m/%Y", within: period}
  - {name: d, type: datetime, format: any}
  - {name: e, type: time}
  - {name: f, type: yearmonth}
  - {name: g, type: number, percent: fraction}
  - {name: h, type: string, constraints: {enum: [one, two]}, map: {"Eins": one}}
  - {name: i, type: geopoint}
  - {name: j, type: date, format: "%A %d %B %y %H:%M:%S"}
`, 1))
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "|") || s == "~" {
			return
		}
		c := checker(t, ret, quarterly(set), false)
		_, held, clean, _ := run(t, c, nil, batchOf(0, 2, strings.Repeat(s+"|", len(ret.Fields)-1)+s))
		if len(held)+len(clean) != 1 {
			t.Errorf("%d held, %d clean", len(held), len(clean))
		}
	})
}
