package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// pastWorkspace makes a workspace in which everything of a period is past its time.
func pastWorkspace(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ws")
	checkWorkbooks(t, dir)
	if out, err := winnowProcess("init", dir).CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	for name, text := range map[string]string{
		"winnow.yaml": "winnow: v1\nperiod: 2020-21-Q1\nretention: {originals: 1 day, letters: 1 day, published: 1 day}\n",
		"rules/counts.yaml": `winnow: v1
return: counts
fields:
  - {name: area, title: Area, type: string, key: true, constraints: {required: true}}
  - {name: n, title: People, type: integer, constraints: {minimum: 0}}
measures:
  - {name: people, sum: {field: n}}
`,
		"inbox/community-testing/wrong.csv": "Area,People\nNorth,5\nSouth,-9\n",
		"inbox/public-health/right.csv":     "Area,People\nEast,2\n",
		"inbox/finance/broken.csv":          "Nothing,of\n1,2\n",
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(at, longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
	}
	work(t, dir, "run")
	return dir
}

// TestHarmedPurge breaks a purge off in every way that TestHarmedRuns knows. The run
// after it finishes what was committed, else nothing has gone.
func TestHarmedPurge(t *testing.T) {
	h := &history{name: "purge", command: []string{"purge", "--period", "2020-21-Q1", "--yes"}, start: pastWorkspace(t), scratch: t.TempDir()}
	h.measure(t)
	for _, dir := range []string{"outbox/finance", "refused/finance", "published/counts"} {
		if _, err := os.Stat(filepath.Join(h.scratch, "undisturbed", filepath.FromSlash(dir))); err == nil {
			t.Fatalf("%s is still there", dir)
		}
	}
	c := &counts{total: map[string]map[string]int{}, by: map[string]int{}}
	can, not := harms()
	for _, words := range not {
		t.Log("left out: " + words)
	}
	for seed := range uint64(max(1, *kills/16)) {
		for i, harm := range can {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			one := harmedCase{harm.name, harm, random.Uint64()}
			if err := one.run(t, []*history{h}, c); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
	}
	c.print(t, []*history{h})
}
