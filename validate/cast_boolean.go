package validate

import (
	"slices"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/table"
)

// castBoolean reads true and false as the field spells them; case doesn't count
// but in a bare Table Schema.
func castBoolean(f *field, e *entry, _ bool) {
	switch {
	case e.kind == table.Bool:
		e.set(expr.Value{Type: expr.Bool, Bool: strings.EqualFold(e.text, "TRUE") || e.text == "1"})
	case f.spells(f.trueWords(), e.text):
		e.set(expr.Value{Type: expr.Bool, Bool: true})
	case f.spells(f.falseWords(), e.text):
		e.set(expr.Value{Type: expr.Bool})
	default:
		f.breakType(e, "is neither "+strings.Join(f.booleanWords(), " nor "), "Enter "+orList(f.booleanWords())+".")
	}
}

func (f *field) spells(words []string, text string) bool {
	if slices.Contains(words, text) {
		return true
	}
	return !f.checker.ret.Bare && slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, text) })
}

func (f *field) trueWords() []string {
	if len(f.TrueValues) > 0 {
		return f.TrueValues
	}
	return []string{"true", "True", "TRUE", "1"}
}

func (f *field) falseWords() []string {
	if len(f.FalseValues) > 0 {
		return f.FalseValues
	}
	return []string{"false", "False", "FALSE", "0"}
}

// booleanWords returns the first spelling of each.
func (f *field) booleanWords() []string { return []string{f.trueWords()[0], f.falseWords()[0]} }
