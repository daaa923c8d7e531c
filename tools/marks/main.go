// Command marks takes every .xlsx and .xlsm below a folder through what winnow does
// to a sender's workbook, and demands that nothing else becomes of it:
//
//	go run ./tools/marks DIR           (make marks CORPORA=DIR)
//
// Cells of each sheet are marked, with notes, links and drop-downs, and two sheets
// are added. Then the parts that were not concerned must be the same bytes, all that
// the sender had (charts, pivots, macros, conditional formats, notes, …) must still
// be there, winnow must read the same cells, and Excel must find nothing to repair
// that it would not have found before. Then the marks are taken off again, after
// which every cell must look and read as at first.
//
// It prints what was found wrong, and a table of what the workbooks hold by kind. It
// ends with 1 where anything was wrong.
package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"winnow/internal/ooxml/ooxmlcheck"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "marks: name one folder")
		os.Exit(2)
	}
	out := bufio.NewWriter(os.Stdout)
	faults, err := run(out, os.Args[1])
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "marks:", err)
		os.Exit(3)
	}
	if faults > 0 {
		os.Exit(1)
	}
}

// totals are the workbooks by what became of them and by what they hold.
type totals struct {
	through, rich, faulty int
	left                  map[string]int // not marked, by reason
	kinds                 map[string]int // workbooks that went through and hold such a thing
	things                map[string]int // and how many of them
}

func run(w io.Writer, dir string) (int, error) {
	names, err := ooxmlcheck.Workbooks(dir, func(string) bool { return true })
	if err != nil {
		return 0, err
	}
	scratch, err := os.MkdirTemp("", "marks")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(scratch) }() // of the system's temporary folder
	t := totals{left: map[string]int{}, kinds: map[string]int{}, things: map[string]int{}}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return 0, err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return 0, err
		}
		t.add(w, rel, travel(scratch, data))
	}
	t.print(w, len(names))
	return t.faulty, nil
}

// travel takes one workbook through; a panic is a fault as any other.
func travel(scratch string, data []byte) (j *journey) {
	j = &journey{scratch: scratch}
	defer func() {
		if r := recover(); r != nil {
			j.fault("panic: %v\n%s", r, debug.Stack())
		}
	}()
	j.travel(data)
	return j
}

// fragile are the kinds that programs which load and save a workbook lose.
var fragile = []string{"charts", "pivot tables", "slicers", "macros", "conditional formats", "notes", "form controls", "embedded files"}

func (t *totals) add(w io.Writer, name string, j *journey) {
	for _, f := range j.faults {
		fmt.Fprintf(w, "%s: %s\n", name, f)
	}
	switch {
	case len(j.faults) > 0:
		t.faulty++
		return
	case j.left != "":
		t.left[j.left]++
		return
	}
	t.through++
	if slices.ContainsFunc(fragile, func(kind string) bool { return j.kinds[kind] > 0 }) {
		t.rich++
	}
	for kind, n := range j.kinds {
		t.kinds[kind]++
		t.things[kind] += n
	}
}

func (t *totals) print(w io.Writer, files int) {
	fmt.Fprintf(w, "\n%d workbooks: %d went through, %d of them with %s; %d did not\n\n%-26s %9s %7s\n", files, t.through, t.rich, strings.Join(fragile, ", "), t.faulty, "what they hold", "workbooks", "of it")
	for _, kind := range slices.Sorted(maps.Keys(t.kinds)) {
		fmt.Fprintf(w, "%-26s %9d %7d\n", kind, t.kinds[kind], t.things[kind])
	}
	fmt.Fprintln(w, "\nleft as they are, because")
	for _, reason := range slices.Sorted(maps.Keys(t.left)) {
		fmt.Fprintf(w, "%6d %s\n", t.left[reason], strings.TrimSpace(reason))
	}
}
