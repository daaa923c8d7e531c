package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/bulk"
	"winnow/internal/ooxml"
	"winnow/internal/table"
)

// names are the programs in the order of their turns.
var names = []string{"excelize", "winnow"}

var markers = map[string]func(from, to string, rows, cells int) error{"excelize": markExcelize, "winnow": markWinnow}

const words = ooxml.NoteMark + " the value is later than the end of the quarter. Correct it, or say in the Exceptions sheet why it is right."

// spread yields the cells to mark: row as a person sees it, 0-based column, over the
// whole sheet.
func spread(rows, cells int, mark func(row, column int) bool) {
	for i := range cells {
		if !mark(2+i*rows/cells, i%len(bulk.Columns)) {
			return
		}
	}
}

// markExcelize does it as excelize's documentation shows.
func markExcelize(from, to string, rows, cells int) (err error) {
	f, err := excelize.OpenFile(from)
	if err != nil {
		return err
	}
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FBDAD7"}}, Border: []excelize.Border{{Type: "left", Style: 5, Color: "C00000"}}})
	if err != nil {
		return err
	}
	sheet := f.GetSheetList()[0]
	spread(rows, cells, func(row, column int) bool {
		at := table.Address(column, row)
		if err = f.SetCellStyle(sheet, at, at, style); err == nil {
			err = f.AddComment(sheet, excelize.Comment{Cell: at, Author: "winnow", Paragraph: []excelize.RichTextRun{{Text: words}}})
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return f.SaveAs(to)
}

// markWinnow patches the package.
func markWinnow(from, to string, rows, cells int) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	p, err := ooxml.Open(in, info.Size())
	if err != nil {
		return err
	}
	marking := ooxml.Marking{Cells: func(yield func(ooxml.Cell) bool) {
		spread(rows, cells, func(row, column int) bool {
			return yield(ooxml.Cell{Row: row, Column: column, Look: ooxml.Must, Note: words})
		})
	}}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := p.Write(out, ooxml.Change{Sheets: map[string]ooxml.Marking{p.Sheets()[0].Name: marking}}); err != nil {
		return err
	}
	return out.Close()
}

// count demands that every cell has its note, so that none is faster for doing less.
func count(path string, want int) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer func() { _ = z.Close() }() // only read from
	n := 0
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/comments") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		n += bytes.Count(text, []byte("<comment "))
	}
	if n != want {
		return fmt.Errorf("%d notes in %s, want %d", n, path, want)
	}
	return nil
}
