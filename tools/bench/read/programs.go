package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"winnow/ingest"
	"winnow/internal/bulk"
	"winnow/internal/table"
)

// readWinnow opens the file, finds its table and reads all of it in batches.
func readWinnow(path string) (int, error) {
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	l := &ingest.Layout{}
	for _, title := range bulk.Columns {
		l.Columns = append(l.Columns, ingest.Column{Name: title, Titles: []string{title}, Required: true})
	}
	loc, err := f.Match(0, l)
	if err != nil {
		return 0, err
	}
	r, err := f.Read(l, loc)
	if err != nil {
		return 0, err
	}
	cells := len(bulk.Columns)
	var b table.Batch
	for err = r.Next(&b); err == nil; err = r.Next(&b) {
		cells += filled(&b)
	}
	if err != io.EOF {
		return 0, err
	}
	return cells, nil
}

// filled counts a batch's cells that hold something.
func filled(b *table.Batch) int {
	n := 0
	for c := range b.Cols {
		for i := range b.Len() {
			if b.Cols[c].Kind(i) > table.Blank {
				n++
			}
		}
	}
	return n
}

// readExcelize reads every row as strings in the form that is stored.
func readExcelize(path string) (int, error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetList()[0])
	if err != nil {
		return 0, err
	}
	cells := 0
	for rows.Next() {
		row, err := rows.Columns()
		if err != nil {
			return 0, err
		}
		for _, v := range row {
			if v != "" {
				cells++
			}
		}
	}
	return cells, errors.Join(rows.Error(), rows.Close())
}

// scanTags inflates the sheet and finds each < in it, and does no more: what no
// reader of that file can do without.
func scanTags(path string) (int, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = z.Close() }() // only read from
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser {
		return flate.NewReader(bufio.NewReaderSize(r, 64<<10))
	})
	sheet, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		return 0, err
	}
	defer func() { _ = sheet.Close() }()
	return -1, visitTags(sheet)
}

func visitTags(r io.Reader) error {
	buf := make([]byte, 128<<10)
	tags := 0
	for {
		n, err := r.Read(buf)
		for b := buf[:n]; ; tags++ {
			i := bytes.IndexByte(b, '<')
			if i < 0 {
				break
			}
			b = b[i+1:]
		}
		if err == io.EOF && tags > 0 {
			return nil
		} else if err != nil {
			return err
		}
	}
}
