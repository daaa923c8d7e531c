package reply

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrNoTicket says that a sheet holds no ticket.
var ErrNoTicket = errors.New("no ticket of winnow's")

// Spoilt is the error of a ticket that must not be gone by.
type Spoilt struct {
	Newer  bool   // a later winnow wrote it
	Reason string // for people, a sentence without a full stop
}

func (s *Spoilt) Error() string { return s.Reason }

func altered(what string) *Spoilt {
	return &Spoilt{Reason: "the hidden sheet by which winnow knows its workbooks was changed (" + what + ")"}
}

// ParseTicket reads the rows of a hidden sheet, as Cells gave them and other
// programs saved them: rows may have moved and blank cells come or gone. The
// error is ErrNoTicket where the rows are no ticket, and a *Spoilt where they are
// one that was changed or that a later winnow wrote.
func ParseTicket(rows [][]string) (*Ticket, error) {
	read := ticketRows(rows)
	if err := readable(read); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(read, func(r ticketRow) bool { return r.key == keyCheck })
	if at < 0 || len(read[at].values) != 1 {
		return nil, altered("its checksum is gone")
	}
	if want := read[at].values[0]; checksum(slices.Delete(slices.Clone(read), at, at+1)) != want {
		return nil, altered("its checksum doesn't fit")
	}
	t := &Ticket{}
	for i, r := range read {
		if err := t.set(r); err != nil {
			return nil, altered(err.Error())
		}
		if i > 0 && r.key == read[i-1].key {
			return nil, altered("a row stands in it twice")
		}
	}
	return t, nil
}

// readable says whether the rows are a ticket in a version that is known.
func readable(read []ticketRow) error {
	for _, r := range read {
		if r.key != keyVersion || len(r.values) == 0 {
			continue
		}
		digits, ok := strings.CutPrefix(r.values[0], ticketFormat)
		if !ok {
			continue
		}
		switch n, err := strconv.Atoi(digits); {
		case err != nil || n < 1:
			return altered("its version can't be read")
		case n > ticketVersion:
			return &Spoilt{Newer: true, Reason: fmt.Sprintf("it was made by a later version of winnow (%s%d)", ticketFormat, n)}
		}
		return nil
	}
	return ErrNoTicket
}

// ticketRow is a row of the hidden sheet, read.
type ticketRow struct {
	key    string
	values []string
}

// ticketRows returns the rows that have a key and values between quotation marks,
// or a key that is known, sorted by their keys: what the checksum is over.
func ticketRows(rows [][]string) []ticketRow {
	var read []ticketRow
	for _, cells := range rows {
		var r ticketRow
		quoted := true
		for _, cell := range cells {
			switch cell = strings.TrimSpace(cell); {
			case cell == "":
			case r.key == "":
				r.key = strings.ToLower(strings.Join(strings.Fields(cell), " "))
			default:
				value, err := strconv.Unquote(cell)
				if err != nil {
					value, quoted = cell, false
				}
				r.values = append(r.values, value)
			}
		}
		if len(r.values) > 0 && (quoted || knownKey(r.key)) {
			read = append(read, r)
		}
	}
	slices.SortStableFunc(read, func(a, b ticketRow) int { return strings.Compare(a.key, b.key) })
	return read
}

func knownKey(key string) bool {
	switch key {
	case keyVersion, keyWorkspace, keyForm, keyFile, keySHA256, keySent, keyCheck:
		return true
	}
	_, table := numbered(key, keyTable)
	_, sheet := numbered(key, keySheet)
	return table || sheet
}

// numbered returns the number of a key such as "table 2", from 1.
func numbered(key, kind string) (int, bool) {
	digits, ok := strings.CutPrefix(key, kind)
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0
}

// checksum is over keys and values, sorted by keys. It tells an accident, not a
// forgery: what a ticket claims is looked up in the ledger.
func checksum(read []ticketRow) string {
	h := sha256.New()
	for _, r := range read {
		fmt.Fprintf(h, "%q %q\n", r.key, r.values)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// set takes over a row's values.
func (t *Ticket) set(r ticketRow) (err error) {
	v := r.values
	if n, ok := numbered(r.key, keyTable); ok {
		return t.setTable(n, v)
	}
	if n, ok := numbered(r.key, keySheet); ok {
		return t.setSheet(n, v)
	}
	switch r.key {
	case keyWorkspace:
		t.Workspace = v[0]
	case keyForm:
		t.Form = Form(v[0])
	case keyFile:
		t.FileName = v[0]
	case keySHA256:
		t.SHA256 = v[0]
	case keySent:
		if t.Sent, err = time.Parse(time.RFC3339Nano, v[0]); err != nil {
			return errors.New("its time can't be read")
		}
	}
	return nil
}

var errTicketTable = errors.New("a table of it can't be read")

// setTable takes over the n-th table, from 1.
func (t *Ticket) setTable(n int, v []string) error {
	if len(v) < 7 {
		return errTicketTable
	}
	id, err := strconv.ParseInt(v[0], 10, 64)
	row, err2 := strconv.Atoi(v[6])
	if err != nil || err2 != nil || n > maxTicketRows {
		return errTicketTable
	}
	t.Tables = grown(t.Tables, n)
	t.Tables[n-1] = Table{Submission: id, Return: v[1], Service: v[2], Period: v[3], Span: v[4], Sheet: v[5], HeaderRow: row}
	return nil
}

// setSheet takes over the n-th sheet, from 1.
func (t *Ticket) setSheet(n int, v []string) error {
	if len(v) < 3 || n > maxTicketRows {
		return errTicketTable
	}
	table, err := strconv.Atoi(v[2])
	if err != nil {
		return errTicketTable
	}
	rows, err := parseRuns(v[3:])
	t.Sheets = grown(t.Sheets, n)
	t.Sheets[n-1] = Own{Role: Role(v[0]), Name: v[1], Table: table - 1, Rows: rows}
	return err
}

// maxTicketRows bounds the tables and sheets of a ticket; Excel has room for no
// more sheets in practice.
const maxTicketRows = 100_000

func grown[T any](list []T, n int) []T {
	return append(list, make([]T, max(0, n-len(list)))...)
}
