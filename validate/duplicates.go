package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/zeebo/xxh3"
	"winnow/internal/report"
)

// seen is the first record with a key: some fifty bytes a record are all that
// the comparison keeps.
type seen struct {
	whole uint64
	row   int32
}

// twins are keys that differing rows share, with all their rows in order.
type twins map[xxh3.Uint128][]int32

// checkKeys holds a batch's keys against all before. An equal row is a repeat
// and is held back. Rows that share a key and differ are all held back, but the
// first of them may have been passed in an earlier batch: Again says so, and in
// the second pass all of them are known.
//
// It returns the records found so, each under the first key that it shares, and
// the repeats among them.
func (c *Checker) checkKeys(r *Result) (duplicates, repeats map[int]bool) {
	duplicates, repeats = map[int]bool{}, map[int]bool{}
	for n, set := range c.keySets {
		holds := c.severity(set.check.Severity, set.check.Final) == report.Error // else its rows are kept, and looked at further
		for i, key := range r.keys[n].keys {
			if r.keys[n].none[i] {
				continue
			}
			known := duplicates[i]
			if rows, ok := c.twins[n][key]; ok {
				if !known && r.find(i, c.twinException(r, i, set, rows)) && holds {
					duplicates[i] = true
				}
				continue
			}
			first, ok := c.joined.keys[n].meet(key, seen{r.wholes[i], int32(r.rows[i])})
			if ok && !known && r.find(i, c.repeatException(r, i, set, first)) && holds {
				duplicates[i], repeats[i] = true, true
			}
		}
	}
	return duplicates, repeats
}

// meet notes a record under its key and returns the row that it repeats. Where
// it differs from the first with the key the pass is void: Again will ask for
// another.
func (t *tableKeys) meet(key xxh3.Uint128, s seen) (first int, repeat bool) {
	known, ok := t.first[key]
	if !ok {
		t.first[key] = s
		return 0, false
	}
	t.more[key] = append(t.more[key], s.row)
	if known.whole != s.whole {
		t.differ[key] = true
		return 0, false
	}
	return int(known.row), true
}

func (c *Checker) duplicate(r *Result, i int, k keySet) report.Exception {
	x := c.at(r, i, k.fields[0])
	x.Cells = c.cells(k.fields)
	x.Rule, x.Kind, x.Severity = k.id, report.KindPrimaryKey, c.severity(k.check.Severity, k.check.Final)
	x.Expected = "one row for each " + c.titles(k.fields)
	return x
}

func (c *Checker) repeatException(r *Result, i int, k keySet, first int) report.Exception {
	x := c.duplicate(r, i, k)
	x.OtherRows = []int{first}
	x.Message = "This " + c.row() + " repeats " + c.row() + " " + strconv.Itoa(first) + ": every value is the same. It was counted once."
	if x.Severity != report.Error {
		x.Message = "This " + c.row() + " repeats " + c.row() + " " + strconv.Itoa(first) + ": every value is the same."
	}
	x.Fix = "Delete one of the two, or correct " + c.titles(k.fields) + " if they are different records."
	c.ownKeyWords(&x, k.check, r, i)
	return x
}

// manyTwins is how many other rows an exception names one by one. Its message
// says how many there are in all.
const manyTwins = 100

func (c *Checker) twinException(r *Result, i int, k keySet, rows []int32) report.Exception {
	x := c.duplicate(r, i, k)
	others := 0
	for _, row := range rows {
		if int(row) == r.rows[i] {
			continue
		}
		if others++; others <= manyTwins {
			x.OtherRows = append(x.OtherRows, int(row))
		}
	}
	x.Message = "This " + c.row() + " has the same " + c.titles(k.fields) + " as " + c.rowList(x.OtherRows, others) + ", but other values differ."
	x.Fix = "Keep the " + c.row() + " that is right and delete the rest, or correct " + c.titles(k.fields) + " if they are different records."
	c.ownKeyWords(&x, k.check, r, i)
	return x
}

// row is the word for what a number counts: rows of a sheet, lines of a text file.
func (c *Checker) row() string {
	if c.cols.CSV {
		return "line"
	}
	return "row"
}

// rowList names rows in a sentence: row 12; rows 12, 15 and 3 others.
func (c *Checker) rowList(rows []int, all int) string {
	const named = 10
	if all == 0 {
		return "another cell of its " + c.row()
	}
	if all == 1 && len(rows) == 1 {
		return c.row() + " " + strconv.Itoa(rows[0])
	}
	var words []string
	for _, r := range rows[:min(len(rows), named)] {
		words = append(words, strconv.Itoa(r))
	}
	if more := all - len(words); more > 0 {
		return c.row() + "s " + strings.Join(words, ", ") + " and " + plural(more, "other", "others")
	}
	last := len(words) - 1
	return c.row() + "s " + strings.Join(words[:last], ", ") + " and " + words[last]
}

// Again says, after the last Join, whether rows that were passed must be judged
// anew: a later row has the same key and differs, or the column as a whole shows
// in which order its dates are written; or whether a rule over the whole table has
// records to name. Then everything that Join has given so far is void: the caller feeds every batch through Check and
// Join once more from the start.
func (c *Checker) Again() bool {
	t := c.joined
	if c.settleOrders() {
		c.joined = newTable(c)
		return true
	}
	if !slices.ContainsFunc(t.keys, func(k tableKeys) bool { return len(k.differ) > 0 }) {
		return c.namesRecords()
	}
	for n := range t.keys {
		c.twins[n] = t.keys[n].twins()
	}
	c.joined = newTable(c)
	return true
}
