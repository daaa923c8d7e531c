package ooxml

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// drawWorkbook is a workbook of one sheet with values, formulas, gaps, and formats on
// cells, rows and columns.
func drawWorkbook(t *rapid.T) []byte {
	f := excelize.NewFile()
	defer f.Close()
	var styles []int
	for range rapid.IntRange(0, 5).Draw(t, "styles") {
		id, err := f.NewStyle(drawStyle(t))
		check(t, err)
		styles = append(styles, id)
	}
	style := func(set func(id int) error) {
		if len(styles) > 0 && rapid.Bool().Draw(t, "styled") {
			check(t, set(rapid.SampledFrom(styles).Draw(t, "style")))
		}
	}
	for range rapid.IntRange(0, 25).Draw(t, "cells") {
		cell := drawPlace(t).name()
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			check(t, f.SetCellValue("Sheet1", cell, rapid.Float64Range(-1e6, 1e6).Draw(t, "number")))
		case 1:
			check(t, f.SetCellStr("Sheet1", cell, rapid.StringN(0, 8, 20).Draw(t, "text")))
		case 2:
			check(t, f.SetCellFormula("Sheet1", cell, "SUM(A1:B2)"))
		case 3:
			check(t, f.SetCellBool("Sheet1", cell, true))
		}
		style(func(id int) error { return f.SetCellStyle("Sheet1", cell, cell, id) })
	}
	style(func(id int) error { return f.SetRowStyle("Sheet1", 3, 4, id) })
	style(func(id int) error { return f.SetColStyle("Sheet1", "C:D", id) })
	var out bytes.Buffer
	check(t, f.Write(&out))
	return out.Bytes()
}

func drawStyle(t *rapid.T) *excelize.Style {
	s := &excelize.Style{
		NumFmt:     rapid.SampledFrom([]int{0, 2, 10, 14}).Draw(t, "format"),
		Alignment:  &excelize.Alignment{WrapText: rapid.Bool().Draw(t, "wrap")},
		Protection: &excelize.Protection{Locked: rapid.Bool().Draw(t, "locked")},
	}
	if rapid.Bool().Draw(t, "filled") {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: rapid.IntRange(1, 3).Draw(t, "pattern"), Color: []string{rapid.SampledFrom([]string{"FFFF00", "00FF00"}).Draw(t, "colour")}}
	}
	if rapid.Bool().Draw(t, "boxed") {
		s.Border = []excelize.Border{{Type: "left", Style: 1, Color: "000000"}, {Type: "diagonalUp", Style: 2, Color: "112233"}}
	}
	return s
}

func drawPlace(t *rapid.T) place {
	return place{rapid.IntRange(0, 7).Draw(t, "row"), rapid.IntRange(0, 7).Draw(t, "column")}
}

func (p place) name() string { return string(appendRef(nil, p.row+1, p.column)) }

func check(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// seen is all that a reader sees of a cell.
type seen struct {
	Value, Formula, Link string
	Style                *excelize.Style
}

// readCells reads a sheet's cells with another program's reader.
func readCells(t *rapid.T, book []byte) map[place]seen {
	f, err := excelize.OpenReader(bytes.NewReader(book))
	check(t, err)
	defer f.Close()
	all := map[place]seen{}
	for row := range 8 {
		for column := range 8 {
			p := place{row, column}
			var s seen
			s.Value, err = f.GetCellValue("Sheet1", p.name(), excelize.Options{RawCellValue: true})
			check(t, err)
			s.Formula, err = f.GetCellFormula("Sheet1", p.name())
			check(t, err)
			id, err := f.GetCellStyle("Sheet1", p.name())
			check(t, err)
			s.Style, err = f.GetStyle(id)
			check(t, err)
			_, s.Link, err = f.GetCellHyperLink("Sheet1", p.name())
			check(t, err)
			all[p] = s
		}
	}
	return all
}

func drawMarks(t *rapid.T) []Cell {
	var list []Cell
	for range rapid.IntRange(0, 12).Draw(t, "marks") {
		p := drawPlace(t)
		c := Cell{Row: p.row + 1, Column: p.column, Look: Look(rapid.IntRange(0, 2).Draw(t, "look"))}
		if rapid.Bool().Draw(t, "linked") {
			c.Link = "'Ours'!A1"
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Cell) int { return (a.Row-b.Row)*100 + a.Column - b.Column })
	return slices.CompactFunc(list, func(a, b Cell) bool { return a.Row == b.Row && a.Column == b.Column })
}

func written(t *rapid.T, book []byte, m Marking, drop ...string) []byte {
	p, err := Open(bytes.NewReader(book), int64(len(book)))
	check(t, err)
	var out bytes.Buffer
	check(t, p.Write(&out, Change{Sheets: map[string]Marking{"Sheet1": m}, Drop: drop}))
	return out.Bytes()
}

// A marked cell differs from what it was in fill and border only, any other in
// nothing; and cleared, each is what it was.
func TestMarkingProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		book, marks := drawWorkbook(t), drawMarks(t)
		before := readCells(t, book)
		marked := written(t, book, Marking{Cells: cells(marks...)})
		want := map[place]seen{}
		for p, s := range before {
			want[p] = s
		}
		after := readCells(t, marked)
		for _, c := range marks {
			p := place{c.Row - 1, c.Column}
			s := want[p]
			s.Link = c.Link
			if c.Look != Plain {
				s.Style = dressed(t, s.Style, after[p].Style, c.Look)
			}
			want[p] = s
		}
		if d := cmp.Diff(want, after); d != "" {
			t.Fatalf("marked: %s", d)
		}
		cleared := readCells(t, written(t, marked, Marking{Clear: true}))
		for p, s := range cleared {
			s.Link = "" // its sheet was not dropped, so that it stays
			cleared[p] = s
		}
		if d := cmp.Diff(before, cleared); d != "" {
			t.Fatalf("cleared: %s", d)
		}
	})
}

// dressed is a style with the fill and border of another, once that has been seen
// to be those of a look.
func dressed(t *rapid.T, was, is *excelize.Style, l Look) *excelize.Style {
	if !strings.EqualFold(is.Fill.Color[0], paints[l].fill[2:]) || is.Fill.Pattern != 1 {
		t.Fatalf("fill %v of look %d", is.Fill, l)
	}
	lines := 0
	for _, b := range is.Border {
		if strings.EqualFold(b.Color, paints[l].ink[2:]) {
			lines++
		}
	}
	if lines != 4 {
		t.Fatalf("border %v of look %d", is.Border, l)
	}
	s := *was
	s.Fill, s.Border = is.Fill, is.Border
	return &s
}
