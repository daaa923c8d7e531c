package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"winnow/ingest"
	"winnow/internal/table"
)

// expected is a grid, or one cell of one, that another reader's tests demand.
type expected struct {
	File  string
	Sheet any // a name or a 0-based place
	Rows  [][]any
	Cell  []int // of a single value, 0-based row and column of the used range
	Value any
}

// compareCalamine holds odd workbooks to what another reader's tests expect.
func compareCalamine(out *bufio.Writer, dir string, _ bool) (int, error) {
	var list struct {
		Cases []struct {
			ID             string
			Ranges, Values []expected
		}
	}
	if ok, err := readList(filepath.Join(dir, "calamine_cases.json"), &list); !ok {
		return 0, err
	}
	equal, refused, differ := 0, 0, 0
	for _, c := range list.Cases {
		for _, want := range slices.Concat(c.Ranges, c.Values) {
			at, err := want.differs(dir)
			var refusal *ingest.Refusal
			switch {
			case errors.As(err, &refusal):
				refused++
			case errors.Is(err, os.ErrNotExist): // the folder holds a part of the corpus
			case err != nil:
				return 0, err
			case at != "":
				differ++
				fmt.Fprintf(out, "  %s %s %v: %s\n", c.ID, want.File, want.Sheet, at)
			default:
				equal++
			}
		}
	}
	fmt.Fprintf(out, "\ncalamine_cases.json: %d equal, %d refused, %d differ (each listed above)\n", equal, refused, differ)
	return 0, nil
}

// differs reads the sheet and says where it is not what is expected.
func (e expected) differs(dir string) (string, error) {
	name, _ := e.Sheet.(string)
	at, _ := e.Sheet.(float64)
	grid, err := sheetGrid(filepath.Join(dir, e.File), name, int(at))
	if err != nil {
		return "", err
	}
	if len(e.Cell) == 2 {
		grid = grid[min(len(grid), e.Cell[0]):]
		e.Rows = [][]any{make([]any, e.Cell[1]+1)}
		e.Rows[0][e.Cell[1]] = e.Value
		if len(grid) > 0 {
			clear(grid[0][:min(e.Cell[1], len(grid[0]))]) // only the one cell is expected
		}
	}
	return firstDifference(grid, e.Rows), nil
}

func readList(path string, into any) (bool, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return false, fmt.Errorf("reading %q: %w", path, err)
	}
	return true, nil
}

func firstDifference(grid [][]cell, want [][]any) string {
	for i, row := range want {
		for j, v := range row {
			c := cell{}
			if i < len(grid) && j < len(grid[i]) {
				c = grid[i][j]
			}
			if !isValue(c, v) {
				return fmt.Sprintf("%s is %.40q, not %.40v", table.Address(j, i+1), c.Raw, v)
			}
		}
	}
	return ""
}

func isValue(c cell, v any) bool {
	switch v := v.(type) {
	case nil:
		return c.Empty()
	case string:
		return c.Raw == v
	case bool:
		return c.Raw == strings.ToUpper(strconv.FormatBool(v))
	case float64:
		return sameFloat(c.Raw, v)
	case map[string]any:
		if e, ok := v["$error"].(string); ok {
			return c.Kind == table.Error && c.Raw == e
		}
		if text, ok := v["$datetimeiso"].(string); ok {
			return c.Kind == table.Date && c.Raw == text
		}
		if n, ok := v["$serial"].(float64); ok {
			return (c.Kind == table.Date || v["type"] == "TimeDelta") && sameFloat(c.Raw, n)
		}
	}
	return false
}

func sameFloat(raw string, v float64) bool {
	n, err := strconv.ParseFloat(raw, 64)
	return err == nil && n == v
}

// compareSpectrum holds CSVs to the records that JSON beside them gives.
func compareSpectrum(out *bufio.Writer, dir string, _ bool) (int, error) {
	files, err := filepath.Glob(filepath.Join(dir, "csv-spectrum", "csvs", "*.csv"))
	if err != nil || len(files) == 0 {
		return 0, err
	}
	equal := 0
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		var want []map[string]string
		if ok, err := readList(filepath.Join(dir, "csv-spectrum", "json", name+".json"), &want); !ok {
			return 0, err
		}
		grid, err := sheetGrid(path, "", 0)
		if err != nil {
			fmt.Fprintf(out, "  csv-spectrum %s: %v\n", name, err)
			continue
		}
		if err := likeTheFile(path, want); err != nil {
			return 0, err
		}
		if at := recordsDiffer(grid, want); at != "" {
			fmt.Fprintf(out, "  csv-spectrum %s: %s\n", name, at)
			continue
		}
		equal++
	}
	fmt.Fprintf(out, "\ncsv-spectrum: %d of %d equal\n", equal, len(files))
	return len(files) - equal, nil
}

// likeTheFile takes carriage returns out of what is expected where the file has
// none: a checkout may have turned its line ends, those in cells too.
func likeTheFile(path string, want []map[string]string) error {
	b, err := os.ReadFile(path)
	if err != nil || bytes.ContainsRune(b, '\r') {
		return err
	}
	for _, record := range want {
		for title, value := range record {
			record[title] = strings.ReplaceAll(value, "\r\n", "\n")
		}
	}
	return nil
}

func recordsDiffer(grid [][]cell, want []map[string]string) string {
	if len(grid) != len(want)+1 {
		return fmt.Sprintf("%d rows, not %d", len(grid), len(want)+1)
	}
	for i, record := range want {
		for j, title := range grid[0] {
			got := ""
			if j < len(grid[i+1]) {
				got = grid[i+1][j].Raw
			}
			if got != record[title.Raw] {
				return fmt.Sprintf("row %d, %q is %q, not %q", i+2, title.Raw, got, record[title.Raw])
			}
		}
	}
	return ""
}
