package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
)

const lookingRules = `winnow: v1
return: looking
owner: one
facts:
  service: {label: Service, type: string}
  period: {label: Period, type: string}
fields:
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true}}
  - {name: n, title: N, type: integer}
refuse_above: 50%
lookups:
  mine: {return: looking, on: ref}
  all: {return: looking, on: ref, service: any}
  next: {return: looking, on: ref, where: that.n > n, order: n}
  was: {return: looking, period: previous, on: ref}
rules:
  - {id: mine, expect: mine.count == 1, message: "There are {mine.count}."}
  - {id: all, severity: query, expect: all.count == 1, message: There are several.}
  - {id: next, severity: note, when: next.found, then: next.n == n + 1, message: "The next is {next.n}."}
  - {id: was, severity: query, expect: n >= was.n, message: "It was {was.n}."}
`

// counts says how often each rule found something in a file.
func counts(f *report.File) map[string]int {
	out := map[string]int{}
	for _, t := range f.Tables {
		for e := range t.Exceptions.All() {
			out[e.Rule]++
		}
	}
	return out
}

// TestLookupsOverFiles: rows come from every file that isn't refused, of the same
// service or of any, and of the period before.
func TestLookupsOverFiles(t *testing.T) {
	head := func(service, period string) string {
		return "Service," + service + "\nPeriod," + period + "\nRef,N\n"
	}
	files := map[string]string{
		"a.csv":       head("one", "2021-22-Q1") + "x,1\ny,1\n",
		"b.csv":       head("one", "2021-22-Q1") + "x,3\nz,1\n",
		"c.csv":       head("two", "2021-22-Q1") + "y,1\n",
		"before.csv":  head("one", "2020-21-Q4") + "x,2\ny,1\nz,5\n",
		"refused.csv": head("one", "2021-22-Q1") + "z,oops\nz,oops\nz,1\n",
		"cut.csv":     head("one", "2021-22-Q1") + "z,1\n\"z,1\n",
	}
	rep := checkFiles(t, lookingRules, files, "a.csv", "b.csv", "c.csv", "before.csv", "refused.csv", "cut.csv")
	want := []map[string]int{
		{"mine": 1, "all": 2, "next": 1}, // x is in b too, y in c; next x is 3; what x was is left to mine
		{"mine": 1, "all": 1, "was": 1},
		{"all": 1},
		{},
	}
	for i, w := range want {
		if diff := cmp.Diff(w, counts(rep.Files[i])); diff != "" {
			t.Errorf("%s: %s", rep.Files[i].Path, diff)
		}
	}
	for _, f := range rep.Files[4:] {
		if f.Status != report.FileRefused {
			t.Errorf("%s is %s", f.Path, f.Status)
		}
	}
}

// TestLookupsOverBatches: many workers look up rows of many batches at once.
func TestLookupsOverBatches(t *testing.T) {
	var b strings.Builder
	b.WriteString("Ref,N\n")
	const rows = 30_000
	for i := range rows {
		fmt.Fprintf(&b, "r%d,%d\n", i%(rows/2), i/(rows/2))
	}
	rep := checkFiles(t, strings.Replace(lookingRules, "refuse_above: 50%", "", 1), map[string]string{"in.csv": b.String()}, "in.csv")
	if diff := cmp.Diff(map[string]int{"mine": rows, "all": rows}, counts(rep.Files[0])); diff != "" {
		t.Error(diff)
	}
	for _, s := range rep.Rules {
		if s.Rule == "was" && (s.Status != report.RuleSkipped || *s.Reason != "no period was given") {
			t.Errorf("was: %s %v", s.Status, s.Reason)
		}
	}
}

// TestLookupsOverCopies: the same file in two places is one file, whose rows don't
// find themselves in the copy.
func TestLookupsOverCopies(t *testing.T) {
	text := "Service,one\nPeriod,2021-22-Q1\nRef,N\nx,1\ny,1\n"
	rep := checkFiles(t, lookingRules, map[string]string{"a.csv": text, "copy.csv": text}, "a.csv", "copy.csv")
	for _, f := range rep.Files {
		if diff := cmp.Diff(map[string]int{}, counts(f)); diff != "" {
			t.Errorf("%s: %s", f.Path, diff)
		}
	}
}
