package sample

import (
	"winnow/internal/report"
)

// spoilWeight turns the clean weight management return into the one received.
// The workbook counts dates from 1904, as one begun on an old Mac does.
func spoilWeight(d *defects) {
	s := d.sheet
	s.columns = append([]column(nil), s.columns...)
	s.look.date1904 = true
	d.expect(nil, "", says{}, because{"34", "the workbook counts dates from 1904"}, "")
	spoilWeightMeasurements(d)
	spoilWeightRows(d)
	spoilWeightLayout(d)
}

func isUnweighed(l *line) bool { return l.cells["weigh_12wk_date"] == nil }
func isWeighed(l *line) bool   { return !isUnweighed(l) }

func spoilWeightMeasurements(d *defects) {
	l := d.take(isUnweighed)
	d.set(l, "height_m", whole(hundredthsOf(l.cells["height_m"])), constraint("height_m", "maximum"), because{"82", "the height in centimetres"})
	d.set(d.take(isUnweighed), "height_m", num("1.03"), constraint("height_m", "minimum"), because{"WM02", "a height too low"})
	l = d.takeRare(isUnweighed, func(l *line) bool { return isUnweighed(l) && weighsIn(stone, l) > 0 })
	d.set(l, "weight_start_kg", tenths(weighsIn(stone, l)), constraint("weight_start_kg", "minimum"), because{"82", "the weight in stones"})
	heavy := func(l *line) bool {
		return isUnweighed(l) && isBetween(tenthsOf(l.cells["bmi_start"]), 370, 450) && l.text("sex") == "Female"
	}
	l = d.takeRare(heavy, func(l *line) bool { return heavy(l) && weighsIn(pound, l) > 0 })
	d.set(l, "weight_start_kg", tenths(weighsIn(pound, l)), rowRule("weight-in-pounds"), because{"82", "the weight in pounds"})
	l = d.take(isUnweighed)
	d.set(l, "bmi_start", tenths(tenthsOf(l.cells["bmi_start"])+40), rowQuery("bmi-matches"), because{"WM06", "the BMI of another row"})
	l = d.take(isUnweighed)
	d.set(l, "bmi_start", tenths(tenthsOf(l.cells["bmi_start"])/10), rowRule("bmi-implausible"), because{"WM07", "the decimal point of the BMI slipped"})
	l = d.take(isUnweighed)
	l.weighs(170, 701)
	d.expect(l, "bmi_start", rowQuery("bmi-below-entry"), because{"WM07", "a BMI of 24.3 at entry"}, "")
	l = d.take(isUnweighed)
	d.set(l, "weight_start_kg", shown(l.cells["weight_start_kg"]), says{}, because{"20", "the number is stored as text"})
	l = d.take(isUnweighed)
	d.set(l, "weight_start_kg", shown(l.cells["weight_start_kg"])+" kg", typeError("weight_start_kg"), because{"82", "the unit stands in the cell"})
	l = d.take(func(l *line) bool { return isUnweighed(l) && tenthsOf(l.cells["weight_start_kg"])%10 == 5 })
	d.set(l, "weight_start_kg", num(shown(l.cells["weight_start_kg"])+"00000000001"), says{}, because{"43", "a trace of floating point arithmetic"})
	l = d.take(func(l *line) bool { return isUnweighed(l) && tenthsOf(l.cells["weight_start_kg"])%10 == 5 })
	d.set(l, "weight_start_kg", num(shown(l.cells["weight_start_kg"])+"37"), constraint("weight_start_kg", "decimals"), because{"43", "more decimals than scales give"})
}

// unit is a weight in millionths of a kilogram, as the rule file gives it and exactly.
type unit struct{ given, exact int }

var (
	pound = unit{454000, 453592}
	stone = unit{6350000, 6350293}
)

// weighsIn is the line's start weight in tenths of a unit, and 0 where no tenth
// gives back its kilograms by both factors: then a clerk couldn't find them.
func weighsIn(u unit, l *line) int {
	kg := tenthsOf(l.cells["weight_start_kg"])
	back := func(n, factor int) bool { return (n*factor+500000)/1000000 == kg }
	for n := kg * 1000000 / u.given; n <= kg*1000000/u.exact+1; n++ {
		if back(n, u.given) && back(n, u.exact) {
			return n
		}
	}
	return 0
}

func isBetween(n, low, high int) bool { return n >= low && n <= high }

