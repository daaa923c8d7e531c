package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"winnow/internal/drops"
)

// account demands that the ledger, the archive and the letters account for every
// dropped content once, and for nothing else.
func (f *folder) account(t *testing.T) {
	t.Helper()
	rows, err := readLedger(filepath.Join(f.dir, ledgerFile))
	if err != nil || len(rows) == 0 {
		t.Fatalf("reading the ledger: %v, %d rows", err, len(rows))
	}
	a := &accounts{folder: f, arrivals: map[string]int{}, submissions: map[string][]ledgerRow{}, files: map[string]ledgerRow{}}
	for _, r := range rows {
		a.read(r)
	}
	a.contents(t)
	a.strangers(t)
	a.places(t)
	a.letters(t)
	t.Logf("%d files dropped: %s; %d arrivals, %d more than drops; %d slow copies stalled", len(f.dropped), a.tally(), a.arrived, a.arrived-len(f.dropped), len(f.stalled))
}

// accounts is what the ledger says of a folder's files, by hash.
type accounts struct {
	folder      *folder
	arrivals    map[string]int
	arrived     int
	submissions map[string][]ledgerRow
	files       map[string]ledgerRow
	letter      []ledgerRow
}

func (a *accounts) read(r ledgerRow) {
	switch r.table {
	case "arrival":
		a.arrivals[r.of("sha256")]++
		a.arrived++
	case "submission":
		a.submissions[r.of("sha256")] = append(a.submissions[r.of("sha256")], r)
	case "file":
		a.files[r.of("sha256")] = r
	case "letter":
		a.letter = append(a.letter, r)
	}
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// contents demands for each dropped content one file in the ledger and the archive,
// one submission in a state that it may have, and as many arrivals as drops. A file
// that was taken in while the share was away is still there when it comes back, and
// is then a duplicate, or refused once more: there may be more arrivals.
func (a *accounts) contents(t *testing.T) {
	times, kinds := map[string]int{}, map[string]string{}
	for _, d := range a.folder.dropped {
		times[digest(d.Data)]++
		if kinds[digest(d.Data)] == "" {
			kinds[digest(d.Data)] = string(d.Kind)
		}
	}
	for sum, n := range times {
		if a.arrivals[sum] < n {
			t.Errorf("%s %s: dropped %d times, arrived %d times", kinds[sum], sum, n, a.arrivals[sum])
		}
		list := slices.DeleteFunc(slices.Clone(a.submissions[sum]), func(s ledgerRow) bool {
			return a.arrivals[sum] > n && s.of("state") == "superseded" // by the same file, which was refused and came again
		})
		if len(list) != 1 {
			t.Errorf("%s %s: %d submissions: %v", kinds[sum], sum, len(list), list)
			continue
		}
		if s := list[0]; !strings.Contains(mayBe[kinds[sum]], s.of("state")) {
			t.Errorf("%s %s: its state is %s", kinds[sum], sum, s.of("state"))
		}
		kept := filepath.Join(a.folder.dir, "archive", sum[:2], sum+a.files[sum].of("ext"))
		if b, err := os.ReadFile(kept); err != nil || digest(b) != sum {
			t.Errorf("%s %s: the original in the archive: %v", kinds[sum], sum, err)
		}
	}
}

// mayBe lists the states of each kind. Of two returns for a service and month the
// one that comes first stands.
var mayBe = map[string]string{
	string(drops.Right): "accepted checked", string(drops.Faulty): "returned checked",
	string(drops.Second): "accepted checked", string(drops.Useless): "refused",
}

// strangers demands that nothing was taken in that nobody dropped: no half copy, no
// lock file, no temporary name.
func (a *accounts) strangers(t *testing.T) {
	known := map[string]bool{}
	for _, d := range a.folder.dropped {
		known[digest(d.Data)] = true
	}
	for sum, file := range a.files {
		if !known[sum] && !a.remains(sum, file.of("ext")) {
			t.Errorf("%s was taken in, and nobody dropped it: %v", sum, file)
		}
	}
}

// remains says whether a content is the beginning of one whose copy stalled.
func (a *accounts) remains(sum, ext string) bool {
	b, err := os.ReadFile(filepath.Join(a.folder.dir, "archive", sum[:2], sum+ext))
	for i := range a.folder.stalled {
		if err == nil && bytes.HasPrefix(a.folder.dropped[i].Data, b) {
			return true
		}
	}
	return false
}

// places demands that for each service and month exactly one submission stands.
func (a *accounts) places(t *testing.T) {
	stands := map[string]int{}
	for _, d := range a.folder.dropped {
		if d.Month != "" {
			stands[d.Service+" "+strings.Replace(d.Month, "-", "-M", 1)] += 0
		}
	}
	for _, list := range a.submissions {
		for _, s := range list {
			if s.of("stands") == "1" {
				stands[s.of("service")+" "+s.of("period")]++
			}
		}
	}
	for place, n := range stands {
		if n != 1 {
			t.Errorf("%s: %d submissions stand", place, n)
		}
	}
}

// letters demands that every letter that was not taken back is there as written.
func (a *accounts) letters(t *testing.T) {
	for _, l := range a.letter {
		if l.of("withdrawn") != "<nil>" {
			continue
		}
		if b, err := os.ReadFile(filepath.Join(a.folder.dir, filepath.FromSlash(l.of("path")))); err != nil || digest(b) != l.of("digest") {
			t.Errorf("letter %s is not there as it was written: %v", l, err)
		}
	}
	if len(a.letter) == 0 {
		t.Error("no letters were written")
	}
}

// tally counts the submissions by state.
func (a *accounts) tally() string {
	n := map[string]int{}
	for _, list := range a.submissions {
		for _, s := range list {
			n[s.of("state")]++
		}
	}
	return strings.TrimPrefix(fmt.Sprint(n), "map")
}
