package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml"
)

const (
	marks = 30 // cells of each sheet, besides some that are not there
	words = ooxml.NoteMark + " not one of the codes. Choose one of the list."
)

// place is a cell: row from 1, column from 0.
type place struct{ row, col int }

// cells lists the cells that a sheet has.
func (p *pack) cells(s sheet) []place {
	var out []place
	p.eachCell(s, func(at place, _ *node) { out = append(out, at) })
	return out
}

// eachCell calls do for every cell of a sheet, with or without an address of its own.
func (p *pack) eachCell(s sheet, do func(at place, cell *node)) {
	d := xml.NewDecoder(bytes.NewReader(p.text(s.part)))
	at := place{0, -1}
	for {
		t, err := d.RawToken()
		if err != nil {
			return
		}
		e, ok := t.(xml.StartElement)
		switch n := (&node{Attrs: e.Attr}); {
		case !ok:
		case e.Name.Local == "row":
			at = place{at.row + 1, -1}
			if r := n.attr("r"); r != "" {
				at.row = number(r)
			}
		case e.Name.Local == "c":
			at.col++
			if r := n.attr("r"); r != "" {
				at = parse(r)
			}
			do(at, n)
		}
	}
}

func number(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

func parse(ref string) place {
	letters := strings.TrimRight(strings.ToUpper(ref), "0123456789")
	col := 0
	for _, c := range letters {
		col = col*26 + int(c-'A') + 1
	}
	return place{number(ref[len(letters):]), col - 1}
}

// choose takes cells from all over a sheet, and some that are not there: at its head,
// beside a row and below the last.
func choose(cells []place) []place {
	out := []place{{1, 0}}
	last := place{1, 0}
	for i, c := range cells {
		if i%max(1, len(cells)/marks) == 0 {
			out = append(out, c)
		}
		last = place{max(last.row, c.row), max(last.col, c.col)}
	}
	out = append(out, place{(1 + last.row) / 2, min(last.col+2, 16383)}, place{min(last.row+3, 1<<20), 1})
	out = slices.DeleteFunc(out, func(c place) bool { return c.row < 1 || c.row > 1<<20 || c.col < 0 || c.col > 16383 }) // of damaged files
	slices.SortFunc(out, func(a, b place) int { return cmp.Or(a.row-b.row, a.col-b.col) })
	return slices.Compact(out)
}

// change marks every worksheet and adds two sheets.
func (p *pack) change() ooxml.Change {
	front, back := p.free("Start here"), p.free("Exceptions")
	p.added = []string{front, back}
	c := ooxml.Change{Sheets: map[string]ooxml.Marking{}, Add: companion(front, back), First: 1}
	for _, s := range p.sheets {
		if !s.worksheet || p.text(s.part) == nil {
			continue
		}
		places := choose(p.cells(s))
		m := ooxml.Marking{Cells: func(yield func(ooxml.Cell) bool) {
			for i, at := range places {
				cell := ooxml.Cell{Row: at.row, Column: at.col, Look: ooxml.Look(i % 3), Note: words}
				if i%4 == 3 {
					cell.Note, cell.Link, cell.Tip = "", "'"+back+"'!A2", "to the line"
				}
				if !yield(cell) {
					return
				}
			}
		}}
		first := places[0]
		m.Offers = []ooxml.Offer{
			{Column: first.col, From: first.row, To: first.row + 20, Kind: ooxml.List, Values: []string{"a", "b"}, Title: "winnow", Hint: "One of the list", Problem: "Not of the list"},
			{Column: first.col + 1, From: first.row, To: first.row + 20, Kind: ooxml.List, Range: "'" + back + "'!$A$1:$A$2", Title: "winnow"},
			{Column: first.col + 2, From: first.row, To: first.row + 20, Kind: ooxml.Whole, Low: "1", High: "9", Title: "winnow", Hint: "1 to 9"},
		}
		c.Sheets[s.name] = m
	}
	return c
}

// free is a name that no sheet has.
func (p *pack) free(name string) string {
	for slices.ContainsFunc(p.sheets, func(s sheet) bool { return strings.EqualFold(s.name, name) }) {
		name += " (winnow)"
	}
	return name
}

// companion is a workbook of the sheets to add, with styles of its own. That it is
// made at all is a test of excelize, not of winnow.
func companion(front, back string) []byte {
	f := excelize.NewFile()
	defer f.Close()
	must(f.SetSheetName("Sheet1", front))
	_, err := f.NewSheet(back)
	must(err)
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "1F4E79"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}}, NumFmt: 22})
	must(err)
	for _, name := range []string{front, back} {
		must(f.SetSheetRow(name, "A1", &[]any{"What is wrong", 44000.5}))
		must(f.SetSheetRow(name, "A2", &[]any{"b", "=1+1"}))
		must(f.SetCellStyle(name, "A1", "B1", style))
	}
	must(f.AddDataValidation(back, &excelize.DataValidation{Type: "list", Formula1: `"a,b"`, Sqref: "C1:C9"}))
	var out bytes.Buffer
	must(f.Write(&out))
	return out.Bytes()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
