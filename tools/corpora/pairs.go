package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"winnow/ingest"
)

// pair is a workbook and the CSVs that Excel wrote for its sheets.
type pair struct {
	File     string              `json:"file"`
	Sheets   []string            `json:"sheetnames"`
	CSV      map[string][]string `json:"csv"`
	Baseline struct {
		Cells int `json:"cells"`
		Agree int `json:"agree"`
	} `json:"baseline_excelize_2.9.0"`
}

// difference is one cell that does not agree.
type difference struct {
	sheet, at, got, want, why string
}

// comparePairs holds every .xlsx and .xlsm to what Excel itself showed.
func comparePairs(out *bufio.Writer, dir string, verbose bool) (int, error) {
	lists, err := filepath.Glob(filepath.Join(dir, "excel_csv_pairs*.json"))
	if err != nil || len(lists) == 0 {
		return 0, err
	}
	faults := 0
	for _, list := range lists {
		raw, err := os.ReadFile(list)
		if err != nil {
			return 0, err
		}
		var cases struct{ Cases []pair }
		if err := json.Unmarshal(raw, &cases); err != nil {
			return 0, fmt.Errorf("reading %q: %w", list, err)
		}
		n, err := compareList(out, dir, filepath.Base(list), cases.Cases, verbose)
		if err != nil {
			return 0, err
		}
		faults += n
	}
	return faults, nil
}

func compareList(out *bufio.Writer, dir, name string, cases []pair, verbose bool) (int, error) {
	fmt.Fprintf(out, "\n%s: cells that agree with what Excel showed\n", name)
	cells, agree, base, below, books := 0, 0, 0, 0, 0
	why := map[string]int{}
	for _, c := range cases {
		if ending := strings.ToLower(filepath.Ext(c.File)); ending != ".xlsx" && ending != ".xlsm" {
			continue
		}
		n, differ, err := c.compare(dir)
		var refusal *ingest.Refusal
		if errors.As(err, &refusal) {
			fmt.Fprintf(out, "  refused %s: %s (baseline %d of %d)\n", c.File, refusal.Reason, c.Baseline.Agree, c.Baseline.Cells)
			continue
		} else if err != nil {
			return 0, err
		}
		books++
		cells, agree, base = cells+n, agree+n-len(differ), base+c.Baseline.Agree
		unexplained := 0
		for _, d := range differ {
			if why[d.why]++; d.why == unknown {
				unexplained++
			}
		}
		if n-len(differ) < c.Baseline.Agree {
			below++
			fmt.Fprintf(out, "  BELOW %s: %d of %d agree, baseline %d\n", c.File, n-len(differ), n, c.Baseline.Agree)
		}
		for i, d := range differ {
			if verbose || d.why == unknown && i < 5 {
				fmt.Fprintf(out, "    %s %q %s: %.40q, Excel showed %.40q (%s)\n", c.File, d.sheet, d.at, d.got, d.want, d.why)
			}
		}
	}
	fmt.Fprintf(out, "  %d workbooks, %d cells, %d agree, baseline %d, %d below it\n", books, cells, agree, base, below)
	for reason, n := range why {
		fmt.Fprintf(out, "  %6d differ: %s\n", n, reason)
	}
	return below + why[unknown], nil
}

// compare reads the sheets of one workbook that Excel wrote a CSV for.
func (p pair) compare(dir string) (int, []difference, error) {
	cells := 0
	var differ []difference
	for i, list := range p.shown() {
		want, err := csvGrid(filepath.Join(dir, list))
		if errors.Is(err, os.ErrNotExist) {
			continue
		} else if err != nil {
			return 0, nil, err
		}
		sheet, at := "", sheetNumber(list, i)
		if at < len(p.Sheets) {
			sheet = p.Sheets[at]
		}
		got, err := sheetGrid(filepath.Join(dir, p.File), sheet, at)
		if err != nil {
			return 0, nil, err
		}
		n, d := compareGrids(sheet, got, want)
		cells, differ = cells+n, append(differ, d...)
	}
	return cells, differ, nil
}

// shown returns the CSVs of the later version of Excel that wrote any. It left
// out sheets that are empty.
func (p pair) shown() []string {
	if later := p.CSV["2016"]; len(later) > 0 {
		return later
	}
	return p.CSV["2011"]
}

var numbered = regexp.MustCompile(`\.(\d+)\.csv$`)

// sheetNumber returns the place of the sheet that a CSV's name ends with.
func sheetNumber(name string, otherwise int) int {
	if m := numbered.FindStringSubmatch(name); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n
		}
	}
	return otherwise
}
