package rules

import "unicode/utf8"

// readList reads what only lists have: the type of their items and what stands
// between them.
func (d *draft) readList(fd *fieldDraft) {
	for _, k := range []string{"itemType", "delimiter"} {
		if v, ok := fd.m.get(k); ok && fd.Type != TypeList {
			d.misplaced(v, fd.Field, "list")
			return
		}
	}
	if fd.Type != TypeList {
		return
	}
	fd.ItemType, fd.Delimiter = TypeString, ","
	if v, ok := fd.m.get("itemType"); ok {
		if t, _ := v.typeWord(itemTypes); t != "" {
			fd.ItemType = t
		}
	}
	if v, ok := fd.m.get("delimiter"); ok {
		if s, ok := v.text(); ok {
			if utf8.RuneCountInString(s) != 1 {
				v.fault("%s must be one character, not %q", v.what, s)
				return
			}
			fd.Delimiter = s
		}
	}
}

// asksForText says whether a field without a type has constraints that only texts
// can meet.
func asksForText(m *mapping) bool {
	v, ok := m.get("constraints")
	if !ok || !v.isMapping() {
		return false
	}
	for _, key := range []string{"pattern", "minLength", "maxLength"} {
		if _, ok := v.plain(key); ok {
			return true
		}
	}
	return false
}
