package workbook

import (
	"slices"
	"strconv"
	"time"

	"winnow/internal/report"
	"winnow/internal/table"
)

// A smoking return of 720 rows with exceptions of most kinds. Everything in it
// is made up.

var sampleHeaders = []string{"Client ref", "Quit date set", "District", "Sex", "Age", "Setting", "Intervention", "Follow-up date", "Outcome at 4 weeks", "CO reading (ppm)"}

func sampleFields() []FieldInfo {
	names := []string{"client_ref", "quit_date", "district", "sex", "age", "setting", "intervention", "follow_up_date", "outcome", "co_ppm"}
	allowed := map[string]string{"quit_date": "a date in the quarter", "outcome": "Quit, Not quit, Lost to follow-up, Not yet due"}
	var out []FieldInfo
	for i, n := range names {
		f := FieldInfo{Name: n, Title: sampleHeaders[i], Column: i, Allowed: allowed[n]}
		if n == "outcome" {
			f.Values = slices.Values([]AllowedValue{{Write: "Quit"}, {Write: "Not quit"}, {Write: "Lost to follow-up"}, {Write: "Not yet due"}})
		}
		out = append(out, f)
	}
	return out
}

// date is a Date cell; serials are of the 1900 system.
func date(serial string) table.Cell { return table.Cell{Kind: table.Date, Raw: serial} }
func words(s string) table.Cell     { return table.Cell{Kind: table.Text, Raw: s} }
func figure(s string) table.Cell    { return table.Cell{Kind: table.Number, Raw: s} }

func sampleRow(row int, ref string, quit, followUp table.Cell, outcome string, co table.Cell) HeldRow {
	return HeldRow{Row: row, Cells: []table.Cell{
		words(ref), quit, words("Amber Valley"), words("F"), figure("42"), words("Pharmacy"), words("One to one"), followUp, words(outcome), co,
	}}
}

func sampleHeld() []HeldRow {
	blank := table.Cell{Kind: table.Blank}
	return []HeldRow{
		sampleRow(12, "LLB00007", date("44295"), date("44300"), "Quit", figure("4.5")),
		sampleRow(31, "LLB00026", date("44290"), date("44318"), "Quit", figure("12")),
		sampleRow(57, "LLB00052", words("31/06/2021"), blank, "Not yet due", blank),
		sampleRow(98, "LLB93", date("44301"), date("44330"), "Quit", figure("3")),
		sampleRow(140, "LLB00135", date("44199"), date("44228"), "Not quit", blank),
		sampleRow(141, "LLB00136", date("44310"), blank, "Stopped smoking", blank),
		sampleRow(203, "LLB00198", date("44305"), date("44333"), "Lost to follow-up", blank),
		sampleRow(410, "LLB00198", date("44305"), date("44333"), "Quit", figure("2")),
		sampleRow(555, "", date("44330"), table.Cell{Kind: table.Error, Raw: "#REF!"}, "Quit", figure("6")),
	}
}

// found builds an exception on a cell of the sample.
func found(severity report.Severity, kind, rule string, row, col int, key, value, expected, message, fix string) report.Exception {
	letters := table.Letters(col)
	return report.Exception{
		Rule: rule, Kind: kind, Severity: severity, Row: row, Column: letters, Cell: table.Address(col, row), Field: sampleFields()[col].Name,
		Key: key, Value: value, HasValue: true, Expected: expected, Message: message, Fix: fix,
		Cells: []report.CellRef{{Column: col, Field: sampleFields()[col].Name}},
	}
}

func sampleExceptions() []report.Exception {
	const e, q = report.Error, report.Query
	window := found(e, report.KindRow, "follow-up-window", 12, 7, "LLB00007", "2021-04-14", "25 to 42 days after the quit date (4 to 21 May 2021)",
		"A quit counts only if the client was followed up 25 to 42 days after the quit date. This follow-up was after 5 days.", "Correct the date, or change the outcome.")
	window.Cells = append(window.Cells, report.CellRef{Column: 1, Field: "quit_date"})
	twice := func(row, other int) report.Exception {
		x := found(e, report.KindPrimaryKey, "primaryKey", row, 0, "LLB00198", "LLB00198", "each client and quit date once",
			"Two rows have the same client and quit date but differ elsewhere, so we cannot tell which one is right.", "Keep the right row and delete the other.")
		x.OtherRows = []int{other}
		return x
	}
	return []report.Exception{
		window,
		found(e, report.KindRow, "co-verified-below-10", 31, 9, "LLB00026", "12", "below 10 ppm", "A quit verified by CO needs a reading below 10 ppm; this row has 12.", "Correct the reading, or record the outcome as “Not quit”."),
		found(e, report.KindType, "quit_date.type", 57, 1, "LLB00052", "31/06/2021", "a date such as 01/04/2021", "“31/06/2021” is not a date: June has 30 days.", "Enter the date on which the client set out to quit."),
		found(e, report.KindConstraint, "client_ref.pattern", 98, 0, "LLB93", "LLB93", "LLB and five digits, such as LLB00007", "The client reference is too short.", "Enter the whole reference."),
		found(e, report.KindWrongPeriod, "quit_date.within", 140, 1, "LLB00135", "2021-01-03", "1 April to 30 June 2021", "The quit date is not in the quarter that this return is for.", "Correct the date, or move the row to the return for its own quarter."),
		found(e, report.KindConstraint, "outcome.enum", 141, 8, "LLB00136", "Stopped smoking", "", "“Stopped smoking” is not one of the outcomes.", "Choose one from the list."),
		twice(203, 410), twice(410, 203),
		found(e, report.KindConstraint, "client_ref.required", 555, 0, "", "", "LLB and five digits", "The client reference is blank.", "Enter it."),
		found(e, report.KindFormula, "follow_up_date.type", 555, 7, "", "#REF!", "a date", "The cell shows #REF!: its formula points at a cell that is gone.", "Type the date in place of the formula."),
		found(q, report.KindConstraint, "co_ppm.maximum", 300, 9, "LLB00295", "130", "at most 100", "A reading above 100 ppm is rare.", "Check it, and correct it or say why it is right."),
		{Rule: "not-far-below-last-year", Kind: report.KindTableRule, Severity: q, Message: "Quit dates fell by more than 30% on the same quarter last year (1,102 to 717).", Fix: "Correct the return or explain.", Value: "717", HasValue: true, Expected: "772 or more"},
		{Rule: "total", Kind: report.KindTotal, Severity: e, Row: 727, Column: "K", Cell: "K727", Value: "720", HasValue: true, Expected: "717", Message: "The total row says 720 quit dates, and the rows above it add up to 717.", Fix: "Correct the total, or add the missing rows."},
		{Rule: "extra-label", Kind: report.KindExtraLabel, Severity: report.Note, Column: "L", Cell: "L4", Value: "Advisor notes", HasValue: true, Message: "The column “Advisor notes” is not part of this return. We did not use it."},
	}
}

