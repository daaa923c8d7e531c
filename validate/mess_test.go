package validate

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
)

// The tests of this file are named by the rows of docs/messy-files.md.

// column checks one column of a field in the first quarter of 2021-22 and returns
// the clean values, the exceptions in a line each, and the table. The rows are
// numbered from 2.
func messColumn(t *testing.T, field string, csv bool, cells ...string) (clean, found []string, tb *Table) {
	t.Helper()
	set, ret := load(t, withField(field))
	x, _, clean, tb := run(t, checker(t, ret, quarterly(set), csv), nil, batchOf(0, 2, cells...))
	for _, e := range append(x, tb.Exceptions...) {
		found = append(found, strings.TrimSpace(e.Cell+" "+e.Rule+" "+string(e.Severity)))
	}
	return clean, found, tb
}

const (
	messCount = `{name: v, title: Tests, type: integer}`
	messMoney = `{name: v, title: Amount, type: number, decimals: 2, currency: GBP}`
	messDate  = `{name: v, title: Seen, type: date, format: "%d/%m/%Y", within: period}`
	messDay   = `{name: v, title: Seen, type: date, format: "%d/%m/%Y"}`
)

// TestMessCells covers the rows that each cell decides for itself.
func TestMessCells(t *testing.T) {
	const (
		code   = `{name: v, title: Band, type: string, constraints: {enum: ["1-4", "5-9", "5E2"]}}`
		word   = `{name: v, title: Outcome, type: string, constraints: {enum: [quit, lost]}, map: {"Quit": quit, "Lost to follow-up": lost}}`
		zeros  = `{name: v, title: Ward, type: string, constraints: {enum: ["0042", "0107"]}}`
		ref    = `{name: v, title: Ref, type: string, constraints: {pattern: '0\d{5}'}}`
		share  = `{name: v, title: Share, type: number, percent: points, decimals: 1}`
		free   = `{name: v, title: Notes, type: string}`
		hidden = `{name: v, title: Number, type: integer, missingValues: [{value: "<5", label: suppressed, between: [0, 4]}, {value: "[c]", label: confidential}]}`
		none   = `{name: v, title: Number, type: integer, missingValues: ["", "-", {value: "N/A", label: not_applicable}, {value: "tbc", label: pending}, {value: "..", label: not_known}]}`
		due    = `{name: v, title: Actual, type: number, missingValues: ["", {value: "Due in Q3", label: due}, {value: "Due in Q1", label: due}, {value: "Cancelled", label: cancelled}]}`
	)
	// want is the clean cell, or ! and what the message says.
	for _, c := range []struct {
		row               int
		field, cell, want string
	}{
		{20, messCount, "12", "12"},
		{21, messMoney, "£1,234.50", "1234.50"}, {21, messMoney, "1,234", "1234.00"}, {21, messMoney, "£10000.00", "10000.00"},
		{23, messMoney, "(123.45)", "-123.45"}, {23, messMoney, "123.45-", "-123.45"}, {23, messMoney, "-£5", "-5.00"},
		{24, share, "12%", "12.0"}, {24, share, "%:0.12", "12.0"}, {24, share, "12", "12.0"},
		{25, hidden, "<5", "∅|suppressed"}, {25, hidden, "[c]", "∅|confidential"}, {25, hidden, "*", "!is not a number"},
		{26, none, "N/A", "∅|not_applicable"}, {26, none, "tbc", "∅|pending"}, {26, none, "..", "∅|not_known"}, {26, none, "-", "∅"}, {26, none, "nil", "!is not a number"},
		{27, due, "Due in Q3", "∅|due"}, {27, due, "Cancelled", "∅|cancelled"}, {27, due, "Due in Q1", "∅|due"},
		{28, messCount, "more than 300", "!is an approximation"}, {28, messCount, "around 20", "!is an approximation"}, {28, messMoney, "c.£7m", "!is an approximation"},
		{28, messMoney, "£1.7bn", "!is a rounded figure"}, {28, messCount, "6-8", "!is a range"}, {28, messCount, "300+", "!is a rounded figure"},
		{30, messDate, "16/04/2021", "2021-04-16"},
		{33, messDate, "n:44287", "2021-04-01"}, {33, messDate, "44287", "2021-04-01"}, {33, messDate, "n:43922", "!is a number, where a date was expected"},
		{35, messDay, "d:0", "!is what Excel shows for a date of zero"}, {35, messDay, "31/12/1899", "!is what Excel shows for a date of zero"}, {35, messDay, "01/01/1904", "!is what Excel shows for a date of zero"}, {35, messDay, "t:0.5", "!is a time of day without a date"},
		{36, messDate, "16/04/21", "2021-04-16"}, {36, messDay, "12/03/65", "1965-03-12"},
		{37, messDate, "14th Jun 2021", "2021-06-14"}, {37, messDate, "w/c 5 April", "!is not a date"}, {37, messDate, "April 2021-June 2021", "!is not a date"},
		{38, messDay, "31/06/2021", "!there is no such day"}, {38, messDay, "14/05/2106", "!has a year that can't be meant"}, {38, messDay, "d:75384", "!has a year that can't be meant"},
		{39, messCount, "f:", "!has no saved result"},
		{41, messCount, "e:#REF!", "!shows the error #REF!"}, {41, messCount, "#DIV/0!", "!shows the error #DIV/0!"},
		{43, messMoney, "n:9.09495E-13", "0.00"}, {43, messMoney, "n:466.00000000000006", "466.00"}, {43, messMoney, "n:4.125", "!has more than 2 decimal places"},
		{44, messCount, "12.5", "!is not a whole number"},
		{45, free, "n:1234567890123456", "!may have lost its last digits"},
		{46, zeros, "n:42", "0042"}, {46, zeros, "n:43", "!is not one of the allowed values"}, {46, ref, "n:12345", "!may have lost its leading zeros"},
		{47, code, "d:44287", "!was turned into a date by Excel"}, {47, code, "n:500", "!is not one of the allowed values"},
		{48, free, "'Total", "Total"}, {48, free, "'quoted' words", "'quoted' words"}, {48, messMoney, "'5", "5.00"},
		{49, free, "\u00a0 High\u00a0 Peak\u200b ", "High Peak"},
		{50, code, "1–4", "1-4"}, {50, messMoney, "–7", "-7.00"}, {50, free, "the “old” mill – site", "the “old” mill – site"},
		{51, free, "High\r\nPeak", "High Peak"},
		{52, word, "LOST TO FOLLOW-UP", "lost"}, {52, word, "Qiut", "!is not one of the allowed values"},
		{82, messMoney, "12st 4lb", "!has its unit beside it"}, {82, messMoney, "78.5 kg", "!has its unit beside it"}, {82, messMoney, "165cm", "!has its unit beside it"},
		{84, free, "=1+1", "=1+1"}, {84, free, "+441629580000", "+441629580000"}, {84, free, "@SUM(A1)", "@SUM(A1)"}, {84, free, "-2+3", "-2+3"},
	} {
		t.Run(fmt.Sprintf("row %d %s", c.row, c.cell), func(t *testing.T) {
			set, ret := load(t, withField(c.field))
			x, _, clean, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, c.cell))
			got := strings.Join(clean, "")
			for _, e := range x {
				if e.Severity == report.Error {
					got = "!" + e.Message
				}
			}
			want, bad := strings.CutPrefix(c.want, "!")
			if bad != strings.HasPrefix(got, "!") || bad && !strings.Contains(got, want) || !bad && !strings.HasPrefix(got, want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestMess24MixedPercentages(t *testing.T) {
	_, found, _ := messColumn(t, `{name: v, type: number, percent: points, decimals: 2}`, false, "95", "96", "0.94")
	if diff := cmp.Diff([]string{"A4 v.percent error"}, found); diff != "" {
		t.Error(diff)
	}
}

func TestMess27PastDue(t *testing.T) {
	const field = `{name: v, title: Actual, type: number, missingValues: ["", {value: "Due in Q1", label: due}, {value: "Due in Q2", label: due}, {value: "Due in Q3", label: due}]}`
	set, ret := load(t, withField(field))
	c := Context{Set: set, Period: period.Period{Kind: period.Quarter, Year: 2021, Number: 2}}
	x, held, _, _ := run(t, checker(t, ret, c, false), nil, batchOf(0, 2, "Due in Q1", "Due in Q2", "Due in Q3"))
	if diff := cmp.Diff([]string{"A2 v.past-due constraint-error error", "A3 v.past-due constraint-error query"}, brief(x)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{2}, held); diff != "" {
		t.Error(diff)
	}
}

func TestMess29ZeroForMissing(t *testing.T) {
	nought := strings.Split(strings.Repeat("0 ", 20), " ")[:20]
	_, found, _ := messColumn(t, messCount, false, nought...)
	if diff := cmp.Diff([]string{"v.all-zero note"}, found); diff != "" {
		t.Error(diff)
	}
	nought[7] = "3"
	if _, found, _ = messColumn(t, messCount, false, nought...); len(found) != 0 {
		t.Error(found)
	}
}

func TestMess31MonthFirst(t *testing.T) {
	for _, c := range []struct {
		name, field  string
		cells        []string
		clean, found []string
	}{
		{"the whole column is American", messDay, []string{"04/16/2021", "05/04/2021", "06/30/2021"},
			[]string{"2021-04-16|2", "2021-05-04|3", "2021-06-30|4"}, []string{"A2 v.month-first query"}},
		{"both orders: what is unclear is held back", messDay, []string{"04/16/2021", "05/04/2021", "30/06/2021", "04/04/2021"},
			[]string{"2021-06-30|4", "2021-04-04|5"}, []string{"A2 v.type error", "A3 v.type error"}},
		{"the period tells some apart", messDate, []string{"04/16/2021", "05/04/2021", "09/06/2021", "30/06/2021"},
			[]string{"2021-06-09|4", "2021-06-30|5"}, []string{"A2 v.type error", "A3 v.type error"}},
		{"one slip proves nothing", messDay, []string{"04/16/2021", "d:44316"}, []string{"2021-04-30|3"}, []string{"A2 v.type error"}},
		{"all as it should be", messDay, []string{"16/04/2021", "05/04/2021"}, []string{"2021-04-16|2", "2021-04-05|3"}, nil},
	} {
		clean, found, _ := messColumn(t, c.field, false, c.cells...)
		if diff := cmp.Diff(c.clean, clean); diff != "" {
			t.Error(c.name, diff)
		}
		if diff := cmp.Diff(c.found, found); diff != "" {
			t.Error(c.name, diff)
		}
	}
}

// TestMess31OrderOverBatches: what a later batch shows decides for earlier rows.
func TestMess31OrderOverBatches(t *testing.T) {
	set, ret := load(t, withField(messDay))
	x, _, clean, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "05/04/2021"), batchOf(1, 3, "04/16/2021", "04/17/2021"))
	if diff := cmp.Diff([]string{"2021-05-04|2", "2021-04-16|3", "2021-04-17|4"}, clean); diff != "" || len(x) != 1 {
		t.Error(brief(x), diff)
	}
}

func TestMess32HalfConverted(t *testing.T) {
	// 4 May, 3 June and 5 June stand for 5 April, 6 March and 6 May opened in America.
	clean, found, _ := messColumn(t, messDay, false, "d:44320", "d:44350", "d:44352", "16/04/2021", "27/05/2021")
	if diff := cmp.Diff([]string{"A2 v.type error", "A3 v.type error", "A4 v.type error"}, found); diff != "" || len(clean) != 2 {
		t.Error(clean, diff)
	}
	if _, found, _ = messColumn(t, messDay, false, "d:44320", "d:44350", "d:44363", "16/04/2021", "27/05/2021"); len(found) != 0 {
		t.Error("a real date after the 12th clears the column:", found)
	}
}

func TestMess34OtherDateSystem(t *testing.T) {
	set, ret := load(t, withField(messDate))
	b := batchOf(0, 2, "d:42825")
	b.Date1904 = true
	if _, _, clean, _ := run(t, checker(t, ret, quarterly(set), false), nil, b); len(clean) != 1 || !strings.HasPrefix(clean[0], "2021-04-01") {
		t.Error("by the workbook's flag:", clean)
	}
	_, _, tb := messColumn(t, messDate, false, "d:42825", "d:42830", "d:42850")
	if !strings.Contains(tb.Refuse, "four years and a day") || tb.RefuseKind != report.KindWrongPeriod {
		t.Errorf("without it: %q %s", tb.Refuse, tb.RefuseKind)
	}
}

func TestMess36TwoDigitYears(t *testing.T) {
	_, found, _ := messColumn(t, messDate, false, "16/04/21", "17/04/21")
	if diff := cmp.Diff([]string{"A2 v.two-digit-year note"}, found); diff != "" {
		t.Error(diff)
	}
}

func TestMess40Formulas(t *testing.T) {
	set, ret := load(t, withField(messCount))
	b := batchOf(0, 2, "n:1", "n:2")
	b.Cols[0].AppendString(table.Number, table.Formula, "3")
	b.Cols[0].AppendString(table.Number, table.Formula, "4")
	b.Rows = append(b.Rows, 4, 5)
	x, held, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, b)
	if diff := cmp.Diff([]string{"A4 v.formula type-error note"}, brief(x)); diff != "" || len(held) != 0 {
		t.Error(held, diff)
	}
}

