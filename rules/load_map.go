package rules

import (
	"fmt"
)

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
		if problem := f.notACode(code); problem != "" {
			p.val.fault("%s", problem)
			continue
		}
		f.Map[folded] = code
		if f.Labels[code] == "" {
			f.Labels[code] = text
		}
	}
}

// notACode says that the field's enum doesn't have a code, or returns "".
func (f *Field) notACode(code string) string {
	for _, c := range f.Constraints {
		if c.Kind != Enum {
			continue
		}
		known := c.Codes
		if c.List != nil {
			known = c.List.Values(c.Column)
		}
		for _, k := range known {
			if k == code {
				return ""
			}
		}
		return fmt.Sprintf("%q is not one of the values that the field's enum allows%s", code, suggestion(code, known))
	}
	return ""
}
