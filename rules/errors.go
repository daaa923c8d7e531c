package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Error is one fault of a rule file or of a reference file. It is the rule
// writer's to correct, never the sender's.
type Error struct {
	File    string // as the user named it, or the folder as named joined with the file's name
	Line    int    // 1-based; 0 where the fault is of the whole file
	Column  int    // 1-based, in characters; 0 where only the line is known
	Message string // what is wrong and, where it helps, what was expected
	Source  string // the line at fault, without its line break; "" where Line is 0
}

// Error returns file:line:column: message, leaving out what isn't known.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Line > 0 && e.Column > 0 {
		fmt.Fprintf(&b, ":%d", e.Column)
	}
	return b.String() + ": " + e.Message
}

// Snippet returns the line at fault and below it a caret under the column, each
// line indented by two spaces and ended; "" where the line isn't known.
func (e *Error) Snippet() string {
	if e.Line == 0 {
		return ""
	}
	line, column := excerpt(e.Source, e.Column)
	if column == 0 {
		return "  " + line + "\n"
	}
	return "  " + line + "\n  " + pad(line, column) + "^\n"
}

// excerptWidth is how many characters of a long line are shown.
const excerptWidth = 160

// excerpt shortens a line to the part around a 1-based column and returns the
// column within it.
func excerpt(line string, column int) (string, int) {
	runes := []rune(line)
	if len(runes) <= excerptWidth {
		return line, min(column, len(runes)+1)
	}
	start := max(0, min(column-excerptWidth/2, len(runes)-excerptWidth))
	end := min(start+excerptWidth, len(runes))
	text, shift := string(runes[start:end]), 0
	if start > 0 {
		text, shift = "…"+text, 1
	}
	if end < len(runes) {
		text += "…"
	}
	if column == 0 {
		return text, 0
	}
	return text, column - start + shift
}

// pad returns white space as wide as the text before a 1-based column, tabs kept.
func pad(line string, column int) string {
	var b strings.Builder
	for i, r := range []rune(line) {
		if i >= column-1 {
			break
		}
		if r == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Errors is every fault found in one load, sorted by file, line and column.
type Errors []*Error

// Error lists all faults, each followed by its line with a caret.
func (e Errors) Error() string {
	var b strings.Builder
	for i, f := range e {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Error())
		if s := f.Snippet(); s != "" {
			b.WriteByte('\n')
			b.WriteString(strings.TrimSuffix(s, "\n"))
		}
	}
	return b.String()
}

// Unwrap lets errors.As find each *Error.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, f := range e {
		all[i] = f
	}
	return all
}

// faults gathers the faults of a load.
type faults struct {
	list    Errors
	perFile map[string]int // faults found, those past maxFaults included
}

// add keeps a fault; past maxFaults of one file they are only counted, and
// sorted says so.
func (f *faults) add(e *Error) {
	if f.perFile == nil {
		f.perFile = map[string]int{}
	}
	f.perFile[e.File]++
	if f.perFile[e.File] <= maxFaults {
		f.list = append(f.list, e)
	}
}

// plenty says whether a file has so many faults that suggestions are a waste.
func (f *faults) plenty(file string) bool { return f.perFile[file] > maxSuggestions }

// err returns all faults in order, each once, or nil where there are none.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	all := slices.Clone(f.list)
	for file, n := range f.perFile {
		if n > maxFaults {
			all = append(all, &Error{File: file, Message: fmt.Sprintf("has %d more faults than the %d shown", n-maxFaults, maxFaults)})
		}
	}
	slices.SortStableFunc(all, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(all, func(a, b *Error) bool { return *a == *b })
}

// printable replaces control characters, which would upset a terminal, and
// bytes that aren't UTF-8.
func printable(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, s)
}
