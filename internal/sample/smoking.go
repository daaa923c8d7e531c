package sample

import (
	"fmt"
	"math/rand/v2"
	"time"

	"winnow/internal/period"
)

// The report's figures for the stop smoking service.
const (
	quitDates   = 717
	quitsToDate = 348
)

// smokingQuits draws one row for each quit date set. A quit date of the last 24
// days has no outcome yet; one of 25 to 42 days ago may still be open.
func smokingQuits(r *rand.Rand) *sheet {
	s := &sheet{
		path:    "stop-smoking/Stop smoking 2021-22 Q1.xlsx",
		name:    "Q1 quit attempts",
		above:   titles("Live Life Better Derbyshire: stop smoking service, quit attempts"),
		columns: smokingColumns,
	}
	ref := 20400
	for _, d := range quitDays(r) {
		ref += 1 + r.IntN(3)
		s.lines = append(s.lines, smoker(r, fmt.Sprintf("LLB%05d", ref), d))
	}
	settleQuits(r, s.lines)
	for _, l := range s.lines {
		followUp(r, l)
	}
	s.below = []string{
		"",
		fmt.Sprintf("Total quit dates set: %d", quitDates),
		"Notes",
		"1. Outcomes as known on the date above. Quit dates after 5 June are not due for follow-up yet.",
		"2. Follow-up was mostly by telephone in this quarter, so few CO readings were taken.",
	}
	return s
}

var smokingColumns = []column{
	{"client_ref", "Client reference", "", 17}, {"district", "District", "", 22}, {"sex", "Sex", "", 13},
	{"age_band", "Age band", "", 10}, {"ethnic_category", "Ethnic category", "", 10}, {"pregnant", "Pregnant", "", 10},
	{"free_prescription", "Free prescriptions", "", 13}, {"intervention_type", "Intervention type", "", 19},
	{"setting", "Setting", "", 14}, {"aid_used", "Stop smoking aid", "", 18},
	{"quit_date", "Quit date set", ukDate, 13}, {"follow_up_date", "Follow-up date", ukDate, 13},
	{"follow_up_method", "Follow-up method", "", 16}, {"outcome", "Outcome at 4 weeks", "", 19},
	{"co_ppm", "CO reading (ppm)", "0.0", 11}, {"co_validated", "CO validated", "", 11},
}

// quitDays returns the quit dates in order: fewer at weekends.
func quitDays(r *rand.Rand) []period.Date {
	var days []period.Date
	for d := quarterStart; d <= asAt; d++ {
		times := 4
		if weekday(d) == time.Saturday || weekday(d) == time.Sunday {
			times = 1
		}
		for range times {
			days = append(days, d)
		}
	}
	return spread(r, days, quitDates)
}

func smoker(r *rand.Rand, ref string, quit period.Date) *line {
	l := &line{cells: map[string]any{
		"client_ref": ref, "district": choose(r, districts), "quit_date": quit, "pregnant": "N", "free_prescription": "N",
		"sex":               choose(r, []weighted{{"Female", 54}, {"Male", 46}}),
		"age_band":          choose(r, []weighted{{"18-34", 30}, {"35-44", 22}, {"45-59", 29}, {"60+", 19}}),
		"ethnic_category":   choose(r, ethnicCategories),
		"intervention_type": choose(r, []weighted{{"Telephone support", 82}, {"Video call", 9}, {"One to one", 9}}),
		"setting":           choose(r, []weighted{{"Community", 78}, {"GP practice", 9}, {"Pharmacy", 8}, {"Hospital", 5}}),
		"aid_used":          choose(r, []weighted{{"Combination NRT", 41}, {"Single NRT", 20}, {"Varenicline", 23}, {"E-cigarette", 9}, {"None", 7}}),
		"outcome":           firstOutcome(r, asAt-quit),
	}}
	if chance(r, 44) {
		l.cells["free_prescription"] = "Y"
	}
	young := l.text("age_band") == "18-34" || l.text("age_band") == "35-44"
	if l.text("sex") == "Female" && young && chance(r, 9) {
		l.cells["pregnant"] = "Y"
	}
	return l
}

func firstOutcome(r *rand.Rand, age period.Date) string {
	switch {
	case age < 25:
		return "Not yet due"
	case age <= 42:
		return choose(r, []weighted{{"Quit", 62}, {"Not quit", 14}, {"Not yet due", 24}})
	}
	return choose(r, []weighted{{"Quit", 66}, {"Not quit", 21}, {"Lost to follow-up", 13}})
}

// settleQuits turns outcomes between Quit and Not quit until the quits are the report's.
func settleQuits(r *rand.Rand, lines []*line) {
	quits := 0
	for _, l := range lines {
		if l.text("outcome") == "Quit" {
			quits++
		}
	}
	for quits != quitsToDate {
		from, to, step := "Quit", "Not quit", -1
		if quits < quitsToDate {
			from, to, step = to, from, 1
		}
		if l := lines[r.IntN(len(lines))]; l.text("outcome") == from {
			l.cells["outcome"] = to
			quits += step
		}
	}
}

// followUp adds what goes with an outcome: the date within 25 to 42 days, how
// it was done, and now and then a CO reading.
func followUp(r *rand.Rand, l *line) {
	outcome := l.text("outcome")
	if outcome != "Quit" && outcome != "Not quit" {
		return
	}
	quit := l.day("quit_date")
	d, ok := near(r, quit, 26, 31, asAt)
	if !ok || chance(r, 18) {
		if d, ok = near(r, quit, 25, 42, asAt); !ok {
			d = quit.AddDays(25) // at a weekend, by text message
		}
	}
	l.cells["follow_up_date"] = d
	l.cells["follow_up_method"] = choose(r, []weighted{{"Telephone", 88}, {"Text message", 9}, {"Letter", 3}})
	if outcome == "Quit" {
		l.cells["co_validated"] = "N"
	}
	if chance(r, 6) {
		l.cells["follow_up_method"] = "Face to face"
		if l.cells["co_ppm"] = tenths(hump(r, 110, 290)); outcome == "Quit" {
			l.cells["co_ppm"], l.cells["co_validated"] = tenths(hump(r, 10, 80)), "Y"
		}
	}
}
