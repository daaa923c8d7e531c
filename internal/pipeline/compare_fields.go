package pipeline

import (
	"slices"

	"winnow/rules"
)

// changeField is a field whose cells are compared, and where they stand in the
// batches of either table.
type changeField struct {
	*rules.Field
	title string
	index int    // of the field in the return
	col   [2]int // by side
}

// changeFields lists the fields that both tables have a column for, those that tell
// records apart first, and how many these are. Of a wide table each column counts as
// a field, since its rows are the records.
func changeFields(old, now *match) (fields []changeField, keys int) {
	ret := now.ret
	key := keyFields(ret)
	add := func(i int) {
		f := ret.Fields[i]
		if col := [2]int{old.loc.Columns[i], now.loc.Columns[i]}; col[was] >= 0 && col[is] >= 0 && !ret.Made(i) {
			fields = append(fields, changeField{f, f.Title, i, col})
		}
	}
	for _, i := range key {
		add(i)
	}
	keys = len(fields)
	for i := range ret.Fields {
		if !slices.Contains(key, i) {
			add(i)
		}
	}
	if ret.Unpivot != nil {
		fields = append(fields, wideFields(old, now)...)
	}
	return fields, keys
}

// wideFields are the columns of a wide table that both have.
func wideFields(old, now *match) (fields []changeField) {
	u := now.ret.Unpivot
	value := *now.ret.Fields[u.Value]
	value.FillDown = false // what stands above is another record's
	for k, c := range u.Columns {
		i := len(now.ret.Fields) + k
		if col := [2]int{old.loc.Columns[i], now.loc.Columns[i]}; col[was] >= 0 && col[is] >= 0 {
			fields = append(fields, changeField{&value, c.Title, u.Value, col})
		}
	}
	return fields
}

// rowOf is the row of a record's cell: a form has each in a row of its own.
func (s changeSide) rowOf(f changeField, row int) int {
	if s.loc.Form != nil {
		return s.loc.Form.Fields[f.index].Row
	}
	return row
}

// columnOf is the 0-based sheet column of a field's cells.
func (s changeSide) columnOf(f changeField) int {
	if s.loc.Form != nil {
		return s.loc.Form.Fields[f.index].Column
	}
	return f.col[s.side]
}
