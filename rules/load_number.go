package rules

import (
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
	if v, ok := m.get("groupChar"); ok && f.GroupChar == f.DecimalChar {
		v.fault(`"groupChar" and "decimalChar" are both %q`, f.GroupChar)
	}
	f.HasDecimals = m.has("decimals")
	m.integer("decimals", &f.Decimals, 0, maxDecimals)
	m.word("percent", &f.Percent, "fraction", "points")
	m.text("currency", &f.Currency)
	if v, ok := m.get("currency"); ok && f.Currency != "" && !reCurrency.MatchString(f.Currency) {
		v.fault(`"currency" is %q; it must be a code of three capital letters, such as GBP`, f.Currency)
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
