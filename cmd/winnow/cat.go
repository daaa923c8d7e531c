package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"winnow/ingest"
	"winnow/internal/table"
)

func newCat(s streams) *cobra.Command {
	var sheet, format string
	var read readFlags
	c := &cobra.Command{
		Use:   "cat FILE",
		Short: "Print the cells of a file as winnow reads them",
		Long: `Prints the grid from A1 of the first visible sheet, or of --sheet: numbers as
stored, dates as ISO, a percentage as its stored fraction, text as it stands.
With --format json it prints every sheet with the kind, raw text and address of
each cell that isn't blank.`,
		Example: "  winnow cat quits.xlsx\n  winnow cat quits.xlsx --sheet \"Quit attempts\" --format json",
		Args:    exactly(1, "one file"),
		RunE:    func(c *cobra.Command, args []string) error { return cat(c.Context(), s, args[0], sheet, format, read) },
	}
	c.Flags().StringVar(&sheet, "sheet", "", "name of the sheet")
	c.Flags().StringVar(&format, "format", "csv", "csv or json")
	read.add(c)
	return c
}

func cat(ctx context.Context, s streams, name, sheet, format string, read readFlags) error {
	if format != "csv" && format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither csv nor json", format), "winnow help cat"}
	}
	options, err := s.options(ctx, read)
	if err != nil {
		return err
	}
	options.NoHash = true
	f, err := ingest.Open(name, options)
	if err != nil {
		return s.cannotRead(name, err)
	}
	defer f.Close()
	sheets, err := chooseSheets(f, sheet, format == "json")
	if err != nil {
		return err
	}
	if err := settle(f, sheets); err != nil {
		return s.cannotRead(name, err)
	}
	w := bufio.NewWriter(s.out)
	if format == "json" {
		err = catJSON(w, f, sheets)
	} else {
		err = catCSV(w, f, sheets[0])
	}
	if flushErr := w.Flush(); err == nil {
		err = flushErr
	}
	return s.cannotRead(name, err)
}

// settle reads sheets through before anything is printed, so that damage is told
// and not printed halfway, and what only the end of a sheet shows is known.
func settle(f *ingest.File, sheets []int) error {
	for _, sheet := range sheets {
		err := ingest.ErrAgain
		for errors.Is(err, ingest.ErrAgain) {
			err = nil
			for _, err = range f.Rows(sheet) {
				if err != nil {
					break
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cannotRead turns a refusal into words and its exit code.
func (s streams) cannotRead(name string, err error) error {
	var refusal *ingest.Refusal
	if errors.As(err, &refusal) {
		s.errorf("%s can't be read: %s", name, refusal.Reason)
		s.hintf("%s", refusal.Fix)
		return outcome(exitToCorrect)
	}
	if err != nil {
		return s.unread(fmt.Errorf("reading %q: %w", name, err))
	}
	return nil
}

// chooseSheets returns the indexes of the sheets to print.
func chooseSheets(f *ingest.File, name string, all bool) ([]int, error) {
	var names []string
	var chosen []int
	for i, s := range f.Sheets {
		names = append(names, s.Name)
		if name == s.Name || name == "" && (all || !s.Hidden) {
			chosen = append(chosen, i)
		}
	}
	switch {
	case len(chosen) > 0:
		return chosen, nil
	case name == "":
		return nil, &usageError{"every sheet is hidden", "name one with --sheet: " + strings.Join(names, ", ")}
	}
	if f.Format == ingest.CSV {
		return nil, &usageError{"a CSV has no sheets", "leave --sheet out"}
	}
	return nil, &usageError{fmt.Sprintf("there is no sheet %q", name), "the sheets are: " + strings.Join(names, ", ")}
}

// catCSV prints a grid of even width, so it looks for the last column first.
func catCSV(w io.Writer, f *ingest.File, sheet int) error {
	width := 0
	for row, err := range f.Rows(sheet) {
		if err != nil {
			return err
		}
		width = max(width, filled(row.Cells))
	}
	out := csv.NewWriter(w)
	line, next := make([]string, width), 1
	for row, err := range f.Rows(sheet) {
		if err != nil {
			return err
		}
		cells := row.Cells[:filled(row.Cells)]
		if len(cells) == 0 {
			continue
		}
		clear(line)
		if f.Format == ingest.CSV {
			next = row.Number - row.Blank
		}
		for ; next < row.Number; next++ {
			if err := out.Write(line); err != nil {
				return err
			}
		}
		for i, c := range cells {
			line[i] = shown(c, f.Date1904)
		}
		if err := out.Write(line); err != nil {
			return err
		}
		next = row.Number + 1
	}
	out.Flush()
	return out.Error()
}

// filled returns how many cells there are up to the last that isn't blank.
func filled(cells []table.Cell) int {
	n := len(cells)
	for n > 0 && cells[n-1].Kind <= table.Blank {
		n--
	}
	return n
}

// shown returns a cell's value: dates as ISO, the rest as stored.
func shown(c table.Cell, date1904 bool) string {
	if c.Kind != table.Date {
		return c.Raw
	}
	day, second, ok := table.ParseDate(c.Raw, date1904)
	if !ok {
		return c.Raw
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", second/3600, second/60%60, second%60)
	switch {
	case c.Flag&table.Clock != 0:
		return clock
	case second == 0:
		return table.ISODate(day)
	}
	return table.ISODate(day) + "T" + clock
}

type cellJSON struct {
	Cell  string `json:"cell"`
	Kind  string `json:"kind"`
	Value string `json:"value"`
	Raw   string `json:"raw"`
}

// catJSON prints sheets row by row, so that memory doesn't grow with the file.
func catJSON(w io.Writer, f *ingest.File, sheets []int) error {
	fmt.Fprint(w, `{"sheets": [`)
	for i, sheet := range sheets {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		name, err := plainJSON(f.Sheets[sheet].Name)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n {\"sheet\": %s, \"hidden\": %t, \"rows\": [", name, f.Sheets[sheet].Hidden)
		if err := rowsJSON(w, f, sheet); err != nil {
			return err
		}
		fmt.Fprint(w, "]}")
	}
	fmt.Fprint(w, "\n]}\n")
	return nil
}

func rowsJSON(w io.Writer, f *ingest.File, sheet int) error {
	first := true
	for row, err := range f.Rows(sheet) {
		if err != nil {
			return err
		}
		cells := []cellJSON{}
		for i, c := range row.Cells {
			if c.Kind > table.Blank {
				cells = append(cells, cellJSON{table.Address(i, row.Number), c.Kind.String(), shown(c, f.Date1904), c.Raw})
			}
		}
		if len(cells) == 0 {
			continue
		}
		list, err := plainJSON(cells)
		if err != nil {
			return err
		}
		comma := ","
		if first {
			comma, first = "", false
		}
		fmt.Fprintf(w, "%s\n  {\"row\": %d, \"hidden\": %t, \"cells\": %s}", comma, row.Number, row.Hidden, list)
	}
	return nil
}

// plainJSON is JSON that leaves <, > and & as they stand.
func plainJSON(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
