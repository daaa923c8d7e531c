package rules

import (
	"cmp"

	"winnow/internal/number"
	"winnow/internal/period"
)

// HistoryRow is a row of history.csv.
type HistoryRow struct {
	Measure   string
	Period    period.Period
	Value     number.Num
	ValueKind string // "" means actual
	Source    string
}

// historyText is a row of history.csv as texts.
type historyText struct {
	Measure   string `csv:"measure" validate:"required"`
	Period    string `csv:"period" validate:"required"`
	Value     string `csv:"value" validate:"required"`
	ValueKind string `csv:"value_kind" validate:"omitempty,oneof=actual to_date forecast projected placeholder not_collected"`
	Source    string `csv:"source"`
}

func (l *loader) history() error {
	c, texts, err := rows[historyText](l, "history.csv", "measure", "period", "value")
	seen := map[string]int{}
	for i, t := range texts {
		p, _ := c.period(i, t.Period)
		n, err := number.Parse(t.Value)
		if err != nil && t.Value != "" {
			c.fault(i, c.column("value"), "value is %q; it must be a plain number such as 1158 or 58.5", t.Value)
		}
		kind := cmp.Or(t.ValueKind, "actual")
		c.firstSeen(seen, i, t.Measure, p.String(), kind)
		if !c.faulty[i] {
			l.set.History = append(l.set.History, HistoryRow{Measure: t.Measure, Period: p, Value: n, ValueKind: kind, Source: t.Source})
		}
	}
	return err
}

// HistoryValue returns what a measure was in a period, or nil. Of several value
// kinds the actual one is meant, and without one the first in the file.
func (s *Set) HistoryValue(measure string, p period.Period) *HistoryRow {
	var found *HistoryRow
	for i := range s.History {
		h := &s.History[i]
		if h.Measure != measure || h.Period != p {
			continue
		}
		if h.ValueKind == "" || h.ValueKind == "actual" {
			return h
		}
		if found == nil {
			found = h
		}
	}
	return found
}
