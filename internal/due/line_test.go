package due

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestJSON holds the keys of report.json and status still: other programs read them.
func TestJSON(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	q := Question{Rules: setOf(byDefault), Period: on(t, "2021-22-Q1"), Today: day(t, "2021-07-30"), Held: []Held{
		held(t, "3", "2021-07-02", HeldAccepted, of("")),
	}}
	lines := List(q)
	q.Held = []Held{held(t, "17", "2021-07-29", HeldReturned, open(12), func(h *Held) { h.Received = h.Received.In(london) })}
	got, err := json.MarshalIndent(append(lines, List(q)...), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `[
 {
  "return": "visits",
  "title": "Visits",
  "service": "a",
  "service_name": "Service A",
  "period": "2021-22-Q1",
  "due": "2021-07-28",
  "remind_from": "2021-07-21",
  "missing_from": "2021-08-26",
  "state": "late",
  "open": null,
  "days_late": 2,
  "submission": null,
  "received": null,
  "file": null,
  "closed": false,
  "note": null
 },
 {
  "return": "visits",
  "title": "Visits",
  "service": null,
  "service_name": null,
  "period": "2021-22-Q1",
  "due": null,
  "remind_from": null,
  "missing_from": null,
  "state": "extra",
  "open": 0,
  "days_late": null,
  "submission": "3",
  "received": "2021-07-02T12:00:00Z",
  "file": "3.csv",
  "closed": false,
  "note": "its service is not known"
 },
 {
  "return": "visits",
  "title": "Visits",
  "service": "a",
  "service_name": "Service A",
  "period": "2021-22-Q1",
  "due": "2021-07-28",
  "remind_from": "2021-07-21",
  "missing_from": "2021-08-26",
  "state": "returned",
  "open": 12,
  "days_late": 1,
  "submission": "17",
  "received": "2021-07-29T13:00:00+01:00",
  "file": "17.csv",
  "closed": false,
  "note": null
 }
]`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

func TestOverdue(t *testing.T) {
	for _, c := range []struct {
		line Line
		want bool
	}{
		{Line{State: Late}, true}, {Line{State: Missing}, true}, {Line{State: Partial, DaysLate: 1}, true}, {Line{State: Partial, Closed: true}, true},
		{Line{State: Partial}, false}, {Line{State: Accepted, DaysLate: 9}, false}, {Line{State: Returned, DaysLate: 9}, false}, {Line{State: Due}, false},
	} {
		if got := c.line.Overdue(); got != c.want {
			t.Errorf("%+v: %v", c.line, got)
		}
	}
}
