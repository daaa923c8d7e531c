// Command read times the workbook reader against what a user would pick instead
// and against the floor, on the same generated workbooks in one run:
//
//	go run ./tools/bench/read            (make bench-read)
//
// It prints rows a second and two ratios: excelize's Rows to winnow, and winnow
// to inflating the sheet and visiting each tag. All cells are counted first, so
// that no program is faster for reading less.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"winnow/internal/bulk"
)

// program is one way of reading a workbook. It returns the filled cells; the
// floor, which reads none, returns -1.
type program struct {
	name string
	runs int
	read func(path string) (cells int, err error)
}

var programs = []program{
	{"winnow", 5, readWinnow},
	{"inflate and scan", 5, scanTags},
	{"excelize Rows, raw", 1, readExcelize},
}

func main() {
	rows := flag.String("rows", "100000,500000", "records of each workbook, with commas between")
	dir := flag.String("dir", "out/bench", "folder for the workbooks")
	flag.Parse()
	for _, n := range strings.Split(*rows, ",") {
		count, err := strconv.Atoi(n)
		if err == nil {
			err = compare(os.Stdout, *dir, count)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "read:", err)
			os.Exit(1)
		}
	}
}

// compare times every program on one workbook and prints the ratios.
func compare(w io.Writer, dir string, rows int) error {
	path, err := bulk.Workbook(dir, rows)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %d rows, %d columns\n", path, rows+1, len(bulk.Columns))
	times := make([]time.Duration, len(programs))
	want := -1
	for i, p := range programs {
		took, cells, err := best(p, path)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		times[i] = took
		if cells >= 0 && want >= 0 && cells != want {
			return fmt.Errorf("%s: %d cells, where another read %d", p.name, cells, want)
		} else if cells >= 0 {
			want = cells
		}
		fmt.Fprintf(w, "  %-20s %8.3f s %10.0f rows/s\n", p.name, times[i].Seconds(), float64(rows)/times[i].Seconds())
	}
	fmt.Fprintf(w, "  winnow is %.1f times as fast as excelize's Rows (at least 18 wanted)\n", times[2].Seconds()/times[0].Seconds())
	fmt.Fprintf(w, "  winnow takes %.2f times as long as inflating and scanning (at most 2.5 wanted)\n", times[0].Seconds()/times[1].Seconds())
	return nil
}

// best returns the shortest time of a program's runs.
func best(p program, path string) (time.Duration, int, error) {
	var least time.Duration
	var cells int
	for i := range p.runs {
		start := time.Now()
		n, err := p.read(path)
		took := time.Since(start)
		if err != nil {
			return 0, 0, err
		}
		if cells = n; i == 0 || took < least {
			least = took
		}
	}
	return least, cells, nil
}
