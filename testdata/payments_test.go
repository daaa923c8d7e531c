package testdata_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/rules"
)

// TestCouncilPayments checks two councils' files with the example rule file and
// compares rows, exceptions and measures with the .want beside each; UPDATE=1
// writes those anew.
func TestCouncilPayments(t *testing.T) {
	set, err := rules.LoadPath("../rules/examples/council_payments.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("council-payments/*.csv")
	if err != nil || len(files) != 2 {
		t.Fatalf("found %d files: %v", len(files), err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			rep, err := pipeline.Run(context.Background(), pipeline.Config{
				Rules: set, Now: time.Date(2022, 3, 1, 9, 0, 0, 0, time.UTC),
				Sources: []pipeline.Source{{Path: path, Name: filepath.Base(path)}},
			})
			if err != nil {
				t.Fatal(err)
			}
			got := findings(rep)
			golden := strings.TrimSuffix(path, ".csv") + ".want"
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func findings(rep *report.Report) string {
	var b strings.Builder
	for _, f := range rep.Files {
		fmt.Fprintf(&b, "%s %s\n", f.Path, f.Status)
		for _, table := range f.Tables {
			fmt.Fprintf(&b, "%s: header in row %d, {Read:%d Clean:%d HeldBack:%d Skipped:%d}, %+v\n", table.Return, table.HeaderRow,
				table.Rows.Read, table.Rows.Clean, table.Rows.HeldBack, table.Rows.Skipped, table.Skipped)
			for e := range table.Exceptions.All() {
				fmt.Fprintf(&b, "%s %s %s row %d column %s: %s\n", e.Severity, e.Kind, e.Rule, e.Row, e.Column, e.Message)
			}
		}
	}
	for _, m := range rep.Measures {
		value := ""
		if m.Value != nil {
			value = *m.Value
		}
		fmt.Fprintf(&b, "%s %s %s\n", m.Measure, value, m.Status)
	}
	return b.String()
}