func sampleInput() Input {
	list := &report.List{}
	for _, e := range sampleExceptions() {
		list.Add(e)
	}
	counts := map[string]int{}
	for _, e := range sampleExceptions() {
		counts[e.Rule]++
	}
	in := Input{
		ReturnTitle: "Stop smoking service, quit attempts", Grain: "one quit date set in the quarter", Service: "stop-smoking", ServiceName: "Live Life Better Derbyshire",
		Period: "2021-22-Q1", AsAt: "2021-06-30", FileName: "Quits Q1 2021-22 final v2.xlsx", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		Received: time.Date(2021, 7, 12, 9, 41, 0, 0, time.UTC), Contact: "Performance and data team, performance@example.gov.uk, 01629 000000",
		Table: &report.Table{Return: "smoking_quits", HeaderRow: 4, Rows: report.Rows{Read: 723, Clean: 711, HeldBack: 9, Skipped: 3},
			Skipped: report.Skipped{Blank: 2, Total: 1}, Exceptions: list},
		Sheet: "Quit attempts", Fields: sampleFields(), Headers: sampleHeaders, HeldRows: slices.Values(sampleHeld()), Copies: len(sampleHeld()),
	}
	in.Rules = []RuleInfo{
		{ID: "client_ref.required", Words: "Every row has a client reference.", Severity: report.Error, Count: counts["client_ref.required"], State: report.RuleIssues},
		{ID: "client_ref.pattern", Words: "The client reference is LLB and five digits.", Severity: report.Error, Count: counts["client_ref.pattern"], State: report.RuleIssues},
		{ID: "follow-up-window", Words: "A quit counts only if the client was followed up 25 to 42 days after the quit date.", Severity: report.Error, Count: 1, State: report.RuleIssues},
		{ID: "primaryKey", Words: "Each client and quit date stands in the return once.", Severity: report.Error, Count: counts["primaryKey"], State: report.RuleIssues},
		{ID: "age.minimum", Words: "A client is at least 12 years old.", Severity: report.Query, State: report.RuleOK},
		{ID: "outcome-unchanged", Words: "An outcome reported last quarter has not changed since.", Severity: report.Query, State: report.RuleSkipped, Reason: "we do not hold last quarter's return"},
		{ID: "extra-label", Words: "The sheet has no columns that the return does not ask for.", Severity: report.Note, Count: 1, State: report.RuleIssues},
	}
	return in
}

// empty is a return with nothing to correct.
func emptyInput() Input {
	in := sampleInput()
	in.Table = &report.Table{Return: "smoking_quits", Rows: report.Rows{Read: 1, Clean: 1}, Exceptions: &report.List{}}
	in.HeldRows, in.Copies, in.Rules = nil, 0, nil
	return in
}

// numbered is n errors of one text in rows 1 to n, each held back.
func numbered(n int, message string) Input {
	in := emptyInput()
	in.Table.Rows = report.Rows{Read: n, HeldBack: n}
	for i := 1; i <= n; i++ {
		in.Table.Exceptions.Add(found(report.Error, report.KindType, "age.type", i, 4, "K"+strconv.Itoa(i), "x", "a number", message, ""))
	}
	in.Copies = n
	in.HeldRows = func(yield func(HeldRow) bool) {
		for i := 1; i <= n && yield(sampleRow(i, "K"+strconv.Itoa(i), date("44290"), date("44318"), "Quit", figure("2"))); i++ {
		}
	}
	return in
}

func partOf(t *report.Table) *part { return &part{Input: Input{Table: t}, tally: tallyOf(t)} }
