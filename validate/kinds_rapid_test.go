package validate

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
)

// visit is a random record of the property tests.
type visit struct {
	site  string
	day   int // of April 2021, 0 for a blank
	until int // likewise
	n     int // -1 for a cell that is no number
}

const visits = `winnow: v1
return: visits
title: Visits
grain: One.
period: month
owner: s
fields:
  - {name: site, title: Site, type: string}
  - {name: day, title: Day, type: date}
  - {name: until, title: Until, type: date}
  - {name: n, title: Number, type: integer}
rules:
  - {id: bad-number, expect: until != date("2021-04-12"), cells: n, message: m}
  - {id: bad-day, expect: until != date("2021-04-11"), cells: day, message: m}
  - {id: bad-site, expect: until != date("2021-04-10"), cells: site, message: m}
  - {id: asked, severity: query, expect: until != date("2021-04-09"), cells: [site, day, n], message: m}
  - {id: tried, trial: true, expect: until != date("2021-04-08"), cells: [site, day, n], message: m}
table_rules:
  - {id: complete, complete: {each: site, every: day, over: day, where: n != 3}, message: "{site}:{missing}"}
  - {id: overlap, no_overlap: {each: site, from: day, days: 3}, message: "{other_row}"}
  - {id: lasting, no_overlap: {each: site, from: day, to: until, where: n > 1}, message: "{other_row}"}
  - {id: repeats, repeats: {each: site, of: n, more_than: 2, order: day}, message: "{count}"}
  - {id: as-they-stand, repeats: {of: n, more_than: 1}, message: "{count}"}
  - {id: outlier, outlier: {each: site, of: n, times_median: 1.5, at_least: 3}, message: "{median}"}
  - {id: per, per: site, expect: sum(n) <= 2 * count(n != null), rows: n > 2, cells: n, message: "{sum(n)}"}
  - {id: ends, per: [site, day], expect: max(n * 2) < 9, message: "{site} {day}"}
`

// What errors of the rows leave no rule of the table to speak of.
func (v visit) badN() bool    { return v.n < 0 || v.until == 12 }
func (v visit) badDay() bool  { return v.until == 11 }
func (v visit) badSite() bool { return v.until == 10 }
func (v visit) held() bool    { return v.badN() || v.badDay() || v.badSite() }

func aVisit() *rapid.Generator[visit] {
	return rapid.Custom(func(t *rapid.T) visit {
		return visit{rapid.SampledFrom([]string{"a", "a", "b", ""}).Draw(t, "site"), rapid.IntRange(0, 12).Draw(t, "day"),
			rapid.IntRange(0, 12).Draw(t, "until"), rapid.SampledFrom([]int{-1, 0, 1, 1, 2, 3, 4, 5}).Draw(t, "n")}
	})
}

func april(day int) string {
	if day == 0 {
		return ""
	}
	return fmt.Sprintf("2021-04-%02d", day)
}

func (v visit) cells() string {
	n := fmt.Sprint(v.n)
	if v.n < 0 {
		n = "few"
	}
	return strings.Join([]string{v.site, april(v.day), april(v.until), n}, "|")
}

// TestKindsAgainstNaive holds the kinds to plain loops over all records, however
// the table is cut into batches.
func TestKindsAgainstNaive(t *testing.T) {
	set, ret := load(t, visits)
	c := Context{Set: set, Period: period.Period{Kind: period.Month, Year: 2021, Number: 4}}
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOfN(aVisit(), 1, 30).Draw(rt, "visits")
		size := rapid.IntRange(1, len(all)).Draw(rt, "size")
		var cut []*table.Batch
		for at := 0; at < len(all); at += size {
			var rows []string
			for _, v := range all[at:min(at+size, len(all))] {
				rows = append(rows, v.cells())
			}
			cut = append(cut, batchOf(len(cut), 2+at, rows...))
		}
		x, held, _, tb := run(t, checker(t, ret, c, false), nil, cut...)
		var got []string
		for _, e := range slices.Concat(x, tb.Exceptions) {
			if !strings.HasSuffix(e.Rule, ".type") && !strings.HasPrefix(e.Rule, "bad-") && e.Rule != "asked" {
				got = append(got, short(e))
			}
		}
		sort.Strings(got)
		want := naiveFindings(all)
		sort.Strings(want)
		if d := cmp.Diff(want, got); d != "" {
			rt.Fatal(d)
		}
		for _, row := range held {
			if !all[row-2].held() {
				rt.Fatalf("row %d is held back", row)
			}
		}
	})
}

func short(e report.Exception) string {
	return fmt.Sprint(e.Rule, " ", e.Row, " ", e.OtherRows, " ", e.Message)
}

// naiveFindings says what the rules of visits come to.
func naiveFindings(all []visit) []string {
	out := slices.Concat(naiveComplete(all), naiveOverlap(all), naiveRepeats(all), naiveOutlier(all), naivePer(all))
	return out
}

