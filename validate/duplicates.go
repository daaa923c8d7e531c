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
func (c *Checker) checkKeys(r *Result) (repeats map[int]bool) {
	if r.keys == nil {
		return nil
	}
	t := c.joined
	for i, key := range r.keys {
		if r.noKey[i] {
			continue
		}
		if rows, ok := c.twins[key]; ok {
			r.find(i, c.twinException(r, i, rows))
			continue
		}
		first, ok := t.keys[key]
		if !ok {
			t.keys[key] = seen{r.wholes[i], int32(r.rows[i])}
			continue
		}
		t.more[key] = append(t.more[key], int32(r.rows[i]))
		if first.whole != r.wholes[i] {
			t.differ[key] = true
			continue // the pass is void: Again will ask for another
		}
		r.find(i, c.repeatException(r, i, int(first.row)))
		if repeats == nil {
			repeats = map[int]bool{}
		}
		repeats[i] = true
	}
	return repeats
}

func (c *Checker) duplicate(r *Result, i int) report.Exception {
	key := c.ret.PrimaryKey
	x := c.at(r, i, key[0])
	x.Cells = c.cells(key)
	x.Rule, x.Kind, x.Severity = "primaryKey", report.KindPrimaryKey, report.Error
	x.Expected = "one row for each " + c.titles(key)
	return x
}

func (c *Checker) repeatException(r *Result, i, first int) report.Exception {
	x := c.duplicate(r, i)
	x.OtherRows = []int{first}
	x.Message = "This row repeats row " + strconv.Itoa(first) + ": every value is the same. It was counted once."
	x.Fix = "Delete one of the two rows, or correct " + c.titles(c.ret.PrimaryKey) + " if they are different records."
	return x
}

// manyTwins is how many other rows an exception names one by one. Its message
// says how many there are in all.
const manyTwins = 100

func (c *Checker) twinException(r *Result, i int, rows []int32) report.Exception {
	x := c.duplicate(r, i)
	others := 0
	for _, row := range rows {
		if int(row) == r.rows[i] {
			continue
		}
		if others++; others <= manyTwins {
			x.OtherRows = append(x.OtherRows, int(row))
		}
	}
	x.Message = "This row has the same " + c.titles(c.ret.PrimaryKey) + " as " + rowList(x.OtherRows, others) + ", but other values differ."
	x.Fix = "Keep the row that is right and delete the rest, or correct " + c.titles(c.ret.PrimaryKey) + " if they are different records."
	return x
}

// rowList names rows in a sentence: row 12; rows 12, 15 and 3 others.
func rowList(rows []int, all int) string {
	const named = 10
	if all == 1 && len(rows) == 1 {
		return "row " + strconv.Itoa(rows[0])
	}
	var words []string
	for _, r := range rows[:min(len(rows), named)] {
		words = append(words, strconv.Itoa(r))
	}
	if more := all - len(words); more > 0 {
		return "rows " + strings.Join(words, ", ") + " and " + plural(more, "other", "others")
	}
	last := len(words) - 1
	return "rows " + strings.Join(words[:last], ", ") + " and " + words[last]
}

// Again says, after the last Join, whether rows that were passed must be held
// back because a later row has the same key and differs. Then everything that
// Join has given so far is void: the caller feeds every batch through Check and
// Join once more from the start.
func (c *Checker) Again() bool {
	t := c.joined
	if len(t.differ) == 0 {
		return false
	}
	c.twins = twins{}
	for key := range t.differ {
		rows := append([]int32{t.keys[key].row}, t.more[key]...)
		slices.Sort(rows)
		c.twins[key] = rows
	}
	c.joined = newTable(c)
	return true
}
