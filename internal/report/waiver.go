package report

// WaiverState is what came of a waiver in a run.
type WaiverState string

// The states of a waiver. An ended one holds no longer: its row can be taken out
// of waivers.csv.
const (
	WaiverUsed   WaiverState = "used"
	WaiverUnused WaiverState = "unused"
	WaiverEnded  WaiverState = "ended"
)

// Waiver is a row of waivers.csv and what came of it.
type Waiver struct {
	Return   *string     `json:"return"` // nil for every return of the service
	Service  string      `json:"service"`
	Rule     string      `json:"rule"`
	Key      *string     `json:"key"` // nil for every exception of the rule
	Reason   string      `json:"reason"`
	AgreedBy string      `json:"agreed_by"`
	Until    string      `json:"until"` // ISO date, the last day
	Line     int         `json:"line"`  // in waivers.csv
	Status   WaiverState `json:"status"`
	Count    int         `json:"count"` // exceptions that it let pass

	Met bool `json:"-"` // a table that it speaks of was among the files
}

// Waived says how many exceptions of a table one waiver let pass.
type Waived struct {
	Rule     string  `json:"rule"`
	Key      *string `json:"key"`
	Reason   string  `json:"reason"`
	AgreedBy string  `json:"agreed_by"`
	Until    string  `json:"until"`
	Count    int     `json:"count"`

	Line int `json:"line"` // in waivers.csv
}

// AddWaived adds what waivers let pass to the table's, one entry a waiver.
func (t *Table) AddWaived(all []Waived) {
	for _, w := range all {
		known := false
		for i := range t.Waived {
			if t.Waived[i].Line == w.Line {
				t.Waived[i].Count += w.Count
				known = true
			}
		}
		if !known {
			t.Waived = append(t.Waived, w)
		}
	}
}
