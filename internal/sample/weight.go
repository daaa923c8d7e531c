package sample

import (
	"fmt"
	"math/rand/v2"

	"winnow/internal/period"
)

// weightStarters is the report's figure for the weight management service.
const weightStarters = 412

// weightManagement draws one row for each new starter. Only those of the first
// weeks can have had their 12 week weigh-in by the day of the return.
func weightManagement(r *rand.Rand) *sheet {
	s := &sheet{
		path:    "weight-management/Weight management 2021-22 Q1.xlsx",
		name:    "New starters",
		above:   titles("Live Life Better Derbyshire: adult weight management, new starters"),
		columns: weightColumns,
	}
	ref := 4100
	for _, d := range spread(r, workingDays(quarterStart, asAt), weightStarters) {
		ref += 1 + r.IntN(2)
		s.lines = append(s.lines, starter(r, fmt.Sprintf("WM%05d", ref), d))
	}
	exactlyFivePercent(s.lines)
	s.below = []string{
		"",
		"Note: 12 week weights are only due for people who started by the second week of April.",
		"Weights were mostly reported by participants from home in this quarter.",
	}
	return s
}

var weightColumns = []column{
	{"participant_ref", "Participant reference", "", 20}, {"district", "District", "", 22},
	{"referral_source", "Referral source", "", 15}, {"referral_date", "Referral date", ukDate, 13},
	{"start_date", "Start date", ukDate, 13}, {"age", "Age at start", "0", 9}, {"sex", "Sex", "", 9},
	{"ethnic_category", "Ethnic category", "", 10}, {"height_m", "Height (m)", "0.00", 9},
	{"weight_start_kg", "Start weight (kg)", "0.0", 10}, {"bmi_start", "BMI at start", "0.0", 9},
	{"weigh_12wk_date", "12 week weigh-in date", ukDate, 13}, {"weight_12wk_kg", "12 week weight (kg)", "0.0", 10},
	{"lost_5_percent", "5% loss achieved", "", 10}, {"sessions", "Sessions attended", "0", 10},
	{"status", "Status", "", 14}, {"method", "How measured", "", 14},
}

func starter(r *rand.Rand, ref string, start period.Date) *line {
	sex := choose(r, []weighted{{"Female", 72}, {"Male", 28}})
	height := hump(r, 150, 177)
	if sex == "Male" {
		height = hump(r, 163, 192)
	}
	referred, ok := near(r, start, -28, -3, start)
	if !ok {
		panic("sample: no day of referral")
	}
	l := &line{cells: map[string]any{
		"participant_ref": ref, "district": choose(r, districts), "referral_date": referred, "start_date": start,
		"referral_source": choose(r, []weighted{{"Self-referral", 55}, {"GP", 34}, {"Other NHS", 11}}),
		"age":             whole(hump(r, 19, 81)), "sex": sex, "ethnic_category": choose(r, ethnicCategories),
		"method": choose(r, []weighted{{"Self-reported", 71}, {"Measured", 29}}),
	}}
	l.weighs(height, (hump(r, 290, 470)*height*height+5000)/10000)
	l.after12Weeks(r)
	weeks := int(asAt-start)/7 + 1
	l.cells["sessions"] = whole(max(1, min(weeks, 12)-r.IntN(3)))
	return l
}

// weighs sets height (cm), start weight (tenths of a kg) and the BMI they give.
func (l *line) weighs(height, weight int) {
	square := height * height
	l.cells["height_m"] = hundredths(height)
	l.cells["weight_start_kg"] = tenths(weight)
	l.cells["bmi_start"] = tenths((weight*10000 + square/2) / square)
}

// after12Weeks sets the status, and the weigh-in where there has been one:
// about 3% lost on average, some at 5% or more.
func (l *line) after12Weeks(r *rand.Rand) {
	l.cells["status"] = "In programme"
	d, due := near(r, l.day("start_date"), 77, 91, asAt)
	if !due || chance(r, 16) {
		if chance(r, 9) {
			l.cells["status"] = "Left early"
		}
		return
	}
	l.reweigh(d, tenthsOf(l.cells["weight_start_kg"])*(1000-hump(r, -15, 85))/1000)
	l.cells["status"] = choose(r, []weighted{{"Completed", 74}, {"In programme", 26}})
}

// reweigh sets the 12 week weight (tenths of a kg) and whether it is 5% down.
func (l *line) reweigh(d period.Date, weight int) {
	l.cells["weigh_12wk_date"], l.cells["weight_12wk_kg"], l.cells["lost_5_percent"] = d, tenths(weight), "N"
	if weight*100 <= tenthsOf(l.cells["weight_start_kg"])*95 {
		l.cells["lost_5_percent"] = "Y"
	}
}

// exactlyFivePercent makes the first weigh-in one of exactly 5.0%, which counts.
func exactlyFivePercent(lines []*line) {
	for _, l := range lines {
		if d, ok := l.cells["weigh_12wk_date"].(period.Date); ok {
			l.weighs(168, 980)
			l.reweigh(d, 931)
			return
		}
	}
}
