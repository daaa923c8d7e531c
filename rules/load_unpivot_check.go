package rules

import (
	"slices"
	"strings"
)

// allowed sees to it that a field takes the value that a column gives it.
func (w *wideDraft) allowed(v value, field int, s string) {
	f := w.ret.Fields[field]
	codes, limited := f.codes()
	if _, mapped := f.Map[FoldText(s)]; !limited || mapped || f.Type != TypeString || slices.Contains(codes, s) {
		if wanted := f.refuses(strings.TrimSpace(s)); wanted != "" {
			v.fault("the field %q would be %q, which is not %s", f.Name, s, wanted)
		}
		return
	}
	v.fault("the field %q would be %q, which its enum does not allow%s", f.Name, s, w.src.near(s, codes))
}

// settle looks at the whole: what is said twice, and keys that tell no cell of a
// row from the next.
func (w *wideDraft) settle(v value) {
	u := w.out
	if slices.Contains(u.Fields, u.Value) && u.Value >= 0 {
		v.fault("the field %q can't take both the cells and what the columns say", w.ret.Fields[u.Value].Name)
	}
	for i := range w.ret.Fields {
		if f := w.ret.Fields[i]; w.ret.Made(i) && f.FillDown {
			v.fault(`the field %q has "fill: down", and its values come from columns that are unpivoted`, f.Name)
		}
	}
	seen := map[string]string{}
	for _, c := range u.Columns {
		if len(u.Fields) == 0 {
			break // what should say which fields is at fault, and that has been said
		}
		said := w.codesOf(c, u.Fields)
		if first, ok := seen[said]; ok {
			v.fault("the columns %q and %q give the same values to %s", first, c.Title, w.names(u.Fields))
			continue
		}
		seen[said] = c.Title
	}
	w.tellsApart("primaryKey", w.ret.PrimaryKey)
	for _, key := range w.ret.UniqueKeys {
		w.tellsApart("uniqueKeys", key)
	}
}

// tellsApart refuses a key that all cells of a row, or several of them, share.
func (w *wideDraft) tellsApart(name string, key []int) {
	v, ok := w.top.get(name)
	if !ok || len(key) == 0 || slices.Contains(key, w.out.Value) {
		return
	}
	seen := map[string]string{}
	for _, c := range w.out.Columns {
		said := w.codesOf(c, key)
		if first, ok := seen[said]; ok {
			v.fault("%q doesn't tell the columns %q and %q apart, so every row would repeat it: add what the columns say (%s)", name, first, c.Title, w.names(w.out.Fields))
			return
		}
		seen[said] = c.Title
	}
}

// codesOf joins what a column gives to those fields that are among some.
func (w *wideDraft) codesOf(c WideColumn, some []int) string {
	var said []string
	for i, f := range w.out.Fields {
		if !slices.Contains(some, f) || i >= len(c.Gives) {
			continue
		}
		code := FoldText(c.Gives[i])
		if mapped, ok := w.ret.Fields[f].Map[code]; ok {
			code = mapped
		}
		said = append(said, code)
	}
	return strings.Join(said, "\x00")
}

func (w *wideDraft) names(fields []int) string {
	var names []string
	for _, f := range fields {
		names = append(names, w.ret.Fields[f].Name)
	}
	return strings.Join(names, ", ")
}
