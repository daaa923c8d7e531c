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

// formFindings adds what the labels of a form show: those that are missing, stand
// twice or are no part of the return. It returns a refusal where the rule file
// asks for one.
func (s *submission) formFindings() *ingest.Refusal {
	if refusal := s.missingLabels(); refusal != nil {
		return refusal
	}
	form, extra := s.match.loc.Form, s.match.ret.Find.Extra
	for _, entries := range form.Repeated {
		s.repeatedLabel(entries)
	}
	for _, e := range form.Unknown {
		if extra == rules.PolicyRefuse {
			return &ingest.Refusal{Kind: report.KindExtraLabel, Reason: fmt.Sprintf("the label “%s” is not part of the return", e.Label),
				Fix: "Take it out, or ask for it to be added to the template."}
		}
		x := s.labelException(e, report.KindExtraLabel, report.Severity(extra))
		x.Message = fmt.Sprintf("The label “%s” is not part of the return, and what stands beside it was not read.", e.Label)
		if near := s.match.nearLabel(e.Label); near != "" {
			x.Fix = fmt.Sprintf("Did you mean “%s”? Then label it so.", near)
		}
		s.report.Exceptions.Add(x)
	}
	return nil
}

// missingLabels refuses the form, or notes each label that isn't there.
func (s *submission) missingLabels() *ingest.Refusal {
	var required []string
	for i, f := range s.match.ret.Fields {
		if s.match.loc.Columns[i] >= 0 {
			continue
		}
		e := report.Exception{Rule: report.KindMissingLabel, Kind: report.KindMissingLabel, Severity: report.Note, Field: f.Name, Expected: f.Title,
			Message: fmt.Sprintf("The label “%s” is not there.", f.Title)}
		if s.match.layout.Columns[i].Required {
			required = append(required, "“"+f.Title+"”")
			e.Severity, e.Fix = report.Error, "Add the label, as the template has it, with its value beside it."
		}
		s.report.Exceptions.Add(e)
	}
	if len(required) == 0 || s.match.ret.Find.Missing == rules.PolicyError {
		return nil
	}
	word := "label is"
	if len(required) > 1 {
		word = "labels are"
	}
	return &ingest.Refusal{Kind: report.KindMissingLabel, Reason: fmt.Sprintf("the %s missing: %s", word, strings.Join(required, ", ")),
		Fix: "Add what is missing, labelled as the template has it, with its value beside it."}
}

// repeatedLabel says of a label that stands more than once which value was read:
// an error where they differ.
func (s *submission) repeatedLabel(entries []ingest.Entry) {
	first := entries[0]
	for _, e := range entries[1:] {
		x := s.labelException(e, report.KindDupLabel, report.Note)
		at := s.cellName(first.Column, first.Row)
		x.Message = fmt.Sprintf("The label “%s” stands twice with the same value; the one in %s was read.", e.Label, at)
		x.Fix = "Delete one of the two."
		if e.Cell.Raw != first.Cell.Raw || e.Cell.Empty() != first.Cell.Empty() {
			x.Severity = report.Error
			x.Message = fmt.Sprintf("The label “%s” stands twice with values that differ, in %s and %s. Only the first was read.", e.Label, at, s.cellName(e.Column, e.Row))
			x.Fix = "Keep the right one, and delete or rename the other."
		}
		s.report.Exceptions.Add(x)
	}
}

// labelException begins an exception on the value of a label.
func (s *submission) labelException(e ingest.Entry, kind string, severity report.Severity) report.Exception {
	x := report.Exception{Rule: kind, Kind: kind, Severity: severity, Row: e.Row, Column: table.Letters(e.Column), Cell: table.Address(e.Column, e.Row)}
	if s.csv {
		x.Column = strconv.Itoa(e.Column + 1)
	}
	return x
}

// cellName names a cell as its reader's program does: B3, or line 3 in a CSV.
func (s *submission) cellName(col, row int) string {
	if s.csv {
		return fmt.Sprintf("line %d", row)
	}
	return table.Address(col, row)
}

// nearLabel returns the title of the missing field that an unknown label is most
// likely meant for, "" for none.
func (m *match) nearLabel(label string) string {
	for i, f := range m.ret.Fields {
		if m.loc.Columns[i] < 0 && nearTitle(append([]string{f.Title}, f.Aliases...), []string{label}) >= 0 {
			return f.Title
		}
	}
	return ""
}

// LabelSeen is a label of a form.
type LabelSeen struct {
	Cell  string  `json:"cell"`
	Label string  `json:"label"`
	Value string  `json:"value_cell"` // where its value stands, or should
	Field *string `json:"field"`      // nil for one that is not part of the return
}

// labels lists the labels of a form in the order of the sheet.
func (t *TableSeen) labels(s *submission) {
	form := s.match.loc.Form
	for i, e := range form.Fields {
		f := s.match.ret.Fields[i]
		if !e.Found {
			t.Missing = append(t.Missing, MissedSeen{f.Name, f.Title, s.match.layout.Columns[i].Required, nil})
			continue
		}
		t.Labels = append(t.Labels, labelSeen(e, report.Ptr(f.Name)))
	}
	for _, e := range form.Unknown {
		t.Labels = append(t.Labels, labelSeen(e, nil))
	}
}

func labelSeen(e ingest.Entry, field *string) LabelSeen {
	return LabelSeen{Cell: table.Address(e.LabelCol, e.LabelRow), Label: e.Label, Value: table.Address(e.Column, e.Row), Field: field}
}