func naiveComplete(all []visit) []string {
	have, doubts, anywhere := map[string]map[int]bool{}, map[string]int{}, 0
	for _, v := range all {
		doubt := v.badN() || v.badDay()
		counts := !doubt && v.day > 0 && v.n != 3
		switch {
		case v.badSite():
			anywhere++
			continue
		case v.site == "" || !doubt && !counts:
			continue
		case have[v.site] == nil:
			have[v.site] = map[int]bool{}
		}
		if doubt {
			doubts[v.site]++
		} else {
			have[v.site][v.day] = true
		}
	}
	var out []string
	for site, days := range have {
		var words []string
		for d := 1; d <= 30; d++ {
			if days[d] {
				continue
			}
			first := d
			for d < 30 && !days[d+1] {
				d++
			}
			if words = append(words, fmt.Sprintf("%d to %d", first, d)); first == d {
				words[len(words)-1] = fmt.Sprint(d)
			}
		}
		if 30-len(days) <= doubts[site]+anywhere {
			continue
		}
		last := len(words) - 1
		text := words[last] + " April 2021"
		if last > 0 {
			text = strings.Join(words[:last], ", ") + " and " + text
		}
		out = append(out, "complete 0 [] "+site+":"+text)
	}
	return out
}

func naiveOverlap(all []visit) []string {
	var out []string
	for i, v := range all {
		for _, rule := range []string{"overlap", "lasting"} {
			ends := func(w visit) (int, bool) {
				if w.badSite() || w.badDay() || rule == "lasting" && w.badN() {
					return 0, false
				}
				if rule == "overlap" {
					return w.day + 2, w.site != "" && w.day > 0
				}
				return w.until, w.site != "" && w.day > 0 && w.until >= w.day && w.n > 1
			}
			if _, ok := ends(v); !ok {
				continue
			}
			other, longest := -1, 0
			for j, w := range all {
				end, ok := ends(w)
				earlier := w.day < v.day || w.day == v.day && j < i
				if !ok || w.site != v.site || !earlier {
					continue
				}
				if other < 0 || end > longest || end == longest && (w.day < all[other].day || w.day == all[other].day && j < other) {
					other, longest = j, end
				}
			}
			if other >= 0 && v.day <= longest {
				out = append(out, fmt.Sprintf("%s %d [%d] %d", rule, i+2, other+2, other+2))
			}
		}
	}
	return out
}

func naiveRepeats(all []visit) []string {
	var out []string
	runs := func(rule string, places []int, most int) {
		for start := 0; start < len(places); {
			end := start
			for end < len(places) && all[places[end]].n == all[places[start]].n {
				end++
			}
			if end-start > most {
				var rest []int
				for _, p := range places[start+1 : end] {
					rest = append(rest, p+2)
				}
				out = append(out, fmt.Sprintf("%s %d %v %d", rule, places[start]+2, rest, end-start))
			}
			start = end
		}
	}
	var plain []int
	bySite := map[string][]int{}
	for i, v := range all {
		if v.badN() {
			continue
		}
		plain = append(plain, i)
		if v.site != "" && v.day > 0 && !v.badSite() && !v.badDay() {
			bySite[v.site] = append(bySite[v.site], i)
		}
	}
	runs("as-they-stand", plain, 1)
	for _, places := range bySite {
		sort.SliceStable(places, func(a, b int) bool { return all[places[a]].day < all[places[b]].day })
		runs("repeats", places, 2)
	}
	return out
}

func naiveOutlier(all []visit) []string {
	var out []string
	for i, v := range all {
		if v.site == "" || v.n < 3 || v.badN() || v.badSite() {
			continue
		}
		var same []int
		for _, w := range all {
			if w.site == v.site && !w.badN() && !w.badSite() {
				same = append(same, w.n)
			}
		}
		sort.Ints(same)
		twice := same[(len(same)-1)/2] + same[len(same)/2] // twice the median
		if twice > 0 && 4*v.n > 3*twice {
			median := fmt.Sprint(twice / 2)
			if twice%2 == 1 {
				median += ".5"
			}
			out = append(out, fmt.Sprintf("outlier %d [] %s", i+2, median))
		}
	}
	return out
}

func naivePer(all []visit) []string {
	var out []string
	sums, counts, most := map[string]int{}, map[string]int{}, map[[2]string]int{}
	anything, more := map[string]bool{}, map[string]int{} // of the site "?": of any
	for _, v := range all {
		if v.held() { // it may come to count, which makes the greatest only greater
			site := v.site
			if v.badSite() {
				site = "?"
			}
			anything[site] = anything[site] || v.badN()
			more[site]++
			continue
		}
		sums[v.site] += v.n
		counts[v.site]++
		key := [2]string{v.site, april(v.day)}
		most[key] = max(most[key], v.n)
	}
	for site, sum := range sums {
		if sum <= 2*(counts[site]+more[site]+more["?"]) || anything[site] || anything["?"] {
			continue
		}
		for i, v := range all {
			if v.site == site && v.n > 2 && !v.held() {
				out = append(out, fmt.Sprintf("per %d [] %d", i+2, sum))
			}
		}
	}
	for key, n := range most {
		if 2*n >= 9 {
			site, day := key[0], "blank"
			if site == "" {
				site = "blank"
			}
			if d, ok := period.ParseDate(key[1]); ok {
				day = d.Long()
			}
			out = append(out, fmt.Sprintf("ends 0 [] %s %s", site, day))
		}
	}
	return out
}
