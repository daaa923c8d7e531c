package template

import (
	"strings"
	"time"

	"winnow/internal/period"
	"winnow/rules"
)

// value is what a cell of an example holds.
type value struct {
	text  string
	day   period.Date // where dated
	dated bool
}

// dayWritings are the ways in which tests write days.
var dayWritings = []string{"02/01/2006", "2006-01-02", "2/1/2006", "2 January 2006"}

// read takes a text of a test over: what stands on a list as the list has it.
func (d *drawer) read(f *rules.Field, text string) value {
	if f.Type == rules.TypeDate {
		for _, layout := range dayWritings {
			if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
				day, _ := period.NewDate(t.Year(), int(t.Month()), t.Day())
				return value{day: day, dated: true}
			}
		}
	}
	code := text
	if c, ok := f.Map[rules.Fold(text)]; ok {
		code = c
	}
	if enum := enumOf(f); enum != nil {
		for _, a := range f.Allowed(enum, period.Period{}) {
			if a.Code == code {
				return value{text: a.Write}
			}
		}
	}
	return value{text: text}
}

// rawText writes a value as the checker reads it from a text.
func (d *drawer) rawText(f *rules.Field, v value) string {
	if !v.dated {
		return v.text
	}
	return written(f.Format, d.moment(v), map[rules.Type]string{rules.TypeDate: "2006-01-02", rules.TypeDateTime: "2006-01-02T15:04:05"}[f.Type])
}

// shownText writes a value as it is entered into the sheet.
func (d *drawer) shownText(f *rules.Field, v value) string {
	if !v.dated {
		return v.text
	}
	if f.Type == rules.TypeDateTime {
		return d.moment(v).Format("02/01/2006 15:04")
	}
	return d.moment(v).Format("02/01/2006")
}

// moment is half past nine of a value's day.
func (d *drawer) moment(v value) time.Time { return v.day.Time().Add(9*time.Hour + 30*time.Minute) }

// written writes a moment by a strptime pattern; where the format is none, by a
// layout of Go's.
func written(format string, t time.Time, usual string) string {
	if !strings.Contains(format, "%") {
		return t.Format(usual)
	}
	return strings.NewReplacer("%d", t.Format("02"), "%e", t.Format("2"), "%m", t.Format("01"), "%Y", t.Format("2006"), "%y", t.Format("06"),
		"%B", t.Format("January"), "%b", t.Format("Jan"), "%A", t.Format("Monday"), "%a", t.Format("Mon"), "%j", t.Format("002"),
		"%H", t.Format("15"), "%I", t.Format("03"), "%M", t.Format("04"), "%S", t.Format("05"), "%p", t.Format("PM"), "%f", "000000", "%z", "+0000", "%Z", "UTC",
		"%F", t.Format("2006-01-02"), "%D", t.Format("01/02/06"), "%T", t.Format("15:04:05"), "%R", t.Format("15:04")).Replace(format)
}
