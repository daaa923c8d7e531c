package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/rules"
)

// mark is one finding as other validators name it: a row and a column from 1,
// 0 where the finding is about all of them, and the kind.
type mark struct {
	Row, Column int
	Kind        string
}

func (m mark) String() string { return fmt.Sprintf("(%d, %d, %s)", m.Row, m.Column, m.Kind) }

// verdict is what winnow makes of a schema and a file.
type verdict struct {
	schema  error // the schema is refused
	refused string
	marks   map[mark]bool

	blank     map[int]bool  // rows that are
	notFinite map[mark]bool // cells whose value is NaN or INF
	totals    map[int]bool  // rows that winnow takes for totals

	guessed     bool         // the file is no UTF-8, and was read as another encoding
	noted       map[int]bool // rows that a query or note is about
	utf8        bool         // the file is UTF-8
	alone       bool         // it refers to a file that is not at hand
	refusedRule bool         // the schema is refused for an expression in it
}

func (v *verdict) valid() bool { return v.schema == nil && v.refused == "" && len(v.marks) == 0 }

// judge checks a file against rules, given as the bytes of one rule file, as
// `winnow check` does.
func judge(ruleFile string, text []byte, path string) (*verdict, error) {
	return judgeOne(ruleFile, text, []given{{path: path, name: filepath.Base(path)}}, 0)
}

// given is a file of a case: where it is, what it is called beside the rules, and
// the return that it is taken for, "" for the one whose headings it has.
type given struct {
	path, name, ret string
	own             bool // it is the one that its package names
}

// judgeOne checks files that belong together and returns the verdict on one.
func judgeOne(ruleFile string, text []byte, files []given, which int) (*verdict, error) {
	dir, err := os.MkdirTemp("", "winnow-corpora-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder that stays is the system's to clear
	name := filepath.Join(dir, ruleFile)
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return nil, err
	}
	config := pipeline.Config{Now: time.Unix(0, 0)}
	for _, f := range files {
		data, err := os.ReadFile(f.path)
		if err != nil {
			return nil, err
		}
		beside := filepath.Join(dir, f.name)
		if err := os.WriteFile(beside, data, 0o600); err != nil {
			return nil, err
		}
		config.Sources = append(config.Sources, pipeline.Source{Path: beside, Name: f.name, Return: f.ret, Own: f.own})
	}
	set, err := rules.LoadPath(name)
	var faults rules.Errors
	if errors.As(err, &faults) {
		return &verdict{schema: err}, nil
	} else if err != nil {
		return nil, err
	}
	config.Rules = set
	rep, err := pipeline.Run(context.Background(), config)
	if err != nil {
		return nil, err
	}
	return verdictOf(rep, which, set, files[which])
}

// verdictOf gathers the errors of one of a report's files.
func verdictOf(rep *report.Report, which int, set *rules.Set, file given) (*verdict, error) {
	records, err := recordNumbers(file.path)
	if err != nil {
		return nil, err
	}
	if file.ret == "" {
		file.ret = set.Returns[0].Name
	}
	v := &verdict{marks: map[mark]bool{}, blank: map[int]bool{}, notFinite: map[mark]bool{}, totals: map[int]bool{}, noted: map[int]bool{}}
	for i, f := range rep.Files {
		if i != which {
			continue
		}
		v.guessed = v.guessed || deref(f.Encoding) == "windows-1252"
		if f.Status == report.FileRefused {
			v.refused = deref(f.Reason)
		}
		for e := range f.Exceptions.All() {
			v.add(e, set.Return(file.ret), records)
		}
		_ = f.Exceptions.Close() // a temporary file that stays is the system's to clear
		for _, t := range f.Tables {
			for e := range t.Exceptions.All() {
				v.add(e, set.Return(file.ret), records)
			}
			_ = t.Exceptions.Close()
		}
	}
	return v, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// ofRows are the kinds that other validators report of a whole row, and ofLabels
// those of the header, for which they give no row.
var (
	ofRows   = map[string]bool{report.KindPrimaryKey: true, report.KindForeignKey: true, report.KindRow: true, report.KindBlankRow: true, "duplicate-row": true}
	ofFiles  = map[string]string{"bytes": "byte-count", "hash": "hash-count"} // by winnow's rules
	ofLabels = map[string]bool{report.KindMissingLabel: true, report.KindExtraLabel: true, report.KindIncorrect: true, report.KindDupLabel: true, report.KindBlankLabel: true}
)

// add turns an exception of severity error into marks, one for each cell where
// the others report cells.
func (v *verdict) add(e report.Exception, ret *rules.Return, records map[int]int) {
	if e.Severity != report.Error {
		v.noted[e.Row] = v.noted[e.Row] || !ofLabels[e.Kind]
		return
	}
	m := mark{Row: e.Row, Kind: e.Kind}
	if check, _, ok := strings.Cut(e.Rule, "--"); ok { // a check of the other's, written as a rule
		m.Kind = check
	}
	if e.Kind == report.KindSource && ofFiles[e.Rule] != "" {
		m.Kind = ofFiles[e.Rule]
	}
	if n, ok := records[e.Row]; ok {
		m.Row = n
	}
	v.totals[m.Row] = v.totals[m.Row] || e.Kind == report.KindTotal
	v.blank[m.Row] = v.blank[m.Row] || e.Kind == report.KindBlankRow
	switch {
	case e.Kind == report.KindTableRule && m.Kind != e.Kind:
		v.marks[mark{Kind: m.Kind}] = true
	case ofRows[m.Kind]:
		v.marks[m] = true
	case e.Kind == report.KindMissingLabel:
		v.marks[mark{Column: fieldNumber(ret, e.Field), Kind: e.Kind}] = true
	case e.Kind == report.KindMissingCell || e.Kind == report.KindExtraCell:
		for _, c := range e.Cells {
			v.marks[mark{m.Row, c.Column + 1, m.Kind}] = true
		}
	default:
		if ofLabels[e.Kind] {
			m.Row = 0
		}
		m.Column, _ = strconv.Atoi(e.Column) // letters never occur: the files are CSVs
		if e.Value == "NaN" || strings.HasSuffix(e.Value, "INF") {
			v.notFinite[mark{Row: m.Row, Column: m.Column}] = true
		}
		v.marks[m] = true
	}
}

// fieldNumber returns a field's place in the schema, from 1.
func fieldNumber(ret *rules.Return, name string) int {
	for _, f := range ret.Fields {
		if f.Name == name {
			return f.Index + 1
		}
	}
	return 0
}

// recordNumbers gives each line of a CSV on which a record starts its number,
// by which other validators count: a value may have line ends in it.
func recordNumbers(path string) (map[int]int, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	numbers, line, record, open := map[int]int{}, 0, 0, false
	for _, text := range strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), "\n") {
		line++
		if !open {
			record++
			numbers[line] = record
		}
		if strings.Count(text, `"`)%2 == 1 {
			open = !open
		}
	}
	return numbers, nil
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came from JSON
	}
	return b
}
