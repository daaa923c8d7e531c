package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNamesDoNotCommandTerminals: a name that a file was given outside stands on one
// line of what is printed, and nothing in it is taken for a command.
func TestNamesDoNotCommandTerminals(t *testing.T) {
	dir := sampleWorkspace(t)
	const from, to = "Testing sites 2021-22 Q1.csv", "a\x1b[31mb\nwinnow: c\u202e.csv"
	folder := filepath.Join(dir, "inbox", "community-testing")
	if err := os.Rename(filepath.Join(folder, from), filepath.Join(folder, to)); err != nil {
		t.Skip("the disk takes no such names") // Windows
	}
	for _, command := range [][]string{{"run"}, {"history"}, {"show", "3"}} {
		out, _ := winnowProcess(append(command, "-w", dir)...).CombinedOutput()
		if strings.ContainsAny(string(out), "\x1b\u202e") || strings.Contains(string(out), "\nwinnow: c") {
			t.Errorf("winnow %s prints the name as it is:\n%q", command[0], out)
		}
		if !strings.Contains(string(out), "a\uFFFD[31mb\uFFFDwinnow: c\uFFFD.csv") {
			t.Errorf("winnow %s lacks the name:\n%s", command[0], out)
		}
	}
}
