package rules

// Unpivot says which columns of a wide table stand for rows: each of their cells
// becomes a record of its own.
type Unpivot struct {
	Fields     []int // whose values the column itself says, such as an age band
	Value      int   // the field that takes the cell
	Columns    []WideColumn
	Total      *WideColumn // the column with the sum of a row's cells; nil for none
	SkipBlanks bool        // a blank cell is no record
}

// WideColumn is one column of a wide table.
type WideColumn struct {
	Title   string
	Aliases []string
	Gives   []string // by Unpivot.Fields: the text that stands for the field's value
}

// Block bounds the part of a sheet with several tables that a return reads: the
// rows below one that holds a label of After, down to the one above a label of
// Before. Both may be empty.
type Block struct{ After, Before []string }

// IsZero says whether the whole sheet is meant.
func (b Block) IsZero() bool { return len(b.After)+len(b.Before) == 0 }

// Made says whether a field's cells have no column of their own: the columns
// that are unpivoted give them.
func (r *Return) Made(field int) bool {
	if r.Unpivot == nil {
		return false
	}
	for _, f := range r.Unpivot.Fields {
		if f == field {
			return true
		}
	}
	return field == r.Unpivot.Value
}
