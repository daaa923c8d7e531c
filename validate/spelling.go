package validate

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"winnow/internal/table"
	"winnow/rules"
)

// spelt returns a text as the rule file writes it, where that is certain: a code
// by its alias, without the apostrophe that Excel puts before text, with plain
// quotation marks and dashes, with its leading zeros. Any other text stays.
func (f *field) spelt(e *entry, text string) string {
	text = withoutApostrophe(text)
	if f.codes[text] || f.enums[text] {
		return text
	}
	if !f.checker.ret.Bare { // "é" may be one character or two, and looks the same
		if text = norm.NFC.String(text); f.codes[text] || f.enums[text] {
			return text
		}
	}
	if len(f.Map) > 0 {
		if code, ok := f.Map[rules.FoldText(text)]; ok {
			return code
		}
	}
	if plain := straighten(text); plain != text && f.takes(plain) {
		return plain
	}
	if padded, ok := f.padded(e, text); ok {
		e.notes |= notePadded
		return padded
	}
	return text
}

// takes says whether an enum or a pattern of the field accepts a text.
func (f *field) takes(text string) bool {
	if f.enums != nil {
		return f.enums[text]
	}
	for _, k := range f.Constraints {
		if k.Kind == rules.Pattern && !k.Trial && k.Pattern.MatchString(text) {
			return true
		}
	}
	return false
}

// newEnums returns the codes that the field's enum lists at any time, nil where
// it has none.
func newEnums(r *rules.Field) map[string]bool {
	for _, k := range r.Constraints {
		if k.Kind != rules.Enum || k.Trial { // what is on trial changes nothing
			continue
		}
		enums := map[string]bool{}
		for _, code := range k.Codes {
			enums[code] = true
		}
		if k.List != nil {
			for _, row := range k.List.Rows {
				enums[row.Cells[k.Column]] = true
			}
		}
		return enums
	}
	return nil
}

// codeWidth returns the length that all codes of an enum share, 0 where they
// share none.
func codeWidth(enums map[string]bool) int {
	width := 0
	for code := range enums {
		if width != 0 && len(code) != width {
			return 0
		}
		width = len(code)
	}
	return width
}

// padded returns a number with the leading zeros that it lost, where the codes
// of the field's list all have one length and the result is one of them.
func (f *field) padded(e *entry, text string) (string, bool) {
	if e.kind != table.Number && e.kind != table.Text || !allDigits(text) || len(text) >= f.width {
		return "", false
	}
	code := strings.Repeat("0", f.width-len(text)) + text
	return code, f.enums[code]
}

// lostZeros says whether a text that the field's pattern refuses would pass with
// zeros before it: a code that Excel took for a number. How many zeros were lost
// can't be known for certain, so they aren't put back.
func (f *field) lostZeros(text string) bool {
	if !allDigits(text) {
		return false
	}
	for range 12 {
		if text = "0" + text; f.takes(text) {
			return true
		}
	}
	return false
}

// withoutApostrophe drops the mark by which Excel keeps a number as text. In
// 'quoted' words and 's-Hertogenbosch it belongs to the text.
func withoutApostrophe(text string) string {
	rest, ok := strings.CutPrefix(text, "'")
	if !ok || rest == "" || strings.Contains(rest, "'") || strings.HasPrefix(rest, "s-") || strings.HasPrefix(rest, "t ") {
		return text
	}
	return rest
}

// straighten writes typographic quotation marks and dashes plainly.
func straighten(text string) string {
	if ascii(text) {
		return text
	}
	return straight.Replace(text)
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var straight = strings.NewReplacer("‘", "'", "’", "'", "‛", "'", "“", `"`, "”", `"`, "‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-")
