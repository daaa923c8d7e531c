package sample

import (
	"winnow/internal/period"
	"winnow/internal/report"
)

// spoilAwards turns the clean awards return into the one received. Its total
// row lost its label and a digit, as one that the government printed did.
func spoilAwards(d *defects) {
	s := d.sheet
	s.columns = append([]column(nil), s.columns...)
	spoilAwardAmounts(d)
	spoilAwardSchemes(d)
	spoilAwardRows(d)
	s.look.filter = true
	d.expect(nil, "", says{}, because{"17", "a filter is set on the header row"}, "")
	d.swap("need", "status")
	d.retitle("amount", "Amount ()", because{"22", "the header lost its pound sign"})
	d.retitle("scheme_code", "Scheme code", because{"54", "the header is renamed"})
	s.lines = s.lines[:len(s.lines)-1]
	right := s.sum("amount")
	total := &line{cells: map[string]any{"amount": right[1:]}} // typed in, not a formula
	s.lines = append(s.lines, total)
	mismatch := says{"total-mismatch", report.KindTotal, "error"}
	d.expect(total, "amount", mismatch, because{"7", "the total row has no label and lost its first digit"}, string(right))
}

func isPaid(code string) func(*line) bool {
	return func(l *line) bool {
		_, plain := l.cells["amount"].(num)
		return plain && l.text("scheme_code") == code && l.text("status") == "Awarded"
	}
}

func isTurnedDown(l *line) bool { return l.text("status") == "Refused" }

func spoilAwardAmounts(d *defects) {
	l := d.take(isPaid("ECP"))
	d.set(l, "amount", "\u00a3"+shown(l.cells["amount"])+".00", says{}, because{"21", "text with a pound sign"})
	l = d.take(isPaid("EPG"))
	d.set(l, "amount", "\u00a31,050.00", says{}, because{"21", "text with a pound sign and a comma"})
	l = d.take(isPaid("ECP"))
	d.set(l, "amount", num("-"+shown(l.cells["amount"])), constraint("amount", "exclusiveMinimum"), because{"DF02", "a reversal entered as an award"})
	l = d.take(isPaid("EPG"))
	d.set(l, "amount", num(shown(l.cells["amount"])+"00"), constraint("amount", "exclusiveMaximum"), because{"DF02", "pence taken for pounds"})
	l = d.take(isPaid("ECP"))
	d.set(l, "amount", whole(wholeOf(l.cells["amount"])+10), rowQuery("emergency-payment-rate"), because{"DF07", "£10 too much for the household"})
	l = d.take(isPaid("ECP"))
	d.set(l, "amount", nil, rowRule("award-complete"), because{"DF08", "an award without its amount"})
	l = d.take(isTurnedDown)
	d.set(l, "amount", num("54"), rowRule("not-awarded-no-amount"), because{"DF08", "a refused application with an amount"})
}

func spoilAwardSchemes(d *defects) {
	l := d.take(isPaid("CWGS"))
	d.set(l, "scheme_code", "CSP", constraint("scheme_code", "enum"), because{"DF05", "a support payment before 11 May"})
	l = d.take(isPaid("CSP"))
	d.set(l, "scheme_code", "CWGS", constraint("scheme_code", "enum"), because{"DF04", "a winter grant after 16 April"})
	d.set(d.take(isPaid("EPG")), "scheme_code", "EPQ", constraint("scheme_code", "enum"), because{"52", "mistyped"})
	d.set(d.take(isPaid("ECP")), "scheme_code", "Emergency Cash Payment", says{}, because{"52", "the words instead of the code"})
	d.set(d.take(isPaid("ECP")), "scheme_code", "ECP\u00a0", says{}, because{"49", "a no-break space behind"})
}

// otherDay is the same day of another year and month.
func otherDay(d period.Date, years, months int) period.Date {
	t := d.Time()
	return date(t.Year()+years, int(t.Month())+months, t.Day())
}

func spoilAwardRows(d *defects) {
	l := d.take(isPaid("ECP"))
	d.set(l, "decision_date", otherDay(l.day("decision_date"), 0, -1), rowRule("decision-after-application"), because{"DF06", "decided a month before applied for"})
	l = d.take(isPaid("ECP"))
	d.set(l, "award_date", l.day("application_date").AddDays(-1), rowRule("award-after-decision"), because{"DF06", "paid before applied for and decided"})
	l = d.take(isPaid("EPG"))
	d.set(l, "award_date", l.day("award_date").Time().Format("Mon 2 January"), typeError("award_date"), because{"37", "the weekday instead of the year"})
	l = d.take(isPaid("EPG"))
	d.set(l, "award_date", otherDay(l.day("award_date"), -1, 0), constraint("award_date", "within"), because{"59", "the year before"})
	d.set(d.take(isPaid("ECP")), "children", fault("#VALUE!"), says{"children.type", report.KindFormula, "error"}, because{"41", "a broken formula"})
	d.set(d.take(isPaid("EPG")), "children", num("-1"), constraint("children", "minimum"), because{"DF02", "fewer than no children"})
	d.set(d.take(isPaid("EPG")), "adults", num("0"), constraint("adults", "minimum"), because{"29", "nought for a missing number"})
	d.set(d.take(isPaid("EPG")), "need", "Other esentials", constraint("need", "enum"), because{"52", "misspelt"})
	d.set(d.take(isPaid("EPG")), "need", "OTHER ESSENTIALS", says{}, because{"52", "all in capitals"})
	d.set(d.take(isPaid("EPG")), "applicant_ref", "J Smith", constraint("applicant_ref", "pattern"), because{"83", "a name (made up) where a reference belongs"})
	d.set(d.take(isPaid("ECP")), "district", nil, constraint("district", "required"), because{"5", "blank instead of the district above"})
	l = d.take(isPaid("ECP"))
	d.set(l, "award_date", l.day("award_date").Time().Format("02/01/2006"), says{}, because{"30", "the date is text"})
	first := d.take(isPaid("ECP"))
	second := d.take(isPaid("ECP"))
	differ := says{"primaryKey", report.KindPrimaryKey, "error"}
	d.set(second, "award_ref", first.cells["award_ref"], differ, because{"DF09", "two awards under one reference: the second"})
	d.expect(first, "award_ref", differ, because{"DF09", "two awards under one reference: the first"}, "")
}
