package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/ledger"
	"winnow/internal/reply"
	"winnow/internal/report"
)

// TestRenameByRow: what was known of records without a key goes with them to the rows
// in which they stand now, and what was known of another record by that row does not.
func TestRenameByRow(t *testing.T) {
	query := func(key, cell string, row int) report.Exception {
		return report.Exception{Rule: "n.maximum", Kind: "maximum", Field: "n", Severity: report.Query, Key: key, Cell: cell, Row: row}
	}
	id := func(e report.Exception) string { return ledger.NewIDs().Of(identity(e)) }
	second, third, fourth := query("", "D2", 2), query("", "D3", 3), query("", "D4", 4)
	known := func() *told {
		return &told{open: map[string]bool{id(second): true, id(third): false}, answers: map[string]reply.Answer{id(second): {Reason: "second"}, id(third): {Reason: "third"}}}
	}
	for name, c := range map[string]struct {
		reply *report.Reply
		want  map[string]string // reasons by the place or key they are found at
	}{
		"as they were":         {&report.Reply{}, map[string]string{"D2": "second", "D3": "third", "D4": ""}},
		"a row put above":      {&report.Reply{Moved: []report.Move{{Now: 2}, {Now: 3, Was: 2}, {Now: 4, Was: 3}}}, map[string]string{"D2": "", "D3": "second", "D4": "third"}},
		"sorted the other way": {&report.Reply{Moved: []report.Move{{Now: 2, Was: 3}, {Now: 3, Was: 2}}}, map[string]string{"D2": "third", "D3": "second", "D4": ""}},
		"given a key":          {&report.Reply{Keyed: map[string]int{"V9": 3}}, map[string]string{"D2": "second", "V9": "third", "D4": ""}},
	} {
		s := &submission{reply: c.reply, told: known(), report: &report.Table{Exceptions: &report.List{}}}
		found := map[string]report.Exception{"D2": second, "D3": third, "D4": fourth, "V9": query("V9", "D7", 7)}
		for place := range c.want {
			s.report.Exceptions.Add(found[place])
		}
		if _, err := s.told.rename(s); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for place := range c.want {
			got[place] = s.told.answers[id(found[place])].Reason
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
