// Command corpora reads every spreadsheet under a folder and prints what became
// of each kind: opened, refused and why, crashed, slow, hungry.
//
//	go run ./tools/corpora DIR           (make corpora CORPORA=DIR)
//
// Each file is read by a process of its own, so that a crash or a file that eats
// the machine is counted and not shared. Where the folder holds the lists of
// expected cells that it knows (excel_csv_pairs*.json, calamine_cases.json,
// csv-spectrum), what was read is compared with them; where it holds cases for
// schemas (frictionless_cases*.json, fr_cases*.json, csvlint_cases.json; these
// alone with -schemas), each is loaded and checked as `winnow check` does it, and
// a departure needs a reason that applies to it (departures.go). The cases of the
// return on children looked after (lac903_cases*.json; these alone with -lac903)
// are held against rules/examples/ssda903.
// It ends with 1 where anything crashed, hung, ate more than 1 GB, agrees with
// fewer cells than the baseline stored for it, or departs without a reason.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	one := flag.Bool("one", false, "read one file, print how it went, and measure nothing")
	other := flag.Bool("excelize", false, "read one file with excelize too, and print where it differs")
	care := flag.Bool("lac903", false, "compare the cases of the return on children looked after alone")
	only := flag.Bool("schemas", false, "compare the lists of Table Schema cases alone")
	verbose := flag.Bool("v", false, "list every file that was refused and every cell that differs")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "corpora: name one folder")
		os.Exit(2)
	}
	if *one {
		os.Exit(readOne(flag.Arg(0)))
	}
	if *other {
		fmt.Println(differs(flag.Arg(0)))
		return
	}
	out := bufio.NewWriter(os.Stdout)
	compare := run
	if *only {
		compare = compareSchemas
	}
	if *care {
		compare = compareLac
	}
	faults, err := compare(out, flag.Arg(0), *verbose)
	err = errors.Join(err, out.Flush())
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpora:", err)
		os.Exit(3)
	}
	if faults > 0 {
		os.Exit(1)
	}
}

// run prints the table of all files and the comparisons, and counts faults.
func run(out *bufio.Writer, dir string, verbose bool) (int, error) {
	files, err := spreadsheets(dir)
	if err != nil {
		return 0, err
	}
	faults, err := readAll(out, dir, files, verbose)
	if err != nil {
		return faults, err
	}
	for _, compare := range []func(*bufio.Writer, string, bool) (int, error){comparePairs, compareCalamine, compareSpectrum, compareSchemas, compareLac, compareExcelize} {
		n, err := compare(out, dir, verbose)
		if err != nil {
			return faults, err
		}
		faults += n
	}
	return faults, nil
}

var endings = []string{".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".fods", ".xml", ".csv", ".tsv", ".txt", ".numbers"}

// spreadsheets lists the files of a folder that may be spreadsheets.
func spreadsheets(dir string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, ending := range endings {
			if strings.EqualFold(filepath.Ext(path), ending) {
				files = append(files, path)
			}
		}
		return nil
	})
	return files, err
}
