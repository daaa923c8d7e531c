package reply

import (
	"cmp"
	"iter"
	"slices"

	"winnow/internal/table"
)

// Book is a workbook that came in, as far as this package looks at it.
type Book interface {
	Sheets() []Sheet
	// Rows yields a sheet's rows that hold something, from the top; each is valid
	// until the next. An error ends it.
	Rows(sheet int) iter.Seq2[Row, error]
	Date1904() bool // serials count from 1904
}

// Sheet is a sheet of a Book.
type Sheet struct {
	Name   string
	Hidden bool
}

// Row is a row of a sheet.
type Row struct {
	Number int          // as a person sees it
	Cells  []table.Cell // from column A on
}

// Returned is what a workbook of winnow's says that came back.
type Returned struct {
	Ticket *Ticket // nil where it is gone or must not be gone by
	Spoilt *Spoilt // why there is none, where its sheet is there

	Own     []OwnSheet // winnow's sheets, by index; the others are the sender's
	Answers []Answer   // what was filled in, by sheet and row, each id once
	Copies  []*Copies  // copied rows, perhaps corrected
	Unclear []Unclear  // what was filled in and can't be gone by

	lines []line
}

// OwnSheet is a sheet that is winnow's.
type OwnSheet struct {
	Index int // among Book.Sheets
	Role  Role
	Table int // index into Ticket.Tables, of RoleRows; -1 where it isn't known
}

// Unclear is something that was filled in and can't be gone by.
type Unclear struct {
	Sheet string
	Row   int
	Why   string // a sentence for people, without the values
}

// IsOwn says whether a sheet is winnow's.
func (r *Returned) IsOwn(sheet int) bool {
	return slices.ContainsFunc(r.Own, func(o OwnSheet) bool { return o.Index == sheet })
}

// Known says whether the workbook has anything of winnow's in it.
func (r *Returned) Known() bool { return len(r.Own) > 0 }

// IDs yields the ids of the exceptions listed, answered or not, as they stand.
func (r *Returned) IDs() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, l := range r.lines {
			if l.id != 0 && !yield(l.name()) {
				return
			}
		}
	}
}

// Read looks for what is winnow's in a workbook and reads it. The error is that of
// Book.Rows. Where nothing is winnow's, Known says so.
func Read(b Book) (*Returned, error) {
	r := &Returned{}
	f := &finder{book: b, sheets: b.Sheets(), returned: r}
	if err := f.find(); err != nil {
		return nil, err
	}
	slices.SortFunc(r.Own, func(a, b OwnSheet) int { return a.Index - b.Index })
	g := &gatherer{book: b, sheets: f.sheets, returned: r, groups: map[groupKey]*Answer{}}
	for _, own := range r.Own {
		look := f.looks[own.Index]
		var err error
		switch {
		case own.Role == RoleExceptions:
			err = g.read(own.Index, look.exceptions)
		case own.Role == RoleRows && own.Table < 0 && f.allFound():
			r.unclear(f.sheets[own.Index].Name, 0, "This sheet is a copy of the one that we sent, and was not read. Make the corrections in the one that we sent.")
		case own.Role == RoleRows && look.copies.row > 0:
			err = r.addCopies(b, own, look.copies)
		case own.Role == RoleRows:
			r.unclear(f.sheets[own.Index].Name, 0, "The titles above the copied rows are gone, so that what stands below them can't be read.")
		}
		if err != nil {
			return nil, err
		}
	}
	g.settle()
	slices.SortStableFunc(r.Unclear, func(a, b Unclear) int { return cmp.Or(cmp.Compare(a.Sheet, b.Sheet), a.Row-b.Row) })
	return r, nil
}

func (r *Returned) unclear(sheet string, row int, why string) {
	r.Unclear = append(r.Unclear, Unclear{sheet, row, why})
}
