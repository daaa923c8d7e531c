package ooxml

import (
	"bytes"
	"fmt"
	"io"
	"slices"
)

// maxCellFormats is how many cell formats Excel takes in a workbook.
const maxCellFormats = 64_000

// minimalStyles is the styles part of a workbook that has none.
const minimalStyles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
	`</styleSheet>`

// styleSheet is a workbook's styles part, to which styles are only ever added:
// what stands in it keeps its number and its bytes.
type styleSheet struct {
	part   []byte
	prefix string // of its own names: "x:", mostly ""
	end    int    // where the root's end tag begins
	starts []child

	numFmts, fonts, fills, borders, cellXfs, dxfs, extLst *collection

	styleXfs bool      // there are named styles' formats, to which xfId may point
	formats  []*format // of cellXfs, as far as asked for
	looks    map[lookKey]int
	plains   map[int]int
	memo     memo
}

// child is a child element of the root.
type child struct {
	name string
	at   int
}

// collection is one of the lists that a styles part is made of.
type collection struct {
	name   string
	from   int // the element in part; from == to when it isn't there
	inside int // after its start tag
	close  int // where its end tag begins; inside and close are to for an empty tag
	to     int
	items  [][]byte   // as written, the added ones last
	parsed []*element // the items, as far as asked for
	read   int        // so many were there
	keys   map[string]int
}

// styleOrder is the order in which the schema wants a styles part's children.
var styleOrder = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}

// newStyles are the styles of a workbook that has no styles part.
func newStyles() *styleSheet {
	s, err := readStyles([]byte(minimalStyles))
	if err != nil {
		panic(err) // the constant above is read
	}
	return s
}

// readStyles reads a styles part, which it keeps.
func readStyles(part []byte) (*styleSheet, error) {
	s := &styleSheet{part: part, looks: map[lookKey]int{}, plains: map[int]int{}}
	for _, c := range s.collections() {
		*c.at = &collection{name: c.name}
	}
	if err := s.scan(); err != nil {
		return nil, err
	}
	return s, s.readMemo()
}

type namedCollection struct {
	name string
	at   **collection
}

// collections are the lists that may change, in the order of the schema.
func (s *styleSheet) collections() []namedCollection {
	return []namedCollection{
		{"numFmts", &s.numFmts}, {"fonts", &s.fonts}, {"fills", &s.fills}, {"borders", &s.borders},
		{"cellXfs", &s.cellXfs}, {"dxfs", &s.dxfs}, {"extLst", &s.extLst},
	}
}

// scan finds the lists and their items.
func (s *styleSheet) scan() error {
	sc := scanBytes(s.part)
	var in *collection
	item := 0
	for {
		k, err := sc.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case k == charData || k == markup:
		case sc.depth == 0:
			if err := s.root(sc); err != nil {
				return err
			}
		case sc.depth == 1:
			in = s.enter(sc, in)
		case sc.depth == 2 && in != nil && k != endTag:
			if item = sc.at; sc.is("AlternateContent") {
				return &Unfit{Reason: "its styles are stored in a way that winnow does not know"}
			}
		}
		if sc.depth == 2 && in != nil && (k == endTag || k == emptyTag) {
			end := sc.at + len(sc.raw)
			in.items = append(in.items, s.part[item:end:end])
		}
	}
}

// root takes the root's tags.
func (s *styleSheet) root(sc *scanner) error {
	switch {
	case !sc.is("styleSheet"):
		return &Unfit{Reason: "its styles are not where spreadsheet programs store them"}
	case sc.kind == emptyTag:
		open := slices.Concat(bytes.TrimRight(sc.raw[:len(sc.raw)-2], " \t\r\n"), []byte(">"))
		s.part = slices.Concat(s.part[:sc.at], open, []byte("</"+string(sc.name)+">"), s.part[sc.at+len(sc.raw):])
		s.prefix, s.end = sc.prefix(), sc.at+len(open)
	case sc.kind == startTag:
		s.prefix = sc.prefix()
	default:
		s.end = sc.at
	}
	return nil
}

// enter takes a tag below the root and returns the list that it opens, if any.
func (s *styleSheet) enter(sc *scanner, in *collection) *collection {
	end := sc.at + len(sc.raw)
	if sc.kind == endTag {
		if in != nil {
			in.close, in.to, in.read = sc.at, end, len(in.items)
		}
		return nil
	}
	name := string(sc.local)
	s.starts = append(s.starts, child{name, sc.at})
	s.styleXfs = s.styleXfs || name == "cellStyleXfs" && sc.kind == startTag
	for _, c := range s.collections() {
		if c.name != name || (*c.at).to > 0 {
			continue
		}
		(*c.at).from, (*c.at).inside, (*c.at).close, (*c.at).to = sc.at, end, end, end
		if sc.kind == startTag {
			return *c.at
		}
	}
	return nil
}

// add puts an item into a list and returns its number; one that means the same
// is not put in again.
func (s *styleSheet) add(c *collection, n *element) (int, error) {
	if err := s.index(c); err != nil {
		return 0, err
	}
	key := n.key()
	if i, ok := c.keys[key]; ok {
		return i, nil
	}
	return s.push(c, n)
}

// push puts an item into a list, whether or not there is one like it.
func (s *styleSheet) push(c *collection, n *element) (int, error) {
	if err := s.index(c); err != nil {
		return 0, err
	}
	if c == s.cellXfs && len(c.items) >= maxCellFormats {
		return 0, &Unfit{Reason: fmt.Sprintf("it has %d different cell formats already, and spreadsheet programs take no more", len(c.items))}
	}
	c.items = append(c.items, n.append(nil, s.prefix))
	if key := n.key(); !c.has(key) {
		c.keys[key] = len(c.items) - 1
	}
	return len(c.items) - 1, nil
}

func (c *collection) has(key string) bool {
	_, ok := c.keys[key]
	return ok
}

// index makes the list's keys, the first of equal items standing for all.
func (s *styleSheet) index(c *collection) error {
	if c.keys != nil {
		return nil
	}
	c.keys = make(map[string]int, len(c.items))
	for i := range c.items {
		n, err := s.parsed(c, i)
		if err != nil {
			return err
		}
		if key := n.key(); !c.has(key) {
			c.keys[key] = i
		}
	}
	return s.defaults(c)
}

// defaults puts into an empty list what programs take for granted: cells without
// a format have the first one, and the first two fills are none and grey.
func (s *styleSheet) defaults(c *collection) error {
	var items []string
	switch c {
	case s.fonts:
		items = []string{`<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>`}
	case s.fills:
		items = []string{`<fill><patternFill patternType="none"/></fill>`, `<fill><patternFill patternType="gray125"/></fill>`}
	case s.borders:
		items = []string{`<border><left/><right/><top/><bottom/><diagonal/></border>`}
	case s.cellXfs:
		items = []string{`<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>`}
	}
	for i := len(c.items); i < len(items); i++ {
		n, err := parseElement([]byte(items[i]), "")
		if err != nil {
			return err
		}
		if _, err := s.push(c, n); err != nil {
			return err
		}
	}
	return nil
}
