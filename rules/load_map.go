package rules

// readMap reads the texts that stand for codes.
func (d *draft) readMap(fd *fieldDraft) {
	f := fd.Field
	v, ok := fd.m.get("map")
	if !ok {
		return
	}
	m, ok := v.open()
	if !ok {
		return
	}
	if f.Type != TypeString {
		d.misplaced(v, f, "string")
		return
	}
	codes, limited := f.codes()
	allowed := make(map[string]bool, len(codes))
	for _, c := range codes {
		allowed[c] = true
	}
	f.Map, f.Labels = map[string]string{}, map[string]string{}
	for _, p := range m.pairs {
		text := p.key.node.Value
		code, ok := p.val.filled()
		if !ok {
			continue
		}
		folded := FoldText(text)
		if first, taken := f.Map[folded]; taken && first != code {
			p.key.fault("%q means %q already: case and spaces don't count here", text, first)
			continue
		}
		if limited && !allowed[code] {
			p.val.fault("%q is not one of the values that the field's enum allows%s", code, d.src.near(code, codes))
			continue
		}
		f.Map[folded] = code
		if f.Labels[code] == "" {
			f.Labels[code] = text
		}
	}
}

// codes returns what the field's enum allows, and false where it has none.
func (f *Field) codes() ([]string, bool) {
	c := f.find(Enum)
	if c == nil {
		return nil, false
	}
	if c.List != nil {
		return c.List.Values(c.Column), true
	}
	return c.Codes, true
}
