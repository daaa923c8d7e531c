package validate

// rowIndex finds the rows of a RowSet by key.
type rowIndex struct{}
