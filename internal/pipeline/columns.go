package pipeline

import (
	"fmt"
	"strconv"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// columnFindings adds what the header row alone shows: missing, extra and
// repeated columns, as the rule file's find.columns decides. It returns a
// refusal where the rule file asks for one.
func (s *submission) columnFindings() *ingest.Refusal {
	if s.match.ret.Bare {
		s.strictLabels()
		return nil
	}
	if s.match.loc.Form != nil {
		return s.formFindings()
	}
	if refusal := s.missingColumns(); refusal != nil {
		return refusal
	}
	if refusal := s.noWideColumn(); refusal != nil {
		return refusal
	}
	find := s.match.ret.Find
	for _, c := range s.match.loc.Extra {
		header := s.match.loc.Headers[c]
		if find.Extra == rules.PolicyRefuse {
			return &ingest.Refusal{Kind: report.KindExtraLabel, Reason: fmt.Sprintf("the column “%s” is not part of the return", header),
				Fix: "Take the column out, or ask for it to be added to the template."}
		}
		e := s.headerException(c, report.KindExtraLabel, report.Severity(find.Extra))
		e.Message = fmt.Sprintf("The column “%s” is not part of the return and was not read.", header)
		if near := s.match.nearMissing(c); near != "" {
			e.Fix = fmt.Sprintf("Did you mean “%s”? Then head the column so.", near)
		}
		s.report.Exceptions.Add(e)
	}
	s.duplicateColumns()
	s.twoRows()
	return nil
}

// twoRows notes a header of two rows where the template has one.
func (s *submission) twoRows() {
	if !s.match.loc.TwoRows {
		return
	}
	row := s.match.loc.HeaderRow
	s.report.Exceptions.Add(report.Exception{
		Rule: report.KindTwoRows, Kind: report.KindTwoRows, Severity: report.Note, Row: row,
		Message: fmt.Sprintf("The column headings stand in two rows, %d and %d; they were read together, as “upper / lower”.", row-1, row),
		Fix:     "Put the headings into one row, as the template has them.",
	})
}

// missingColumns refuses the table, or notes each column that isn't there.
func (s *submission) missingColumns() *ingest.Refusal {
	var required []string
	for _, i := range s.match.titled() {
		if s.match.loc.Columns[i] >= 0 {
			continue
		}
		title := s.match.title(i)
		e := report.Exception{
			Rule: report.KindMissingLabel, Kind: report.KindMissingLabel, Severity: report.Note, Row: s.match.loc.HeaderRow, Field: s.match.fieldName(i),
			Expected: title, Message: fmt.Sprintf("The column “%s” is not there.", title),
		}
		near := s.match.nearExtra(i)
		if near != "" {
			e.Fix = fmt.Sprintf("Did you mean the column headed “%s”? Head it “%s”.", near, title)
		}
		if s.match.layout.Columns[i].Required && s.match.ret.Find.Missing != rules.PolicyNote {
			missing := "“" + title + "”"
			if near != "" {
				missing += fmt.Sprintf(" (did you mean “%s”?)", near)
			}
			required = append(required, missing)
			e.Severity = report.Error
			if near == "" {
				e.Fix = "Add the column, headed as the template has it."
			}
		}
		s.report.Exceptions.Add(e)
	}
	if len(required) == 0 || s.match.ret.Find.Missing == rules.PolicyError {
		return nil
	}
	word := "column is"
	if len(required) > 1 {
		word = "columns are"
	}
	return &ingest.Refusal{Kind: report.KindMissingLabel, Reason: fmt.Sprintf("the %s missing: %s", word, strings.Join(required, ", ")),
		Fix: fmt.Sprintf("Add what is missing to row %d, headed as the template has it.", s.match.loc.HeaderRow)}
}

// blankHeaders names the columns that hold data under no heading; they are
// known only when the table has been read.
func (s *submission) blankHeaders() []report.Exception {
	if s.match.ret.Bare {
		return s.strictBlanks()
	}
	var list []report.Exception
	for _, c := range s.match.loc.BlankHeader {
		e := s.headerException(c, report.KindBlankLabel, report.Query)
		e.Message = fmt.Sprintf("Column %s holds values but has no heading, so it was not read.", table.Letters(c))
		e.Fix = "Give the column its heading, or empty it."
		list = append(list, e)
	}
	return list
}

func (s *submission) headerException(col int, kind string, severity report.Severity) report.Exception {
	e := report.Exception{Rule: kind, Kind: kind, Severity: severity, Row: s.match.loc.HeaderRow, Column: table.Letters(col), Cell: table.Address(col, s.match.loc.HeaderRow)}
	if s.csv {
		e.Column = strconv.Itoa(col + 1)
	}
	return e
}

// wrongTemplate refuses a table whose version cell holds none of the versions
// that the rule file accepts.
func (r *run) wrongTemplate(file *ingest.File, m *match) *ingest.Refusal {
	want := m.ret.Find.TemplateCell
	if want == "" {
		return nil
	}
	version := cellText(file, m.loc.Sheet, want)
	for _, v := range m.ret.Find.TemplateAccept {
		if v == version {
			return nil
		}
	}
	return &ingest.Refusal{Kind: report.KindTemplate, Reason: fmt.Sprintf("it is not made with a template in use: cell %s should say %s", want, strings.Join(m.ret.Find.TemplateAccept, " or ")),
		Fix: "Use the current template."}
}

// cellText returns the text of one cell, "" where there is none.
func cellText(file *ingest.File, sheet int, address string) string {
	for row, err := range file.Rows(sheet) {
		if err != nil {
			return "" // damage is found and refused when the table is read
		}
		for c, cell := range row.Cells {
			if table.Address(c, row.Number) == strings.ToUpper(address) {
				return strings.TrimSpace(cell.Raw)
			}
		}
		if !strings.ContainsAny(address, "0123456789") || row.Number > addressRow(address) {
			break
		}
	}
	return ""
}

func addressRow(address string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(strings.ToUpper(address), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return n
}
