package ingest

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"winnow/internal/report"
)

// workbook is an open .xlsx: its container, its sheets and what all of them
// share. Shared strings and styles are read when the first sheet is.
type workbook struct {
	zip      *archive
	limits   Limits
	date1904 bool
	sheets   []sheetPart
	texts    string // part names; "" where the workbook has none
	styles   string
	external bool // cells refer to other workbooks
	unlisted int  // worksheets that the workbook does not list

	shared sync.Once
	table  *texts
	looks  []look
	err    error

	surveys map[int]survey  // by sheet, once asked for
	forget  func(sheet int) // drops what others keep of a sheet that must be read again
	ahead   map[*ahead]bool
	mu      sync.Mutex

	done, total atomic.Int64 // unzipped bytes of the current pass
}

type sheetPart struct {
	name   string
	part   string
	hidden bool
}

// relation is one entry of a .rels part.
type relation struct{ kind, target string }

// openWorkbook reads what leads to the sheets, and no sheet.
func openWorkbook(r io.ReaderAt, size int64, limits Limits) (*workbook, error) {
	z, err := openArchive(r, size, limits)
	if err != nil {
		return nil, err
	}
	if err := notWorkbook(z); err != nil {
		return nil, err
	}
	w := &workbook{zip: z, limits: limits, surveys: map[int]survey{}, ahead: map[*ahead]bool{}}
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	rels, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	if err := w.readMain(main, rels); err != nil {
		return nil, err
	}
	for _, rel := range rels {
		w.note(rel)
	}
	// A lost relation to the styles would turn dates into numbers.
	if beside := path.Join(path.Dir(main), "styles.xml"); w.styles == "" && z.has(beside) {
		w.styles = beside
	}
	w.unlisted = w.countUnlisted(rels)
	if len(w.sheets) == 0 {
		return nil, refuseSource("damaged: the workbook has no sheet with cells", fixDamaged)
	}
	return w, nil
}

// countUnlisted counts worksheets that the container has and the workbook's list
// of sheets has not: Excel does not show them.
func (w *workbook) countUnlisted(rels map[string]relation) int {
	n := 0
	for _, rel := range rels {
		listed := slices.ContainsFunc(w.sheets, func(s sheetPart) bool { return foldPart(s.part) == foldPart(rel.target) })
		if rel.kind == "worksheet" && w.zip.has(rel.target) && !listed {
			n++
		}
	}
	return n
}

func (w *workbook) note(rel relation) {
	switch rel.kind {
	case "sharedStrings":
		w.texts = rel.target
	case "styles":
		w.styles = rel.target
	case "externalLink":
		w.external = true
	}
}

// mainPart finds the workbook part by the container's own relations.
func (w *workbook) mainPart() (string, error) {
	rels, err := w.relations("")
	if err != nil {
		return "", err
	}
	for _, rel := range rels {
		if rel.kind == "officeDocument" {
			return rel.target, nil
		}
	}
	if w.zip.has("xl/workbook.xml") {
		return "xl/workbook.xml", nil
	}
	return "", damaged("the workbook's table of contents", "is missing")
}

// scan opens a part for reading as XML.
func (w *workbook) scan(part string) (*xmlScanner, io.Closer, error) {
	r, err := w.zip.open(part, nil)
	if err != nil {
		return nil, nil, err
	}
	if w.zip.size(part) >= aheadFrom {
		r = w.readAhead(r)
	}
	return newXMLScanner(r, w.zip.size(part), w.limits, func() string { return part }), r, nil
}