func spoilWeightRows(d *defects) {
	d.set(d.take(isUnweighed), "age", whole(17), constraint("age", "minimum"), because{"WM04", "a participant of 17"})
	l := d.take(isUnweighed)
	d.set(l, "age", shown(l.cells["age"])+" yrs", typeError("age"), because{"20", "the unit stands in the cell"})
	l = d.take(isUnweighed)
	d.set(l, "age", inWords(wholeOf(l.cells["age"])), typeError("age"), because{"20", "the age in words"})
	d.set(d.take(isUnweighed), "sex", "Mael", constraint("sex", "enum"), because{"52", "misspelt"})
	d.set(d.take(isUnweighed), "sex", "F", says{}, because{"52", "a known short form"})
	d.set(d.take(isUnweighed), "ethnic_category", "White British", says{}, because{"52", "the words instead of the code"})
	d.set(d.take(isUnweighed), "referral_date", dayText("0"), typeError("referral_date"), because{"35", "an empty date that shows as 00/01/1900 (1 January 1904 here)"})
	l = d.take(isUnweighed)
	d.set(l, "referral_date", l.day("start_date").AddDays(9), rowRule("referral-before-start"), because{"WM08", "referred after the start"})
	l = d.take(isUnweighed)
	d.set(l, "start_date", l.day("start_date").Time().Format("2006-01-02"), says{}, because{"30", "the date is text in ISO form"})
	d.set(d.take(isUnweighed), "status", "Completed", rowQuery("completed-needs-weight"), because{"WM13", "completed without a 12 week weight"})
	l = d.take(isWeighed)
	d.set(l, "weight_12wk_kg", nil, rowRule("weight-and-date-together"), because{"WM10", "a weigh-in without its weight"})
	l = d.take(isWeighed)
	d.set(l, "weight_12wk_kg", tenths(tenthsOf(l.cells["weight_start_kg"])*68/100), rowRule("weight-change-implausible"), because{"WM11", "a third of the weight lost in 12 weeks"})
	l = d.take(isWeighed)
	d.set(l, "lost_5_percent", map[string]string{"Y": "N", "N": "Y"}[l.text("lost_5_percent")], rowRule("five-percent-flag"), because{"WM12", "the entry doesn't agree with the weights"})
	l = d.take(func(l *line) bool { return isWeighed(l) && l.day("start_date") > quarterStart+5 })
	d.set(l, "weigh_12wk_date", asAt.AddDays(5), rowRule("weigh-in-not-in-future"), because{"38", "a weigh-in in the future"})
	l = d.take(isWeighed)
	d.set(l, "weigh_12wk_date", l.day("start_date").AddDays(56), rowQuery("weigh-in-at-12-weeks"), because{"WM09", "weighed after eight weeks"})
	differingTwins(d)
}

// inWords writes an age from 21 to 99 that is no full ten.
func inWords(n int) string {
	tens := [...]string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	ones := [...]string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	return tens[n/10-2] + "-" + ones[n%10-1]
}

// differingTwins gives one person two rows that don't agree.
func differingTwins(d *defects) {
	first := d.take(isUnweighed)
	second := copyOf(first)
	i := d.sheet.row(first) - d.sheet.headerRow()
	d.sheet.lines = append(d.sheet.lines[:i:i], append([]*line{second}, d.sheet.lines[i:]...)...)
	second.weighs(171, tenthsOf(first.cells["weight_start_kg"])+31)
	d.used[second] = true
	differ := says{"primaryKey", report.KindPrimaryKey, "error"}
	d.expect(first, "participant_ref", differ, because{"WM15", "two rows for one person that differ: the first"}, "")
	d.expect(second, "participant_ref", differ, because{"WM15", "two rows for one person that differ: the second"}, "")
}

func spoilWeightLayout(d *defects) {
	s := d.sheet
	d.add("ethnic_category", column{"spacer", "", "", 4})
	d.expect(nil, "", says{}, because{"10", "an empty column keeps two groups of columns apart"}, "")
	d.retitle("weight_start_kg", "Start weight\n(kg)", because{"51", "the header has a line break"})
	d.retitle("height_m", "Height in metres", because{"54", "the header is renamed"})
	s.look.hiddenCols = []string{"method"}
	d.expect(nil, "method", note("hidden-data", report.KindHidden), because{"15", "the column is hidden"}, "")
	s.look.hidden = [][]any{{"Status", "Source"}, {"In programme", "Self-referral"}, {"Completed", "GP"}, {"Left early", "Other NHS"}}
	d.expect(nil, "", note("hidden-data", report.KindHidden), because{"16", "a hidden worksheet holds the lists of codes"}, "")
	mergeDistrict(d)
}

// mergeDistrict merges the district over three neighbours of one day.
func mergeDistrict(d *defects) {
	s := d.sheet
	for i := 150; ; i++ {
		a, b, c := s.lines[i], s.lines[i+1], s.lines[i+2]
		if d.used[a] || d.used[b] || d.used[c] {
			continue
		}
		b.cells["district"], c.cells["district"] = nil, nil
		s.look.merged, s.look.mergedIn = [][2]*line{{a, c}}, "district"
		d.expect(a, "district", note("format-error", report.KindFormat), because{"4", "the district is merged over three rows"}, "")
		return
	}
}
