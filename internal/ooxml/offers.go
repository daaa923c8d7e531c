package ooxml

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// Limits of a validation's texts, in UTF-16 units as Excel counts.
const (
	maxTitle   = 32
	maxMessage = 255
	maxList    = 255
)

// offerArea are the cells of an offer, as far as a sheet has them.
func offerArea(o *Offer) area {
	return area{max(o.From, 1), o.Column, min(o.To, lastRow), o.Column}
}

// wanted are the offers to write: those that nothing blocks, that are within the
// sheet, and that say or ask something.
func (p *patcher) wanted() []*Offer {
	var list []*Offer
	for i := range p.c.marking.Offers {
		o := &p.c.marking.Offers[i]
		a := offerArea(o)
		kind, _, _, _ := o.condition()
		idle := kind == "" && o.Hint == ""
		if !p.seen.blocked[i] && !idle && a.top <= a.bottom && a.left >= 0 && a.left <= lastColumn {
			list = append(list, o)
		}
	}
	return list
}

// newValidations inserts the offers into a sheet that has no validation.
func (p *patcher) newValidations() error {
	offers := p.wanted()
	if len(offers) == 0 {
		return nil
	}
	p.out.WriteString("<" + p.names + `dataValidations count="` + strconv.Itoa(len(offers)) + `">`)
	p.writeOffers(offers)
	p.closeTag("dataValidations")
	return nil
}

// validations takes the sheet's own, less the offers to clear, and adds the new.
func (p *patcher) validations() error {
	offers := p.wanted()
	if len(offers) == 0 && p.seen.validations.gone == 0 {
		p.copy()
		return nil
	}
	count := p.seen.validations.kept + len(offers)
	if count == 0 {
		return p.discard()
	}
	p.scratch = p.with(p.scratch[:0], "count", strconv.Itoa(count))
	if p.kind == emptyTag {
		p.out.Write(p.scratch[:len(p.scratch)-2])
		p.out.WriteByte('>')
		p.writeOffers(offers)
		p.closeTag("dataValidations")
		return nil
	}
	p.out.Write(p.scratch)
	if err := p.each(1, p.validation); err != nil {
		return err
	}
	p.writeOffers(offers)
	p.copy()
	return nil
}

// validation takes one of the sheet's own.
func (p *patcher) validation() error {
	if p.is("dataValidation") && isOwnOffer(&p.token, p.c) {
		return p.discard()
	}
	p.copy()
	return nil
}

func (p *patcher) writeOffers(offers []*Offer) {
	for _, o := range offers {
		p.out.Write(o.element().append(nil, p.names))
	}
}

// element is the offer as a data validation.
func (o *Offer) element() *element {
	e := &element{name: "dataValidation"}
	set := func(name, value string) {
		if value != "" {
			e.attrs = append(e.attrs, pair{name, value})
		}
	}
	kind, operator, first, second := o.condition()
	set("type", kind)
	if kind != "" {
		set("errorStyle", "warning")
		set("operator", operator)
	}
	set("allowBlank", "1")
	if o.Hint != "" {
		set("showInputMessage", "1")
	}
	if kind != "" {
		set("showErrorMessage", "1")
		set("errorTitle", message(o.Title, maxTitle))
		set("error", message(o.Problem, maxMessage))
	}
	set("promptTitle", message(o.Title, maxTitle))
	set("prompt", message(o.Hint, maxMessage))
	set("sqref", offerArea(o).String())
	for i, formula := range []string{first, second} {
		if formula != "" {
			e.kids = append(e.kids, &element{name: "formula" + strconv.Itoa(i+1), text: formula})
		}
	}
	return e
}

// condition is what the offer lets through, "" for anything.
func (o *Offer) condition() (kind, operator, first, second string) {
	switch o.Kind {
	case List:
		if first = o.list(); first != "" {
			return "list", "", first, ""
		}
	case Whole:
		return o.between("whole", "-999999999999999", "999999999999999")
	case Decimal:
		return o.between("decimal", "-9.99E+307", "9.99E+307")
	case Date:
		return o.between("date", "0", "2958465") // to the end of 9999
	case TextLength:
		return o.between("textLength", "0", "32767")
	}
	return "", "", "", ""
}

// list is a list's formula, "" if the values don't fit into one.
func (o *Offer) list() string {
	if o.Range != "" {
		return o.Range
	}
	values := strings.Join(o.Values, ",")
	if values == "" || units(values) > maxList || strings.Count(values, ",") >= len(o.Values) {
		return ""
	}
	return `"` + strings.ReplaceAll(values, `"`, `""`) + `"`
}

// between is a condition of numbers; a bound that is none counts for none.
func (o *Offer) between(kind, lowest, highest string) (string, string, string, string) {
	low, high := isNumber(o.Low), isNumber(o.High)
	switch {
	case low && high:
		return kind, "between", o.Low, o.High
	case low:
		return kind, "greaterThanOrEqual", o.Low, ""
	case high:
		return kind, "lessThanOrEqual", o.High, ""
	}
	return kind, "between", lowest, highest
}

// isNumber keeps formulas out of the bounds.
func isNumber(s string) bool {
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// message is a text of a validation, cut to what Excel takes.
func message(s string, limit int) string {
	for units(s) > limit {
		runes := []rune(s)
		s = string(runes[:min(len(runes)-1, limit)])
	}
	return xstring(s)
}

// units is the length of s as Excel counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }
