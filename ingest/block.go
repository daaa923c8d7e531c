package ingest

import (
	"io"
	"math"
	"strings"
	"unicode"

	"winnow/internal/report"
	"winnow/internal/table"
)

// Block bounds the part of a sheet in which a table stands, by labels in any of
// its cells: the rows below one that holds a label of After, down to the one
// above the next that holds a label of Before. No After is the top of the sheet,
// no Before its end.
type Block struct{ After, Before []string }

// blockWithin is how far down a sheet the label above a block is looked for.
const blockWithin = 10_000

func (b Block) isZero() bool { return len(b.After)+len(b.Before) == 0 }

// labels is texts that a cell may begin with, folded.
type labels []string

func foldLabels(texts []string) labels {
	var folded labels
	for _, t := range texts {
		if t = fold(t); t != "" {
			folded = append(folded, t)
		}
	}
	return folded
}

// in says whether a cell of the row is one of the labels, or begins with one:
// "PART 1B: by age band and sex".
func (l labels) in(r *rawRow) bool {
	for i := range r.cells {
		c := &r.cells[i]
		if c.kind != table.Text {
			continue
		}
		for _, label := range l {
			if likelyFolds(c.raw, label) && beginsWith(string(c.raw[:min(len(c.raw), maxTitleBytes)]), label) {
				return true
			}
		}
	}
	return false
}

// beginsWith says whether text begins with a folded label that ends there with a
// word: "Part 10" does not begin with Part 1.
func beginsWith(text, label string) bool {
	folded := fold(text)
	if folded == label || !strings.HasPrefix(folded, label) {
		return folded == label
	}
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && fold(text[:i]) == label {
			return true
		}
	}
	return false
}

// lookAt returns the rows in which the layout's header, or its form, may stand,
// and the rows above its block, in which facts may stand. Both are nil where the
// sheet has no such block.
func (f *File) lookAt(sheet int, l *Layout) (rows, above []*rawRow, err error) {
	if l.Block.isZero() && !l.Form {
		rows, err = f.top(sheet, l.headerWithin())
		return l.withoutComments(rows), nil, err
	}
	src, err := f.rows(sheet)
	if err != nil {
		return nil, nil, err
	}
	defer src.close()
	look := blockLook{after: foldLabels(l.Block.After), before: foldLabels(l.Block.Before), within: l.within(), whole: l.Form}
	look.found = len(look.after) == 0
	var r rawRow
	for more := true; more; {
		if err := src.next(&r); err == io.EOF {
			break
		} else if err != nil {
			return nil, nil, err
		}
		more = r.added || look.take(&r)
	}
	if l.Form && look.kept > formBytes {
		return nil, nil, nil
	}
	return look.rows, look.above, nil
}

// within is how many rows are looked at for the header or the labels of a form.
func (l *Layout) within() int {
	if l.Form {
		return formWithin
	}
	return l.headerWithin()
}

// blockLook gathers the first rows of a block.
type blockLook struct {
	after, before labels
	within        int
	found         bool // the label above the block
	start         int  // its row
	rows, above   []*rawRow
	kept          int
	whole         bool // long texts are not cut: they are values
}

// take looks at a row and says whether to go on.
func (b *blockLook) take(r *rawRow) bool {
	switch {
	case b.found && r.number > b.start+b.within:
		return false
	case !b.found && b.after.in(r):
		b.found, b.start = true, r.number
	case !b.found && r.number > blockWithin:
		return false
	case r.blank():
	case !b.found:
		if len(b.above) < defaultHeaderWithin {
			b.above = append(b.above, b.copy(r))
		}
	case b.before.in(r):
		return false
	default:
		b.rows = append(b.rows, b.copy(r))
	}
	return true
}

func (b *blockLook) copy(r *rawRow) *rawRow {
	length := maxTitleBytes
	switch {
	case b.whole && b.kept <= formBytes:
		length = math.MaxInt
	case b.kept > topBytes:
		length = shortTitle
	}
	row := r.cloneUpTo(length)
	b.kept += row.size()
	return row
}

// blockRows ends a sheet above the row that holds the label below a block. What
// follows is read all the same, so that damage is found wherever it is.
type blockRows struct {
	rowSource
	before labels
	from   int // rows down to this one are no end: the header
	done   bool
}

// inBlock bounds the rows of a table by its block.
func inBlock(src rowSource, l *Layout, header int) rowSource {
	if before := foldLabels(l.Block.Before); len(before) > 0 {
		return &blockRows{rowSource: src, before: before, from: header}
	}
	return src
}

func (b *blockRows) next(r *rawRow) error {
	if b.done {
		return io.EOF
	}
	if err := b.rowSource.next(r); err != nil || r.number <= b.from || !b.before.in(r) {
		return err
	}
	b.done = true
	for {
		if err := b.rowSource.next(r); err != nil {
			return err // io.EOF where the rest is sound
		}
	}
}

// note passes on what the source has to say.
func (b *blockRows) note() []report.Exception {
	if src, ok := b.rowSource.(interface{ note() []report.Exception }); ok {
		return src.note()
	}
	return nil
}
