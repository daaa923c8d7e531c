package sample

import (
	"strings"

	"winnow/internal/report"
)

// spoilSmoking turns the clean smoking return into the one received.
func spoilSmoking(d *defects) {
	s := d.sheet
	s.columns = append([]column(nil), s.columns...)
	spoilSmokingDates(d)
	spoilFollowUps(d)
	spoilSmokingCodes(d)
	spoilSmokingOutcomes(d)
	d.blankRow(s.lines[480])
	twice := d.take(isOutcome("Not quit"))
	again := copyOf(twice)
	s.lines = append(s.lines, again)
	d.expect(again, "client_ref", says{"primaryKey", report.KindPrimaryKey, "error"}, because{"SS19", "a record stands in the table twice, the same in every cell"}, "")
	d.swap("district", "sex")
	d.retitle("client_ref", "Client ID", because{"54", "the header is renamed"})
	d.retitle("quit_date", "Quit Date  Set\n(dd/mm/yyyy)", because{"51", "the header has a line break and an extra space"})
	d.add("outcome", column{"remarks", "Adviser's remarks", "", 24})
	s.lines[3].cells["remarks"] = "prefers a call after 5pm"
	d.repeatHeader(s.lines[240])
	d.expectAt(func() (int, string) { return s.headerRow(), s.columnName("remarks") },
		note("extra-label", report.KindExtraLabel), because{"56", "the service added a column"}, "")
	s.above = append(append(s.above[:1:1], []any{"Please return to the performance team by 28 July"}), s.above[1:]...)
	d.expect(nil, "", says{}, because{"1", "one more line stands above the table"}, "")
	d.expect(nil, "", says{}, because{"8", "a count and notes stand beneath the table"}, "")
}

func isOutcome(outcomes ...string) func(*line) bool {
	return func(l *line) bool {
		for _, o := range outcomes {
			if l.text("outcome") == o && l.cells["co_ppm"] == nil {
				return true
			}
		}
		return false
	}
}

func spoilSmokingDates(d *defects) {
	pendingLine := func() *line {
		return d.take(func(l *line) bool { return isOutcome("Not yet due")(l) && asAt-l.day("quit_date") < 40 })
	}
	uk := func(l *line, layout string) string { return l.day("quit_date").Time().Format(layout) }
	for range 2 {
		l := pendingLine()
		d.set(l, "quit_date", uk(l, "02/01/2006"), says{}, because{"30", "the date is text"})
	}
	l := pendingLine()
	d.set(l, "quit_date", uk(l, "2 January 2006")+" ", says{}, because{"49", "the date is text in words, with a space behind it"})
	l = pendingLine()
	d.set(l, "quit_date", strings.Replace(uk(l, "2 January 2006"), " ", "th ", 1), says{}, because{"37", "the day is an ordinal"})
	fourteenth := func(l *line) bool {
		return isOutcome("Not yet due")(l) && l.day("quit_date") == date(2021, 6, 14)
	}
	l = d.take(fourteenth)
	d.set(l, "quit_date", "06/14/2021", typeError("quit_date"), because{"31", "month and day the American way round"})
	l = pendingLine()
	d.set(l, "quit_date", "41/06/2021", typeError("quit_date"), because{"38", "no such day"})
	l = pendingLine()
	d.set(l, "quit_date", whole(int(l.day("quit_date")-date(1899, 12, 30))), says{}, because{"33", "the date lost its format and shows as a number"})
	l = pendingLine()
	d.set(l, "quit_date", whole(int(otherDay(l.day("quit_date"), -1, 0)-date(1899, 12, 30))), typeError("quit_date"), because{"33", "the same day of last year, as a bare number"})
	l = pendingLine()
	d.set(l, "quit_date", nil, constraint("quit_date", "required"), because{"SS01", "the quit date is left out"})
	l = d.take(isOutcome("Not quit"))
	d.set(l, "quit_date", date(2021, 3, 29), constraint("quit_date", "within"), because{"59", "a quit date of the quarter before"})
}

func spoilFollowUps(d *defects) {
	l := d.take(isOutcome("Not quit"))
	d.set(l, "follow_up_date", "tbc", typeError("follow_up_date"), because{"26", "the date is still to be confirmed"})
	l = d.take(isOutcome("Not quit"))
	d.set(l, "follow_up_date", fault("#REF!"), says{"follow_up_date.type", report.KindFormula, "error"}, because{"41", "a broken formula"})
	l = d.take(isOutcome("Not quit"))
	d.set(l, "follow_up_date", asAt.AddDays(6), rowRule("follow-up-not-in-future"), because{"38", "a follow-up in the future"})
	l = d.take(isOutcome("Not quit"))
	d.set(l, "follow_up_date", l.day("follow_up_date").Time().Format("2-Jan-06"), note("follow_up_date.two-digit-year", report.KindType), because{"36", "a year of two digits"})
}

