package ooxmlcheck

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

const builtIn = "_xlnm."

// checkNames holds the defined names against the sheets.
func (c *checker) checkNames() {
	seen := map[string]bool{}
	for _, n := range c.book.root.child("definedNames").kids {
		name := n.attr("name")
		scope, scoped := n.number("localSheetId")
		if _, there := n.lookup("localSheetId"); there && (!scoped || scope < 0 || scope >= len(c.book.sheets)) {
			c.fault(c.book.part, DefinedName, "%q is of the sheet %q, which is not there", name, n.attr("localSheetId"))
			continue
		}
		key := fmt.Sprint(scoped, scope, " ", strings.ToLower(name))
		if seen[key] {
			c.fault(c.book.part, DefinedName, "%q is there twice in one scope", name)
		}
		if seen[key] = true; !scoped {
			c.book.names[strings.ToLower(name)] = true
		}
		if !legalName(name) {
			c.fault(c.book.part, DefinedName, "%q is no name", name)
		}
		c.checkReferences(name, n.text)
		if scoped && strings.HasPrefix(name, builtIn) {
			c.checkBuiltIn(name, n.text, &c.book.sheets[scope])
		}
	}
}

// legalName says whether a name may be defined: letters, digits, _ . \ and ?, not
// beginning with a digit, and no reference.
func legalName(s string) bool {
	if s == "" || units(s) > 255 {
		return false
	}
	for i, r := range s {
		if !(unicode.IsLetter(r) || r == '_' || r == '\\' || i > 0 && (unicode.IsDigit(r) || unicode.IsMark(r) || r == '.' || r == '?' || unicode.IsSymbol(r) || unicode.IsNumber(r))) && r < 0x80 {
			return false
		}
	}
	_, isRef := parseRef(s)
	return !isRef && !strings.EqualFold(s, "R") && !strings.EqualFold(s, "C")
}

// sheetInFormula finds 'A sheet'! and Sheet! in a formula, without those of other
// workbooks.
var sheetInFormula = regexp.MustCompile(`'((?:[^']|'')+)'!|(#?[\p{L}\p{N}_.\[\]]+)!`)

var textInFormula = regexp.MustCompile(`"(?:[^"]|"")*"`)

// checkReferences holds that every sheet named in a formula is there.
func (c *checker) checkReferences(name, formula string) {
	for _, m := range sheetInFormula.FindAllStringSubmatch(textInFormula.ReplaceAllString(formula, ""), -1) {
		ref := strings.ReplaceAll(m[1], "''", "'") + m[2]
		if strings.Contains(ref, "[") || strings.Contains(ref, "]") || strings.EqualFold(ref, "#REF") {
			continue // another workbook
		}
		for _, sheet := range strings.SplitN(ref, ":", 2) {
			if !c.hasSheet(sheet) {
				c.fault(c.book.part, NameReference, "%q refers to the sheet %q, which is not there", name, sheet)
			}
		}
	}
}

func (c *checker) hasSheet(name string) bool {
	for _, s := range c.book.sheets {
		if strings.EqualFold(s.name, name) {
			return true
		}
	}
	return false
}

// checkBuiltIn holds print areas, titles and filters: areas of their own sheet.
func (c *checker) checkBuiltIn(name, formula string, s *sheet) {
	switch strings.TrimPrefix(name, builtIn) {
	case "Print_Area", "Print_Titles", "_FilterDatabase":
	default:
		return
	}
	if strings.Contains(formula, "#REF!") || strings.ContainsAny(formula, "(") {
		return // a cell that was deleted, or worked out
	}
	for _, m := range sheetInFormula.FindAllStringSubmatch(formula, -1) {
		if sheet := strings.ReplaceAll(m[1], "''", "'") + m[2]; !strings.EqualFold(sheet, s.name) {
			c.fault(c.book.part, NameReference, "%s of the sheet %q refers to %q", name, s.name, sheet)
		}
	}
	areas := strings.Split(sheetInFormula.ReplaceAllString(formula, ""), ",")
	for _, a := range areas {
		if _, ok := parseArea(a); !ok {
			c.fault(c.book.part, NameReference, "%s of the sheet %q: %q is no area", name, s.name, a)
		}
	}
	if strings.HasSuffix(name, "_FilterDatabase") && s.filter != "" && !strings.EqualFold(strings.ReplaceAll(areas[0], "$", ""), strings.ReplaceAll(s.filter, "$", "")) {
		c.fault(c.book.part, Filter, "the filter of %q is over %s and its hidden name over %s", s.name, s.filter, areas[0])
	}
}
