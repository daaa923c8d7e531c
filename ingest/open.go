package ingest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"

	"winnow/internal/report"
)

// Options says how files are opened. The zero value is the default.
type Options struct {
	Limits   Limits
	Password string // opens encrypted workbooks; "" means that they are refused

	NoHash bool // nobody asks for the file's hash

	Declared Declared // of a text file

	// Passwords are tried in turn after Password.
	Passwords []string

	// Convert makes an .xlsx of a file in a format that this package does not
	// read, and returns the new file's path, which Close removes. nil means that
	// such files are refused. A *Refusal that it returns is the file's.
	Convert func(path string) (string, error)
}

// passwords returns all passwords in the order in which they are tried.
func (o Options) passwords() []string {
	if o.Password == "" {
		return o.Passwords
	}
	return append([]string{o.Password}, o.Passwords...)
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
	Size      int64
	Format    string             // XLSX or CSV, by content
	Encoding  string             // of a CSV: utf-8, utf-16le, utf-16be, windows-1252
	Delimiter string             // of a CSV
	Quote     string             // of a CSV: what cells with delimiters or line ends in them stand between
	Date1904  bool               // date serials count from 1904
	Sheets    []Sheet            // a CSV has one without a name
	Notes     []report.Exception // what is worth saying about the file as a whole

	limits Limits
	disk   *os.File
	hash   *hasher
	made   string // the file that was made of this one, to be removed; "" for none

	decrypted bool // the cells were behind a password
	book      *workbook
	text      textLook // of a CSV

	declared Declared
	foreign  encoding.Encoding // declared, and none that a file shows by itself; nil for none
	dialect  dialect
	read     atomic.Int64

	mu     sync.Mutex
	tops   map[topKey][]*rawRow
	titles map[rowsKey]rowTitles
	spread map[spreadKey][]*rawRow

	overlays map[int][]*overlay // by sheet, the first laid first
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
	var hash *hasher
	if !o.NoHash {
		hash = newHasher(disk)
	}
	f = &File{Path: path, disk: disk, hash: hash, limits: o.Limits.withDefaults(), declared: o.Declared, tops: map[topKey][]*rawRow{}, titles: map[rowsKey]rowTitles{}, spread: map[spreadKey][]*rawRow{}}
	defer func() {
		if err != nil {
			hash.stop()
			disk.Close()
			f = nil
		}
	}()
	look, err := f.digest()
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, err)
	}
	err = f.recognise(look, o.passwords())
	if convertible(err) && o.Convert != nil {
		err = f.convert(o)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// headBytes is how much of a file is looked at to recognise it.
const headBytes = 64 << 10

// digest reads the whole file once: its size, and how it would read as text. The
// hash takes longer and is worked out beside this and all that follows.
func (f *File) digest() (look textLook, err error) {
	info, err := f.disk.Stat()
	if err != nil {
		return look, err
	}
	buf := make([]byte, window(info.Size(), 256<<10))
	for {
		n, err := io.ReadFull(f.disk, buf)
		look.add(buf[:n])
		f.Size += int64(n)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		} else if err != nil {
			return look, err
		}
	}
	look.finish()
	return look, nil
}

// hasher works out a file's SHA-256 in a goroutine that ends with the file or
// soon after stop. What it says is there once done is closed.
type hasher struct {
	stopped atomic.Bool
	done    chan struct{}
	size    int64
	sum     string
	err     error
}

func newHasher(disk *os.File) *hasher {
	h := &hasher{done: make(chan struct{})}
	go func() {
		defer close(h.done)
		info, err := disk.Stat()
		if h.err = err; err != nil {
			return
		}
		hash, buf := sha256.New(), make([]byte, window(info.Size(), 256<<10))
		for !h.stopped.Load() && h.err == nil {
			var n int
			n, h.err = disk.ReadAt(buf, h.size)
			hash.Write(buf[:n])
			h.size += int64(n)
		}
		h.sum = hex.EncodeToString(hash.Sum(nil))
	}()
	return h
}

