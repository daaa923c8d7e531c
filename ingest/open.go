package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/xuri/excelize/v2"

	"winnow/internal/report"
)

// Options says how files are opened. The zero value is the default.
type Options struct {
	Limits   Limits
	Password string // opens encrypted workbooks; "" means that they are refused
}

// The words of File.Format.
const (
	XLSX = "xlsx"
	CSV  = "csv"
)

// File is one spreadsheet, open for reading. Its sheets may be read several
// times, one pass after another.
type File struct {
	Path      string
	SHA256    string // of the file as it is on disk, lower-case hex
	Size      int64
	Format    string             // XLSX or CSV, by content
	Encoding  string             // of a CSV: utf-8, utf-16le, utf-16be, windows-1252
	Delimiter string             // of a CSV
	Date1904  bool               // date serials count from 1904
	Sheets    []Sheet            // a CSV has one without a name
	Notes     []report.Exception // what is worth saying about the file as a whole

	limits Limits
	disk   *os.File
	book   *workbook
	text   textLook // of a CSV
	read   atomic.Int64

	mu   sync.Mutex
	tops map[topKey][]*rawRow
}

// Sheet is one worksheet. Sheets without cells (charts) are left out.
type Sheet struct {
	Name   string
	Hidden bool
}

// Open recognises a file by its content and reads what leads to its cells, but
// no cell. The error is a *Refusal (errors.As) where the file cannot be used,
// else says why it could not be read.
func Open(path string, o Options) (f *File, err error) {
	disk, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening %q: %w", path, err)
	}
	f = &File{Path: path, disk: disk, limits: o.Limits.withDefaults(), tops: map[topKey][]*rawRow{}}
	defer func() {
		if err != nil {
			disk.Close()
			f = nil
		}
	}()
	look, err := f.digest()
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, err)
	}
	if err := f.recognise(look, o.Password); err != nil {
		return nil, err
	}
	return f, nil
}

// headBytes is how much of a file is looked at to recognise it.
const headBytes = 64 << 10

// digest reads the whole file once: its hash, its size, and how it would read
// as text.
func (f *File) digest() (textLook, error) {
	hash := sha256.New()
	var look textLook
	info, err := f.disk.Stat()
	if err != nil {
		return look, err
	}
	buf := make([]byte, window(info.Size(), 256<<10))
	for {
		n, err := io.ReadFull(f.disk, buf)
		hash.Write(buf[:n])
		look.add(buf[:n])
		f.Size += int64(n)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		} else if err != nil {
			return look, err
		}
	}
	look.finish()
	f.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return look, nil
}

// recognise decides what the file is and opens it as that.
func (f *File) recognise(look textLook, password string) error {
	switch {
	case bytes.HasPrefix(look.head, []byte("PK\x03\x04")), bytes.HasPrefix(look.head, []byte("PK\x05\x06")):
		return f.openZip(f.disk, f.Size)
	case bytes.HasPrefix(look.head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return f.openOLE(password)
	}
	if err := notText(&look); err != nil {
		return err
	}
	return f.openCSV(look)
}

// Close releases the file.
func (f *File) Close() error { return f.disk.Close() }

// openZip opens a workbook in its zip container.
func (f *File) openZip(r io.ReaderAt, size int64) error {
	book, err := openWorkbook(r, size, f.limits)
	if err != nil {
		return err
	}
	f.book, f.Format, f.Date1904 = book, XLSX, book.date1904
	for _, s := range book.sheets {
		f.Sheets = append(f.Sheets, Sheet{s.name, s.hidden})
	}
	f.Notes = append(f.Notes, book.notes()...)
	return nil
}

// openOLE opens an encrypted workbook where the password is known, and refuses
// every other file of that old container by what it holds.
func (f *File) openOLE(password string) error {
	kind, err := oleContent(io.NewSectionReader(f.disk, 0, f.Size))
	if err != nil {
		return fmt.Errorf("reading %q: %w", f.Path, err)
	}
	switch {
	case kind == oleOther:
		return refuseNotSpreadsheet("")
	case kind == oleWorkbook:
		return refuseFormat("old Excel workbook (.xls)", "winnow reads .xlsx and .csv. "+fixSaveAs)
	case password == "":
		return refusePassword()
	case f.Size > f.limits.Encrypted:
		return tooLarge("the encrypted workbook has more than %d bytes", f.limits.Encrypted)
	}
	raw := make([]byte, f.Size)
	if _, err := f.disk.ReadAt(raw, 0); err != nil && err != io.EOF {
		return fmt.Errorf("reading %q: %w", f.Path, err)
	}
	plain, err := decrypt(raw, password)
	if err != nil {
		return err
	}
	return f.openZip(bytes.NewReader(plain), int64(len(plain)))
}

// decrypt opens an encrypted workbook. The library's panics on damaged input
// are refusals of this file.
func decrypt(raw []byte, password string) (plain []byte, err error) {
	defer func() {
		if recover() != nil {
			err = damaged("the encrypted workbook", "cannot be opened")
		}
	}()
	plain, err = excelize.Decrypt(raw, &excelize.Options{Password: password})
	if err != nil || !bytes.HasPrefix(plain, []byte("PK")) {
		return nil, refusePassword()
	}
	return plain, nil
}

func refusePassword() *Refusal {
	return refuseFormat("password-protected",
		"In Excel open the file, choose File, Info, Protect Workbook, Encrypt with Password, clear the password, save and send it again.")
}

// Progress returns the share of the file that the current pass has read, from 0
// to 1. It may be called from any goroutine.
func (f *File) Progress() float64 {
	done, total := f.read.Load(), f.Size
	if f.book != nil {
		done, total = f.book.done.Load(), f.book.total.Load()
	}
	if total <= 0 {
		return 0
	}
	return min(1, float64(done)/float64(total))
}

// rows opens one sheet for a pass from its start.
func (f *File) rows(sheet int) (rowSource, error) {
	if sheet < 0 || sheet >= len(f.Sheets) {
		return nil, errors.New("no such sheet")
	}
	if f.book != nil {
		return f.book.openSheet(sheet)
	}
	return f.openText()
}
