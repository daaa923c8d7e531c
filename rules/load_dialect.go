package rules

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// dialectKeys are those of v1 (CSV Dialect) and v2 (Table Dialect).
var dialectKeys = keys{
	known: []string{"$schema", "name", "title", "description", "type", "header", "headerRows", "headerJoin", "commentRows", "commentChar",
		"delimiter", "lineTerminator", "quoteChar", "doubleQuote", "escapeChar", "nullSequence", "skipInitialSpace", "caseSensitiveHeader",
		"csvddfVersion", "property", "itemType", "itemKeys", "sheetNumber", "sheetName", "table"},
	lax: true,
}

// unused are the keys that winnow can't honour, with the values that change
// nothing.
var unused = []struct {
	key   string
	plain []string
}{
	{"lineTerminator", []string{"\n", "\r\n", "\r"}}, // all of these are read
	{"property", nil},
	{"itemType", nil},
	{"itemKeys", nil},
	{"sheetNumber", []string{"1"}},
	{"table", nil},
}

// dialect reads how the files of a resource are written. What winnow can't
// honour is noted.
func (d *draft) dialect(f *ruleFile, r *Resource) {
	m, ok := f.top.mapping(dialectKeys)
	if !ok {
		return
	}
	d.character(m, "delimiter", &r.Delimiter)
	d.character(m, "quoteChar", &r.Quote)
	d.character(m, "escapeChar", &r.Escape)
	m.text("commentChar", &r.Comment)
	doubled := true
	m.boolean("doubleQuote", &doubled)
	r.Undoubled = !doubled
	m.boolean("skipInitialSpace", &r.Trim)
	r.CommentRows = rowNumbers(m, "commentRows", maxCommentRow)
	if v, ok := m.get("nullSequence"); ok {
		d.nullSequence(v)
	}
	if v, ok := m.get("sheetName"); ok {
		if s, ok := v.filled(); ok {
			d.ret.Find.Sheets = []string{s}
		}
	}
	d.header(m, r)
	for _, u := range unused {
		v, ok := m.get(u.key)
		if !ok || v.isNull() {
			continue
		}
		text := v.node.Value
		if v.isList() && len(v.node.Content) == 0 {
			text = "[]"
		}
		if !contains(u.plain, text) {
			d.note(fmt.Sprintf("%s:%d: %q of the dialect is not used", v.src.file, v.node.Line, u.key))
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// character reads one character of ASCII; another can't part cells or quote them
// here, and is noted.
func (d *draft) character(m *mapping, key string, into *string) {
	v, ok := m.get(key)
	if !ok || v.isNull() {
		return
	}
	s, ok := v.text()
	switch {
	case !ok || s == "" && key != "delimiter":
	case len(s) != 1 || s[0] >= 0x80 || strings.ContainsAny(s, "\r\n"):
		d.note(fmt.Sprintf("%s:%d: %q of the dialect is %q, and winnow knows only single plain characters: the file is looked at instead", v.src.file, v.node.Line, key, s))
	default:
		*into = s
	}
}

// maxHeaderRow is the last row that a header may stand in, maxCommentRow the last
// of a sheet.
const maxHeaderRow, maxCommentRow = 50, 1 << 20

// rowNumbers reads a list of rows, none where there is none.
func rowNumbers(m *mapping, key string, most int) []int {
	v, ok := m.get(key)
	if !ok || !v.isList() || len(v.node.Content) == 0 {
		return nil
	}
	var rows []int
	all, _ := v.list()
	for _, e := range all {
		if n, ok := e.integer(1, most); ok {
			rows = append(rows, n)
		}
	}
	return rows
}

// header reads whether there is one, and where.
func (d *draft) header(m *mapping, r *Resource) {
	header, matters := true, true
	m.boolean("caseSensitiveHeader", &matters)
	r.AnyCase = !matters
	m.boolean("header", &header)
	r.NoHeader = !header
	v, ok := m.get("headerRows")
	if !ok || !v.isList() {
		return
	}
	if len(v.node.Content) == 0 {
		r.NoHeader = true
		return
	}
	r.HeaderRows = rowNumbers(m, "headerRows", maxHeaderRow)
	r.HeaderJoin = " "
	if v, ok := m.get("headerJoin"); ok {
		if s, ok := v.text(); ok {
			r.HeaderJoin = s
		}
	}
}

// nullSequence is v1's way to name a missing value.
func (d *draft) nullSequence(v value) {
	s, ok := v.text()
	if !ok {
		return
	}
	for _, f := range d.ret.Fields {
		known := false
		for _, m := range f.Missing {
			known = known || m.Value == s
		}
		if !known {
			f.Missing = append(f.Missing[:len(f.Missing):len(f.Missing)], Missing{Value: s})
		}
	}
}

// encoding reads the encoding by any of its names; one that isn't known is noted.
func (d *draft) encoding(m *mapping, r *Resource) {
	if r.Encoding == "" {
		return
	}
	v, _ := m.get("encoding")
	known, err := htmlindex.Get(r.Encoding)
	if err != nil {
		d.note(fmt.Sprintf("%s:%d: the encoding %q is not known: the file is looked at instead", v.src.file, v.node.Line, r.Encoding))
		r.Encoding = ""
		return
	}
	r.Encoding, _ = htmlindex.Name(known)
}