func spoilSmokingCodes(d *defects) {
	in := func(district string) func(*line) bool {
		return func(l *line) bool { return l.text("district") == district }
	}
	d.set(d.take(in("Chesterfield")), "district", "Chesterfeild", constraint("district", "enum"), because{"52", "misspelt"})
	d.set(d.take(in("Chesterfield")), "district", "CHESTERFIELD", says{}, because{"52", "all in capitals"})
	d.set(d.take(in("North East Derbyshire")), "district", "NE Derbyshire", says{}, because{"52", "a known short form"})
	d.set(d.take(in("High Peak")), "district", "High\u00a0Peak ", says{}, because{"49", "a no-break space inside, a space behind"})
	d.set(d.take(in("Amber Valley")), "district", "Amber  Valley", says{}, because{"49", "two spaces"})
	d.set(d.take(nil), "ethnic_category", "n/k", says{}, because{"26", "not known, in short"})
	d.set(d.take(nil), "ethnic_category", "Q", constraint("ethnic_category", "enum"), because{"SS04", "no such code"})
	d.set(d.take(nil), "age_band", "18\u201334", says{}, because{"50", "an en dash instead of a hyphen"})
	l := d.take(nil)
	d.set(l, "client_ref", strings.ReplaceAll(l.text("client_ref"), "0", "O"), constraint("client_ref", "pattern"), because{"52", "the letter O for nought"})
	male := func(l *line) bool { return l.text("sex") == "Male" }
	d.set(d.take(male), "pregnant", "Y", rowQuery("pregnant-male"), because{"SS12", "a man recorded as pregnant"})
	d.set(d.take(nil), "age_band", "Under 18", rowQuery("client-under-18"), because{"SS11", "a client under 18"})
}

func spoilSmokingOutcomes(d *defects) {
	closed := func(outcome string) func(*line) bool {
		return func(l *line) bool { return isOutcome(outcome)(l) && asAt-l.day("quit_date") > 60 }
	}
	quit := func() *line { return d.take(closed("Quit")) }
	d.set(quit(), "follow_up_date", nil, rowRule("follow-up-window"), because{"SS06", "a quit without its follow-up date"})
	l := quit()
	d.set(l, "follow_up_date", l.day("quit_date").AddDays(50), rowRule("follow-up-window"), because{"SS06", "followed up after 50 days"})
	d.set(quit(), "outcome", nil, constraint("outcome", "required"), because{"SS02", "the outcome is left out"})
	d.set(quit(), "outcome", "Quitted", constraint("outcome", "enum"), because{"52", "a word that is not in the list"})
	d.set(quit(), "outcome", "quit\u00a0", says{}, because{"49", "a no-break space behind"})
	l = d.takeRare(closed("Quit"), func(l *line) bool { return l.cells["co_validated"] == "Y" })
	d.set(l, "co_ppm", tenths(10*tenthsOf(l.cells["co_ppm"])), rowRule("co-validated-quit"), because{"SS08", "the reading lost its decimal point"})
	d.set(quit(), "co_ppm", tenths(170), rowRule("co-reading-of-a-smoker"), because{"SS09", "a quit with a reading of 17 ppm"})
	l = d.take(closed("Not quit"))
	d.set(l, "co_ppm", tenths(1450), says{"co_ppm.maximum", report.KindConstraint, "query"}, because{"SS05", "a reading of 145 ppm"})
	l = d.take(closed("Not quit"))
	d.set(l, "co_ppm", formula{"AVERAGE(R2:R3)", ""}, says{"co_ppm.type", report.KindFormula, "error"}, because{"39", "a formula without its result"})
	l = d.take(closed("Not quit"))
	d.set(l, "co_ppm", "n/k", says{}, because{"26", "not known, in short"})
	l = d.take(closed("Lost to follow-up"))
	d.set(l, "outcome", "Not yet due", rowRule("pending-past-window"), because{"SS10", "still not yet due after more than 42 days"})
	early := d.take(func(l *line) bool { return asAt-l.day("quit_date") < 20 })
	d.set(early, "outcome", "Not quit", rowRule("outcome-too-early"), because{"SS07", "an outcome before one can be known"})
	hideRows(d, closed("Quit"))
}

// hideRows hides three neighbours, as somebody does who works on a list.
func hideRows(d *defects, fits func(*line) bool) {
	first := d.take(fits)
	i := d.sheet.row(first) - d.sheet.headerRow() - 1
	d.sheet.look.hiddenRows = append([]*line(nil), d.sheet.lines[i:i+3]...)
	d.expect(first, "", note("hidden-data", report.KindHidden), because{"14", "three rows are hidden"}, "")
}
