package ooxmlcheck

import (
	"slices"
)

// What Excel holds of a data validation's words, in UTF-16 units: MS-OI29500
// 2.1.613, and what list makers found out the hard way.
const (
	maxTitle  = 32
	maxPrompt = 255
	maxError  = 224
	maxList   = 255
	maxAreas  = 32767
	maxRules  = 65534
)

var (
	validationTypes     = []string{"", "none", "whole", "decimal", "list", "date", "time", "textLength", "custom"}
	validationOperators = []string{"", "between", "notBetween", "equal", "notEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"}
	validationStyles    = []string{"", "stop", "warning", "information"}
)

// checkValidations holds the sheet's drop-downs, limits and hints.
func (w *sheetCheck) checkValidations(n *node) {
	w.checkCount(n, Validation)
	if n.local != "" && (len(n.kids) == 0 || len(n.kids) > maxRules) {
		w.fault(w.part, Validation, "%d of them", len(n.kids))
	}
	var all []area
	for _, k := range n.kids {
		areas, ok := parseAreas(k.attr("sqref"))
		if !ok || len(areas) > maxAreas {
			w.fault(w.part, Validation, "%q are no areas", k.attr("sqref"))
		}
		all = append(all, areas...)
		w.checkValidation(k)
	}
	w.overlaps(Validation, all)
}

func (w *sheetCheck) checkValidation(n *node) {
	where, kind := n.attr("sqref"), n.attr("type")
	if !slices.Contains(validationTypes, kind) || !slices.Contains(validationOperators, n.attr("operator")) || !slices.Contains(validationStyles, n.attr("errorStyle")) {
		w.fault(w.part, Validation, "%s: the type %q, the operator %q or the style %q", where, kind, n.attr("operator"), n.attr("errorStyle"))
	}
	w.order(w.part, Validation, []string{"formula1", "formula2"}, n.kids)
	if kind != "" && kind != "none" && n.child("formula1").text == "" {
		w.fault(w.part, Validation, "%s: nothing to compare with", where)
	}
	for attr, most := range map[string]int{"promptTitle": maxTitle, "errorTitle": maxTitle, "prompt": maxPrompt, "error": maxError} {
		if l := units(unescape(n.attr(attr))); l > most {
			w.fault(w.part, ValidationLimit, "%s: %s has %d characters", where, attr, l)
		}
	}
	for _, k := range n.kids {
		if longestText(k.text) > maxList {
			w.fault(w.part, ValidationLimit, "%s: a list of %d characters", where, longestText(k.text))
		}
		if units(k.text) > 8192 {
			w.fault(w.part, ValidationLimit, "%s: a formula of %d characters", where, units(k.text))
		}
	}
}

// longestText is the length of the longest text between quotes in a formula.
func longestText(formula string) int {
	most := 0
	for _, m := range textInFormula.FindAllString(formula, -1) {
		most = max(most, units(m)-2)
	}
	return most
}
