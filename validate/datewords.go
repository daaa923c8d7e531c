package validate

import (
	"strings"
)

// atoi reads digits that the caller has looked at.
func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

var monthNames = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// monthNumber reads a month's name or its first three letters; 0 for neither.
func monthNumber(word string) int {
	for i, m := range monthNames {
		if word == m || len(word) == 3 && word == m[:3] || word == "sept" && i == 8 {
			return i + 1
		}
	}
	return 0
}

func isWeekday(word string) bool { return weekdayNumber(word) >= 0 }

// weekdayNumber returns the number of a weekday, from 0 for Sunday; -1 for another
// word.
func weekdayNumber(word string) int {
	for i, d := range []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		if word == d || len(word) >= 3 && len(word) <= 5 && strings.HasPrefix(d, word) {
			return i
		}
	}
	return -1
}
