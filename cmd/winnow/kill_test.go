package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// How much of TestHarmedRuns is run: `make test` a part, `make kill` all of it.
var (
	kills    = flag.Int("kills", 16, "how many commands TestHarmedRuns kills; a quarter as many have writes that fail, and as many a full disk")
	onlyHarm = flag.String("harm", "", "the one case of TestHarmedRuns to run, as it was printed (killed/17), or all of one harm")
)

// counts says what the harmed commands had come to when they ended.
type counts struct {
	sync.Mutex
	total map[string]map[string]int // by family, by phase
	by    map[string]int            // by harm
}

func (c *counts) add(h harm, phase string) {
	c.Lock()
	defer c.Unlock()
	if c.total[h.family] == nil {
		c.total[h.family] = map[string]int{}
	}
	c.total[h.family][phase]++
	c.by[h.name]++
}

// TestHarmedRuns kills commands at seeded instants and writes, makes their writes
// fail and fills their disk. After each, one undisturbed run must end with the
// archive, ledger, published data, reports, trays and outbox of a workspace whose
// commands were never disturbed.
func TestHarmedRuns(t *testing.T) {
	histories := makeHistories(t)
	can, not := harms()
	for _, words := range not {
		t.Log("left out: " + words)
	}
	c := &counts{total: map[string]map[string]int{}, by: map[string]int{}}
	cases := listCases(can)
	var wg sync.WaitGroup
	next := make(chan int)
	for range 3 { // commands wait for the disk more than for a processor
		wg.Go(func() {
			for i := range next {
				if err := cases[i].run(t, histories, c); err != nil {
					t.Errorf("case %s: %v", cases[i].name, err)
				}
			}
		})
	}
	for i := range cases {
		if *onlyHarm == "" || *onlyHarm == cases[i].name || *onlyHarm == cases[i].harm.name {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	c.print(t, histories)
}

func (c *counts) print(t *testing.T, histories []*history) {
	for _, h := range histories {
		t.Logf("history %q: winnow %s, %v undisturbed, %d writes", h.name, strings.Join(h.command, " "), h.took.Round(1e6), h.writes)
	}
	for _, family := range []string{"killed", "failed", "full"} {
		n := 0
		var phases []string
		for _, phase := range phaseNames {
			if k := c.total[family][phase]; k > 0 {
				n += k
				phases = append(phases, fmt.Sprintf("%d %s", k, phase))
			}
		}
		t.Logf("%-6s %4d: %s", family, n, strings.Join(phases, ", "))
	}
	var names []string
	for name, n := range c.by {
		names = append(names, fmt.Sprintf("%s × %d", name, n))
	}
	slices.Sort(names)
	t.Logf("harms: %s", strings.Join(names, ", "))
	if *onlyHarm == "" && c.total["killed"][phaseBefore] == 0 {
		t.Error("no command was killed under way")
	}
}

// harmedCase is one command broken off, by a harm and a seed.
type harmedCase struct {
	name string // the family and a number, which is the seed
	harm harm
	seed uint64
}

// listCases deals the harms of each family out in turn.
func listCases(can []harm) []harmedCase {
	var cases []harmedCase
	for _, family := range []struct {
		name string
		n    int
	}{{"killed", *kills}, {"failed", *kills / 4}, {"full", *kills / 4}} {
		var of []harm
		for _, h := range can {
			if h.family == family.name {
				of = append(of, h)
			}
		}
		for i := 0; len(of) > 0 && i < family.n; i++ {
			cases = append(cases, harmedCase{fmt.Sprintf("%s/%d", family.name, i), of[i%len(of)], uint64(i)})
		}
	}
	return cases
}

// run harms a copy of a workspace and demands that it comes right.
func (c harmedCase) run(t *testing.T, histories []*history, n *counts) error {
	random := rand.New(rand.NewPCG(c.seed, 5))
	h := histories[random.IntN(len(histories))]
	dir, err := os.MkdirTemp(h.scratch, "case")
	if err != nil {
		return err
	}
	dir = filepath.Join(dir, "ws")
	if err := copyFolder(h.start, dir); err != nil {
		return err
	}
	e, err := c.harm.inflict(h, dir, random)
	what := fmt.Sprintf("%s (%s) of %q", c.harm.name, e.what, h.name)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	phase, err := h.phase(dir, e)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	n.add(c.harm, phase)
	if err := e.judge(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := h.comesRight(dir); err != nil {
		return fmt.Errorf("%s, ended with %d %s: %w\nit had said: %s", what, e.code, phase, err, e.stderr)
	}
	lookAtWorkbooks(t, dir)
	if *onlyHarm != "" {
		t.Logf("%s, ended %s with %d:\n%s", what, phase, e.code, e.stderr)
	}
	return os.RemoveAll(filepath.Dir(dir)) // what failed is kept until the test ends
}

// judge demands that a command that was not killed ended as documented.
func (e ending) judge() error {
	if e.killed() || !e.crashed() && e.code <= exitFailed && (e.code < exitFailed || strings.Contains(e.stderr, "winnow: error: ")) {
		return nil
	}
	return fmt.Errorf("it ended with %d:\n%s", e.code, e.stderr)
}
