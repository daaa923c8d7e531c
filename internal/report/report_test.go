package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"winnow/internal/spool"
)

func sample() *Report {
	t := &Table{Return: "smoking_quits", Sheet: Ptr("Quit attempts"), HeaderRow: 4, Rows: Rows{Read: 3, Clean: 2, HeldBack: 1}, Exceptions: &List{}}
	t.Exceptions.Add(Exception{Rule: "r", Kind: KindRow, Severity: Error, Row: 12, Column: "J", Cell: "J12", Field: "f", Key: "LLB00007",
		Value: "<5 & \"more\"", HasValue: true, Message: "m"})
	t.Exceptions.Add(Exception{Rule: "s", Kind: KindType, Severity: Query, Row: 13, Value: "secret", HasValue: true, Masked: true, Message: "m"})
	return &Report{Period: Ptr("2021-22-Q1"), Files: []*File{{Path: "a.xlsx", Status: FileExceptions, Exceptions: &List{}, Tables: []*Table{t}}},
		Measures: []Measure{{Measure: "m", Group: map[string]string{}, Value: Ptr("466")}},
		Rules:    []RuleStatus{{Rule: "r", Status: RuleIssues, Count: 1}}}
}

func TestWriteJSON(t *testing.T) {
	var b bytes.Buffer
	if err := sample().WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema string
		Period *string
		Files  []struct {
			Path, Status string
			Reason       *string
			Tables       []struct {
				Rows       map[string]int
				Exceptions []map[string]any
			}
		}
		Measures []map[string]any
		Rules    []map[string]any
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if got.Schema != Schema || *got.Period != "2021-22-Q1" || got.Files[0].Reason != nil || got.Files[0].Tables[0].Rows["held_back"] != 1 {
		t.Errorf("got %+v", got)
	}
	first, second := got.Files[0].Tables[0].Exceptions[0], got.Files[0].Tables[0].Exceptions[1]
	for key, want := range map[string]any{"row": 12.0, "column": "J", "cell": "J12", "value": "<5 & \"more\"", "expected": nil, "fix": nil, "key": "LLB00007"} {
		if v, there := first[key]; !there || v != want {
			t.Errorf("%s is %v, want %v", key, v, want)
		}
	}
	if second["value"] != MaskedValue || strings.Contains(b.String(), "secret") {
		t.Errorf("a masked value is printed: %v", second["value"])
	}
	if got.Measures[0]["target"] != nil || got.Measures[0]["value"] != "466" {
		t.Errorf("measure %v", got.Measures[0])
	}
}

func TestAFileKeptAsJSONPrintsTheSame(t *testing.T) {
	var whole, part, again bytes.Buffer
	r := sample()
	if err := r.Files[0].WriteJSON(&part); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteJSON(&whole); err != nil {
		t.Fatal(err)
	}
	r.Files = []*File{{Path: "a.xlsx", Raw: part.Bytes()}}
	if err := r.WriteJSON(&again); err != nil {
		t.Fatal(err)
	}
	if whole.String() != again.String() {
		t.Errorf("%s\nis not\n%s", again.String(), whole.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteJSONTellsWriteErrors(t *testing.T) {
	r := sample()
	for range spool.InMemory {
		r.Files[0].Exceptions.Add(Exception{Rule: "x", Message: strings.Repeat("x", 20)})
	}
	if err := r.WriteJSON(full{}); err == nil {
		t.Error("no error")
	}
}

func TestListCounts(t *testing.T) {
	var none *List
	if none.Len() != 0 || none.Count(Error) != 0 || none.Err() != nil || none.Close() != nil {
		t.Error("a nil list is not empty")
	}
	for range none.All() {
		t.Error("a nil list yields")
	}
	var l List
	defer l.Close()
	for range spool.InMemory + 5 {
		l.Add(Exception{Severity: Error})
	}
	l.Add(Exception{Severity: Note, Rule: "last"})
	n, last := 0, ""
	for e := range l.All() {
		n, last = n+1, e.Rule
	}
	if l.Len() != spool.InMemory+6 || n != l.Len() || l.Count(Error) != spool.InMemory+5 || l.Count(Note) != 1 || last != "last" {
		t.Errorf("Len %d, read %d, errors %d, last %q", l.Len(), n, l.Count(Error), last)
	}
}
