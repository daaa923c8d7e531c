package workbook

import (
	"slices"
	"testing"

	"winnow/internal/report"
)

// TestEarlierSheets: links to sheets of ours that were taken out by hand go with those
// to the sheets that are found, and no sheet of the sender's does.
func TestEarlierSheets(t *testing.T) {
	back := []*part{{Input: Input{Reply: &report.Reply{}}}}
	for name, c := range map[string]struct {
		own, senders []string
		parts        []*part
		want         []string
	}{
		"first time":          {nil, []string{"Visits"}, []*part{{Input: Input{}}}, nil},
		"as it was sent":      {[]string{"Start here", "Exceptions", "_winnow"}, []string{"Visits"}, back, []string{"Start here", "Exceptions", "_winnow", "Exceptions (winnow)"}},
		"all were taken out":  {nil, []string{"Visits"}, back, []string{"Start here", "Exceptions", "Exceptions (winnow)"}},
		"the sender has some": {nil, []string{"start here", "EXCEPTIONS"}, back, []string{"Exceptions (winnow)"}},
	} {
		b := &book{letter: Letter{Own: c.own}, senders: c.senders, parts: c.parts}
		if got := b.earlier(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
