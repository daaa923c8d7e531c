package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func fileJSON(t *testing.T) []byte {
	t.Helper()
	f := &File{Path: "inbox/svc/Jo Example.csv", SHA256: "aa", Status: FileExceptions, Format: Ptr("csv"), Exceptions: &List{}}
	f.Exceptions.Add(Exception{Rule: "source", Severity: Note, Message: "Jo Example"})
	table := &Table{Return: "counts", Period: Ptr("2021-22-Q1"), Rows: Rows{Read: 3, Clean: 1, HeldBack: 2}, Exceptions: &List{},
		Reply:  &Reply{To: 1, StillOpen: 3, Compared: true, Asked: 2},
		Waived: []Waived{{Rule: "r", Key: Ptr("Jo Example"), Until: "2022-01-01", Count: 4, Line: 2}}}
	table.Exceptions.Add(Exception{Rule: "n.minimum", Severity: Error, Key: "Jo Example", Value: "secret", HasValue: true, Message: "Jo Example"})
	table.Exceptions.Add(Exception{Rule: "n.maximum", Severity: Query, Scope: ScopePeriod})
	f.Tables = []*Table{table}
	var b bytes.Buffer
	if err := f.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPurged: names, keys and values go; counts stay, a second time too.
func TestPurged(t *testing.T) {
	once, err := Purged(fileJSON(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"Jo Example", "secret"} {
		if strings.Contains(string(once), gone) {
			t.Errorf("%q is still in %s", gone, once)
		}
	}
	var got File
	if err := json.Unmarshal(bytes.ReplaceAll(once, []byte(`"exceptions": [],`), nil), &got); err != nil {
		t.Fatalf("%v\n%s", err, once)
	}
	table := got.Tables[0]
	if !got.Purged || *got.Found != (Found{Note: 1}) || *table.Found != (Found{Error: 1, Query: 1}) || table.Rows.HeldBack != 2 || table.Waived[0].Count != 4 || got.SHA256 != "aa" {
		t.Errorf("%+v\n%s", got, once)
	}
	if r := table.Reply; r == nil || r.To != 1 || r.StillOpen != 3 || r.Asked != 2 || !r.Compared {
		t.Errorf("what it changed: %+v\n%s", r, once)
	}
	twice, err := Purged(once)
	if err != nil || !bytes.Equal(once, twice) {
		t.Errorf("a second time: %v\n%s", err, twice)
	}
	more, err := WithException(once, "counts", "", Exception{Rule: "total", Severity: Error, Scope: ScopePeriod})
	if err != nil || !bytes.Equal(WithoutScope(more), once) {
		t.Errorf("with what is found in the period's figures since: %v\n%s", err, more)
	}
	if _, err := Purged([]byte("{")); err == nil {
		t.Error("a damaged part was taken")
	}
}
