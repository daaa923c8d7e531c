package ingest

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"winnow/internal/table"
)

// totalWords begin the label of a total row. A longer phrase comes before a
// shorter one that begins it.
var totalWords = []string{
	"grand total", "sub-total", "sub total", "subtotal", "overall total", "column total",
	"totals", "total", "sum",
}

// totalLabel returns the label of a total row: a text that begins as totals do,
// in a row with a figure beside it or in it.
func (s *sorter) totalLabel(r *rawRow) (string, bool) {
	at := -1
	for i := range r.cells {
		if c := &r.cells[i]; c.kind == table.Text && isTotalLabel(c.raw) {
			at = i
			break
		}
	}
	if at < 0 || !s.mayTotal(r, &r.cells[at]) {
		return "", false
	}
	label := string(bytes.TrimSpace(r.cells[at].raw))
	for _, col := range s.numeric {
		if c := r.at(col); c != nil && !c.empty() && c != &r.cells[at] {
			return label, true
		}
	}
	for i := range r.cells {
		if i != at && figure(&r.cells[i]) {
			return label, true
		}
	}
	alone := r.filledUpTo(2) == 1 && strings.ContainsAny(label, "0123456789")
	return label, alone
}

// mayTotal tells a total's label from a record that begins with the same word,
// such as a payment to TOTAL GAS & POWER. A bare "Total" leaves most of the
// columns of words empty; a longer label leaves all of them empty, and there are
// at least two beside its own.
func (s *sorter) mayTotal(r *rawRow, label *rawCell) bool {
	filled, others := 0, 0
	for _, col := range s.words {
		if col == int(label.col) {
			continue
		}
		others++
		if c := r.at(col); c != nil && !c.empty() && !figure(c) {
			filled++
		}
	}
	if bareTotal(label.raw) {
		return filled*2 <= others
	}
	return filled == 0 && others >= 2
}

// bareTotal says whether a label is a total's word and nothing but punctuation:
// "Grand total:", "** TOTAL **".
func bareTotal(raw []byte) bool {
	text := strings.ToLower(strings.TrimFunc(string(raw), func(r rune) bool { return !unicode.IsLetter(r) }))
	return slices.Contains(totalWords, strings.Join(strings.Fields(text), " "))
}

// isTotalLabel says whether text begins like a total's label: "Total", "Grand
// total:", "Sub-total Chesterfield", "All sites total".
func isTotalLabel(raw []byte) bool {
	raw = bytes.TrimLeft(raw, " \t*")
	if len(raw) < 3 {
		return false
	}
	switch raw[0] | 0x20 {
	case 'g', 's', 'o', 'c', 't', 'a':
	default:
		return false
	}
	text := strings.ToLower(string(raw[:min(len(raw), 120)]))
	for _, w := range totalWords {
		if rest, ok := strings.CutPrefix(text, w); ok {
			next, _ := utf8.DecodeRuneInString(rest)
			return rest == "" || !unicode.IsLetter(next)
		}
	}
	return strings.HasPrefix(text, "all ") && strings.Contains(text, "total")
}

func subTotal(label string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimLeft(label, " *")), "sub")
}

// figure says whether a cell holds a number, as such or as text: £1,234.50.
func figure(c *rawCell) bool {
	switch {
	case c.kind == table.Number:
		return true
	case c.kind != table.Text:
		return false
	}
	digits := false
	for _, r := range string(c.raw) {
		switch {
		case r >= '0' && r <= '9':
			digits = true
		case strings.ContainsRune("£$€%.,()+-\u2212 \u00a0", r):
		default:
			return false
		}
	}
	return digits
}

// onlyFigures says whether the filled cells of a row are figures, in columns of
// figures.
func (s *sorter) onlyFigures(r *rawRow) bool {
	n := 0
	for _, col := range s.numeric {
		if c := r.at(col); c != nil && !c.empty() {
			if !figure(c) {
				return false
			}
			n++
		}
	}
	return n > 0 && len(s.text) > 0 && r.filledUpTo(n+1) == n
}

// lastHeldRecord returns which of the rows held at the end of the table is the
// last record, -1 for none. The last row with only figures is the total, whether
// or not its figures fit: they are compared later. But where a total with a label
// follows in the same columns, that one is the total, and the row with only
// figures is a record whose key was forgotten.
func (s *sorter) lastHeldRecord() int {
	bare := 0
	for i := len(s.held) - 1; i >= 0; i-- {
		if s.held[i].class != classBare {
			continue
		}
		if bare++; bare == 2 || s.totalBelow(i) {
			return i
		}
	}
	return -1
}

// totalBelow says whether a labelled total stands below a held row, with a figure
// in some column in which that row has one.
func (s *sorter) totalBelow(at int) bool {
	return slices.ContainsFunc(s.held[at+1:], func(h heldRow) bool {
		return h.class == classTotal && slices.ContainsFunc(s.numeric, func(col int) bool {
			return s.held[at].row.filled(col) && h.row.filled(col)
		})
	})
}

// noteWords begin a note below a table.
var noteWords = []string{
	"note", "source", "prepared", "contact", "please", "produced", "published", "data as at",
	"as at", "end of", "key:", "*", "†", "‡", "(1)", "[1]", "1)", "©", "footnote", "report run",
}

// note says whether a row reads like a note below the table: one or two filled
// cells, where a record of this table has more. Directly beneath the records it
// must say so itself; below a blank row, a total or another note a phrase will do.
func (s *sorter) note(r *rawRow) bool {
	if r.filledUpTo(3) > 2 || s.loc.Matched < 2 {
		return false
	}
	first := r.first()
	if first == nil || first.kind != table.Text {
		return false
	}
	text := strings.ToLower(strings.TrimSpace(string(first.raw)))
	for _, w := range noteWords {
		if strings.HasPrefix(text, w) {
			return s.loc.Matched >= 4 || r.filledUpTo(2) == 1
		}
	}
	return s.after && s.loc.Matched >= 4 && phrase(text)
}

// phrase tells words from a code, a date or a name that a record may carry
// alone: what has digits must have a space too.
func phrase(text string) bool {
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return false
	}
	return strings.ContainsAny(text, " \u00a0") || !strings.ContainsAny(text, "0123456789")
}
