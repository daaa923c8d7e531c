package officetest

// Edit is one thing that a clerk does to a workbook. The functions of this file
// make them. A sheet "" is the first.
type Edit struct {
	Do         string `json:"do"`
	Sheet      string `json:"sheet,omitempty"`
	Cell       string `json:"cell,omitempty"` // A1, or a range
	Text       string `json:"text"`
	Row        int    `json:"row,omitempty"` // 1-based
	To         int    `json:"to,omitempty"`
	Count      int    `json:"count,omitempty"`
	Column     int    `json:"column,omitempty"`
	Descending bool   `json:"descending,omitempty"`
	Header     bool   `json:"header,omitempty"`
}

// Type types into a cell: the cell's format and British settings decide whether a
// number, a date, a text or a formula comes of it.
func Type(sheet, cell, text string) Edit {
	return Edit{Do: "type", Sheet: sheet, Cell: cell, Text: text}
}

// Text puts text into a cell whatever it looks like, as typing it after an apostrophe does.
func Text(sheet, cell, text string) Edit {
	return Edit{Do: "text_in", Sheet: sheet, Cell: cell, Text: text}
}

// Clear empties a cell or a range; formats and notes stay.
func Clear(sheet, cell string) Edit { return Edit{Do: "clear", Sheet: sheet, Cell: cell} }

// DeleteRow deletes a row; those below move up.
func DeleteRow(sheet string, row int) Edit {
	return Edit{Do: "delete_rows", Sheet: sheet, Row: row, Count: 1}
}

// InsertRow puts an empty row in the place of a row, which moves down.
func InsertRow(sheet string, row int) Edit {
	return Edit{Do: "insert_rows", Sheet: sheet, Row: row, Count: 1}
}

// CopyRow copies a row over another, as copying and pasting does.
func CopyRow(sheet string, row, to int) Edit {
	return Edit{Do: "copy_row", Sheet: sheet, Row: row, To: to}
}

// Sort sorts a range by its 0-based column. With header, its first row stays.
func Sort(sheet, cells string, column int, descending, header bool) Edit {
	return Edit{Do: "sort", Sheet: sheet, Cell: cells, Column: column, Descending: descending, Header: header}
}

// DeleteSheet deletes a sheet.
func DeleteSheet(sheet string) Edit { return Edit{Do: "delete_sheet", Sheet: sheet} }

// RenameSheet gives a sheet another name.
func RenameSheet(sheet, name string) Edit { return Edit{Do: "rename_sheet", Sheet: sheet, Text: name} }

// KeepOnly copies a sheet into a new file, which is saved in place of the old.
func KeepOnly(sheet string) Edit { return Edit{Do: "keep_only", Sheet: sheet} }

// PasteValues pastes a sheet's values into a new file, with no formats and no notes.
func PasteValues(sheet, name string) Edit { return Edit{Do: "values_only", Sheet: sheet, Text: name} }

// Edit opens a spreadsheet, makes the edits in their order, and saves it under
// another name, whose ending says as what: .xlsx, .ods, .xls or .csv (the first
// sheet, as shown).
func (c *Clerk) Edit(in, out string, edits ...Edit) {
	c.t.Helper()
	task := map[string]any{"do": "edit", "in": in, "out": out, "edits": edits}
	if _, err := c.do(task); err != nil {
		c.t.Fatalf("editing %s: %v\n%s", in, err, c.talk())
	}
}

// Sheet is a sheet as LibreOffice has it.
type Sheet struct {
	Name      string            `json:"name"`
	Hidden    bool              `json:"hidden"`
	Rows      [][]string        `json:"rows"`      // from A1; numbers and dates as numbers
	Formulas  map[string]string `json:"formulas"`  // by cell
	Notes     map[string]string `json:"notes"`     // by cell
	Validated map[string]int    `json:"validated"` // ranges with a validation or a hint, by kind: LIST, DATE, …
}

// Look opens a spreadsheet and says what is in it, and how many links lead out of it.
func (c *Clerk) Look(path string) (sheets []Sheet, links int) {
	c.t.Helper()
	a, err := c.do(map[string]any{"do": "look", "in": path})
	if err != nil {
		c.t.Fatalf("opening %s: %v\n%s", path, err, c.talk())
	}
	return a.Sheets, a.Links
}