// relations reads the .rels part that belongs to a part, by id. Types are
// compared by their last word, which strict and ordinary workbooks share. A
// missing one is empty.
func (w *workbook) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	part := dir + "_rels/" + base + ".rels"
	rels := map[string]relation{}
	if !w.zip.has(part) {
		return rels, nil
	}
	x, c, err := w.scan(part)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	for {
		tok, err := x.next()
		if err == io.EOF {
			return rels, nil
		} else if err != nil {
			return nil, err
		}
		if tok != xmlStart || string(x.local) != "Relationship" {
			continue
		}
		target := strings.ReplaceAll(string(x.attr("Target")), `\`, "/")
		if !strings.HasPrefix(target, "/") && string(x.attr("TargetMode")) != "External" {
			target = path.Join(dir, target)
		}
		id := string(x.attr("Id"))
		if _, twice := rels[id]; twice {
			return nil, damaged(part, "names two parts by one id")
		}
		rels[id] = relation{path.Base(string(x.attr("Type"))), strings.TrimPrefix(target, "/")}
	}
}

// readMain reads the workbook part: the sheets in their order and the epoch.
func (w *workbook) readMain(part string, rels map[string]relation) error {
	x, c, err := w.scan(part)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		tok, err := x.next()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if tok != xmlStart {
			continue
		}
		switch string(x.local) {
		case "workbookPr":
			w.date1904 = truth(x.attr("date1904"))
		case "sheet":
			if err := w.addSheet(x, rels); err != nil {
				return err
			}
		}
	}
}

func (w *workbook) addSheet(x *xmlScanner, rels map[string]relation) error {
	if len(w.sheets) >= w.limits.Sheets {
		return tooLarge("the workbook has more than %d sheets", w.limits.Sheets)
	}
	name := string(x.attr("name"))
	rel, ok := rels[string(x.attr("id"))]
	if !ok {
		return damaged(fmt.Sprintf("sheet %q", name), "is missing")
	}
	if rel.kind != "worksheet" {
		return nil // a chart or macro sheet has no cells to read
	}
	if !w.zip.has(rel.target) {
		return damaged(fmt.Sprintf("sheet %q", name), "is missing")
	}
	state := string(x.attr("state"))
	w.sheets = append(w.sheets, sheetPart{name, rel.target, state == "hidden" || state == "veryHidden"})
	return nil
}

func truth(b []byte) bool { return string(b) == "1" || string(b) == "true" || string(b) == "on" }

// share reads the shared strings and styles, once.
func (w *workbook) share() error {
	w.shared.Do(func() {
		w.table = &texts{}
		if w.texts != "" && w.zip.has(w.texts) {
			w.err = w.readPart(w.texts, func(x *xmlScanner) (err error) {
				w.table, err = readTexts(x, w.limits)
				return err
			})
		}
		if w.err == nil && w.styles != "" && w.zip.has(w.styles) {
			w.err = w.readPart(w.styles, func(x *xmlScanner) (err error) {
				w.looks, err = readStyles(x)
				return err
			})
		}
	})
	return w.err
}

func (w *workbook) readPart(part string, read func(*xmlScanner) error) error {
	x, c, err := w.scan(part)
	if err != nil {
		return err
	}
	return errors.Join(read(x), c.Close())
}

// notes says what a person should know about the workbook as a whole.
func (w *workbook) notes() []report.Exception {
	var notes []report.Exception
	for _, s := range w.sheets {
		if s.hidden {
			notes = append(notes, fileNote(report.KindHidden,
				"The sheet "+strconv.Quote(s.name)+" is hidden; it is not read unless the return asks for it.", "Delete or unhide the sheet."))
		}
	}
	if w.zip.hasPrefix("xl/vbaproject") {
		notes = append(notes, fileNote(report.KindFormat, "The workbook has macros; they were not run.", "Send the workbook without macros, as .xlsx."))
	}
	if w.unlisted > 0 {
		notes = append(notes, fileNote(report.KindHidden, fmt.Sprintf("Sheets that the workbook does not list stand in the file and were not read: %d.", w.unlisted),
			"Open the file in Excel, check that every sheet is there, and save it again."))
	}
	if w.external {
		notes = append(notes, fileNote(report.KindFormula,
			"Cells refer to other workbooks; their last stored results were read.", "Replace such formulas by their values (Copy, Paste Special, Values)."))
	}
	return notes
}

func fileNote(kind, message, fix string) report.Exception {
	return report.Exception{Rule: kind, Kind: kind, Severity: report.Note, Message: message, Fix: fix}
}
