// Package validate puts rules to batches of records: it casts every cell to the
// type its field declares, checks it, runs the row rules, finds duplicates,
// works out totals and measures, and bands them.
//
// Start reading at Checker: New compiles a return for one table; Check judges a
// batch and may run in many goroutines; Join takes the results in batch order
// and splits each batch into clean records and exceptions; Finish closes the
// table; Reduce turns the Partials of all submissions into the period's
// measures. Band stands alone.
//
// One fault is one exception: a check doesn't look at a cell that an earlier
// stage has already faulted. The stages are shape, type, constraints, row
// rules, keys, table.
//
// A cell is cast and checked once per distinct text of a batch's column (see
// column), so that a column of ten outcomes costs ten casts and not a million. A
// CSV column of many kinds of plain cells that no rule reads one by one is cast
// as it stands (see direct).
//
// The package reads no files, knows no file format and never prints. Cell
// values go into exceptions and clean records and nowhere else. Every figure is
// an exact number.Num.
package validate
