package rules

import (
	"fmt"
)

// judged reads target and bands.
func (d *draft) judged(m *mapping, out *Measure) {
	m.text("target", &out.Target)
	m.text("bands", &out.Bands)
	if v, ok := m.get("target"); ok && out.Target != "" {
		d.targetKnown(v, out.Target)
	}
	if v, ok := m.get("bands"); ok && out.Bands != "" {
		d.bandsKnown(v, out.Bands)
	}
}

// targetKnown sees to it that there is a targets.csv. A target without a row is
// no fault, as rows are added as targets are agreed; but it is worth a note.
func (d *draft) targetKnown(v value, name string) {
	if !d.hasTargets {
		v.fault(`"target" names a row of targets.csv, and the file %s is not there`, d.path("targets.csv"))
		return
	}
	var names []string
	for _, t := range d.set.Targets {
		if t.Measure == name {
			return
		}
		names = append(names, t.Measure)
	}
	d.note(fmt.Sprintf("%s:%d: targets.csv has no row for the target %q%s", v.src.file, v.node.Line, name, d.src.near(name, names)))
}

func (d *draft) bandsKnown(v value, name string) {
	if list, ok := d.doubtful[name]; ok {
		for _, e := range list {
			d.faults.add(e)
		}
		delete(d.doubtful, name)
		d.set.Bands[name] = &Bands{Name: name}
	}
	if d.set.Bands[name] == nil {
		v.fault(`"bands" names %q, and no file beside this one has "bands: %s"%s`, name, name, d.src.near(name, sortedKeys(d.set.Bands)))
	}
}
