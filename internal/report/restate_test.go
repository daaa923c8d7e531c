package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRestate takes what was found in a period's figures out of a file's part of
// the report, puts something in, and gets what would have been written.
func TestRestate(t *testing.T) {
	file := func(first, second []Exception) string {
		f := &File{Path: "a.xlsx", Exceptions: &List{}}
		f.Exceptions.Add(Exception{Rule: "own", Message: `says "exceptions": [ and more`})
		for i, found := range [][]Exception{first, second} {
			list := &List{}
			for _, e := range found {
				list.Add(e)
			}
			f.Tables = append(f.Tables, &Table{Return: "quits", Sheet: Ptr([]string{"Q1", "Q2"}[i]), Exceptions: list, Trials: &List{}})
		}
		f.Tables[0].Trials.Add(Exception{Rule: "tried", Message: "x"})
		var out bytes.Buffer
		if err := f.WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	row := Exception{Rule: "row", Severity: Error, Row: 3, Cell: "B3", Message: `a "quoted", [listed] {thing}`, HasValue: true, Value: "<5"}
	old := Exception{Rule: "sum", Severity: Error, Message: "307 tests", Scope: ScopePeriod}
	now := Exception{Rule: "sum", Severity: Error, Message: "257 tests", Scope: ScopePeriod}
	for _, c := range []struct{ before, after, with [2][]Exception }{
		{[2][]Exception{{old, row}, {row, old}}, [2][]Exception{{row}, {row}}, [2][]Exception{{row}, {row, now}}},
		{[2][]Exception{{old}, {old, old}}, [2][]Exception{nil, nil}, [2][]Exception{nil, {now}}},
		{[2][]Exception{nil, nil}, [2][]Exception{nil, nil}, [2][]Exception{nil, {now}}},
	} {
		got := WithoutScope([]byte(file(c.before[0], c.before[1])))
		if d := cmp.Diff(file(c.after[0], c.after[1]), string(got)); d != "" {
			t.Errorf("without (-want +got):\n%s", d)
		}
		got, err := WithException(got, "quits", "Q2", now)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(file(c.with[0], c.with[1]), string(got)); d != "" {
			t.Errorf("with (-want +got):\n%s", d)
		}
	}
	if _, err := WithException([]byte(file(nil, nil)), "other", "Q1", now); err == nil || !strings.Contains(err.Error(), "no table of other") {
		t.Errorf("error %v", err)
	}
	if _, err := WithException([]byte("{"), "other", "Q1", now); err == nil {
		t.Error("a damaged part is no error")
	}
}
