package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"winnow/internal/number"
	"winnow/rules"
)

func sameTexts(a, b string) bool { return a == b }

// sameExact compares two numbers.
func sameExact(a, b string) bool {
	x, err := number.Parse(a)
	y, other := number.Parse(b)
	return err == nil && other == nil && x.Cmp(y) == 0
}

// sameMoment compares dates and times, with or without an offset.
func sameMoment(a, b string) bool {
	x, ok := moment(a)
	y, other := moment(b)
	return ok && other && x.Equal(y)
}

func moment(s string) (time.Time, bool) {
	s = strings.Replace(s, " ", "T", 1)
	for _, layout := range []string{"2006-01-02T15:04:05.999999Z07:00", "2006-01-02T15:04:05.999999", "15:04:05.999999Z07:00", "15:04:05.999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// sameList compares what is kept as text with a list: an array's JSON, a point, a
// month.
func sameList(s stored, want []any) bool {
	if s.of == rules.TypeYearMonth {
		year, month, ok := strings.Cut(s.text, "-")
		return ok && len(want) == 2 && sameExact(year, fmt.Sprint(want[0])) && sameExact(month, fmt.Sprint(want[1]))
	}
	if s.of == rules.TypeGeopoint {
		figures := regexp.MustCompile(`[-+.\d]+`).FindAllString(s.text, -1)
		if len(figures) != len(want) {
			return false
		}
		for i := range want {
			m, _ := want[i].(map[string]any)
			text, _ := m["$decimal"].(string)
			if !sameExact(figures[i], text) {
				return false
			}
		}
		return true
	}
	var v any
	return json.Unmarshal([]byte(s.text), &v) == nil && string(mustJSON(v)) == string(mustJSON(want))
}

var pythonDuration = regexp.MustCompile(`^(?:Duration\(years=(\d+),months=(\d+),)?datetime\.timedelta\((?:days=(\d+))?(?:, )?(?:seconds=(\d+))?0?\)\)?$`)

// sameDuration compares an ISO 8601 duration with what Python prints of one.
func sameDuration(got, want string) bool {
	d, ok := rules.ParseDuration(got)
	m := pythonDuration.FindStringSubmatch(want)
	if !ok || m == nil {
		return false
	}
	figure := func(i int) int64 {
		n, _ := strconv.ParseInt("0"+m[i], 10, 64) // digits, by the pattern
		return n
	}
	return d.Months == figure(1)*12+figure(2) && d.Seconds.Cmp(number.FromInt(figure(3)*86400+figure(4))) == 0
}
