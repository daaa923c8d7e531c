// Package ooxmlcheck holds a spreadsheet package (.xlsx, .xlsm) to the rules of
// OOXML whose breach makes Excel say "We found a problem with some content". It
// is for tests: other programs forgive what Excel repairs, and Excel is not where
// the tests run.
//
// Start reading at Check; rules.go lists what is held. Each rule comes from
// ECMA-376, from Microsoft's notes on how Office departs from it (MS-OI29500), or
// from reports about libraries whose workbooks Excel repaired, and accepts what
// Excel itself writes. The package reads and never writes, knows nothing of
// winnow, and keeps cell values out of what it says.
package ooxmlcheck

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Fault is a breach of one rule.
type Fault struct {
	Rule Rule
	Part string // name in the package, such as xl/workbook.xml; "" for the package
	What string // what is the matter, with references and numbers but no cell values
}

func (f Fault) String() string {
	if f.Part == "" {
		return fmt.Sprintf("%s: %s", f.Rule, f.What)
	}
	return fmt.Sprintf("%s: %s: %s", f.Part, f.Rule, f.What)
}

// Check returns what is wrong with a package, in the order of its parts. Of one
// rule in one part it names ten breaches and then says how many more there are.
func Check(r io.ReaderAt, size int64) []Fault {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return []Fault{{Rule: ZIP, What: err.Error()}}
	}
	c := &checker{raw: r, size: size, zip: z, parts: map[string]*zip.File{}, rels: map[string][]relation{}, read: map[string]bool{}, types: map[string]string{}, counts: map[Fault]int{}}
	c.check()
	c.tellMore()
	return c.faults
}

// CheckFile checks a file, and that its ending agrees with what is in it. It
// fails where the file cannot be read.
func CheckFile(name string) ([]Fault, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	faults := Check(bytes.NewReader(data), int64(len(data)))
	if ext := strings.ToLower(filepath.Ext(name)); !extensionAgrees(ext, data) {
		faults = append(faults, Fault{Rule: Extension, What: "the content type of the workbook is not that of " + ext})
	}
	return faults, nil
}

// checker is one package being checked.
type checker struct {
	raw    io.ReaderAt
	size   int64
	zip    *zip.Reader
	parts  map[string]*zip.File  // by name in lower case
	types  map[string]string     // content types, by the same
	rels   map[string][]relation // by source part, in lower case; "" for the package's own
	read   map[string]bool       // parts whose XML has been read
	faults []Fault
	counts map[Fault]int // breaches, by rule and part
	book   book
}

// check reads every part once: first what others refer to.
func (c *checker) check() {
	c.checkZIP()
	c.checkTypes()
	c.checkRelations()
	main := c.follow("", "officeDocument")
	if main == "" {
		c.fault("", Relationship, "no relationship leads to a workbook")
		return
	}
	c.readBook(main)
	c.readStrings()
	c.readStyles()
	for i := range c.book.sheets {
		c.readSheet(&c.book.sheets[i])
	}
	c.checkBook()
	c.readChain()
	c.readPivots()
	c.readProperties()
	c.readRest()
}

// most is how many breaches of a rule are named for each part.
const most = 10

func (c *checker) fault(part string, rule Rule, format string, args ...any) {
	key := Fault{Rule: rule, Part: part}
	if c.counts[key]++; c.counts[key] <= most {
		c.faults = append(c.faults, Fault{rule, part, fmt.Sprintf(format, args...)})
	}
}

// tellMore says how many breaches were not named.
func (c *checker) tellMore() {
	var more []Fault
	for key, n := range c.counts {
		if n > most {
			key.What = fmt.Sprintf("and %d more", n-most)
			more = append(more, key)
		}
	}
	slices.SortFunc(more, func(a, b Fault) int { return strings.Compare(a.String(), b.String()) })
	c.faults = append(c.faults, more...)
}

// open returns the decoder of a part, or nil where there is none.
func (c *checker) open(part string) *decoder {
	f := c.parts[strings.ToLower(part)]
	if f == nil {
		return nil
	}
	c.read[strings.ToLower(part)] = true
	r, err := f.Open()
	if err != nil {
		c.fault(f.Name, ZIP, "%v", err)
		return nil
	}
	return c.newDecoder(f.Name, r)
}

// follow returns the target of the first relationship of a kind, "" for none.
func (c *checker) follow(source, kind string) string {
	for _, r := range c.rels[strings.ToLower(source)] {
		if r.kind == kind && !r.external {
			return r.target
		}
	}
	return ""
}

// readRest reads the parts that nothing above has read, for the rules that hold
// for every part.
func (c *checker) readRest() {
	for _, f := range c.zip.File {
		name := strings.ToLower(f.Name)
		kind := c.types[name]
		isXML := strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "vmlDrawing")
		if c.read[name] || !isXML || strings.HasPrefix(name, "customxml/") { // what stands in customXml Excel only keeps
			continue
		}
		d := c.open(f.Name)
		switch {
		case d == nil:
		case strings.HasSuffix(kind, "vmlDrawing"): // of headers and footers
			c.checkShapeIDs(f.Name, d.tree())
		default:
			d.drain()
		}
	}
}
