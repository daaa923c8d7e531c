package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"winnow/ingest"
)

// What a file may take before it is a fault.
const (
	slowAfter  = 10 * time.Second
	killAfter  = time.Minute
	hungryFrom = 1 << 30 // bytes resident
)

// tally is what became of the files of one ending.
type tally struct {
	files, opened, refused, crashed, slow, hungry int
	longest                                       time.Duration
	largest                                       int64 // bytes resident
}

// readAll reads each file in a process of its own and prints a line an ending.
func readAll(out *bufio.Writer, dir string, files []string, verbose bool) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	tallies, reasons := map[string]*tally{}, map[string]int{}
	for _, path := range files {
		ending := strings.ToLower(filepath.Ext(path))
		if tallies[ending] == nil {
			tallies[ending] = &tally{}
		}
		name, _ := filepath.Rel(dir, path) // the walk has found it below dir
		tallies[ending].read(out, self, path, name, reasons, verbose)
	}
	return printTallies(out, tallies, reasons), nil
}

func (t *tally) read(out *bufio.Writer, self, path, name string, reasons map[string]int, verbose bool) {
	ctx, cancel := context.WithTimeout(context.Background(), killAfter)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "-one", path)
	var said, trace bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &trace
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	t.files++
	t.longest = max(t.longest, took)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		t.largest = max(t.largest, usage.Maxrss<<10)
		if usage.Maxrss<<10 > hungryFrom {
			t.hungry++
			fmt.Fprintf(out, "HUNGRY  %s: %d MB\n", name, usage.Maxrss>>10)
		}
	}
	if took > slowAfter {
		t.slow++
		fmt.Fprintf(out, "SLOW    %s: %s\n", name, took.Round(time.Millisecond))
	}
	t.note(out, name, strings.TrimSpace(said.String()), err, reasons, verbose)
}

// note counts how one file ended.
func (t *tally) note(out *bufio.Writer, name, said string, err error, reasons map[string]int, verbose bool) {
	reason, isRefused := strings.CutPrefix(said, "refused ")
	switch {
	case err != nil || said == "":
		t.crashed++
		fmt.Fprintf(out, "CRASHED %s: %v\n", name, err)
	case isRefused:
		t.refused++
		kind, _, _ := strings.Cut(reason, ":")
		reasons[kind]++
		if verbose || kind == "damaged" {
			fmt.Fprintf(out, "refused %s: %s\n", name, reason)
		}
	default:
		t.opened++
	}
}

func printTallies(out *bufio.Writer, tallies map[string]*tally, reasons map[string]int) int {
	faults := 0
	fmt.Fprintf(out, "\n%-9s %6s %6s %7s %7s %5s %6s %9s %9s\n", "ending", "files", "opened", "refused", "crashed", "slow", "hungry", "longest", "largest")
	for _, ending := range slices.Sorted(maps.Keys(tallies)) {
		t := tallies[ending]
		faults += t.crashed + t.slow + t.hungry
		fmt.Fprintf(out, "%-9s %6d %6d %7d %7d %5d %6d %8.2fs %6d MB\n", ending, t.files, t.opened, t.refused, t.crashed, t.slow, t.hungry, t.longest.Seconds(), t.largest>>20)
	}
	fmt.Fprintln(out, "\nrefused because:")
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Fprintf(out, "%6d %s\n", reasons[reason], reason)
	}
	return faults
}

// readOne reads every sheet of a file to its end and prints how that went.
func readOne(path string) int {
	rows, err := countRows(path)
	var refusal *ingest.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Reason != "" && refusal.Fix != "" && refusal.Kind != "":
		fmt.Println("refused", refusal.Reason)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 3
	default:
		fmt.Println("opened", rows)
	}
	return 0
}

func countRows(path string) (int, error) {
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n := 0
	for i := range f.Sheets {
		for _, err := range f.Rows(i) {
			if err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}
