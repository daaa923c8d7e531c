package rules

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"
	"github.com/gocarina/gocsv"

	"winnow/internal/period"
)

// references reads the CSV files whose names say what they are, where they are
// there. Its error is of reading.
func (l *loader) references() error {
	for _, read := range []func() error{l.targets, l.history, l.servicesFile, l.due, l.waiversFile} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// rows reads a reference file into structs of texts and checks their tags. It
// returns all rows, those at fault too, so that the caller finds the rest of what
// is wrong with them; csvTable.faulty has them then. The table is nil where the
// file isn't there or its header is at fault.
func rows[T any](l *loader, name string, required ...string) (*csvTable, []T, error) {
	if _, err := fs.Stat(l.fsys, name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	} else if err != nil {
		return nil, nil, fmt.Errorf("reading rules: %w", err)
	}
	c, problem := l.table(name)
	if problem != "" {
		l.faults.add(&Error{File: l.path(name), Message: problem})
	}
	if c == nil || !c.columns(reflect.TypeFor[T](), required) {
		return nil, nil, nil
	}
	var texts []T
	if len(c.rows) > 0 {
		if err := gocsv.UnmarshalCSV(memory(append([][]string{c.header}, c.rows...)), &texts); err != nil {
			return nil, nil, fmt.Errorf("reading rules: %s: %w", name, err)
		}
	}
	for i, t := range texts {
		c.check(i, t)
	}
	return c, texts, nil
}

// memory gives rows already read to gocsv.
type memory [][]string

// Read is not used by gocsv where there is ReadAll.
func (m memory) Read() ([]string, error) { return nil, errors.New("rows are read all at once") }

// ReadAll returns every row, the header first.
func (m memory) ReadAll() ([][]string, error) { return m, nil }

// columns checks a header against a struct's columns. Spaces and capitals don't
// count: "Value kind" is value_kind.
func (c *csvTable) columns(t reflect.Type, required []string) bool {
	known := make([]string, t.NumField())
	for i := range known {
		known[i] = t.Field(i).Tag.Get("csv")
	}
	sound, line := true, c.headerLine()
	for i, h := range c.header {
		folded := strings.ReplaceAll(FoldText(h), " ", "_")
		switch {
		case !slices.Contains(known, folded):
			c.src.faultAt(line, 0, "unknown column %q%s; it may have %s", h, c.src.near(h, known), strings.Join(known, ", "))
			sound = false
		case slices.Contains(c.header[:i], folded):
			c.src.faultAt(line, 0, "the column %q is there twice", h)
			sound = false
		}
		c.header[i] = folded
	}
	for _, r := range required {
		if !slices.Contains(c.header, r) {
			c.src.faultAt(line, 0, "the column %q is missing", r)
			sound = false
		}
	}
	return sound
}

// headerLine is the first line that isn't blank.
func (c *csvTable) headerLine() int {
	for i, l := range c.src.lines {
		if strings.TrimSpace(l) != "" {
			return i + 1
		}
	}
	return 1
}

// checker knows columns by their names in the CSV.
var checker = func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("csv") })
	err := v.RegisterValidation("folder", func(f validator.FieldLevel) bool { return isFolderName(f.Field().String()) })
	if err == nil {
		err = v.RegisterValidation("mailbox", func(f validator.FieldLevel) bool { return isMailbox(f.Field().String()) })
	}
	if err != nil {
		panic(err) // only for an empty name of the tag
	}
	return v
}()

// check checks the tags of one row and puts what they find into words.
func (c *csvTable) check(row int, text any) {
	var found validator.ValidationErrors
	if !errors.As(checker.Struct(text), &found) {
		return
	}
	for _, f := range found {
		column, given := slices.Index(c.header, f.Field()), fmt.Sprint(f.Value())
		switch f.Tag() {
		case "required":
			c.fault(row, column, "%s is blank", f.Field())
		case "oneof":
			words := strings.Fields(f.Param())
			c.fault(row, column, "%s is %q; it must be %s%s", f.Field(), given, oneOf(words), c.src.near(given, words))
		case "email":
			c.fault(row, column, "%s is %q, which is not an email address", f.Field(), given)
		case "mailbox":
			c.fault(row, column, "%s is %q, which not every mail server takes: use letters a to z, digits, full stops and hyphens", f.Field(), given)
		case "folder":
			c.fault(row, column, "%s is %q; folders are named after it, so it must be letters, digits, dots, - and _", f.Field(), given)
		case "number":
			c.fault(row, column, "%s is %q; it must be a whole number", f.Field(), given)
		default:
			c.fault(row, column, "%s is %q, which doesn't pass the check %q", f.Field(), given, f.Tag())
		}
	}
}

// column is where a column stands; -1 where the file doesn't have it.
func (c *csvTable) column(name string) int { return slices.Index(c.header, name) }

// period reads a period in a cell. That a blank one is a fault is known already.
func (c *csvTable) period(row int, text string) (period.Period, bool) {
	if text == "" {
		return period.Period{}, false
	}
	p, err := period.Parse(text)
	if err != nil {
		c.fault(row, c.column("period"), "%s", err)
	}
	return p, err == nil
}

// firstSeen refuses a row that says again what an earlier one says. Of a row
// whose key has a blank it can't be told.
func (c *csvTable) firstSeen(seen map[string]int, row int, key ...string) {
	k := strings.Join(key, "\x00")
	first, ok := seen[k]
	switch {
	case slices.Contains(key, ""):
	case ok:
		c.fault(row, -1, "says again what line %d says of %s", c.lines[first], strings.Join(key, ", "))
	default:
		seen[k] = row
	}
}
