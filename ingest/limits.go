package ingest

// The default limits. What Excel itself allows is never refused.
const (
	MaxPartBytes     = 1 << 30   // one part of a workbook, unzipped
	MaxRatio         = 500       // unzipped to zipped bytes of a part, past RatioFrom
	RatioFrom        = 64 << 20  // unzipped bytes that any ratio may reach
	MaxParts         = 65_536    // parts of a workbook
	MaxSheets        = 4_096     // sheets of a workbook
	MaxRows          = 1_048_576 // rows of a sheet; a CSV has no such limit
	MaxColumns       = 16_384    // columns of a sheet or CSV
	MaxSharedStrings = 1 << 25   // texts in a workbook's shared table
	MaxSharedBytes   = 256 << 20 // all of those together
	MaxCellBytes     = 1 << 20   // one cell, in bytes of UTF-8
	MaxRecordBytes   = 64 << 20  // one row
	MaxNesting       = 256       // elements inside elements in a workbook's XML
	MaxMerges        = 1 << 20   // merged ranges of a sheet
	MaxEncrypted     = 256 << 20 // an encrypted workbook, which is opened in memory
)

// Limits bounds what one file may ask of the machine. A zero field takes the
// constant of the same name as its default.
type Limits struct {
	PartBytes     int64
	Ratio         int64
	RatioFrom     int64
	Parts         int
	Sheets        int
	Rows          int
	Columns       int
	SharedStrings int
	SharedBytes   int
	CellBytes     int
	RecordBytes   int
	Nesting       int
	Merges        int
	Encrypted     int64
}

// withDefaults returns the limits with every zero field set.
func (l Limits) withDefaults() Limits {
	l.PartBytes = or(l.PartBytes, MaxPartBytes)
	l.Ratio = or(l.Ratio, MaxRatio)
	l.RatioFrom = or(l.RatioFrom, RatioFrom)
	l.Parts = or(l.Parts, MaxParts)
	l.Sheets = or(l.Sheets, MaxSheets)
	l.Rows = or(l.Rows, MaxRows)
	l.Columns = or(l.Columns, MaxColumns)
	l.SharedStrings = or(l.SharedStrings, MaxSharedStrings)
	l.SharedBytes = or(l.SharedBytes, MaxSharedBytes)
	l.CellBytes = or(l.CellBytes, MaxCellBytes)
	l.RecordBytes = or(l.RecordBytes, MaxRecordBytes)
	l.Nesting = or(l.Nesting, MaxNesting)
	l.Merges = or(l.Merges, MaxMerges)
	l.Encrypted = or(l.Encrypted, MaxEncrypted)
	return l
}

func or[T int | int64](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}
