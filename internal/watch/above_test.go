package watch

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestFolderAboveVanishes moves the folder that the root stands in away and back, of
// which no event tells: a file that was settling then is taken all the same, and not
// only at the next sweep, which is an hour away.
func TestFolderAboveVanishes(t *testing.T) {
	share := filepath.Join(t.TempDir(), "share")
	l := startLive(t, Config{Root: filepath.Join(share, "inbox"), Mode: Auto, Sweep: time.Hour, Settle: 500 * time.Millisecond})
	l.write("a.csv", "x\n")
	l.wantTaken("a.csv")
	if len(l.kinds(ModeChosen)) == 0 || l.kinds(ModeChosen)[0].Mode != Events {
		t.Skip("the system tells of no changes here")
	}
	l.write("b.csv", "x\n")
	if err := os.Rename(share, share+" away"); err != nil {
		t.Fatal(err)
	}
	until(t, "the root is missed", func() bool { return len(l.kinds(RootGone)) == 1 })
	if err := os.Rename(share+" away", share); err != nil {
		t.Fatal(err)
	}
	l.wantTaken("a.csv", "b.csv")
}
