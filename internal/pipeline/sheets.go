package pipeline

import (
	"fmt"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
)

// sheetMatches says whether a sheet's name fits a rule file's pattern.
func sheetMatches(pattern, name string) bool {
	_, ok := matchSheet(pattern, name)
	return ok
}

func foldName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// unreadSheet notes a visible sheet that was not read. What is hidden is noted
// when the file is opened.
func unreadSheet(sheet ingest.Sheet, rep *report.File) {
	if sheet.Hidden {
		return
	}
	rep.Exceptions.Add(report.Exception{
		Rule: report.KindSource, Kind: report.KindSource, Severity: report.Note,
		Message: fmt.Sprintf("The sheet “%s” was not read: it holds no table that we know.", sheet.Name),
	})
}