// stop ends the work before its time.
func (h *hasher) stop() {
	if h != nil {
		h.stopped.Store(true)
		<-h.done
	}
}

// wait lets the work end.
func (h *hasher) wait() {
	if h != nil {
		<-h.done
	}
}

// SHA256 returns the hash of the file as it is on disk, in lower-case hex. It
// waits until the hash is there; the error says why it can't be.
func (f *File) SHA256() (string, error) {
	f.hash.wait()
	switch {
	case f.hash == nil:
		return "", errors.New("opened without a hash")
	case f.hash.err != io.EOF:
		return "", fmt.Errorf("reading %q: %w", f.Path, cmp.Or(f.hash.err, os.ErrClosed))
	case f.hash.size != f.Size:
		return "", fmt.Errorf("reading %q: it changed meanwhile", f.Path)
	}
	return f.hash.sum, nil
}

// recognise decides what the file is and opens it as that.
func (f *File) recognise(look textLook, passwords []string) error {
	switch {
	case bytes.HasPrefix(look.head, []byte("PK\x03\x04")), bytes.HasPrefix(look.head, []byte("PK\x05\x06")):
		return f.openZip(f.disk, f.Size)
	case bytes.HasPrefix(look.head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return f.openOLE(passwords)
	}
	if err := notText(&look); err != nil {
		return err
	}
	return f.openCSV(look)
}

// Close releases the file and removes what was made of it.
func (f *File) Close() error {
	if f.book != nil {
		f.book.close()
	}
	f.hash.stop()
	err := f.disk.Close()
	if f.made != "" {
		err = errors.Join(err, os.Remove(f.made))
	}
	return err
}

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
	book.forget = f.forget
	f.Notes = append(f.Notes, book.notes()...)
	return nil
}

// forget drops the first rows of a sheet that were kept for matching.
func (f *File) forget(sheet int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key := range f.tops {
		if key.sheet == sheet {
			delete(f.tops, key)
		}
	}
	clear(f.titles) // they are of rows that nobody has any more
	clear(f.spread)
}

// openOLE opens an encrypted workbook where the password is known, and refuses
// every other file of that old container by what it holds.
func (f *File) openOLE(passwords []string) error {
	kind, err := oleContent(io.NewSectionReader(f.disk, 0, f.Size))
	if err != nil {
		return fmt.Errorf("reading %q: %w", f.Path, err)
	}
	switch {
	case kind == oleOther:
		return refuseNotSpreadsheet("")
	case kind == oleWorkbook:
		return refuseConvertible("old Excel workbook (.xls)", "We can read .xlsx and .csv. "+fixSaveAs)
	case len(passwords) == 0:
		return refusePassword()
	case f.Size > f.limits.Encrypted:
		return tooLarge("the encrypted workbook has more than %d bytes", f.limits.Encrypted)
	}
	raw := make([]byte, f.Size)
	if _, err := f.disk.ReadAt(raw, 0); err != nil && err != io.EOF {
		return fmt.Errorf("reading %q: %w", f.Path, err)
	}
	for _, password := range passwords {
		var plain []byte
		if plain, err = decrypt(raw, password); err == nil {
			f.decrypted = true
			return f.openZip(bytes.NewReader(plain), int64(len(plain)))
		}
	}
	return err
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

// rows opens one sheet for a pass from its start, as corrected.
func (f *File) rows(sheet int) (rowSource, error) {
	src, err := f.base(sheet)
	if err != nil {
		return nil, err
	}
	return f.laid(src, sheet), nil
}

// base opens one sheet for a pass from its start, as the file has it.
func (f *File) base(sheet int) (rowSource, error) {
	if sheet < 0 || sheet >= len(f.Sheets) {
		return nil, errors.New("no such sheet")
	}
	if f.book != nil {
		return f.book.source(sheet)
	}
	return f.openText()
}

// AsReceived says whether the cells are read from the very bytes of the file, and not
// from what was made of it by decrypting or converting.
func (f *File) AsReceived() bool { return f.made == "" && !f.decrypted }
