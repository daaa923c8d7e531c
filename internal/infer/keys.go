package infer

import (
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
	"winnow/ingest"
	"winnow/internal/table"
	"winnow/rules"
)

// mostKeys is how many columns are tried for a key, the likeliest.
const mostKeys = 8

// findKey looks for the one column, else the two or three, that tell all records
// of every file apart.
func (d *Draft) findKey(paths []string, o Options) error {
	candidates := d.keyColumns()
	sets := combinations(candidates)
	for _, path := range paths {
		if len(sets) == 0 {
			return nil
		}
		var err error
		if sets, err = telling(path, o, sets); err != nil {
			return err
		}
	}
	if len(sets) > 0 && d.records() >= enoughCells {
		d.key = sets[0]
		slices.SortFunc(d.key, func(a, b *column) int { return slices.Index(d.columns, a) - slices.Index(d.columns, b) })
	}
	return nil
}

func (d *Draft) records() int {
	n := 0
	for _, f := range d.Files {
		n += f.Records
	}
	return n
}

// keyColumns lists the columns that a key may be made of, the likeliest first:
// always filled, in every file, and neither amounts nor counts, which tell records
// apart by chance; names such as ref go before.
func (d *Draft) keyColumns() []*column {
	var all []*column
	for _, c := range d.columns {
		if c.required && c.files == len(d.Files) && c.typ != rules.TypeNumber && c.typ != rules.TypeTime && c.typ != rules.TypeBoolean && rank(c) > 0 {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b *column) int { return rank(b) - rank(a) })
	return all[:min(len(all), mostKeys)]
}

// rank is how likely a column names its record; 0 where it only counts something.
func rank(c *column) int {
	words := strings.FieldsFunc(c.name, func(r rune) bool { return r == '_' })
	for _, w := range words {
		switch w {
		case "ref", "reference", "id", "urn", "uuid", "code", "number", "no", "key":
			return 3
		case "year", "quarter", "month", "week", "day", "period", "line", "row":
			return 2
		}
	}
	switch {
	case c.pattern != "" || c.typ == rules.TypeDate:
		return 2
	case c.typ == rules.TypeInteger && !c.serial():
		return 0
	}
	return 1
}

// combinations lists the sets of one, two and three columns, small ones first.
func combinations(c []*column) [][]*column {
	var one, two, three [][]*column
	for i := range c {
		one = append(one, []*column{c[i]})
		for j := i + 1; j < len(c); j++ {
			two = append(two, []*column{c[i], c[j]})
			for k := j + 1; k < len(c); k++ {
				three = append(three, []*column{c[i], c[j], c[k]})
			}
		}
	}
	return slices.Concat(one, two, three)
}

// telling returns the sets of columns on which no two records of a file agree.
func telling(path string, o Options, sets [][]*column) ([][]*column, error) {
	file, err := ingest.Open(path, o.Ingest)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	t, err := locate(file, o.Sheet)
	if err != nil {
		return nil, err
	}
	at := t.columnsOf(sets)
	seen := make([]map[xxh3.Uint128]bool, len(sets))
	for i := range seen {
		seen[i] = map[xxh3.Uint128]bool{}
	}
	_, err = t.each(func(b *table.Batch) {
		for i, set := range sets {
			if seen[i] != nil && repeats(b, set, at, seen[i]) {
				seen[i] = nil
			}
		}
	})
	var left [][]*column
	for i, set := range sets {
		if seen[i] != nil {
			left = append(left, set)
		}
	}
	return left, err
}

// columnsOf finds the sheet columns of the sets' columns.
func (f *found) columnsOf(sets [][]*column) map[*column]int {
	at := map[*column]int{}
	for _, set := range sets {
		for _, c := range set {
			names := append([]string{c.title}, c.aliases...)
			for i, col := range f.layout.Columns {
				if slices.ContainsFunc(names, func(n string) bool { return rules.FoldTitle(n) == rules.FoldTitle(col.Titles[0]) }) {
					at[c] = f.loc.Columns[i]
				}
			}
		}
	}
	return at
}

// repeats adds the batch's records to those seen and says whether one was there.
func repeats(b *table.Batch, set []*column, at map[*column]int, seen map[xxh3.Uint128]bool) bool {
	var buf []byte
	for row := range b.Rows {
		buf = buf[:0]
		for _, c := range set {
			col, ok := at[c]
			if !ok || col < 0 || col >= len(b.Cols) {
				return true
			}
			buf = append(append(buf, strings.ToLower(strings.TrimSpace(b.Cols[col].Cell(row).Raw))...), 0)
		}
		h := xxh3.Hash128(buf)
		if seen[h] {
			return true
		}
		seen[h] = true
	}
	return false
}
