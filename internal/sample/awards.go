package sample

import (
	"fmt"
	"math/rand/v2"
	"sort"

	"winnow/internal/period"
)

// scheme is one of the fund's schemes: how many awards the report names, and
// between which days of the quarter they were made.
type scheme struct {
	code        string
	awards      int
	first, last period.Date
}

var schemes = []scheme{
	{"ECP", 2622, quarterStart, asAt},
	{"EPG", 216, quarterStart, asAt},
	{"CWGS", 153, quarterStart, date(2021, 4, 16)},
	{"CSP", 135, date(2021, 5, 11), asAt},
}

// awardCount is the report's number of awards, over all schemes.
const awardCount = 3126

// turnedDown is how many applications besides were refused or withdrawn. The
// report doesn't say; they are there because they must not count.
const turnedDown = 64

// awards draws one row for each application decided, in the order of decision.
func awards(r *rand.Rand) *sheet {
	var lines []*line
	for _, s := range schemes {
		for _, d := range spread(r, workingDays(s.first, s.last), s.awards) {
			lines = append(lines, s.award(r, d))
		}
	}
	for _, d := range spread(r, workingDays(quarterStart, asAt), turnedDown) {
		lines = append(lines, turnDown(r, d))
	}
	sort.SliceStable(lines, func(i, j int) bool { return lines[i].day("decision_date") < lines[j].day("decision_date") })
	refer(r, lines)
	s := &sheet{
		path:    "discretionary-fund/Discretionary Fund 2021-22 Q1.xlsx",
		name:    "Awards Q1",
		above:   titles("Derbyshire Discretionary Fund: applications decided"),
		columns: awardColumns,
		lines:   lines,
	}
	s.lines = append(s.lines, &line{cells: map[string]any{"award_ref": "Total", "amount": s.addUp("amount")}})
	s.below = []string{
		"",
		"Notes",
		"ECP Emergency Cash Payment, EPG Exceptional Pressure Grant, CWGS Covid Winter Grant Scheme (to 16 April),",
		"CSP Covid Support Payment (from 11 May), FLD flooding hardship: none this quarter.",
	}
	return s
}

var awardColumns = []column{
	{"award_ref", "Award reference", "", 15}, {"applicant_ref", "Applicant reference", "", 14},
	{"application_date", "Application date", ukDate, 13}, {"decision_date", "Decision date", ukDate, 13},
	{"award_date", "Award date", ukDate, 13}, {"scheme_code", "Scheme", "", 9}, {"award_form", "Form of award", "", 11},
	{"amount", "Amount (£)", "#,##0.00", 13}, {"district", "District", "", 22}, {"adults", "Adults", "0", 8},
	{"children", "Children", "0", 9}, {"need", "Need", "", 17}, {"status", "Status", "", 11},
}

// household draws adults and children.
func household(r *rand.Rand, families int) (adults, children int) {
	adults = 1
	if chance(r, 34) {
		adults = 2
	}
	if chance(r, 3) {
		adults = 3
	}
	if chance(r, families) {
		children = 1 + r.IntN(2) + r.IntN(2)
	}
	return adults, children
}

func application(r *rand.Rand, code string, decided period.Date, families int) *line {
	adults, children := household(r, families)
	applied, ok := near(r, decided, -4, 0, decided)
	if !ok {
		applied = decided
	}
	return &line{cells: map[string]any{
		"application_date": applied, "decision_date": decided, "scheme_code": code, "district": choose(r, districts),
		"adults": whole(adults), "children": whole(children),
		"need": choose(r, []weighted{{"Food", 48}, {"Energy", 38}, {"Water", 2}, {"Other essentials", 12}}),
	}}
}

// award draws a row. An emergency payment is £54 and £10 for each further
// person. The Covid grants go to families for food, energy and water, save a few.
func (s scheme) award(r *rand.Rand, d period.Date) *line {
	families := 45
	if s.code == "CWGS" || s.code == "CSP" {
		families = 93
	}
	decided := d
	if earlier, ok := near(r, d, -2, 0, d); ok && earlier >= quarterStart && chance(r, 30) {
		decided = earlier
	}
	l := application(r, s.code, decided, families)
	people := wholeOf(l.cells["adults"]) + wholeOf(l.cells["children"])
	pounds, form := 54+10*(people-1), "Cash"
	switch s.code {
	case "EPG":
		pounds, form = 5*hump(r, 24, 190), choose(r, []weighted{{"Goods", 80}, {"Cash", 20}})
		l.cells["need"] = choose(r, []weighted{{"Other essentials", 90}, {"Energy", 10}})
	case "CWGS":
		pounds, form = 15*(people+r.IntN(2)), "Voucher"
	case "CSP":
		pounds = 20*people + 10*r.IntN(3)
	}
	if families > 90 && l.text("need") == "Other essentials" && chance(r, 40) {
		l.cells["need"] = "Food"
	}
	l.cells["award_date"], l.cells["award_form"], l.cells["amount"], l.cells["status"] = d, form, whole(pounds), "Awarded"
	return l
}

func turnDown(r *rand.Rand, d period.Date) *line {
	l := application(r, choose(r, []weighted{{"ECP", 70}, {"EPG", 30}}), d, 40)
	l.cells["status"] = choose(r, []weighted{{"Refused", 80}, {"Withdrawn", 20}})
	return l
}

// refer gives references: awards in order, applicants as they come, some of
// them a second time.
func refer(r *rand.Rand, lines []*line) {
	var applicants []string
	for i, l := range lines {
		l.cells["award_ref"] = fmt.Sprintf("DDF-%06d", 104001+i)
		ref := fmt.Sprintf("AP%06d", 31000+7*i+r.IntN(7))
		if len(applicants) > 200 && chance(r, 8) {
			ref = applicants[r.IntN(len(applicants)-150)]
		}
		applicants = append(applicants, ref)
		l.cells["applicant_ref"] = ref
	}
}
