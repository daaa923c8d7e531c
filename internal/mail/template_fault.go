package mail

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// Fault is a mistake in the council's templates.
type Fault struct {
	File    string // below Dir
	Line    int    // 0 where the file as a whole is at fault
	Message string
}

func (f Fault) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s/%s: %s", Dir, f.File, f.Message)
	}
	return fmt.Sprintf("%s/%s:%d: %s", Dir, f.File, f.Line, f.Message)
}

// Faults are all mistakes that Load found, at most one a template.
type Faults []Fault

// Error names every fault on a line of its own.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

func (l *loader) fault(file string, line int, format string, args ...any) {
	l.faults = append(l.faults, Fault{file, line, fmt.Sprintf(format, args...)})
}

// The forms of text/template's errors that matter.
var (
	located   = regexp.MustCompile(`^template: [^:]*:(\d+)(?::\d+)?: (?:executing "[^"]*" at <.*?>: )?`)
	noField   = regexp.MustCompile(`can't evaluate field (\w+) in type (?:mail\.)?(\S+)`)
	noFunc    = regexp.MustCompile(`function "(\w+)" not defined`)
	unclosed  = regexp.MustCompile(`unexpected EOF|unclosed action`)
	wrongKind = regexp.MustCompile(`incompatible types for comparison|wrong type for value|expected integer|error calling`)
)

// inWords makes a fault of an error of text/template.
func (l *loader) inWords(file string, err error) Fault {
	f := Fault{File: file, Message: err.Error()}
	if m := located.FindStringSubmatch(f.Message); m != nil {
		f.Line, _ = strconv.Atoi(m[1]) // digits, by the pattern
		f.Message = f.Message[len(m[0]):]
	}
	switch m := f.Message; {
	case noField.MatchString(m):
		found := noField.FindStringSubmatch(m)
		f.Message = fmt.Sprintf("there is no fact .%s%s", found[1], l.orLists(found[1], factNames(found[2])))
	case noFunc.MatchString(m):
		name := noFunc.FindStringSubmatch(m)[1]
		f.Message = fmt.Sprintf("%q stands where if, range, end, count or number may stand%s", name, l.meant("."+name, dotted(factNames("Facts"))))
	case unclosed.MatchString(m):
		f.Message = "a {{if}} or {{range}} lacks its {{end}}, or a {{ lacks its }}"
	case wrongKind.MatchString(m):
		f.Message = "a text stands where a number belongs, or a number where a text does (" + oneLine(m) + ")"
	}
	return f
}

// orLists is what a name was likely meant to be, or else all that there are.
func (l *loader) orLists(given string, names []string) string {
	if meant := l.meant(given, names); meant != "" || len(names) == 0 {
		return meant
	}
	return ": there are " + strings.Join(names, ", ")
}

func (l *loader) meant(given string, names []string) string {
	if l.near == nil {
		return ""
	}
	if i := l.near(given, names); i >= 0 {
		return fmt.Sprintf("; did you mean %s?", names[i])
	}
	return ""
}

// factNames are the facts of a type by the name that text/template gives it.
func factNames(typeName string) []string {
	var t reflect.Type
	switch typeName {
	case "Facts":
		t = reflect.TypeFor[Facts]()
	case "Owed":
		t = reflect.TypeFor[Owed]()
	default:
		return nil // a field of a text or a number
	}
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Name
	}
	return names
}

func dotted(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "." + n
	}
	return out
}
