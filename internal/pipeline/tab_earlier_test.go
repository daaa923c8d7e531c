package pipeline

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// ledgerOf is a ledger of a test.
type ledgerOf struct {
	stands map[claim][]ledger.Submission
	closed string
}

func (l ledgerOf) standing(c claim) ([]ledger.Submission, error) {
	return slices.Clone(l.stands[c]), nil
}

func (l ledgerOf) closedOn(period string) (when time.Time, err error) {
	if period == l.closed {
		when = time.Date(2021, 8, 2, 9, 0, 0, 0, time.UTC)
	}
	return when, nil
}

func day(text string) any {
	d, _ := time.Parse("2006-01-02", text)
	return d.Format("02/01/2006")
}

func firstQuarter(minutes int) tab {
	return tab{"Q1", [][]any{heads, {"a", day("2021-04-01"), "North", minutes}, {"b", day("2021-04-02"), "North", 6}, {"c", day("2021-04-03"), "North", 7}}}
}

var secondQuarter = tab{"Q2", [][]any{heads, {"d", day("2021-07-01"), "North", 5}}}

// sentBefore is the first quarter's sheet as the ledger keeps it.
func sentBefore(t *testing.T, set *rules.Set, state ledger.State) []ledger.Submission {
	t.Helper()
	b, err := sketched(t, set, workbookOf(t, firstQuarter(5)))["visits"].MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return []ledger.Submission{{ID: 17, State: state, Sketch: b, Errors: 1, Received: time.Date(2021, 7, 3, 9, 0, 0, 0, time.UTC)}}
}

// TestEarlierTab asks what becomes of the first quarter's sheet when the second
// quarter is collected.
func TestEarlierTab(t *testing.T) {
	set := loaded(t, visits)
	place := claim{"visits", "visiting", "2021-22-Q1"}
	owed := []rules.Due{{Return: "visits", Service: "visiting", PeriodKind: period.Quarter}}
	fromSecond := []rules.Due{{Return: "visits", Service: "visiting", PeriodKind: period.Quarter, FirstPeriod: period.Period{Kind: period.Quarter, Year: 2021, Number: 2}}}
	const unread = "The sheet “Q1” is for 2021-22-Q1; only 2021-22-Q2 is being collected, so it was not read."
	accepted := map[claim][]ledger.Submission{place: sentBefore(t, set, ledger.Accepted)}
	returned := map[claim][]ledger.Submission{place: sentBefore(t, set, ledger.Returned)}
	for _, c := range []struct {
		name string
		due  []rules.Due
		tab  tab
		ledgerOf
		read []string
		says string
	}{
		{"owed, and nothing accepted", owed, firstQuarter(5), ledgerOf{}, []string{"Q1", "Q2"}, ""},
		{"not owed", nil, firstQuarter(5), ledgerOf{}, []string{"Q2"}, unread},
		{"owed from the second quarter on", fromSecond, firstQuarter(5), ledgerOf{}, []string{"Q2"}, unread},
		{"owed, and signed off without it", owed, firstQuarter(5), ledgerOf{closed: "2021-22-Q1"}, []string{"Q2"}, unread},
		{"as it was accepted", owed, firstQuarter(5), ledgerOf{stands: accepted}, []string{"Q2"}, unread},
		{"other than it was accepted", owed, firstQuarter(55), ledgerOf{stands: accepted}, []string{"Q2"},
			"The sheet “Q1” differs from what was accepted on 3 July 2021 for 2021-22-Q1: 1 record changed. It was not read; the figures for 2021-22-Q1 stay as they are."},
		{"as it was returned", owed, firstQuarter(5), ledgerOf{stands: returned}, []string{"Q2"}, unread},
		{"corrected as was asked", owed, firstQuarter(55), ledgerOf{stands: returned}, []string{"Q1", "Q2"}, ""},
		{"corrected, and signed off", owed, firstQuarter(55), ledgerOf{returned, "2021-22-Q1"}, []string{"Q2"},
			"The sheet “Q1” differs from what was received and sent back for correction on 3 July 2021 for 2021-22-Q1: 1 record changed. It was not read; the figures for 2021-22-Q1 stay as they are."},
		{"of which nothing is kept", owed, firstQuarter(55), ledgerOf{stands: map[claim][]ledger.Submission{place: {{State: ledger.Accepted}}}}, []string{"Q2"}, unread},
		{"of which only a month is known", owed, firstQuarter(5), ledgerOf{stands: map[claim][]ledger.Submission{place: {{State: ledger.Accepted, Span: "2021-M04"}}}}, []string{"Q2"},
			"The sheet “Q1” holds entries for 2021-22-Q1, which were not in what was received before for 2021-22-Q1. It was not read; the figures for 2021-22-Q1 stay as they are."},
	} {
		set.Due = c.due
		r := publishing(set, "2021-22-Q2")
		r.known = c.ledgerOf
		read, says := recognised(t, r, workbookOf(t, c.tab, secondQuarter))
		if diff := cmp.Diff(c.read, read); diff != "" || says != c.says {
			t.Errorf("%s: %s%s\nwant %s", c.name, diff, says, c.says)
		}
	}
}

// recognised returns the sheets that are read, and what is said of the others.
func recognised(t *testing.T, r *run, path string) (read []string, says string) {
	t.Helper()
	file, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rep := &report.File{Exceptions: &report.List{}}
	matches, refusal, err := r.recognise(wholly(file), rep)
	if err != nil || refusal != nil {
		t.Fatal(refusal, err)
	}
	for _, m := range matches {
		read = append(read, m.sheet.Name)
		for _, e := range m.notes {
			rep.Exceptions.Add(e)
		}
	}
	for e := range rep.Exceptions.All() {
		says += e.Message
		if (e.Kind == report.KindRevision) != (e.Fix != "") {
			t.Errorf("%s: kind %s, fix %q", e.Message, e.Kind, e.Fix)
		}
	}
	return read, says
}
