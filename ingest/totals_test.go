package ingest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"winnow/internal/table"
)

// TestTotalsAndNamesLikeThem tells total rows from records whose payee begins
// with the same word: council payments hold TOTAL GAS & POWER LTD.
func TestTotalsAndNamesLikeThem(t *testing.T) {
	payments := &Layout{Columns: []Column{
		{Name: "date", Titles: []string{"Date"}},
		{Name: "payee", Titles: []string{"Payee"}, Required: true},
		{Name: "department", Titles: []string{"Department"}},
		{Name: "amount", Titles: []string{"Amount"}, Required: true, Numeric: true},
	}}
	areas := &Layout{Columns: []Column{
		{Name: "area", Titles: []string{"Area"}, Required: true},
		{Name: "n", Titles: []string{"People"}, Numeric: true},
	}}
	for _, c := range []struct {
		name   string
		layout *Layout
		text   string
		totals int
	}{
		{"a payee called Total", payments, "Date,Payee,Department,Amount\n01/04/2021,TOTAL GAS & POWER,Energy,5\n02/04/2021,B,Roads,6\n", 0},
		{"and nothing but Total", payments, "Date,Payee,Department,Amount\n01/04/2021,TOTAL,Energy,5\n02/04/2021,B,Roads,6\n", 0},
		{"without its department", payments, "Date,Payee,Department,Amount\n01/04/2021,TOTAL ECOLOGY LTD,,5\n02/04/2021,B,Roads,6\n", 0},
		{"a bare total", payments, "Date,Payee,Department,Amount\n01/04/2021,A,Energy,5\n,Total:,,5\n", 1},
		{"a total for a department", payments, "Date,Payee,Department,Amount\n01/04/2021,A,Energy,5\nTotal Energy,,,5\n", 1},
		{"a grand total with a date", payments, "Date,Payee,Department,Amount\n01/04/2021,A,Energy,5\n30/06/2021,GRAND TOTAL,,5\n", 1},
		{"two columns, a total", areas, "Area,People\nNorth,5\nTotal,5\n", 1},
		{"two columns, a name", areas, "Area,People\nTotal Fitness,5\nNorth,5\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "in.csv")
			if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			f, err := Open(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			loc, err := f.Match(0, c.layout)
			if err != nil {
				t.Fatal(err)
			}
			r, err := f.Read(c.layout, loc)
			if err != nil {
				t.Fatal(err)
			}
			var b table.Batch
			for err == nil {
				err = r.Next(&b)
			}
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			if got := r.Tail().Skipped.Total; got != c.totals {
				t.Errorf("%d total rows, want %d", got, c.totals)
			}
		})
	}
}
