package table

// Origin says where the records of a batch stand in the sheet, where they are no
// rows of it: single cells of a wide table, or what a form holds.
type Origin struct {
	Sheet   *Batch  // the rows as they stand in the sheet, none of them only in part
	Rows    []int32 // for each record the index in Sheet.Rows of its row
	Columns []int32 // for each record the 0-based sheet column of its value; nil for a form
}

// AppendFrom adds cell i of another column at the bottom.
func (c *Column) AppendFrom(from *Column, i int) {
	raw, kind, flag := from.At(i)
	c.Append(kind, flag, raw)
}
