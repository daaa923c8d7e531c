// Command mark times marking cells of a large workbook, each with a note: winnow,
// which patches the package, against excelize, which loads and saves it. Both mark
// the same cells of the same generated workbook in one run:
//
//	go run ./tools/bench/mark            (make bench-mark)
//
// Each pass is a process of its own, the two taking turns. It prints the median
// times, the peak memory and the ratio, and ends with 1 where winnow is less than 8
// times as fast or takes 250 MB.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"winnow/internal/bulk"
)

// What is wanted of winnow.
const (
	faster  = 8
	largest = 250 << 20 // bytes resident
)

func main() {
	rows := flag.Int("rows", 100_000, "records of the workbook")
	cells := flag.Int("cells", 1000, "cells to mark")
	runs := flag.Int("runs", 3, "passes of each program")
	dir := flag.String("dir", "out/bench", "folder for the workbooks")
	as := flag.String("as", "", "be one program: mark the file named first into the one named second")
	flag.Parse()
	if *as != "" {
		if err := markers[*as](flag.Arg(0), flag.Arg(1), *rows, *cells); err != nil {
			fmt.Fprintf(os.Stderr, "mark as %s: %v\n", *as, err)
			os.Exit(1)
		}
		return
	}
	met, err := compare(os.Stdout, *dir, *rows, *cells, *runs)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mark:", err)
		os.Exit(1)
	}
	if !met {
		os.Exit(1)
	}
}

// pass is one process: how long it took and what it held at most.
type pass struct {
	took time.Duration
	peak int64
}

// compare runs the two in turns and says whether what is wanted was met.
func compare(w io.Writer, dir string, rows, cells, runs int) (bool, error) {
	path, err := bulk.Workbook(dir, rows)
	if err != nil {
		return false, err
	}
	fmt.Fprintf(w, "%s: %d rows, %d columns, %d cells marked with a note, %d passes\n", path, rows+1, len(bulk.Columns), cells, runs)
	passes := map[string][]pass{}
	for range runs {
		for _, name := range names {
			p, err := run(name, path, filepath.Join(dir, "marked-"+name+".xlsx"), rows, cells)
			if err != nil {
				return false, fmt.Errorf("%s: %w", name, err)
			}
			passes[name] = append(passes[name], p)
		}
	}
	for _, name := range names {
		if err := count(filepath.Join(dir, "marked-"+name+".xlsx"), cells); err != nil {
			return false, fmt.Errorf("%s: %w", name, err)
		}
		took, peak := middle(passes[name])
		fmt.Fprintf(w, "  %-10s %8.3f s %6d MB at most\n", name, took.Seconds(), peak>>20)
	}
	slow, _ := middle(passes["excelize"])
	fast, peak := middle(passes["winnow"])
	ratio := slow.Seconds() / fast.Seconds()
	fmt.Fprintf(w, "  winnow is %.1f times as fast (at least %d wanted) in %d MB (less than %d wanted)\n", ratio, faster, peak>>20, largest>>20)
	return ratio >= faster && peak < largest, nil
}

// run marks the workbook in a process of its own.
func run(name, from, to string, rows, cells int) (pass, error) {
	self, err := os.Executable()
	if err != nil {
		return pass{}, err
	}
	c := exec.Command(self, "-as", name, "-rows", fmt.Sprint(rows), "-cells", fmt.Sprint(cells), from, to)
	c.Stderr = os.Stderr
	start := time.Now()
	if err := c.Run(); err != nil {
		return pass{}, err
	}
	p := pass{took: time.Since(start)}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.peak = usage.Maxrss << 10
	}
	return p, nil
}

// middle returns the median time and the greatest memory.
func middle(passes []pass) (time.Duration, int64) {
	passes = slices.Clone(passes)
	slices.SortFunc(passes, func(a, b pass) int { return int(a.took - b.took) })
	peak := int64(0)
	for _, p := range passes {
		peak = max(peak, p.peak)
	}
	return passes[len(passes)/2].took, peak
}
