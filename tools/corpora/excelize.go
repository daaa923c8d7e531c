package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/ingest"
	"winnow/internal/table"
)

// compareExcelize holds every workbook that opens to excelize's reading of it,
// each in a process of its own.
func compareExcelize(out *bufio.Writer, dir string, _ bool) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	files, err := spreadsheets(dir)
	if err != nil {
		return 0, err
	}
	same, differ := 0, 0
	fmt.Fprintln(out, "\nexcelize, cell by cell as stored:")
	for _, path := range files {
		if ending := strings.ToLower(filepath.Ext(path)); ending != ".xlsx" && ending != ".xlsm" {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), killAfter)
		said, err := exec.CommandContext(ctx, self, "-excelize", path).Output()
		cancel()
		if at := strings.TrimSpace(string(said)); err == nil && at != "" {
			differ++
			name, _ := filepath.Rel(dir, path) // the walk has found it below dir
			fmt.Fprintf(out, "  %s: %s\n", name, at)
			continue
		}
		same++
	}
	fmt.Fprintf(out, "  %d workbooks the same or not readable, %d differ\n", same, differ)
	return 0, nil
}

// differs says where excelize reads something else in a workbook than winnow,
// "" for nowhere. What excelize cannot open or read is no difference; its silence
// about damage is the reason for a reader of our own.
func differs(path string) (at string) {
	if ending := strings.ToLower(filepath.Ext(path)); ending != ".xlsx" && ending != ".xlsm" {
		return ""
	}
	defer func() {
		if recover() != nil {
			at = "" // excelize has crashed
		}
	}()
	x, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		return ""
	}
	defer x.Close()
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		return ""
	}
	defer f.Close()
	for i, s := range f.Sheets {
		rows, err := x.GetRows(s.Name)
		if err != nil {
			continue
		}
		if at := sheetDiffers(f, i, rows); at != "" {
			return fmt.Sprintf("sheet %q, %s", s.Name, at)
		}
	}
	return ""
}

// sheetDiffers compares the cells that hold something on either side.
func sheetDiffers(f *ingest.File, sheet int, rows [][]string) string {
	want := map[string]string{}
	for i, row := range rows {
		for j, v := range row {
			if v = strings.TrimSpace(v); v != "" {
				want[table.Address(j, i+1)] = v
			}
		}
	}
	for row, err := range f.Rows(sheet) {
		if err != nil {
			return ""
		}
		for j, c := range row.Cells {
			at := table.Address(j, row.Number)
			got := strings.TrimSpace(c.Raw)
			if got != want[at] && !sameStored(c, want[at]) {
				return fmt.Sprintf("%s: %.60q, excelize %.60q", at, got, want[at])
			}
			delete(want, at)
		}
	}
	for at, v := range want {
		return fmt.Sprintf("%s: nothing, excelize %.60q", at, v)
	}
	return ""
}

// sameStored allows for what excelize writes in its own way: booleans as they
// are stored, numbers through a float64, escaped characters.
func sameStored(c table.Cell, v string) bool {
	switch {
	case c.Kind == table.Bool:
		return v == map[string]string{"TRUE": "1", "FALSE": "0"}[c.Raw]
	case c.Kind == table.Number || c.Kind == table.Date:
		return sameNumber(c.Raw, v)
	}
	plain := strings.NewReplacer("\r\n", "\n", "\r", "\n", "_x000D_", "\n", "_x000d_", "\n")
	return strings.Join(strings.Fields(plain.Replace(c.Raw)), " ") == strings.Join(strings.Fields(plain.Replace(v)), " ")
}
