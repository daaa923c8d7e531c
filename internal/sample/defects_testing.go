package sample

import (
	"bytes"
	"strconv"

	"winnow/internal/report"
)

// spoilTesting turns the clean testing return into the one received, saved in
// the old Windows encoding.
func spoilTesting(d *defects) {
	s := d.sheet
	s.columns = append([]column(nil), s.columns...)
	spoilTestingCounts(d)
	spoilTestingRows(d)
	s.look.windows1252 = true
	s.lines = s.lines[:len(s.lines)-1]
	total := s.total("site_code", "Total", "tests", "positive", "negative", "voids")
	s.lines = append(s.lines, total)
	d.expect(total, "", says{}, because{"6", "a labelled total row, which can't be compared as rows above it are broken"}, "")
	d.blankRow(s.lines[700])
	s.below = append(s.below, "Each test costs the programme about \u00a34.")
	d.expectAt(func() (int, string) { return s.headerRow() + len(s.lines) + len(s.below), "" },
		note("encoding-error", report.KindEncoding), because{"73", "saved as Windows-1252; a pound sign stands in the notes"}, "")
	d.retitle("tests", "Tests conducted", because{"54", "the header is renamed"})
}

func isOpen(l *line) bool { return l.text("open") == "Y" && countOf(l, "tests") >= 6 }

func countOf(l *line, field string) int { return wholeOf(l.cells[field]) }

func spoilTestingCounts(d *defects) {
	plain := func(low, high int) func(*line) bool {
		return func(l *line) bool {
			return isOpen(l) && l.cells["positive"] == num("0") && l.cells["voids"] == num("0") && isBetween(countOf(l, "tests"), low, high)
		}
	}
	l := d.take(plain(8, 18))
	d.set(l, "tests", whole(countOf(l, "tests")+3), rowRule("tests-add-up"), because{"CT04", "the results don't add up to the tests"})
	l = d.take(plain(8, 18))
	d.set(l, "open", "N", rowRule("closed-site-no-tests"), because{"CT05", "marked as closed on a day with tests"})
	l = d.take(plain(6, 9))
	for _, f := range []string{"negative", "registered"} {
		l.cells[f] = num("0")
	}
	d.set(l, "tests", num("0"), rowQuery("open-site-has-tests"), because{"CT06", "open, but no tests and no results"})
	l = d.take(plain(8, 18))
	d.set(l, "positive", num("-1"), constraint("positive", "minimum"), because{"CT02", "a count below zero"})
	l = d.take(plain(8, 18))
	d.set(l, "negative", num(shown(l.cells["negative"])+".5"), typeError("negative"), because{"44", "half a test"})
	l = d.take(plain(8, 18))
	d.set(l, "voids", "nil", typeError("voids"), because{"26", "a word for nought that the rules don't take for 0"})
	l = d.take(plain(22, 60))
	l.cells["negative"] = whole(countOf(l, "negative") - 2)
	d.set(l, "positive", "<5", says{}, because{"25", "a small number is suppressed"})
	l = d.take(plain(22, 30))
	l.cells["negative"] = whole(countOf(l, "negative") - 6)
	d.set(l, "positive", num("6"), rowQuery("positivity-high"), because{"CT09", "every fourth test positive, taken from the negative ones"})
	l = d.take(plain(8, 18))
	d.set(l, "registered", whole(countOf(l, "tests")+20), rowQuery("registered-within-tests"), because{"CT15", "more registered than done"})
	l = d.take(plain(8, 18))
	d.set(l, "tests", shown(l.cells["tests"])+" ", says{}, because{"49", "a space behind the number"})
	l = d.take(plain(8, 18))
	d.set(l, "hours_open", "#DIV/0!", says{"hours_open.type", report.KindFormula, "error"}, because{"41", "a broken formula, saved as text"})
}

func spoilTestingRows(d *defects) {
	at := func(code string, from, to int) func(*line) bool {
		return func(l *line) bool {
			day := int(l.day("test_date") - quarterStart)
			return l.text("site_code") == code && day >= from && day <= to && isOpen(l)
		}
	}
	d.set(d.take(at("CTS03", 20, 80)), "site_code", "CTS31", constraint("site_code", "enum"), because{"CT03", "no such site"})
	l := d.take(at("CTS29", 60, 71))
	d.set(l, "test_date", date(2021, 6, 23), rowRule("site-already-closed"), because{"CT07", "a day after the site closed for good"})
	l = d.take(at("CTS12", 20, 80))
	d.set(l, "test_date", date(2021, 7, 1), constraint("test_date", "within"), because{"59", "a day of the next quarter"})
	l = d.take(at("CTS15", 20, 80))
	d.set(l, "test_date", l.day("test_date").Time().Format("2006-01-02"), says{}, because{"30", "the date is in ISO form"})
	l = d.take(at("CTS18", 20, 80))
	d.set(l, "district", "Derbyshire Dale", constraint("district", "enum"), because{"52", "misspelt"})
	l = d.take(at("CTS19", 20, 80))
	d.set(l, "open", "Yes", says{}, because{"52", "the word instead of the code"})
	l = d.take(at("CTS07", 20, 80))
	l.short = 2
	d.expect(l, "voids", says{"missing-cell", report.KindMissingCell, "error"}, because{"76", "the row ends before its last two cells"}, shown(l.cells["voids"]))
	l.cells["voids"], l.cells["registered"] = nil, nil
	l = d.take(at("CTS09", 20, 80))
	l.beyond = []string{"checked by phone"}
	remarked := l
	d.expectAt(func() (int, string) { return d.sheet.row(remarked), strconv.Itoa(len(d.sheet.columns) + 1) },
		says{"extra-cell", report.KindExtraCell, "error"}, because{"76", "a remark stands beyond the last column"}, "")
	l = d.take(at("CTS08", 20, 80))
	l.beyond = []string{"", "", ""}
	d.expect(l, "", says{}, because{"79", "commas at the end of the row"}, "")
	twice := d.take(at("CTS22", 20, 80))
	again := copyOf(twice)
	d.sheet.insert(d.sheet.lines[len(d.sheet.lines)-1], again)
	d.used[again] = true
	d.expect(again, "site_code", says{"primaryKey", report.KindPrimaryKey, "error"}, because{"CT10", "a site's day stands in the table twice, the same in every cell"}, "")
}

// windows1252 writes the few letters beyond ASCII that the sample uses as that encoding does.
func windows1252(utf8 []byte) []byte {
	return bytes.ReplaceAll(utf8, []byte("\u00a3"), []byte{0xa3})
}
