package pipeline

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

// cellsText lists what an exception asks to look at, as the ledger keeps it:
// 12/quit_date 12/follow_up_date, or 12/ for the whole row.
func cellsText(e report.Exception) string {
	if e.Row == 0 {
		return ""
	}
	var parts []string
	for _, c := range e.Cells {
		parts = append(parts, fmt.Sprintf("%d/%s", cmp.Or(c.Row, e.Row), c.Field))
	}
	if len(parts) == 0 {
		parts = append(parts, fmt.Sprintf("%d/%s", e.Row, e.Field))
	}
	for _, row := range e.OtherRows { // which of them is wrong nobody knows
		parts = append(parts, fmt.Sprintf("%d/", row))
	}
	return strings.Join(parts, " ")
}

// askedOf returns what the findings of submissions asked to look at, by row of the
// file and field; "" for the whole row.
func askedOf(all []ledger.Exception) func(row int, field string) bool {
	type cell struct {
		row   int
		field string
	}
	asked := map[cell]bool{}
	for _, e := range all {
		for part := range strings.FieldsSeq(cmp.Or(e.Cells, placeText(e))) {
			row, field, _ := strings.Cut(part, "/")
			if n, err := strconv.Atoi(row); err == nil {
				asked[cell{n, field}] = true
			}
		}
	}
	return func(row int, field string) bool { return asked[cell{row, field}] || asked[cell{row, ""}] }
}

// placeText is what a finding asks to look at, of a ledger that did not keep it yet: its
// own cell.
func placeText(e ledger.Exception) string {
	row := strings.TrimLeft(e.Place, "ABCDEFGHIJKLMNOPQRSTUVWXYZrow ")
	if row == "" {
		return ""
	}
	return row + "/" + e.Field
}
