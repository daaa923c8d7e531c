package reply

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Runs is a set of row numbers, as runs of following ones in ascending order.
type Runs []Run

// Run is the rows from one to another, both included.
type Run struct{ From, To int }

// Add adds a row, at little cost where rows come in ascending order.
func (r *Runs) Add(row int) {
	runs := *r
	at, found := slices.BinarySearchFunc(runs, row, func(run Run, row int) int {
		switch {
		case run.To < row:
			return -1
		case run.From > row:
			return 1
		}
		return 0
	})
	if found {
		return
	}
	below := at > 0 && runs[at-1].To == row-1
	above := at < len(runs) && runs[at].From == row+1
	switch {
	case below && above:
		runs[at-1].To = runs[at].To
		runs = slices.Delete(runs, at, at+1)
	case below:
		runs[at-1].To = row
	case above:
		runs[at].From = row
	default:
		runs = slices.Insert(runs, at, Run{row, row})
	}
	*r = runs
}

// Has says whether a row is in the set.
func (r Runs) Has(row int) bool {
	_, found := slices.BinarySearchFunc(r, row, func(run Run, row int) int {
		switch {
		case run.To < row:
			return -1
		case run.From > row:
			return 1
		}
		return 0
	})
	return found
}

// Len returns how many rows are in the set.
func (r Runs) Len() int {
	n := 0
	for _, run := range r {
		n += run.To - run.From + 1
	}
	return n
}

// runsPerCell keeps the text of runs well below what Excel keeps of a cell.
const runsPerCell = 1200

// texts returns the runs as "12-15,18", in as many texts as cells hold.
func (r Runs) texts() []string {
	var texts []string
	for part := range slices.Chunk(r, runsPerCell) {
		words := make([]string, len(part))
		for i, run := range part {
			words[i] = strconv.Itoa(run.From)
			if run.To > run.From {
				words[i] += "-" + strconv.Itoa(run.To)
			}
		}
		texts = append(texts, strings.Join(words, ","))
	}
	return texts
}

// maxCopied bounds the rows of a sheet of copies: Excel's own limit.
const maxCopied = 1 << 20

var errRuns = errors.New("its row numbers can't be read")

// parseRuns reads what texts returned.
func parseRuns(texts []string) (Runs, error) {
	var runs Runs
	last, left := 0, maxCopied
	for _, text := range texts {
		for word := range strings.SplitSeq(text, ",") {
			low, high, ranged := strings.Cut(word, "-")
			if !ranged {
				high = low
			}
			from, err := strconv.Atoi(low)
			to, err2 := strconv.Atoi(high)
			if err != nil || err2 != nil || from <= last || to < from || to > maxRow || to-from >= left {
				return nil, errRuns
			}
			left -= to - from + 1
			runs, last = append(runs, Run{from, to}), to
		}
	}
	return runs, nil
}
