// Package ingest reads the spreadsheets that services send: it recognises a
// file by its content, finds the table by its titles, and hands out the cells
// column by column in batches.
//
// Start reading at Open, then File.Match and File.Read. A file that cannot be
// used is a *Refusal, written for the person who sent it. What is readable but
// odd is a report.Exception in File.Notes or Tail.Notes.
//
// The package knows nothing of rule files: the pipeline turns one into a Layout.
// It casts and judges nothing; cells come out as the file had them. It must not
// import validate, rules or cmd, and puts no cell value into an error.
package ingest
