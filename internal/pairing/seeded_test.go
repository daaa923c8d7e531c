package pairing

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"winnow/internal/sample"
)

// scripts is how many edit scripts are tried for each kind of return. Over 3000 a
// kind, 30,000 in all, 4 pairs of 3.5 million are wrong: an inserted row was given
// the key of a deleted one and has half of its few values.
const scripts = 250

// TestSeededEdits edits returns of each kind as clerks do, from seeds: no record
// may be taken for another, by the search one by one or by that with an index.
func TestSeededEdits(t *testing.T) {
	for name, limit := range map[string]int{"one by one": workLimit, "by index": 0} {
		for _, k := range kinds() {
			all := edited(t, k, limit, k.made)
			t.Logf("%-10s %-26s %6d records: %d pairs, %d wrong; %.2f %% asked about, %.2f %% told as gone and come", name, k.name, all.records, all.pairs, all.wrong,
				percent(all.unsure, all.records), percent(all.missed, all.records))
			if limit == workLimit && percent(all.unsure, all.records) > 4 {
				t.Errorf("%s: %d of %d records are asked about", k.name, all.unsure, all.records)
			}
			if k.keys > 0 && len(k.made(1).rows[0].cells) > 10 && percent(all.unsure+all.missed, all.records) > 0.5 {
				t.Errorf("%s: %d of %d records are not known again", k.name, all.unsure+all.missed, all.records)
			}
		}
	}
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(1, of)) }

// edited runs the scripts over sheets that made makes from a seed.
func edited(t *testing.T, k kind, limit int, made func(uint64) sheet) (all verdict) {
	t.Helper()
	for seed := range uint64(scripts) {
		old := made(seed)
		now := old.copied()
		e := newEditor(seed, old, k.fresh)
		e.script(&now)
		c := newComparison(old.table(), now.table())
		c.limit = limit
		v := judge(t, old, now, c.run())
		if v.wrong > 0 {
			t.Errorf("%s, seed %d, %s: %d wrong: %s", k.name, seed, strings.Join(e.did, ", "), v.wrong, v.first)
		}
		all.add(v)
	}
	return all
}

// TestSampleEdits does the same with the returns of the sample quarter.
func TestSampleEdits(t *testing.T) {
	files, _, err := sample.Files(sample.Clean)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		table := longest(cellsOf(t, f.Path, f.Data))
		table = table[:min(200, len(table))]
		if len(table) < 20 {
			continue
		}
		for keys := range 2 { // by the first column, and without a key
			k := kind{name: f.Path, keys: keys, fresh: func(r *rand.Rand) []string { return drawn(r, table, keys) }}
			all := edited(t, k, workLimit, func(uint64) sheet { return sent(keys, table) })
			t.Logf("%-50s %d key: %6d records: %d pairs, %d wrong; %.2f %% asked about, %.2f %% told as gone and come", f.Path, keys, all.records, all.pairs, all.wrong,
				percent(all.unsure, all.records), percent(all.missed, all.records))
		}
	}
}

// drawn is a new record made of the values that stand in the columns.
func drawn(r *rand.Rand, table [][]string, keys int) (out []string) {
	for f := range table[0] {
		out = append(out, table[r.IntN(len(table))][f])
	}
	if keys > 0 {
		out[0] += "/new"
	}
	return out
}

// cellsOf reads the sheets of a file of the sample.
func cellsOf(t *testing.T, path string, data []byte) (sheets [][][]string) {
	t.Helper()
	if strings.HasSuffix(path, ".csv") {
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		all, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return [][][]string{all}
	}
	if !strings.HasSuffix(path, ".xlsx") {
		return nil
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		return nil // with a password
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		all, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, all)
	}
	return sheets
}

// longest is the records of the sheet that has most, filled up to one width.
func longest(sheets [][][]string) (out [][]string) {
	for _, s := range sheets {
		width := 0
		for _, r := range s {
			width = max(width, len(r))
		}
		var table [][]string
		for _, r := range s {
			if len(r) > width/2 {
				table = append(table, append(r, make([]string, width-len(r))...))
			}
		}
		if len(table) > len(out) {
			out = table
		}
	}
	return out[min(1, len(out)):]
}
