package ingest

import "time"

// The default limits. What Excel itself allows is never refused.
const (
	MaxPartBytes     = 4 << 30          // one part of a workbook, unzipped
	MaxUnzipped      = 16 << 30         // all parts of a workbook, unzipped, as its directory states them
	MaxRatio         = 500              // unzipped to zipped bytes of a part, past RatioFrom
	RatioFrom        = 64 << 20         // unzipped bytes that any ratio may reach
	MaxParts         = 65_536           // parts of a workbook
	MaxSheets        = 4_096            // sheets of a workbook
	MaxRows          = 1_048_576        // rows of a sheet; a CSV has no such limit
	MaxColumns       = 16_384           // columns of a sheet or CSV
	MaxCells         = 1 << 28          // cells of a sheet, with empty ones and those that merged ranges fill
	MaxSharedStrings = 1 << 24          // texts in a workbook's shared table
	MaxSharedBytes   = 256 << 20        // all of those together
	MaxCellBytes     = 1 << 20          // one cell, in bytes of UTF-8
	MaxRecordBytes   = 6 << 20          // one row
	MaxNesting       = 256              // elements inside elements in a workbook's XML
	MaxAttributes    = 128              // attributes of an element
	MaxMerges        = 1 << 20          // merged ranges of a sheet
	MaxEncrypted     = 64 << 20         // an encrypted workbook, which is opened in memory
	MaxSortBytes     = 64 << 20         // rows that stand out of order, which are sorted in memory
	MaxTime          = 10 * time.Minute // one pass over a sheet
)

// Limits bounds what one file may ask of the machine. A zero field takes the
// constant of the same name as its default.
type Limits struct {
	PartBytes     int64
	Unzipped      int64
	Ratio         int64
	RatioFrom     int64
	Parts         int
	Sheets        int
	Rows          int
	Columns       int
	Cells         int
	SharedStrings int
	SharedBytes   int
	CellBytes     int
	RecordBytes   int
	Nesting       int
	Attributes    int
	Merges        int
	Encrypted     int64
	SortBytes     int
	Time          time.Duration
}

// withDefaults returns the limits with every zero field set.
func (l Limits) withDefaults() Limits {
	l.PartBytes = or(l.PartBytes, MaxPartBytes)
	l.Unzipped = or(l.Unzipped, MaxUnzipped)
	l.Ratio = or(l.Ratio, MaxRatio)
	l.RatioFrom = or(l.RatioFrom, RatioFrom)
	l.Parts = or(l.Parts, MaxParts)
	l.Sheets = or(l.Sheets, MaxSheets)
	l.Rows = or(l.Rows, MaxRows)
	l.Columns = or(l.Columns, MaxColumns)
	l.Cells = or(l.Cells, MaxCells)
	l.SharedStrings = or(l.SharedStrings, MaxSharedStrings)
	l.SharedBytes = or(l.SharedBytes, MaxSharedBytes)
	l.CellBytes = or(l.CellBytes, MaxCellBytes)
	l.RecordBytes = or(l.RecordBytes, MaxRecordBytes)
	l.Nesting = or(l.Nesting, MaxNesting)
	l.Attributes = or(l.Attributes, MaxAttributes)
	l.Merges = or(l.Merges, MaxMerges)
	l.Encrypted = or(l.Encrypted, MaxEncrypted)
	l.SortBytes = or(l.SortBytes, MaxSortBytes)
	l.Time = or(l.Time, MaxTime)
	return l
}

func or[T int | int64 | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}
