package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"winnow/internal/ooxml"
	"winnow/internal/reply"
)

// Letter is what a service gets back about one file: the file's tables that are its own.
type Letter struct {
	Parts []Input // in the order of the file; at least one, those without a finding too
	// Original is the file as received, to be marked; nil for a workbook of copies.
	// It must be nil where the file holds a table of another service: nobody
	// receives another's rows.
	Original io.ReaderAt
	Size     int64    // of Original, in bytes
	Own      []string // sheets of Original that are winnow's, of an earlier round: they are left out
	// Because is why copies are sent of what is a workbook, in words: "it is
	// protected by a password"; "" where there is nothing to say.
	Because   string
	Workspace string    // the ledger's id
	Sent      time.Time // when the letter is written
}

// Plan is how a letter goes out.
type Plan struct {
	Form    reply.Form
	Ending  string // of the file's name: .xlsx or .xlsm
	Because string // why copies, in words; "" where there is nothing to say
}

// Plan says how a letter goes out. The error is of reading Original.
func (l Letter) Plan() (Plan, error) {
	p, _, err := l.plan(excelLimits)
	return p, err
}

// plan also opens the original of a marked workbook.
func (l Letter) plan(lim limits) (Plan, *ooxml.Package, error) {
	copies := Plan{Form: reply.Rows, Ending: ".xlsx", Because: l.Because}
	if l.Original == nil {
		return copies, nil, nil
	}
	if n := l.findings(); n > lim.marked {
		copies.Because = fmt.Sprintf("there is too much to mark: %s exceptions", thousands(n))
		return copies, nil, nil
	}
	original, err := ooxml.Open(l.Original, l.Size)
	if err == nil && !l.fits(original) {
		err = &ooxml.Unfit{Reason: "a sheet in it can't be marked"}
	}
	var unfit *ooxml.Unfit
	switch {
	case errors.As(err, &unfit):
		copies.Because = unfit.Reason
		return copies, nil, nil
	case err != nil:
		return Plan{}, nil, fmt.Errorf("opening the workbook to mark: %w", err)
	}
	marked := Plan{Form: reply.Marked, Ending: ".xlsx"}
	if original.Macros() {
		marked.Ending = ".xlsm"
	}
	return marked, original, nil
}

func (l Letter) findings() (n int) {
	for _, p := range l.Parts {
		n += p.Table.Exceptions.Len()
	}
	return n
}

// fits says whether every part's sheet is there.
func (l Letter) fits(original *ooxml.Package) bool {
	there := map[string]bool{}
	for _, s := range original.Sheets() {
		there[s.Name] = true
	}
	for _, p := range l.Parts {
		if p.CSV || !there[p.Sheet] {
			return false
		}
	}
	return true
}

// WriteLetter writes the workbook in the form that Plan says. Where the error is an
// *ooxml.Unfit, the original turned out to be one that can't be marked while it was
// being written: AsCopies makes a letter that can be written. Other errors are of
// writing, of a spool, or say that HeldRows disagrees with the counts. After any, w
// must be thrown away.
func WriteLetter(w io.Writer, l Letter) error { return writeLetter(w, l, excelLimits) }

// AsCopies returns the letter as a workbook of copies, and whether err is of an
// original that can't be marked.
func (l Letter) AsCopies(err error) (Letter, bool) {
	var unfit *ooxml.Unfit
	if !errors.As(err, &unfit) {
		return l, false
	}
	l.Original, l.Because = nil, unfit.Reason
	return l, true
}

func writeLetter(w io.Writer, l Letter, lim limits) error {
	p, original, err := l.plan(lim)
	if err != nil {
		return err
	}
	b := newBook(l, p, lim)
	if original == nil {
		err = b.writeCopies(w)
	} else {
		err = b.writeMarked(w, original)
	}
	if closing := b.close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("writing the exceptions workbook: %w", err)
	}
	return nil
}

func (b *book) writeCopies(w io.Writer) error {
	if err := b.fill(); err != nil {
		return err
	}
	return b.save(w)
}

// writeMarked makes winnow's sheets as a workbook of their own, which the original
// takes in.
func (b *book) writeMarked(w io.Writer, original *ooxml.Package) error {
	b.meet(original)
	if err := b.fill(); err != nil {
		return err
	}
	var ours bytes.Buffer
	if err := b.save(&ours); err != nil {
		return err
	}
	change := b.change()
	change.Add, change.First = ours.Bytes(), firstSheets
	if err := original.Write(w, change); err != nil {
		return err
	}
	return b.noteErr
}
