package rules

import (
	"fmt"
	"regexp"

	"winnow/internal/expr"
	"winnow/internal/number"
)

var bandsKeys = keys{known: []string{"winnow", "bands", "title", "description", "source", "basis", "scale", "no_data", "zero_target"}}

// readBands compiles a bands file. The faults of one that stands beside a single
// file asked for matter only if that file names it.
func (l *loader) readBands(f *ruleFile) {
	m, ok := f.top.mapping(bandsKeys)
	if !ok {
		return
	}
	l.readVersion(m)
	b := &Bands{File: f.src.file, Basis: "relative", NoData: "No data"}
	if v, ok := m.get("bands"); ok {
		b.Name, _ = v.id()
		if first := l.set.Bands[b.Name]; first != nil {
			v.fault("the bands %q are defined by %s already", b.Name, first.File)
		}
	}
	m.word("basis", &b.Basis, "relative", "points")
	m.text("no_data", &b.NoData)
	d := &draft{loader: l, src: f.src, top: m, ret: &Return{}}
	d.scale(m, b)
	d.zeroTarget(m, b)
	if f.src.faults != &l.faults && len(f.src.faults.list) > 0 {
		l.doubtful[b.Name] = f.src.faults.list
		return
	}
	l.set.Bands[b.Name] = b
}

func (d *draft) scale(m *mapping, b *Bands) {
	v, ok := m.need("scale")
	if !ok {
		return
	}
	entries, _ := v.some()
	env, err := expr.NewEnv(BandVars)
	if err != nil {
		v.fault("conditions can't be compiled: %s", err)
		return
	}
	for i, e := range entries {
		r, bare, ok := d.bandRule(e, env, b)
		if ok && bare && i < len(entries)-1 {
			e.fault("%s has no condition, so the lines below it are never reached", e.what)
		}
		b.Scale = append(b.Scale, r)
		b.Reads = b.Reads || len(r.SinceLastYear) > 0
	}
}

// bandRule reads one line of a scale; bare says that it has no condition.
func (d *draft) bandRule(e value, env *expr.Env, b *Bands) (r BandRule, bare, ok bool) {
	m, ok := e.mapping(keys{known: []string{"band", "where", "better_by", "worse_by", "since_last_year"}})
	if !ok {
		return r, false, false
	}
	if v, ok := m.need("band"); ok {
		r.Band, _ = v.filled()
	}
	if v, ok := m.get("where"); ok {
		r.Where, _ = d.compile(env, v, expr.Bool)
	}
	if _, both := m.get("better_by"); both && m.has("worse_by") {
		m.fault(`%s has both "better_by" and "worse_by": a value is one or the other`, m.what)
	}
	r.BetterBy = d.edge(m, "better_by", b)
	r.WorseBy = d.edge(m, "worse_by", b)
	if v, ok := m.get("since_last_year"); ok {
		all, _ := v.some()
		for _, s := range all {
			if w, ok := s.word("better", "same", "worse"); ok {
				r.SinceLastYear = append(r.SinceLastYear, w)
			}
		}
	}
	bare = !m.has("where") && !m.has("better_by") && !m.has("worse_by") && !m.has("since_last_year")
	return r, bare, true
}

var (
	reEdge      = regexp.MustCompile(`^\s*(>=|<=|>|<)\s*([0-9]+(?:\.[0-9]+)?)\s*(%?)\s*$`)
	reTolerance = regexp.MustCompile(`^\s*(>=|<=|>|<)\s*tolerance\s*$`)
)

// edge reads a bound such as "> 5%" or "<= tolerance".
func (d *draft) edge(m *mapping, key string, b *Bands) *Edge {
	v, ok := m.get(key)
	if !ok {
		return nil
	}
	s, ok := v.filled()
	if !ok {
		return nil
	}
	if found := reTolerance.FindStringSubmatch(s); found != nil {
		return &Edge{Op: found[1], Tolerance: true}
	}
	found := reEdge.FindStringSubmatch(s)
	if found == nil {
		v.fault(`%s is %q; it must be >, >=, < or <= and a number, such as "> 5%%", or "<= tolerance" for the target's own`, v.what, s)
		return nil
	}
	if found[3] == "" && b.Basis == "relative" {
		v.fault(`%s is %q; on the relative basis it is a share of the target, such as "> 5%%"`, v.what, s)
		return nil
	}
	n, err := number.Parse(found[2])
	if err != nil {
		v.fault("%s is %q, a number that is too long", v.what, s)
		return nil
	}
	return &Edge{Op: found[1], By: n, Percent: found[3] == "%"}
}

func (d *draft) zeroTarget(m *mapping, b *Bands) {
	v, ok := m.get("zero_target")
	if !ok {
		return
	}
	if !v.isMapping() {
		v.word("no_data")
		return
	}
	z, ok := v.mapping(keys{known: []string{"met", "missed"}})
	if !ok {
		return
	}
	b.ZeroTarget = &ZeroTarget{}
	for _, k := range []struct {
		key  string
		into *string
	}{{"met", &b.ZeroTarget.Met}, {"missed", &b.ZeroTarget.Missed}} {
		if band, ok := z.need(k.key); ok {
			*k.into, _ = band.filled()
			d.bandKnown(band, *k.into, b)
		}
	}
}

// bandKnown sees to it that a band is one of the scale's.
func (d *draft) bandKnown(v value, band string, b *Bands) {
	names := []string{}
	for _, r := range b.Scale {
		if r.Band == band {
			return
		}
		names = append(names, r.Band)
	}
	if band != "" && len(names) > 0 {
		v.fault("%s", fmt.Sprintf("%s is %q, which is no band of the scale%s", v.what, band, d.src.near(band, names)))
	}
}
