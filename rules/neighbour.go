package rules

// neighbour finds a return beside the single file that was asked for, as far as
// lookups into it go: its fields. It is nil where none of the folder's files
// defines it. What else is wrong with such a file is not the user's question.
func (l *loader) neighbour(name string) *Return {
	if !l.single {
		return nil
	}
	for at := l.layers.top; at != nil; at = at.base {
		file, ok := l.returnsIn(at)[name]
		if _, gone := at.removed[name]; gone && !ok {
			return nil
		}
		if !ok {
			continue
		}
		f, err := l.parse(at, file, &faults{})
		if err != nil || f == nil {
			return nil
		}
		if sound, err := l.extended(f); err != nil || !sound {
			return nil
		}
		r := l.fieldsOnly(f)
		if r != nil {
			l.set.Neighbours = append(l.set.Neighbours, r)
		}
		return r
	}
	return nil
}

// fieldsOnly reads the fields of a return and leaves everything else, its faults
// included.
func (l *loader) fieldsOnly(f *ruleFile) *Return {
	aside := *l
	aside.faults, aside.drafts = faults{}, nil
	aside.set = &Set{Name: l.set.Name, Lists: map[string]*List{}, Bands: map[string]*Bands{}}
	m, ok := f.top.mapping(returnKeys)
	if !ok {
		return nil
	}
	d := aside.draft(f, m)
	if v, ok := m.get("return"); ok {
		d.ret.Name, _ = v.identifier()
	}
	m.text("title", &d.ret.Title)
	d.period()
	d.readMissing()
	d.readFields()
	d.keys()
	d.unpivot()
	d.environment()
	return d.ret
}
