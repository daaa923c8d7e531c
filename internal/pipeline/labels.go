package pipeline

import (
	"fmt"

	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// strictLabels adds what the header row of a bare Table Schema's table shows:
// every label that is missing, too many, blank, repeated or not its field's name.
func (s *submission) strictLabels() {
	loc, ret := s.match.loc, s.match.ret
	inOrder := ret.Find.FieldsMatch == "exact"
	field := map[int]*rules.Field{}
	for i, col := range loc.Columns {
		if col >= 0 {
			field[col] = ret.Fields[i]
		}
	}
	seen := map[string]int{}
	for col, label := range loc.Headers {
		f := field[col]
		first, again := seen[label]
		if !again {
			seen[label] = col
		}
		switch {
		case label == "" && f != nil:
			s.label(col, report.KindBlankLabel, fmt.Sprintf("Column %s has no heading.", s.columnName(col)), fmt.Sprintf("Head it “%s”.", f.Name))
		case label == "":
		case again:
			s.label(col, report.KindDupLabel, fmt.Sprintf("Columns %s and %s are both headed “%s”.", s.columnName(first), s.columnName(col), label), "Give each column a heading of its own.")
		case f == nil && ret.Find.Extra == rules.PolicyError:
			s.label(col, report.KindExtraLabel, fmt.Sprintf("The column “%s” is not part of the schema and was not read.", label), s.extraFix(col))
		case f != nil && inOrder && !s.match.layout.SameTitle(label, f.Name):
			s.label(col, report.KindIncorrect, fmt.Sprintf("Column %s is headed “%s”, where the schema has “%s”.", s.columnName(col), label, f.Name),
				"Put the columns in the order of the schema and head each as it does.")
		}
	}
	for i, f := range ret.Fields {
		if loc.Columns[i] < 0 {
			s.missingLabel(i, f)
		}
	}
}

func (s *submission) label(col int, kind, message, fix string) {
	e := s.headerException(col, kind, report.Error)
	e.Message, e.Fix = message, fix
	e.Cells = []report.CellRef{{Column: col}}
	s.report.Exceptions.Add(e)
}

func (s *submission) extraFix(col int) string {
	if near := s.match.nearMissing(col); near != "" {
		return fmt.Sprintf("Did you mean “%s”? Then head the column so.", near)
	}
	return "Take the column out."
}

// missingLabel reports a field without a column: an error where the schema asks
// for all fields or the field is required.
func (s *submission) missingLabel(i int, f *rules.Field) {
	e := report.Exception{
		Rule: report.KindMissingLabel, Kind: report.KindMissingLabel, Severity: report.Note, Row: s.match.loc.HeaderRow, Field: f.Name,
		Expected: f.Name, Message: fmt.Sprintf("The column “%s” is not there.", f.Name),
	}
	if s.match.layout.Columns[i].Required {
		e.Severity, e.Fix = report.Error, "Add the column, headed as the schema has it."
		if near := s.match.nearExtra(i); near != "" {
			e.Fix = fmt.Sprintf("Did you mean the column headed “%s”? Head it “%s”.", near, f.Name)
		}
	}
	s.report.Exceptions.Add(e)
}

// strictBlanks names the columns past the schema that hold data under no heading.
func (s *submission) strictBlanks() []report.Exception {
	var list []report.Exception
	for _, c := range s.match.loc.BlankHeader {
		if s.mapped(c) {
			continue // said already
		}
		e := s.headerException(c, report.KindBlankLabel, report.Error)
		e.Message = fmt.Sprintf("Column %s holds values but has no heading, so it was not read.", table.Letters(c))
		if s.csv {
			e.Message = fmt.Sprintf("Column %d holds values but has no heading, so it was not read.", c+1)
		}
		e.Fix = "Give the column its heading, or empty it."
		list = append(list, e)
	}
	return list
}

func (s *submission) mapped(col int) bool {
	for _, c := range s.match.loc.Columns {
		if c == col {
			return true
		}
	}
	return false
}
