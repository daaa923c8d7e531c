// Command gen writes a large synthetic return and its rule file:
//
//	go run ./tools/bench/gen -n 1000000 -o out/bulk.csv     (or .xlsx)
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"winnow/internal/bulk"
)

func main() {
	n := flag.Int("n", 100_000, "records")
	out := flag.String("o", "out/bulk.csv", "file to write, .csv or .xlsx")
	flag.Parse()
	if err := write(*out, *n); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write(name string, n int) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(name), "bulk.yaml"), bulk.Rules, 0o644); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	make := bulk.CSV
	if strings.HasSuffix(name, ".xlsx") {
		make = bulk.XLSX
	}
	if err := make(f, n, 1); err != nil {
		return err
	}
	return f.Close()
}
