package reply

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"winnow/internal/table"
)

// Shown returns a cell as a person sees it in winnow's workbooks: a date as
// 31/12/2024, a number in its shortest form.
func Shown(c table.Cell, date1904 bool) string {
	switch c.Kind {
	case table.Absent, table.Blank:
		return ""
	case table.Number:
		if f, err := strconv.ParseFloat(c.Raw, 64); err == nil && !math.IsInf(f, 0) && math.Abs(f) < 1e15 {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
	case table.Date:
		if day, second, ok := table.ParseDate(c.Raw, date1904); ok {
			return shownDate(day, second, c.Flag&table.Clock != 0)
		}
	}
	return c.Raw
}

func shownDate(day, second int, clock bool) string {
	hours := fmt.Sprintf("%02d:%02d", second/3600, second/60%60)
	date := time.Unix(int64(day)*86400, 0).UTC().Format("02/01/2006")
	switch {
	case clock:
		return hours
	case second != 0:
		return date + " " + hours
	}
	return date
}
