package sample

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/rules"
)

// TestRightClears types every right value into the cell that its exception
// names, as a clerk does: the exception must be gone, and no other come of it.
// A total row goes alone, as it adds up the rows as received.
func TestRightClears(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	typed := 0
	for i, spoil := range []func(*defects){spoilSmoking, spoilWeight, spoilTesting, spoilAwards} {
		for _, kind := range []string{"", report.KindTotal} {
			s := []func() *sheet{smoking, weight, sitesSheet, fund}[i]()
			d := &defects{sheet: s, rand: draw(uint64(11 + i))}
			spoil(d)
			before := map[string]bool{}
			var cleared []string
			for j, e := range d.resolve() {
				before[place(e.Row, e.Column, e.Rule)] = true
				if l := d.list[j].line; hasRight(e) && (e.Kind == report.KindTotal) == (kind == report.KindTotal) {
					enter(l, e.Field, e.Right)
					cleared = append(cleared, place(e.Row, e.Column, e.Rule))
				}
			}
			if len(cleared) > 0 {
				typed += len(cleared)
				onlyCleared(t, check(t, set, s), before, cleared)
			}
		}
	}
	if typed < 60 {
		t.Errorf("only %d right values were typed in", typed)
	}
	t.Logf("%d right values typed in", typed)
}

// onlyCleared wants nothing said at the cells corrected, and nothing new elsewhere.
func onlyCleared(t *testing.T, after, before map[string]bool, corrected []string) {
	t.Helper()
	for _, at := range corrected {
		if after[at] {
			t.Errorf("%s: the right value doesn't clear the exception", at)
		}
	}
	for at := range after {
		if !before[at] && !takesMore[at] {
			t.Errorf("%s: comes of the right values", at)
		}
	}
}

// takesMore are the days whose other counts were changed too: with one of them
// put right the sum is next.
var takesMore = map[string]bool{"8791 tests-add-up": true, "82204 tests-add-up": true}

// hasRight says whether an exception's cell has a right value to type in. A
// blank one is right only where the defect filled a cell that was empty.
func hasRight(e Expectation) bool {
	if e.Field == "" || e.Row == 0 || e.Kind == Nothing {
		return false
	}
	filled := map[string]bool{
		"not-awarded-no-amount": true, "co-reading-of-a-smoker": true, "co_ppm.maximum": true, "co_ppm.type": true,
	}
	return e.Right != "" || filled[e.Rule]
}

// enter puts text into a cell as Excel takes what is typed: a day, a number or
// a text. Excel saves a row as wide as the table.
func enter(l *line, field, text string) {
	l.short = 0
	l.cells[field] = text
	if day, err := time.Parse("02/01/2006", text); err == nil {
		l.cells[field] = date(day.Year(), int(day.Month()), day.Day())
	} else if _, err := number.Parse(text); err == nil {
		l.cells[field] = num(text)
	} else if text == "" {
		l.cells[field] = nil
	}
}

func place(row int, column, rule string) string { return fmt.Sprintf("%s%d %s", column, row, rule) }

// check runs the shipped rules over a sheet and returns where which rule found something.
func check(t *testing.T, set *rules.Set, s *sheet) map[string]bool {
	t.Helper()
	data, err := s.bytes()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), filepath.Base(s.path))
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	quarter, err := period.Parse("2021-22-Q1")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := pipeline.Run(context.Background(), pipeline.Config{
		Rules: set, Period: quarter, Now: time.Date(2021, 7, 5, 9, 0, 0, 0, time.UTC),
		Sources: []pipeline.Source{{Path: path, Name: s.path}},
	})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range rep.Files {
		lists := []*report.List{f.Exceptions}
		for _, table := range f.Tables {
			lists = append(lists, table.Exceptions)
		}
		for _, list := range lists {
			for e := range list.All() {
				found[place(e.Row, e.Column, e.Rule)] = true
			}
		}
	}
	return found
}
