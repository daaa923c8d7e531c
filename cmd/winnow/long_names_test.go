package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLongNames: files whose names are as long as the disk takes are taken in, and
// what is written about them can be put in place, extensions and all.
func TestLongNames(t *testing.T) {
	dir := sampleWorkspace(t)
	rename := func(folder, from, to string) {
		must(t, os.Rename(filepath.Join(dir, "inbox", folder, from), filepath.Join(dir, "inbox", folder, to)))
	}
	latin := strings.Repeat("Testing sites ", 12)
	rename("community-testing", "Testing sites 2021-22 Q1.csv", latin+".csv")
	rename("stop-smoking", "Stop smoking 2021-22 Q1.xlsx", strings.Repeat("漢", 83)+".xlsx")
	rename("stop-smoking", "Quit dates by adviser.csv", strings.Repeat("🎉", 62)+".csv")
	run(t, dir)
	run(t, dir) // a commit that can't be put in place would keep every other command from its work
	for tray, endings := range map[string][]string{
		"returned/community-testing": {".csv", " - to correct.xlsx"},
		"returned/stop-smoking":      {"漢.xlsx", " - to correct.xlsx"},
		"refused/stop-smoking":       {"🎉.csv", " - could not be used.txt"},
	} {
		for _, ending := range endings {
			found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(tray), "*", "*"+ending))
			must(t, err)
			if len(found) == 0 {
				t.Errorf("%s has nothing that ends in %q", tray, ending)
			}
		}
	}
}
