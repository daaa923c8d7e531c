package ooxml

import (
	"bufio"
	"bytes"
	"io"
)

// sheetChange is what changes in a worksheet's part.
type sheetChange struct {
	marking         Marking
	styles          *styleSheet     // the workbook's, to which looks are added
	deselect        bool            // the sheet is no longer selected in any of its views
	legacyDrawing   string          // relationship of the notes' shapes, for a sheet that has none; "" for none
	noLegacyDrawing bool            // the shapes are gone
	dropped         map[string]bool // names of the sheets that are left out
}

// The schema's order of a worksheet's children, as far as one that is inserted
// has to find its place among them.
var sheetRanks = func() map[string]int {
	ranks := map[string]int{}
	for i, name := range []string{
		"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
		"protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
		"phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
		"headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
		"legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
	} {
		ranks[name] = i
	}
	return ranks
}()

// patcher streams a worksheet's part from its scanner to out.
type patcher struct {
	*scanner
	c     *sheetChange
	seen  *surveyed
	out   *bufio.Writer
	marks *markQueue

	names   string // prefix of the sheet's own names: "x:", mostly ""
	rels    string // prefix of relationships' attributes; "" if the root declares none
	strict  bool   // names of the stricter kind of the format
	columns []columnStyle
	pending []insertion // what is still to be inserted, in the schema's order

	row      int // the last one seen
	column   int // of that row
	rowStyle int // -1 for none
	rowMarks []Cell
	scratch  []byte
}

// insertion writes an element that the sheet hasn't got, if there is anything to write.
type insertion struct {
	rank  int
	write func() error
}

// patchSheet copies a worksheet's part from open to dst with c carried out. What
// c doesn't concern stays as it is written, to the byte. Cells that are marked
// and not there are put in, with their row's or column's format for a base. A mark
// stays on the cell it is given for, even one that is hidden within a merged cell.
// Links and offers that the sheet's own exclude are left out, and so are links
// beyond the number that Excel takes. Where there are offers, or old ones to
// clear, the part is opened twice, as what decides about them stands behind them.
func patchSheet(dst io.Writer, open func() (io.ReadCloser, error), c *sheetChange) error {
	seen, err := survey(open, c)
	if err != nil {
		return err
	}
	src, err := open()
	if err != nil {
		return err
	}
	defer src.Close()
	p := &patcher{scanner: newScanner(src), c: c, seen: seen, out: bufio.NewWriterSize(dst, windowSize), marks: newMarks(c.marking)}
	defer p.marks.stop()
	p.pending = []insertion{
		{sheetRanks["dataValidations"], func() error { return p.newValidations() }},
		{sheetRanks["hyperlinks"], func() error { return p.newLinks() }},
		{sheetRanks["legacyDrawing"], func() error { return p.newLegacyDrawing() }},
	}
	if err := p.run(); err != nil {
		return err
	}
	return p.out.Flush()
}

// run copies the document.
func (p *patcher) run() error {
	for {
		k, err := p.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case k == startTag || k == emptyTag:
			err = p.root()
		default:
			p.copy()
		}
		if err != nil {
			return err
		}
	}
}

// root takes the worksheet element.
func (p *patcher) root() error {
	if !p.is("worksheet") || p.kind == emptyTag {
		return &Unfit{Reason: "one of its sheets is not stored as spreadsheet programs store it"}
	}
	p.names = p.prefix()
	for i := range p.attrs {
		a := &p.attrs[i]
		name, value := p.raw[a.name:a.nameEnd], p.raw[a.value:a.end]
		p.strict = p.strict || bytes.HasPrefix(value, []byte("http://purl.oclc.org/ooxml/"))
		if bytes.HasPrefix(name, []byte("xmlns:")) && (string(value) == relationsSpace || string(value) == strictRelationsSpace) {
			p.rels = string(name[len("xmlns:"):]) + ":"
		}
	}
	p.copy()
	if err := p.each(0, p.section); err != nil {
		return err
	}
	if !p.marks.empty() {
		return &Unfit{Reason: "one of its sheets has no place for cells"}
	}
	if err := p.insertBefore(len(sheetRanks)); err != nil {
		return err
	}
	p.copy()
	return p.marks.err
}

// each calls f with each child's tag of the element that is open at depth, and
// copies all else. It ends at the element's end tag, which is not yet copied. What f
// leaves of a child is copied.
func (p *patcher) each(depth int, f func() error) error {
	for {
		k, err := p.next()
		if err != nil {
			return err
		}
		switch {
		case k == endTag && p.depth == depth:
			return nil
		case p.depth == depth+1 && (k == startTag || k == emptyTag):
			if err := f(); err != nil {
				return err
			}
		default:
			p.copy()
		}
	}
}

// copy writes the token as it is. What goes wrong shows when out is flushed.
func (p *patcher) copy() { p.out.Write(p.raw) }

// write writes the token with an attribute set.
func (p *patcher) write(name, value string) {
	p.scratch = p.with(p.scratch[:0], name, value)
	p.out.Write(p.scratch)
}

// discard passes over the element that begins with the token.
func (p *patcher) discard() error {
	if p.kind == emptyTag {
		return nil
	}
	depth := p.depth
	for {
		if k, err := p.next(); err != nil || k == endTag && p.depth == depth {
			return err
		}
	}
}

// section takes a child of the worksheet.
func (p *patcher) section() error {
	rank, known := sheetRanks[string(p.local)]
	if known {
		if err := p.insertBefore(rank); err != nil {
			return err
		}
	}
	switch string(p.local) {
	case "dimension":
		p.dimension()
	case "sheetViews":
		return p.inside(1, p.view)
	case "cols":
		return p.inside(1, p.col)
	case "sheetData":
		return p.sheetData()
	case "dataValidations":
		p.inserted(rank)
		return p.validations()
	case "hyperlinks":
		p.inserted(rank)
		return p.links()
	case "legacyDrawing":
		p.inserted(rank)
		return p.oldLegacyDrawing()
	case "extLst":
		return p.extensions()
	case "AlternateContent":
		return p.alternate()
	default:
		p.copy()
	}
	return nil
}

// inside copies an element, calling f with each child's tag.
func (p *patcher) inside(depth int, f func() error) error {
	p.copy()
	if p.kind == emptyTag {
		return nil
	}
	if err := p.each(depth, f); err != nil {
		return err
	}
	p.copy()
	return nil
}

// insertBefore inserts what belongs before a child of that rank.
func (p *patcher) insertBefore(rank int) error {
	for len(p.pending) > 0 && p.pending[0].rank < rank {
		write := p.pending[0].write
		p.pending = p.pending[1:]
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// inserted notes that the sheet has the element of that rank.
func (p *patcher) inserted(rank int) {
	if len(p.pending) > 0 && p.pending[0].rank == rank {
		p.pending = p.pending[1:]
	}
}

// alternate takes an element that stands for one of several others: what it
// stands for says where it belongs.
func (p *patcher) alternate() error {
	held := bytes.Clone(p.raw)
	for p.kind != emptyTag || p.depth != 1 {
		k, err := p.next()
		if err != nil {
			return err
		}
		held = append(held, p.raw...)
		if k == endTag && p.depth == 1 {
			break
		}
		if rank, known := sheetRanks[string(p.local)]; known && p.depth == 3 && (k == startTag || k == emptyTag) {
			if err := p.insertBefore(rank); err != nil {
				return err
			}
			break
		}
	}
	p.out.Write(held)
	return nil
}
