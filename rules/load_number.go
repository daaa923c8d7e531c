package rules

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var reCurrency = regexp.MustCompile(`^[A-Z]{3}$`)

func (t Type) numeric() bool { return t == TypeNumber || t == TypeInteger }

// readNumbers reads what only number and integer fields have.
func (d *draft) readNumbers(fd *fieldDraft) {
	f, m := fd.Field, fd.m
	f.BareNumber, f.DecimalChar, f.Decimals = true, ".", DefaultDecimals
	if f.Type == TypeInteger {
		f.Decimals = 0
	}
	for _, k := range []string{"bareNumber", "groupChar", "percent", "currency"} {
		if v, ok := m.get(k); ok && !f.Type.numeric() {
			d.misplaced(v, f, "number or integer")
			return
		}
	}
	for _, k := range []string{"decimalChar", "decimals"} {
		if v, ok := m.get(k); ok && f.Type != TypeNumber {
			d.misplaced(v, f, "number")
			return
		}
	}
	m.boolean("bareNumber", &f.BareNumber)
	d.char(m, "decimalChar", &f.DecimalChar)
	d.char(m, "groupChar", &f.GroupChar)
	d.signsDiffer(fd)
	f.HasDecimals = m.has("decimals")
	m.integer("decimals", &f.Decimals, 0, maxDecimals)
	m.word("percent", &f.Percent, "fraction", "points")
	m.text("currency", &f.Currency)
	if v, ok := m.get("currency"); ok && f.Currency != "" && !reCurrency.MatchString(f.Currency) {
		v.fault(`"currency" is %q; it must be a code of three capital letters, such as GBP`, f.Currency)
	}
}

// signsDiffer sees to it that one sign doesn't both part thousands and begin the
// decimals. A point that is no more than the default for decimals gives way: a
// whole number has none, and in a Table Schema the points are taken out first.
func (d *draft) signsDiffer(fd *fieldDraft) {
	f := fd.Field
	v, ok := fd.m.get("groupChar")
	switch {
	case !ok || f.GroupChar != f.DecimalChar:
	case fd.m.has("decimalChar"):
		v.fault(`"groupChar" and "decimalChar" are both %q`, f.GroupChar)
	case d.ret.Bare:
		if f.Type == TypeNumber {
			d.note(fmt.Sprintf("%s:%d: %q parts thousands in the field %q, so no number in it has decimals; \"decimalChar\" says what begins them", v.src.file, v.node.Line, f.GroupChar, f.Name))
		}
	case f.Type == TypeInteger:
		f.DecimalChar = ","
	default:
		v.fault(`"groupChar" is %q, which begins the decimals where no "decimalChar" is given; give one, such as ","`, f.GroupChar)
	}
}

// char reads a single character that is no digit.
func (d *draft) char(m *mapping, key string, into *string) {
	v, ok := m.get(key)
	if !ok {
		return
	}
	s, ok := v.text()
	if !ok {
		return
	}
	if utf8.RuneCountInString(s) != 1 || strings.ContainsAny(s, "0123456789+-") {
		v.fault("%s must be one character that is no digit or sign, not %q", v.what, s)
		return
	}
	*into = s
}
