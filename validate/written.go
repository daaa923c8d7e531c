package validate

import (
	"cmp"
	"strings"

	"winnow/internal/number"
)

// written is a number as read from text.
type written struct {
	num     number.Num
	percent bool // a % sign stood by it: 54.5 for 54.5%
	stored  bool // stored as a fraction and shown with a % sign: 0.545 for 54.5%
	notes   note
}

const notNumber, typeNumber = "is not a number", "Enter the number in figures, without words."

// readFigure reads a number as people write them: with a currency sign,
// thousands in threes, a bracket or a trailing minus for a negative, a dash for
// a minus, a per cent sign. A bare Table Schema gets what its standard allows.
// why is empty where the text is a number.
func (f *field) readFigure(text string) (g written, why, fix string) {
	var ok bool
	if (f.DecimalChar == "" || f.DecimalChar == ".") && f.GroupChar != "." {
		if g.num, ok = number.ParseBytes([]byte(text)); ok {
			return g, "", ""
		}
	}
	s := text
	if !f.checker.ret.Bare {
		s = strings.TrimSpace(strings.TrimPrefix(s, "'"))
		if s, why, fix = f.undress(s, &g); why != "" {
			return g, why, fix
		}
		g.percent = g.percent && (f.BareNumber || f.percent != "")
	}
	if !f.BareNumber {
		s = strip(s)
	}
	if s, ok = f.ungroup(s); !ok {
		why, fix = whyNoNumber(text)
		return g, why, fix
	}
	negative := g.notes&noteNegative != 0
	if g.num, ok = number.ParseBytes([]byte(s)); !ok || negative && g.num.Sign() < 0 {
		why, fix = whyNoNumber(text)
		return g, why, fix
	}
	if negative {
		g.num = g.num.Neg()
	}
	return g, "", ""
}

// undress takes brackets, signs, currency and per cent off a number and returns
// the rest, with a plain minus before it where there was a dash.
func (f *field) undress(s string, g *written) (rest, why, fix string) {
	if in, ok := strings.CutPrefix(s, "("); ok {
		if in, ok = strings.CutSuffix(in, ")"); ok {
			s = strings.TrimSpace(in)
			g.notes |= noteNegative
		}
	} else if in, ok := strings.CutSuffix(s, "-"); ok && len(in) > 0 {
		s = strings.TrimSpace(in)
		g.notes |= noteNegative
	}
	s, minus := cutMinus(s)
	if in, ok := strings.CutSuffix(s, "%"); ok {
		s, g.percent = strings.TrimSpace(in), true
	}
	for sign, currency := range currencies {
		in, ok := strings.CutPrefix(s, sign)
		if !ok {
			in, ok = strings.CutSuffix(s, sign)
		}
		if !ok {
			continue
		}
		if f.Currency != "" && f.Currency != currency {
			return s, "is in another currency (" + sign + ")", "Enter the amount in " + f.Currency + "."
		}
		s = strings.TrimSpace(in)
	}
	if minus == "" {
		s, minus = cutMinus(s)
	}
	return minus + s, "", ""
}

// currencies maps signs to codes; at most one stands by a number.
var currencies = map[string]string{"£": "GBP", "$": "USD", "€": "EUR"}

// cutMinus takes a minus or a dash off the front of a number.
func cutMinus(s string) (rest, minus string) {
	for _, m := range []string{"-", "−", "–"} {
		if in, ok := strings.CutPrefix(s, m); ok {
			return strings.TrimSpace(in), "-"
		}
	}
	return s, ""
}

// ungroup takes the grouping out of a number and makes its decimal sign a
// point. Signs of grouping, commas where none is declared, must stand in threes
// before the point. In a bare Table Schema only a declared one is known, and may
// stand anywhere.
func (f *field) ungroup(s string) (string, bool) {
	group, point := cmp.Or(tidySign(f.GroupChar), ","), cmp.Or(f.DecimalChar, ".")
	if f.checker.ret.Bare {
		if f.GroupChar != "" {
			s = strings.ReplaceAll(s, group, "")
		} else if point != "," && strings.Contains(s, ",") {
			return s, false
		}
		group = ""
	}
	whole, fraction, pointed := strings.Cut(s, point)
	if group != "" && group != point {
		var ok bool
		if whole, ok = ungrouped(whole, group); !ok || strings.Contains(fraction, group) {
			return s, false
		}
	}
	if point != "." && strings.Contains(whole+fraction, ".") {
		return s, false
	}
	if pointed {
		whole += "." + fraction
	}
	return whole, true
}

// tidySign returns a sign as it stands in a tidied text: any space is one.
func tidySign(s string) string {
	if s != "" && strings.TrimSpace(s) == "" {
		return " "
	}
	return s
}

// ungrouped takes signs that part thousands in threes out of a whole number.
func ungrouped(s, group string) (string, bool) {
	if !strings.Contains(s, group) {
		return s, true
	}
	for i, p := range strings.Split(strings.TrimLeft(s, "+-"), group) {
		if i > 0 && len(p) != 3 || i == 0 && (len(p) < 1 || len(p) > 3) {
			return s, false
		}
	}
	return strings.ReplaceAll(s, group, ""), true
}

// strip takes what isn't part of a number off both ends, as bareNumber: false
// of a Table Schema asks.
func strip(s string) string {
	isPart := func(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == ',' }
	start := strings.IndexFunc(s, func(r rune) bool { return isPart(r) || r == '-' || r == '+' })
	end := strings.LastIndexFunc(s, isPart)
	if start < 0 || end < start {
		return s
	}
	return s[start : end+1]
}
