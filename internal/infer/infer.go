// Package infer drafts a rule file from good files: the types, required columns,
// enums, ranges, keys and other spellings of titles that they show, each with
// the evidence for it in a comment.
//
// Start reading at FromFiles and Draft.WriteYAML. A draft says what the files
// are, not what they should be: a person reads it and decides. FromFiles reads
// cells through ingest, as a run does; the caller checks the files with the
// draft and tells Draft.Loosen what did not hold.
package infer

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"winnow/ingest"
)

// Options says what is known beforehand. The zero value is nothing.
type Options struct {
	Return string // name of the return; "" for one made of the first file's name
	Title  string // "" for the first file's name
	Sheet  string // sheet of workbooks; "" for the first visible one with a table
	Ingest ingest.Options
}

// Draft is what the files have in common.
type Draft struct {
	Return  string
	Title   string
	Sheet   string // the sheets' name where all files share it and it isn't the only one
	Files   []FileSeen
	columns []*column // in the order of the newest file, then those that only older ones have
	key     []*column // of the primary key; nil for none
	facts   []fact    // labelled cells above the table of the newest file
	dropped []string  // what the files themselves refuted, for a comment
}

// FileSeen is what was read of one file.
type FileSeen struct {
	Name      string // without its folder
	Sheet     string // "" of a CSV
	HeaderRow int    // 1-based
	Records   int
}

// ErrNoTable is that a file has no row of titles with records below it.
var ErrNoTable = errors.New("no table was found: a row of titles with rows of entries below it")

// FromFiles reads good files of one return, the newest first, and drafts its
// rules. An error says which file could not be read or holds no table; it holds
// no cell's value.
func FromFiles(paths []string, o Options) (*Draft, error) {
	d := &Draft{Return: o.Return, Title: o.Title}
	for i, path := range paths {
		if err := d.learn(i, path, o); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	stem := strings.TrimSuffix(filepath.Base(paths[0]), filepath.Ext(paths[0]))
	if d.Title == "" {
		d.Title = stem
	}
	if d.Return == "" {
		d.Return = identifier(stem, nil)
	}
	d.name()
	for _, c := range d.columns {
		c.decide(len(d.Files))
	}
	return d, d.findKey(paths, o)
}

// learn reads one file and joins what its columns hold to what is known.
func (d *Draft) learn(index int, path string, o Options) error {
	file, err := ingest.Open(path, o.Ingest)
	if err != nil {
		return err
	}
	defer file.Close()
	t, err := locate(file, o.Sheet)
	if err != nil {
		return err
	}
	seen, records, err := t.profiles()
	if err != nil {
		return err
	}
	d.Files = append(d.Files, FileSeen{Name: filepath.Base(path), Sheet: t.sheet, HeaderRow: t.loc.HeaderRow, Records: records})
	d.align(index, seen)
	if index == 0 {
		d.facts = t.facts()
	}
	if d.Sheet = t.sheet; len(file.Sheets) == 1 || index > 0 && d.Files[0].Sheet != t.sheet {
		d.Sheet = ""
	}
	return nil
}

// name gives every column a name that expressions can speak of.
func (d *Draft) name() {
	taken := map[string]bool{}
	for _, c := range d.columns {
		c.name = identifier(c.title, taken)
		taken[c.name] = true
	}
}
