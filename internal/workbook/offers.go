package workbook

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"winnow/internal/ooxml"
	"winnow/internal/period"
)

// What Excel takes of a drop-down and its words, in UTF-16 units.
const (
	maxInline  = 255 // of the values of a list with commas between
	maxTitle   = 32
	maxHint    = 255
	maxProblem = 224
)

// spareRows is how far beyond the last record drop-downs reach.
const spareRows = 100

// lastRow is a sheet's last, Excel's own.
const lastRow = 1_048_576

// offers returns the drop-downs and hints of a part's sheet: on the columns with
// something to correct, from its first record to some rows past the last.
func (b *book) offers(p *part, from, to int) []ooxml.Offer {
	var out []ooxml.Offer
	done := map[int]bool{}
	for i := range p.Fields {
		f := &p.Fields[i]
		if !p.faulty[f.Name] || f.Column < 0 || done[f.Column] {
			continue
		}
		if o, ok := b.offer(p, f); ok {
			o.Column, o.From, o.To = f.Column, from, min(to, lastRow)
			out = append(out, o)
			done[f.Column] = true
		}
	}
	return out
}

// offer returns the drop-down and the hint of a field; false where there is
// nothing to offer.
func (b *book) offer(p *part, f *FieldInfo) (ooxml.Offer, bool) {
	title := oneLine(p.columnTitle(f.Column, f.Name))
	o := ooxml.Offer{Title: within("winnow: "+title, maxTitle), Hint: within(b.hint(p, f), maxHint)}
	b.bound(p, f, &o)
	if o.Kind == ooxml.Anything {
		return o, o.Hint != ""
	}
	o.Problem = within(sentences("This isn't what the return asks for in this column.", b.hint(p, f)), maxProblem)
	return o, true
}

// bound says what may be entered.
func (b *book) bound(p *part, f *FieldInfo, o *ooxml.Offer) {
	if f.Values != nil {
		if o.Values = inline(f); o.Values == nil && p.lists[f.Name] != nil {
			o.Range = b.rangeOf(p.lists[f.Name])
		}
		if o.Values != nil || o.Range != "" {
			o.Kind = ooxml.List
		}
		return
	}
	date1904 := b.marked() && p.Date1904 // copies count as Excel does
	switch o.Low, o.High = plainNumber(f.Low), plainNumber(f.High); f.Kind {
	case AnyDate:
		o.Kind, o.Low, o.High = ooxml.Date, serial(f.Low, date1904), serial(f.High, date1904)
		if o.Low == "" {
			o.Low = "1" // any date at all
		}
	case WholeNumber:
		o.Kind = ooxml.Whole
	case AnyNumber:
		o.Kind = ooxml.Decimal
	default:
		if o.Low != "" || o.High != "" {
			o.Kind = ooxml.TextLength
		}
	}
	if o.Low == "" && o.High == "" && o.Kind != ooxml.Anything {
		o.Low = "-1000000000000000"
	}
}

// hint is what to type, in words.
func (b *book) hint(p *part, f *FieldInfo) string {
	words := oneLine(f.Hint)
	if words == "" && f.Allowed != "" && !f.Masked {
		words = "What is asked for: " + oneLine(f.Allowed) + "."
	}
	if words == "" && f.Values != nil {
		words = "One of the values on the list."
	}
	if l := p.lists[f.Name]; l != nil {
		words = sentences(words, b.seeAllowed())
	}
	return words
}

// inline returns a field's values where they fit into a drop-down as they are.
func inline(f *FieldInfo) []string {
	var values []string
	room := maxInline
	for v := range f.Values {
		w := v.Write
		if w == "" || w != oneLine(w) || strings.ContainsAny(w, `,"`) || strings.HasPrefix(w, "=") {
			return nil
		}
		if room -= units(w); room < 0 {
			return nil
		}
		room-- // the comma
		values = append(values, w)
	}
	return values
}

// plainNumber returns s where it is a number as a cell stores one, else "".
func plainNumber(s string) string {
	if f, err := strconv.ParseFloat(s, 64); err != nil || f != f || f-f != 0 || strings.ContainsAny(s, "xX_pP") {
		return ""
	}
	return s
}

// serial returns an ISO date as a workbook counts days; "" for no date.
func serial(iso string, date1904 bool) string {
	d, ok := period.ParseDate(iso)
	if !ok {
		return ""
	}
	days := int(d.Time().Unix()/86400) + daysTo1970
	if date1904 {
		days -= daysTo1904
	}
	if days < 1 {
		return ""
	}
	return strconv.Itoa(days)
}

// daysTo1970 and daysTo1904 are the serials of 1 January of those years, where 1 is
// 1 January 1900 and 29 February 1900 was a day, as Excel has it.
const (
	daysTo1970 = 25569
	daysTo1904 = 1462
)

// within shortens a text to so many UTF-16 units.
func within(s string, most int) string {
	s = visible(s)
	if units(s) <= most {
		return s
	}
	room := most - 1
	for i, r := range s {
		if room -= utf16.RuneLen(r); room < 0 {
			return s[:i] + "…"
		}
	}
	return s
}
