package ingest

import "testing"

func TestNarrated(t *testing.T) {
	for _, c := range []struct{ text, label, want string }{
		{"New baby reviews at 69.9% against the target of 98%", "new baby reviews", "69.9 true"},
		{"In Q1 2021-22 the new baby reviews, by 30 June 2021, came to 1,234.5.", "New baby reviews", "1234.5 false"},
		{"New baby reviews fell. Six week reviews: 70%", "new baby reviews", ""},
		{"Reviews - £12.50 each", "Reviews", "12.5 false"},
		{"Reviews changed by -3 on last year", "reviews", "-3 false"},
		{"Reviews (12)", "reviews", "12 false"},
		{"Reviews in 2020 were 45 per cent", "reviews", "45 true"},
		{"Reviews from the 3rd team in March 2021: 8", "reviews", "8 false"},
		{"Previews 5", "reviews", ""},
		{"Reviews due 01/07/2021", "reviews", ""},
		{"See part 2, table 3b", "see", ""},
		{"Reviews were at 70%. Last year reviews were at 75%.", "reviews were at", "70 true, 75 true"},
	} {
		got := ""
		for k, f := range narrated(c.text, labelWords(c.label)) {
			if k > 0 {
				got += ", "
			}
			got += f.value.String() + map[bool]string{true: " true", false: " false"}[f.percent]
		}
		if got != c.want {
			t.Errorf("%q after %q: %q, want %q", c.text, c.label, got, c.want)
		}
	}
}

func TestBeginsWith(t *testing.T) {
	for _, c := range []struct {
		text, label string
		want        bool
	}{
		{"PART 1B", "Part 1B", true}, {" Part  1b: by age", "part 1b", true}, {"Part 1Bc", "part 1b", false}, {"Part 10", "part 1", false},
		{"A Part 1", "part 1", false}, {"", "part 1", false}, {"Part", "part 1", false},
	} {
		if got := beginsWith(c.text, fold(c.label)); got != c.want {
			t.Errorf("%q, %q: %v", c.text, c.label, got)
		}
	}
}
