package ingest

import (
	"io"
	"strings"

	"winnow/internal/table"
)

// facts looks for labelled single cells in the rows above a header.
func facts(rows []*rawRow, labels []FactLabel) map[string]Fact {
	found := map[string]Fact{}
	for _, l := range labels {
		if fact, ok := findFact(rows, fold(l.Label)); ok {
			found[l.Name] = fact
		}
	}
	return found
}

// factsBelowBytes is the size up to which a file is read through for facts below
// its table.
const factsBelowBytes = 4 << 20

// FactsBelow looks below the table for those of the layout's facts that may stand
// there and were not found above it. It costs a pass over the table, and is left
// out for a file above 4 MiB. The error is a *Refusal where the file is damaged.
func (f *File) FactsBelow(l *Layout, loc *Location) error {
	var missing []FactLabel
	for _, label := range l.Facts {
		if _, ok := loc.Facts[label.Name]; label.Below && !ok {
			missing = append(missing, label)
		}
	}
	if len(missing) == 0 || loc.Form != nil || f.Size > factsBelowBytes {
		return nil
	}
	r, err := f.Read(l, loc)
	if err != nil {
		return err
	}
	r.sort.keep = true
	for b := (table.Batch{}); err == nil; {
		err = r.Next(&b)
	}
	if err != io.EOF {
		return err
	}
	for name, fact := range facts(r.sort.outside, missing) {
		loc.Facts[name] = fact
	}
	return nil
}

// findFact returns the value of the first label that has one: the next filled
// cell to its right, the text behind it in its own cell, or the cell below it.
func findFact(rows []*rawRow, label string) (Fact, bool) {
	if label == "" {
		return Fact{}, false
	}
	for k, r := range rows {
		for i := range r.cells {
			c := &r.cells[i]
			if c.kind != table.Text {
				continue
			}
			text := string(c.raw)
			if fold(text) == label {
				if fact, ok := beside(rows, k, i); ok {
					return fact, true
				}
			} else if rest, ok := behind(text, label); ok {
				return Fact{table.Cell{Kind: table.Text, Flag: c.flag, Raw: rest}, r.number, int(c.col)}, true
			}
		}
	}
	return Fact{}, false
}

// beside returns the cell to the right of rows[k].cells[i], else the one below.
func beside(rows []*rawRow, k, i int) (Fact, bool) {
	r := rows[k]
	for j := i + 1; j < len(r.cells); j++ {
		if !r.cells[j].empty() {
			return Fact{r.cells[j].cell(), r.number, int(r.cells[j].col)}, true
		}
	}
	if k+1 < len(rows) && rows[k+1].number == r.number+1 {
		if c := rows[k+1].at(int(r.cells[i].col)); c != nil && !c.empty() {
			return Fact{c.cell(), rows[k+1].number, int(c.col)}, true
		}
	}
	return Fact{}, false
}

// behind returns what follows a label in its own cell: "Data as at: 30 June".
// Where no colon or dash parts them, only text with a digit is a value, so that
// "Provider return" is no provider.
func behind(text, label string) (string, bool) {
	const gaps = " \t\r\n:=-\u2013\u2014\u00a0"
	if !strings.HasPrefix(fold(text), label) {
		return "", false
	}
	for i, r := range text {
		if !strings.ContainsRune(gaps, r) || fold(text[:i]) != label {
			continue
		}
		rest := strings.TrimLeft(text[i:], gaps)
		gap := text[i : len(text)-len(rest)]
		parted := strings.ContainsAny(gap, ":=-\u2013\u2014") || strings.ContainsAny(rest, "0123456789")
		return strings.TrimSpace(rest), rest != "" && parted
	}
	return "", false
}
