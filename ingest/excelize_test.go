package ingest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/table"
)

// TestAgainstExcelize writes workbooks with excelize, in both of its ways, and
// holds our reading to its own.
func TestAgainstExcelize(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for seed := range 4 {
		x := excelize.NewFile()
		var rows [][]any
		for range 60 {
			var row []any
			for range 1 + r.IntN(9) {
				row = append(row, someValue(r))
			}
			rows = append(rows, row)
		}
		if err := writeRows(x, rows, seed%2 == 0); err != nil {
			t.Fatal(err)
		}
		buf, err := x.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		want, err := x.GetRows("Sheet1", excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		got, err := grid(open(t, "in.xlsx", buf.Bytes()), 0)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(flat(want), rawText(got)); diff != "" {
			t.Error(seed, diff)
		}
	}
}

func writeRows(x *excelize.File, rows [][]any, stream bool) error {
	if !stream {
		for i, row := range rows {
			if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				return err
			}
		}
		return nil
	}
	w, err := x.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i, row := range rows {
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return err
		}
	}
	return w.Flush()
}

func someValue(r *rand.Rand) any {
	switch r.IntN(9) {
	case 0:
		return r.IntN(1000)
	case 1:
		return float64(r.IntN(100000)) / 100
	case 2:
		return nil
	case 3:
		return time.Date(2021, 4, 1+r.IntN(90), r.IntN(24), 30, 0, 0, time.UTC)
	case 4:
		return "line\nbreak & <tag> £ \u2019 _x0041_"
	case 5:
		return ""
	case 6:
		return " padded "
	case 7:
		return "=1+1"
	}
	return fmt.Sprintf("text %d", r.IntN(20))
}

// flat keys filled cells by their address.
func flat(rows [][]string) map[string]string {
	cells := map[string]string{}
	for i, row := range rows {
		for c, v := range row {
			if v != "" {
				cells[table.Address(c, i+1)] = v
			}
		}
	}
	return cells
}

func rawText(rows map[int][]table.Cell) map[string]string {
	cells := map[string]string{}
	for n, row := range rows {
		for c, cell := range row {
			if cell.Raw != "" {
				cells[table.Address(c, n)] = cell.Raw
			}
		}
	}
	return cells
}

// TestPassword opens what excelize has encrypted.
func TestPassword(t *testing.T) {
	x := excelize.NewFile()
	if err := x.SetCellValue("Sheet1", "A1", "secret"); err != nil {
		t.Fatal(err)
	}
	buf, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	data, err := excelize.Encrypt(buf.Bytes(), &excelize.Options{Password: "open"})
	if err != nil {
		t.Fatal(err)
	}
	path := file(t, "in.xlsx", data)
	for _, password := range []string{"", "wrong"} {
		_, err := Open(path, Options{Password: password})
		if r := refusal(t, err); r.Reason != "password-protected" {
			t.Error(r.Reason)
		}
	}
	f, err := Open(path, Options{Password: "wrong", Passwords: []string{"also wrong", "open", "not tried"}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := grid(f, 0)
	if err != nil || len(rows) != 1 || rows[1][0].Raw != "secret" {
		t.Error(rows, err)
	}
}
