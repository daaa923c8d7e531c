package template

import (
	"slices"
	"strings"
)

// The sheets beside the one to fill in. They hold no return.
const (
	sheetGuide   = "How to fill this in"
	sheetExample = "Example"
	sheetAllowed = "Allowed values"
)

// Own says which sheets of a workbook, by their names, are those that Write puts
// beside the one to fill in: they are not looked at for a table. None is where the
// workbook isn't one of Write's.
func Own(sheets []string) []bool {
	own := make([]bool, len(sheets))
	if !slices.Contains(sheets, sheetGuide) {
		return own
	}
	for i, name := range sheets {
		own[i] = isOwn(name)
	}
	return own
}

// isOwn says whether a sheet of this name would be taken for one of Write's own.
// Names of sheets differ by more than their case.
func isOwn(name string) bool {
	return slices.ContainsFunc([]string{sheetGuide, sheetExample, sheetAllowed}, func(own string) bool { return strings.EqualFold(own, name) })
}
