package validate

import (
	"encoding/base64"
	"strings"

	"winnow/internal/number"
	"winnow/internal/table"
)

// castString reads a text, and undoes or refuses what Excel makes of codes that
// look like numbers or dates.
func castString(f *field, e *entry, date1904 bool) {
	text := e.text
	switch e.kind {
	case table.Number:
		var ok bool
		if text, ok = f.numberAsText(e); !ok {
			return
		}
	case table.Date:
		text = e.shown(date1904)
		if f.coded {
			e.text = text
			f.breakType(e, "was turned into a date by Excel", "Format the column as Text and type the code again.")
			return
		}
	case table.Text:
		if f.checker.cols.CSV && !f.checker.ret.Bare && scientific(text) {
			f.breakType(e, "has lost its digits: it was saved in scientific notation", "Format the column as Text, enter the code again and save.")
			return
		}
	}
	text = f.spelt(e, text)
	if f.tooPersonal(e, text) {
		return
	}
	if want, ok := stringFormats[f.Format]; ok && !want.holds(text) {
		f.breakType(e, "is not "+want.words, "Check it for typing slips and correct it.")
		return
	}
	e.setText(text)
}

// numberAsText returns a number cell in a text column as its shortest text, 123
// and not 123.0, or as the percentage it is shown as.
func (f *field) numberAsText(e *entry) (string, bool) {
	n, err := number.Parse(e.text)
	if err != nil {
		return e.text, true
	}
	n = excelDigits(n, e.raw)
	if e.flag&table.Percent != 0 {
		e.share = true
		return n.Mul(hundred).String() + "%", true
	}
	if n.Abs().Cmp(keptByExcel) >= 0 {
		f.breakType(e, "may have lost its last digits: Excel keeps only 15", "Format the column as Text and type the number again.")
		return "", false
	}
	return n.String(), true
}

var keptByExcel = number.FromInt(1e15)

// stringFormats are the string formats of Table Schema.
var stringFormats = map[string]struct {
	words string
	holds func(string) bool
}{
	"email": {"an e-mail address", func(s string) bool { return formats.Var(s, "email") == nil }},
	"uri":   {"a web address", func(s string) bool { return formats.Var(s, "uri") == nil }},
	"uuid":  {"a UUID", func(s string) bool { return formats.Var(strings.ToLower(s), "uuid") == nil }},
	"binary": {"base64 text", func(s string) bool {
		_, err := base64.StdEncoding.DecodeString(s)
		return err == nil
	}},
}
