package pipeline

import (
	"fmt"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
)

// titled lists the layout's columns that a table is looked through for: those
// of fields, then those that are unpivoted and their total.
func (m *match) titled() []int {
	var list []int
	for i, c := range m.layout.Columns {
		if !c.Made {
			list = append(list, i)
		}
	}
	return list
}

// title returns what the template heads a column of the layout with.
func (m *match) title(column int) string {
	if column < len(m.ret.Fields) {
		return m.ret.Fields[column].Title
	}
	return m.layout.Columns[column].Name
}

// titles returns a column's title and aliases.
func (m *match) titles(column int) []string {
	if column < len(m.ret.Fields) {
		f := m.ret.Fields[column]
		return append([]string{f.Title}, f.Aliases...)
	}
	return m.layout.Columns[column].Titles
}

// fieldName names the field that a column's cells go to.
func (m *match) fieldName(column int) string {
	if column < len(m.ret.Fields) {
		return m.ret.Fields[column].Name
	}
	return m.ret.Fields[m.ret.Unpivot.Value].Name
}

// says describes what a column is read as, for explanations: its field, or what a
// column that is unpivoted gives: n (age_band Under 18).
func (m *match) says(column int) string {
	k, u := column-len(m.ret.Fields), m.ret.Unpivot
	switch {
	case k < 0:
		return m.ret.Fields[column].Name
	case k == len(u.Columns):
		return "(total of the row)"
	}
	var parts []string
	for i, f := range u.Fields {
		parts = append(parts, m.ret.Fields[f].Name+" "+u.Columns[k].Gives[i])
	}
	return fmt.Sprintf("%s (%s)", m.fieldName(column), strings.Join(parts, ", "))
}

// noWideColumn refuses a table none of whose columns can be unpivoted.
func (s *submission) noWideColumn() *ingest.Refusal {
	if s.match.ret.Unpivot == nil || len(s.match.widePlan().columns) > 0 {
		return nil
	}
	u := s.match.ret.Unpivot
	return &ingest.Refusal{Kind: report.KindMissingLabel, Reason: "none of the columns with figures was found, such as “" + u.Columns[0].Title + "”",
		Fix: fmt.Sprintf("Head the columns in row %d as the template has them.", s.match.loc.HeaderRow)}
}