func TestMess41TooManyErrors(t *testing.T) {
	cells := make([]string, 150)
	for i := range cells {
		if cells[i] = strconv.Itoa(i); i < 10 {
			cells[i] = "e:#REF!"
		}
	}
	if _, _, tb := messColumn(t, messCount, false, cells...); !strings.Contains(tb.Refuse, "10 cells show an error") {
		t.Errorf("10 of 150: %q", tb.Refuse)
	}
	for i := range 3 {
		cells[i] = "7"
	}
	if _, found, tb := messColumn(t, messCount, false, cells...); tb.Refuse != "" || len(found) != 7 {
		t.Errorf("7 of 150: %q, %d exceptions", tb.Refuse, len(found))
	}
}

func TestMess45ScientificNotation(t *testing.T) {
	for field, cell := range map[string]string{messCount: "1.23E+12", messMoney: "1.23E+12", `{name: v, type: string}`: "1.23E+12"} {
		_, found, _ := messColumn(t, field, true, cell)
		if diff := cmp.Diff([]string{"A2 v.type error"}, found); diff != "" {
			t.Error(field, diff)
		}
	}
}

func TestMess46LeadingZeros(t *testing.T) {
	clean, found, _ := messColumn(t, `{name: v, type: string, constraints: {enum: ["0042", "0107"]}}`, false, "n:42", "n:107", "0042")
	if diff := cmp.Diff([]string{"A2 v.leading-zeros note"}, found); diff != "" || len(clean) != 3 {
		t.Error(clean, diff)
	}
}

