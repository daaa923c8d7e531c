package mail

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Facts is everything a template may say. A fact that isn't known is empty or
// 0, and templates leave its sentence out. There is no place in it for a cell's
// value, and none may be added: mails lie about in mailboxes for years.
type Facts struct {
	Council string // the council's name
	Service string // the service's name
	Contact string // the person or desk that the mail greets
	Ask     string // who to ask: a name, a telephone number, an address

	Return   string // the return's title
	Period   string // in words: Quarter 1 of 2021-22 (1 April to 30 June 2021)
	File     string // the file's name as it was received
	Received string // in words: 22 July 2021 at 10:31

	Row          string // what is counted, in the singular: "" for row
	Rows         string // and in the plural: "" for rows
	RowsRead     int
	RowsAccepted int
	RowsHeldBack int
	Errors       int // points that must be fixed
	Queries      int // points to fix or explain

	Fixed     int // of the points of a workbook that came back; like those below 0 where none did
	StillOpen int
	Explained int
	New       int // points that weren't there when it was sent

	Due      string // in words: 28 July 2021
	DaysLeft int    // until then; 0 on the day itself and after it
	DaysLate int    // since then; 0 where it isn't late

	Attachment string // the attached file's name; Compose sets it
	Path       string // where the file lies that is too large to attach; Compose sets it

	Reason string // why a file could not be used, waits, or is sent back as a whole: a sentence, without values from it
	Fix    string // what to do about it: a sentence

	Submission     string // its number in the ledger, as winnow's commands take it
	Before         string // the name of the file that stands now
	BeforeReceived string // in words

	Owed []Owed // reminders: every return that the service is reminded of
}

// Owed is one return of a reminder.
type Owed struct {
	Return   string
	Period   string // in words
	Due      string // in words
	DaysLeft int    // as in Facts
	DaysLate int
	Errors   int // open in what was sent so far; with Queries 0, nothing has come
	Queries  int
}

// clean returns the facts with every text on one line (oneLine), so that no
// fact can begin a header or a paragraph of its own, and with the words for
// rows filled in.
func (f Facts) clean() Facts {
	cleanTexts(reflect.ValueOf(&f).Elem())
	owed := make([]Owed, len(f.Owed))
	for i, o := range f.Owed {
		cleanTexts(reflect.ValueOf(&o).Elem())
		owed[i] = o
	}
	f.Owed = owed
	if f.Row == "" || f.Rows == "" {
		f.Row, f.Rows = "row", "rows"
	}
	return f
}

func cleanTexts(v reflect.Value) {
	for i := range v.NumField() {
		if field := v.Field(i); field.Kind() == reflect.String {
			field.SetString(oneLine(field.String()))
		}
	}
}

// oneLine makes a text fit for a line of a mail: line ends, tabs and runs of
// spaces become one space, other control characters and those that turn the
// direction of writing are taken out, broken UTF-8 becomes a replacement mark.
func oneLine(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	return strings.Join(strings.Fields(strings.Map(visible, s)), " ")
}

func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0xfeff:
		return -1
	}
	return r
}
