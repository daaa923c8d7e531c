// Package lint finds what loads and still can't be right in rule files: ranges
// that no value meets, conditions that can never hold, rules that another check
// leaves nothing to do, rules that contradict each other, names that nothing
// uses, patterns without a message, rules without a test.
//
// Start reading at Check. What a rule can and can't do is worked out exactly, by
// sets and intervals over the terms of its conditions (solve.go, domain.go);
// what can't be worked out is not complained of. Faults of the files themselves
// are the loader's: see Faults.
package lint

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"winnow/rules"
)

// Severity says how much a finding matters.
type Severity string

// The severities. A Fault keeps the file from loading; a Warning is almost
// certainly a mistake; a Note is worth knowing.
const (
	Fault   Severity = "fault"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is one thing found, with where it stands.
type Finding struct {
	*rules.Error
	Severity Severity
	Check    string // what kind of thing it is, such as never-applies
}

// Files gives the checks what they need besides the loaded set.
type Files struct {
	Read func(file string) ([]byte, error) // a rule file, by the name that the set has for it
	CSVs []string                          // the CSV files of the rules folder, as rule files name them; nil where a single file was loaded
}

// Faults turns the faults of a load into findings; false where err is no faults.
func Faults(err error) ([]Finding, bool) {
	var faults rules.Errors
	if !errors.As(err, &faults) {
		return nil, false
	}
	var out []Finding
	for _, f := range faults {
		out = append(out, Finding{f, Fault, "fault"})
	}
	return out, true
}

// Check looks through a set that loaded, and returns what it finds, sorted by
// file and line.
func Check(set *rules.Set, files Files) []Finding {
	l := &linter{set: set, files: files, sources: map[string]*source{}}
	for _, ret := range set.Returns {
		r := &returnLint{linter: l, ret: ret, src: l.source(ret.File)}
		r.fields()
		r.rules()
		r.figures()
		r.words()
		r.patterns()
		r.tests()
	}
	l.bands()
	l.names()
	l.quotes()
	slices.SortStableFunc(l.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return l.found
}

// linter is one look through a set.
type linter struct {
	set     *rules.Set
	files   Files
	sources map[string]*source
	found   []Finding
}

// returnLint is the look through one return.
type returnLint struct {
	*linter
	ret *rules.Return
	src *source
}

// add keeps a finding at a place of a file.
func (l *linter) add(file string, at place, s Severity, check, format string, args ...any) {
	e := &rules.Error{File: file, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...)}
	if src := l.source(file); at.line > 0 && at.line <= len(src.lines) {
		e.Source = src.lines[at.line-1]
	}
	l.found = append(l.found, Finding{e, s, check})
}

func (r *returnLint) warn(at place, check, format string, args ...any) {
	r.add(r.ret.File, at, Warning, check, format, args...)
}

func (r *returnLint) note(at place, check, format string, args ...any) {
	r.add(r.ret.File, at, Note, check, format, args...)
}
