package sample

import (
	"bytes"
	"encoding/csv"
	"sort"
	"strconv"
)

// Expectation is what winnow must say of one defect: an exception at a cell, a
// refusal of a file, or nothing where the defect can be put right safely.
type Expectation struct {
	File     string // below the form's folder
	Row      int    // as a person sees it; 0 for a table or file
	Column   string // letters in a workbook, a 1-based number in a CSV
	Field    string
	Rule     string // the exception's rule; for a file the words of the refusal
	Kind     string // the exception's kind, or "refused", "ignored", or "none": nothing is said
	Severity string // error, query or note; "" where nothing is said
	Defect   string // the number in our list of defects and layouts, or the rule's number where the entry itself is wrong
	Done     string // what was done to the clean form
	Right    string // the value that was there before, as far as one can say
}

// ExpectedHeader is the header row of expected.csv.
var ExpectedHeader = []string{"file", "row", "column", "field", "rule", "kind", "severity", "defect", "done", "right"}

// The kinds of expectation that are not exceptions.
const (
	Nothing = "none"
	Refused = "refused"
	Ignored = "ignored"
)

// ExpectedCSV writes expectations as expected.csv holds them.
func ExpectedCSV(list []Expectation) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	records := [][]string{ExpectedHeader}
	for _, e := range list {
		row := ""
		if e.Row > 0 {
			row = strconv.Itoa(e.Row)
		}
		records = append(records, []string{e.File, row, e.Column, e.Field, e.Rule, e.Kind, e.Severity, e.Defect, e.Done, e.Right})
	}
	if err := w.WriteAll(records); err != nil {
		panic(err) // a buffer doesn't refuse
	}
	return out.Bytes()
}

func sortExpectations(list []Expectation) {
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].File != list[j].File {
			return list[i].File < list[j].File
		}
		return list[i].Row < list[j].Row
	})
}
