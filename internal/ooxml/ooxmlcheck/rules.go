package ooxmlcheck

// Rule names what must hold.
type Rule string

// The rules of the package.
const (
	ZIP           Rule = "zip"            // readable, each entry's CRC right, stored or deflated, not encrypted
	ZIPName       Rule = "zip-name"       // names are relative, with forward slashes, and differ by more than case
	ZIP64         Rule = "zip64"          // no ZIP64 records where sizes do not need them
	ContentType   Rule = "content-type"   // every part has one, once, and it is that of its relationship
	Override      Rule = "override"       // an Override names a part that is there, once
	Extension     Rule = "extension"      // .xlsx and .xlsm hold a workbook of that type
	Relationship  Rule = "relationship"   // ids are unique, targets are there
	RelationID    Rule = "relation-id"    // an r:id leads to a relationship of the right type
	XML           Rule = "xml"            // well formed, of legal characters, no DTD, no attribute twice
	Namespace     Rule = "namespace"      // prefixes are declared, those of mc:Ignorable too
	Ignorable     Rule = "ignorable"      // elements and attributes of other namespaces are ignorable
	Properties    Rule = "properties"     // one core properties part, each property once; vectors of their size
	CalcChain     Rule = "calc-chain"     // leads to cells with formulas
	Pivot         Rule = "pivot"          // a pivot table's cache is the workbook's
	SheetName     Rule = "sheet-name"     // 1 to 31 characters, none of []:*?/\, no apostrophe at an end, unique in any case
	SheetID       Rule = "sheet-id"       // 1 to 65534, unique; no two sheets of one part
	SheetVisible  Rule = "sheet-visible"  // at least one; the active and the first tab are in range, the active visible
	TabSelected   Rule = "tab-selected"   // one sheet is selected, the active one: several are edited as a group
	DefinedName   Rule = "defined-name"   // legal, unique in its scope, of a scope that is there
	NameReference Rule = "name-reference" // refers to sheets that are there; print areas and filters to their own sheet
	BookOrder     Rule = "workbook-order" // order of the workbook's elements
)

// The rules of a sheet.
const (
	SheetOrder      Rule = "sheet-order"      // order of the worksheet's elements, each once
	Dimension       Rule = "dimension"        // a reference or an area
	View            Rule = "view"             // one pane a view, selections of panes that are there
	Columns         Rule = "columns"          // ascending, not overlapping, at most 16,384
	RowOrder        Rule = "row-order"        // ascending, unique, 1 to 1,048,576
	CellOrder       Rule = "cell-order"       // ascending, unique, in the row they stand in
	CellStyle       Rule = "cell-style"       // of a cell, row or column: a format that is there
	CellType        Rule = "cell-type"        // known, with the children and the value it demands
	SharedString    Rule = "shared-string"    // in range
	TextLength      Rule = "text-length"      // at most 32,767 characters
	Formula         Rule = "formula"          // at most 8,192 characters; shared ones have a master
	Merge           Rule = "merge"            // areas of several cells, not overlapping, counted right
	Conditional     Rule = "conditional"      // areas, formats and priorities of conditional formats
	Validation      Rule = "validation"       // known type, areas not overlapping, counted right
	ValidationLimit Rule = "validation-limit" // lengths of lists and words
	Hyperlink       Rule = "hyperlink"        // of an area, to a place, within the lengths; a cell once
	Filter          Rule = "filter"           // an area; that of the hidden name; not over a table
	Breaks          Rule = "breaks"           // page breaks are counted right
	HeaderFooter    Rule = "header-footer"    // at most 255 characters each
	Area            Rule = "area"             // every other reference is legal
)

// The rules of styles, strings, notes and tables.
const (
	StyleOrder   Rule = "style-order"   // order of the stylesheet's elements and their parts
	StyleCount   Rule = "style-count"   // counts are those of the children
	StyleIndex   Rule = "style-index"   // of fonts, fills, borders and named styles: in range
	NumberFormat Rule = "number-format" // ids unique, those used are there, at most 255 characters
	FirstFills   Rule = "first-fills"   // none, and gray125 or Google's lightGray
	StyleLimit   Rule = "style-limit"   // at most 65,430 cell formats
	NamedStyle   Rule = "named-style"   // names unique, formats in range
	Colour       Rule = "colour"        // six or eight hexadecimal digits, a theme colour that may be there
	StringCount  Rule = "string-count"  // uniqueCount is right; count, which many programs get wrong and Excel takes, is no less
	Comment      Rule = "comment"       // of a cell, once, of an author that is there
	CommentShape Rule = "comment-shape" // each comment has a shape at its row and column, each such shape a comment
	ShapeID      Rule = "shape-id"      // unique, within blocks that no other drawing has; types are there
	Table        Rule = "table"         // ids and names unique, columns as wide as the area, not overlapping
	TableHeader  Rule = "table-header"  // header cells are text equal to the names of the columns
)
