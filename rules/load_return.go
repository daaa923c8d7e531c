package rules

import (
	"strings"

	"winnow/internal/number"
	"winnow/internal/period"
)

// draft is a return while it is compiled.
type draft struct {
	*loader
	src     *source
	top     *mapping
	ret     *Return
	missing []Missing      // the return's missing values, which fields take over
	fields  map[string]int // by name
	ids     map[string]int // rule ids and the lines they stand on
	byName  map[string]int // measures
	own     []string       // ids that come from fields and keys

	doubtfulNames map[string]bool // see unsaid

	allMeasures []string // names of all measures of the file, also those still to come
}

var returnKeys = keys{
	known: []string{"winnow", "return", "title", "description", "grain", "period", "owner", "source", "layout", "find", "unpivot", "facts",
		"missingValues", "fields", "primaryKey", "uniqueKeys", "foreignKeys", "lookups", "rules", "measures", "reported_measures", "table_rules",
		"refuse_above", "trial", "tests"},
}

// readReturn reads what a return says of its own fields. What speaks of other
// returns waits until their fields are known (speak), and table rules until their
// measures are.
func (l *loader) readReturn(f *ruleFile) {
	m, ok := f.top.mapping(returnKeys)
	if !ok {
		return
	}
	d := l.draft(f, m)
	l.readVersion(m)
	if v, ok := m.get("return"); ok {
		d.ret.Name, _ = v.identifier()
		d.folder(v, d.ret.Name)
		l.unique(v, d.ret.Name)
	}
	m.text("title", &d.ret.Title)
	m.text("grain", &d.ret.Grain)
	m.boolean("trial", &d.ret.Trial)
	d.owner()
	d.period()
	d.find()
	d.facts()
	d.readMissing()
	d.readFields()
	d.keys()
	d.unpivot()
	d.layout()
	d.own = d.constraintIDs()
	d.reported()
	d.refuseAbove()
}

// speak compiles what may speak of other returns' fields, once those are known:
// lookups, and the rules and measures that read them.
func (d *draft) speak() {
	d.lookups()
	d.environment()
	d.foreignKeys()
	d.rules()
	d.measures()
}

func (l *loader) draft(f *ruleFile, m *mapping) *draft {
	d := &draft{loader: l, src: f.src, top: m, fields: map[string]int{}, ids: map[string]int{}, byName: map[string]int{}}
	d.ret = &Return{File: f.src.file, Hash: f.hash, Find: defaultFind()}
	l.set.Returns = append(l.set.Returns, d.ret)
	l.drafts = append(l.drafts, d)
	return d
}

// folder refuses a name that folders can't have, as some are named after it.
func (d *draft) folder(v value, name string) {
	if name != "" && !isFolderName(name) {
		v.fault("%s is %q; folders are named after it, so it must be letters, digits, dots, - and _, and no name that Windows keeps for itself", v.what, name)
	}
}

// unique sees to it that no two returns have one name, nor names that differ in
// case alone, which Windows takes for one.
func (l *loader) unique(v value, name string) {
	for _, r := range l.set.Returns[:len(l.set.Returns)-1] {
		if strings.EqualFold(r.Name, name) && name != "" {
			v.fault("the return %q is defined by %s already", r.Name, r.File)
		}
	}
}

func (d *draft) owner() {
	d.top.text("owner", &d.ret.Owner)
	v, ok := d.top.get("owner")
	if ok {
		d.folder(v, d.ret.Owner)
	}
	if ok && d.ret.Owner != "" && d.services != nil && !d.services[d.ret.Owner] {
		v.fault("the owner %q is not a service of services.csv%s", d.ret.Owner, d.src.near(d.ret.Owner, sortedKeys(d.services)))
	}
}

var periodKinds = map[string]period.Kind{"month": period.Month, "quarter": period.Quarter, "year": period.Year}

func (d *draft) period() {
	kind := ""
	d.top.word("period", &kind, "month", "quarter", "year")
	d.ret.PeriodKind = periodKinds[kind]
}

// refuseAbove reads a share of rows, as 25% or 0.25.
func (d *draft) refuseAbove() {
	v, ok := d.top.get("refuse_above")
	if !ok {
		return
	}
	s, ok := v.text()
	if !ok {
		return
	}
	n, err := number.Parse(strings.TrimSpace(strings.TrimSuffix(s, "%")))
	if strings.HasSuffix(s, "%") {
		n, _ = n.Quo(number.FromInt(100))
	}
	if err != nil || n.Sign() < 0 || n.Cmp(number.FromInt(1)) > 0 {
		v.fault(`"refuse_above" is %q; it must be a share of the rows, such as 25%%`, s)
		return
	}
	d.ret.RefuseAbove = &n
}
