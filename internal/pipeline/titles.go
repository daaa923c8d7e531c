package pipeline

import (
	"fmt"

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

// noWideColumn refuses a table none of whose columns can be unpivoted.
func (s *submission) noWideColumn() *ingest.Refusal {
	if s.match.ret.Unpivot == nil || len(s.match.widePlan().columns) > 0 {
		return nil
	}
	u := s.match.ret.Unpivot
	return &ingest.Refusal{Kind: report.KindMissingLabel, Reason: "none of the columns with figures was found, such as “" + u.Columns[0].Title + "”",
		Fix: fmt.Sprintf("Head the columns in row %d as the template has them.", s.match.loc.HeaderRow)}
}
