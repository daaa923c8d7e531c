package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"winnow/ingest"
	"winnow/internal/table"
)

// cell is one cell that was read, and where it came from.
type cell struct {
	table.Cell
	date1904 bool
}

// sheetGrid reads a sheet by its name, or where that is "" by its 0-based place,
// from its first filled row and column on. A sheet without cells, such as a
// chart, is empty.
func sheetGrid(path, sheet string, at int) ([][]cell, error) {
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if sheet != "" {
		at = slices.IndexFunc(f.Sheets, func(s ingest.Sheet) bool { return s.Name == sheet })
	}
	if at < 0 || at >= len(f.Sheets) {
		return nil, nil
	}
	var grid [][]cell
	for row, err := range f.Rows(at) {
		if err != nil {
			return nil, err
		}
		for f.Format == ingest.XLSX && len(grid) < row.Number-1 {
			grid = append(grid, nil)
		}
		var line []cell
		for _, c := range row.Cells {
			line = append(line, cell{c, f.Date1904})
		}
		grid = append(grid, line)
	}
	return trim(grid, func(c cell) bool { return c.Empty() }), nil
}

// trim drops empty cells at the ends of rows, empty rows at both ends, and empty
// columns at the left: Excel's own CSV begins at the first used row and column.
func trim[T any](grid [][]T, empty func(T) bool) [][]T {
	left := -1
	for i, row := range grid {
		for len(row) > 0 && empty(row[len(row)-1]) {
			row = row[:len(row)-1]
		}
		grid[i] = row
		for j := range row {
			if !empty(row[j]) {
				if left < 0 || j < left {
					left = j
				}
				break
			}
		}
	}
	for len(grid) > 0 && len(grid[len(grid)-1]) == 0 {
		grid = grid[:len(grid)-1]
	}
	for len(grid) > 0 && len(grid[0]) == 0 {
		grid = grid[1:]
	}
	for i, row := range grid {
		if len(row) > 0 && left > 0 {
			grid[i] = row[left:]
		}
	}
	return grid
}

// csvGrid reads a CSV that Excel wrote, in UTF-8 or Windows-1252.
func csvGrid(path string) ([][]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text := strings.TrimPrefix(string(raw), "\uFEFF")
	if !utf8.ValidString(text) {
		if text, err = charmap.Windows1252.NewDecoder().String(text); err != nil {
			return nil, err
		}
	}
	// encoding/csv leaves blank lines out, which count here.
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var grid [][]string
	next := 1
	for {
		row, err := r.Read()
		if row == nil {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading %q: %w", path, err)
		}
		line, _ := r.FieldPos(0)
		for ; next < line; next++ {
			grid = append(grid, nil)
		}
		grid = append(grid, row)
		for _, field := range row {
			next += strings.Count(field, "\n")
		}
		next++
	}
	return trim(grid, func(s string) bool { return strings.TrimSpace(s) == "" }), nil
}
