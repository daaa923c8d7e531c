package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"winnow/internal/officetest"
	"winnow/internal/reply"
	"winnow/internal/table"
)

// The sheets that the tests read or write in.
const (
	exceptionsSheet = "Exceptions"
	copiesSheet     = "Rows to correct"
)

// point is a line of the sheet "Exceptions" as a clerk sees it.
type point struct {
	line                                    int // its row on the sheet
	serious, state, words, rule, id, record string
	row                                     int    // of the sender's file
	cell                                    string // to go to, of a marked workbook
}

// letter is a workbook that winnow sent, as LibreOffice opens it.
type letter struct {
	path   string
	sheets map[string]officetest.Sheet
	points []point
}

// openLetter reads a workbook that came from winnow.
func openLetter(t *testing.T, clerk *officetest.Clerk, path string) *letter {
	t.Helper()
	sheets, links := clerk.Look(path)
	if links != 0 {
		t.Errorf("%s: %d links lead out", path, links)
	}
	l := &letter{path: path, sheets: map[string]officetest.Sheet{}}
	for _, s := range sheets {
		l.sheets[s.Name] = s
	}
	rows := l.sheets[exceptionsSheet].Rows
	head := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, reply.TitleReference) })
	if head < 0 {
		t.Fatalf("%s: no line of titles on %q", path, exceptionsSheet)
	}
	at := func(r []string, title string) string {
		i := slices.Index(rows[head], title)
		if i < 0 {
			t.Fatalf("%s: no column %q", path, title)
		}
		return r[i]
	}
	for i, r := range rows[head+1:] {
		id, _, _ := strings.Cut(at(r, reply.TitleReference), " ")
		if id == "" || strings.HasPrefix(id, "group") {
			continue // for information, or a line that stands for others
		}
		p := point{line: head + 2 + i, serious: at(r, "How serious"), state: at(r, "State"), words: at(r, "What is wrong and what to do"),
			rule: at(r, "Rule"), record: at(r, "Record"), id: id, cell: at(r, "Go to")}
		if p.row = rowOf(p.cell); p.row == 0 {
			t.Fatalf("%s: line %d leads to %q", path, p.line, p.cell)
		}
		l.points = append(l.points, p)
	}
	return l
}

// rowOf reads the number at the end of N47 and of line 257.
func rowOf(place string) int {
	n, _ := strconv.Atoi(place[strings.LastIndexAny(place, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ")+1:]) // 0 for none, which the caller looks for
	return n
}

// byID returns a point of the letter.
func (l *letter) byID(t *testing.T, id string) point {
	t.Helper()
	i := slices.IndexFunc(l.points, func(p point) bool { return p.id == id })
	if i < 0 {
		t.Fatalf("%s doesn't list %s", l.path, id)
	}
	return l.points[i]
}

// answer returns the edits of writing an answer beside a point.
func (l *letter) answer(p point, did, reason string) []officetest.Edit {
	head := l.sheets[exceptionsSheet].Rows
	cell := func(title string) string {
		for _, r := range head {
			if i := slices.Index(r, title); i >= 0 {
				return table.Address(i, p.line)
			}
		}
		return ""
	}
	return []officetest.Edit{officetest.Type(exceptionsSheet, cell(reply.TitleDid), did), officetest.Type(exceptionsSheet, cell(reply.TitleReason), reason)}
}

// copyCell is where a cell of the sender's CSV stands among the copies.
func (l *letter) copyCell(t *testing.T, row int, column string) string {
	t.Helper()
	rows := l.sheets[copiesSheet].Rows
	head := slices.IndexFunc(rows, func(r []string) bool { return r[0] == reply.TitleLine })
	at := slices.IndexFunc(rows, func(r []string) bool { return r[0] == strconv.Itoa(row) })
	if head < 1 || at < 0 {
		t.Fatalf("%s: no copy of line %d", l.path, row)
	}
	col := slices.Index(rows[head-1], "column "+column)
	if col < 0 {
		t.Fatalf("%s: no column %s", l.path, column)
	}
	return table.Address(col, at+1)
}

// correction is what a clerk knows to be right about a point.
type correction struct {
	column string // letters in a workbook, a number in a CSV
	right  string // "" clears the cell
	remove bool   // the row is there twice
}

// rightValues are the corrections of a file of the sample, by the row where the
// defect was put in and the rule that it breaks: "47/outcome.required".
func rightValues(t *testing.T, file string) map[string]correction {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "testdata", "sample", "as-received", "expected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	right := map[string]correction{}
	for _, r := range rows[1:] {
		name, row, column, rule, severity, value := r[0], r[1], r[2], r[4], r[6], r[9]
		if name == file && (severity == "error" || severity == "query") {
			right[row+"/"+rule] = correction{column: column, right: value, remove: rule == "primaryKey"}
		}
	}
	return right
}

// desk is a clerk with what is right about each point, by its id.
type desk struct {
	clerk *officetest.Clerk
	sheet string // of the sender's workbook; "" where copies go to and fro
	knows map[string]correction
}

// newDesk looks the first letter's points up in what is right.
func newDesk(t *testing.T, clerk *officetest.Clerk, sheet string, first *letter, right map[string]correction) *desk {
	t.Helper()
	d := &desk{clerk: clerk, sheet: sheet, knows: map[string]correction{}}
	for _, p := range first.points {
		c, ok := right[fmt.Sprintf("%d/%s", p.row, p.rule)]
		if !ok {
			t.Errorf("nothing is known of row %d, %s", p.row, p.rule)
		}
		d.knows[p.id] = c
	}
	if len(first.points) != len(right) {
		t.Errorf("%d points, and %d defects", len(first.points), len(right))
	}
	return d
}

// cell is where a point's wrong value stands in the workbook.
func (d *desk) cell(t *testing.T, l *letter, p point) (sheet, cell string) {
	t.Helper()
	c := d.knows[p.id]
	if c.column == "" {
		c.column = "A" // a row to be taken out
	}
	if d.sheet != "" {
		return d.sheet, c.column + strconv.Itoa(p.row)
	}
	return copiesSheet, l.copyCell(t, p.row, c.column)
}

// correct returns the edits that put points right: cells first, as deleting a row
// moves those below.
func (d *desk) correct(t *testing.T, l *letter, points ...point) []officetest.Edit {
	t.Helper()
	var edits []officetest.Edit
	var rows []int
	for _, p := range points {
		c := d.knows[p.id]
		if c == (correction{}) {
			continue // another point is put right in its stead
		}
		sheet, cell := d.cell(t, l, p)
		switch {
		case c.remove:
			rows = append(rows, rowOf(cell))
		case c.right == "":
			edits = append(edits, officetest.Clear(sheet, cell))
		default:
			edits = append(edits, officetest.Type(sheet, cell, c.right))
		}
	}
	slices.Sort(rows)
	for _, row := range slices.Backward(rows) {
		edits = append(edits, officetest.DeleteRow(d.rowsSheet(), row))
	}
	return edits
}

func (d *desk) rowsSheet() string {
	if d.sheet != "" {
		return d.sheet
	}
	return copiesSheet
}