func TestMess52NearestCode(t *testing.T) {
	set, ret := load(t, withField(`{name: v, title: District, type: string, constraints: {enum: [Bolsover, Chesterfield]}}`))
	x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "Chesterfeild"))
	if len(x) != 1 || x[0].Fix != "Did you mean Chesterfield?" {
		t.Errorf("%+v", x)
	}
}

func TestMess59WrongPeriodInside(t *testing.T) {
	for _, c := range []struct {
		name  string
		cells []string
		says  string
	}{
		{"another quarter", []string{"01/01/2021", "02/02/2021", "31/03/2021"}, "its dates are all in 2020-21-Q4, and 2021-22-Q1 is being collected"},
		{"several", []string{"01/01/2020", "02/02/2021", "31/03/2021"}, "its dates run from 1 January 2020 to 31 March 2021, and 2021-22-Q1 is being collected"},
		{"one is right", []string{"01/01/2021", "02/02/2021", "30/04/2021"}, ""},
		{"too few to say", []string{"01/01/2021", "02/02/2021"}, ""},
	} {
		_, _, tb := messColumn(t, messDate, false, c.cells...)
		if (c.says == "") != (tb.Refuse == "") || !strings.Contains(tb.Refuse, c.says) || tb.Within != (c.says != "") {
			t.Errorf("%s: %q", c.name, tb.Refuse)
		}
	}
}

