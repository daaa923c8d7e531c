package sample

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/rules"
)

// TestEveryReturnIsItself: a table with a return's own titles, or with the first
// alias of each, is taken for that return among all that are shipped.
func TestEveryReturnIsItself(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Returns {
		var titles, aliases []string
		for _, f := range r.Fields {
			titles = append(titles, f.Title)
			if len(f.Aliases) > 0 {
				aliases = append(aliases, f.Aliases[0])
			} else {
				aliases = append(aliases, f.Title)
			}
		}
		for name, header := range map[string][]string{"titles": titles, "aliases": aliases} {
			t.Run(r.Name+"/"+name, func(t *testing.T) {
				if got := recognised(t, set, header); got != r.Name {
					t.Errorf("taken for %q", got)
				}
			})
		}
	}
}

// recognised says what return a table with these titles is taken for.
func recognised(t *testing.T, set *rules.Set, header []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "return.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	if err := w.WriteAll([][]string{header, slices.Repeat([]string{"x"}, len(header))}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	quarter, err := period.Parse("2021-22-Q1")
	if err != nil {
		t.Fatal(err)
	}
	config := pipeline.Config{Rules: set, Period: quarter, Now: time.Date(2021, 7, 5, 9, 0, 0, 0, time.UTC),
		Sources: []pipeline.Source{{Path: path, Name: "return.csv"}}}
	rep, err := pipeline.Run(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Files) != 1 || len(rep.Files[0].Tables) != 1 {
		return ""
	}
	return rep.Files[0].Tables[0].Return
}
