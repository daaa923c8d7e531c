package ingest

import (
	"winnow/internal/report"
	"winnow/internal/table"
)

// overlay is what File.Overlay keeps for a sheet.
type overlay struct {
	text  bool              // the sheet is a CSV: its cells are all text, without gaps
	cells map[int][]rawCell // that change, by row number
	out   map[int]bool      // rows taken out
	added map[int][]*rawRow // by the number of the row that they stand below
}

func newOverlay(text bool) *overlay {
	return &overlay{text: text, cells: map[int][]rawCell{}, out: map[int]bool{}, added: map[int][]*rawRow{}}
}

// laid lays a sheet's corrections over a source of its rows.
func (f *File) laid(src rowSource, sheet int) rowSource {
	for _, o := range f.overlays[sheet] {
		src = &overlaid{rowSource: src, overlay: o, waiting: o.added[0]}
	}
	return src
}

// overlaid hands out the rows of a sheet as corrected.
type overlaid struct {
	rowSource
	*overlay
	waiting []*rawRow // added, to be handed out next
	gone    int       // rows taken out since the last one
}

func (o *overlaid) next(r *rawRow) error {
	for {
		if len(o.waiting) > 0 {
			r.reset(o.waiting[0].number)
			r.added, r.cells = true, append(r.cells, o.waiting[0].cells...)
			o.waiting = o.waiting[1:]
			return nil
		}
		if err := o.rowSource.next(r); err != nil {
			return err
		}
		o.waiting = o.added[r.number]
		if o.out[r.number] {
			if !r.added {
				o.gone += 1 + r.gone
			}
			continue
		}
		if !r.added {
			r.gone += o.gone
			o.gone = 0
		}
		o.apply(r)
		return nil
	}
}

// apply puts the cells that change into their row.
func (o *overlaid) apply(r *rawRow) {
	for _, c := range o.cells[r.number] {
		if o.text {
			r.padTo(int(c.col))
		}
		r.put(c)
	}
}

// padTo gives a row of a CSV the empty cells before a column that it doesn't have.
func (r *rawRow) padTo(col int) {
	for len(r.cells) < col {
		r.cells = append(r.cells, rawCell{col: int32(len(r.cells)), kind: table.Blank})
	}
}

// padded fills the gaps between a row's cells with empty ones.
func (r *rawRow) padded() {
	cells := r.cells
	r.cells = nil
	for _, c := range cells {
		r.padTo(int(c.col))
		r.cells = append(r.cells, c)
	}
}

// note passes on what the source has to say.
func (o *overlaid) note() []report.Exception {
	if src, ok := o.rowSource.(interface{ note() []report.Exception }); ok {
		return src.note()
	}
	return nil
}