func TestMess83PersonalData(t *testing.T) {
	const (
		ref   = `{name: v, title: Client, type: string, key: true, privacy: pseudonymise, constraints: {pattern: 'LLB\d{5}'}}`
		notes = `{name: v, title: Notes, type: string}`
		mail  = `{name: v, title: E-mail, type: string, format: email}`
	)
	for _, c := range []struct {
		field, cell string
		found       bool
	}{
		{ref, "9434765919", true}, {ref, "943 476 5919", true}, {ref, "ann@example.org", true}, {ref, "LLB20411", false},
		{ref, "9434765918", false}, // fails the check digit: a slip, and the pattern's business
		{notes, "NHS no 943 476 5919", true}, {notes, "write to ann@example.org", true},
		{notes, "invoice 9434765919", false}, {notes, "meet @ 10", false}, {notes, "01629 580000", false},
		{mail, "ann@example.org", false},
	} {
		set, ret := load(t, withField(c.field))
		x, held, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, c.cell))
		personal := len(x) == 1 && x[0].Kind == report.KindPersonal
		if personal != c.found {
			t.Errorf("%s: %v", c.cell, brief(x))
		}
		if !personal {
			continue
		}
		if !x[0].Masked || len(held) != 1 || strings.Contains(x[0].Message+x[0].Key+x[0].Fix, c.cell) {
			t.Errorf("%s is not masked: %+v", c.cell, x[0])
		}
	}
}
