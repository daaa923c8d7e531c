package ooxml

// Limits of a package. Nothing that a service sends comes near them; what does is
// sent back as a workbook of copies.
const (
	maxParts   = 100_000   // entries of the package
	maxIndex   = 32 << 20  // bytes of the workbook part, the content types and a list of relationships
	maxInside  = 64 << 20  // bytes of a part that is held in memory: styles, notes, their shapes, a table
	maxTouched = 1 << 30   // bytes of all sheets that are streamed through, unpacked
	maxAdded   = 256 << 20 // bytes of an added sheet, unpacked
)

// Limits of Excel.
const (
	lastRow     = 1 << 20 // rows of a sheet
	lastColumn  = 1<<14 - 1
	maxNoteText = 32_000 // characters of a note that Excel surely opens; it stops at 32,767
)
