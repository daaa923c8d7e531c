package template

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/ruletest"
	"winnow/rules"
)

// How the worked example is looked for: tries in a row that find none end the search.
const (
	exampleRows = 4
	triesWhole  = 60  // where the rules over the whole table count too
	triesAlone  = 200 // where some or all of them don't
)

// fills are how much of what may stay blank is filled in, from one try to the next:
// the fullest rows that obey the rules say most.
var fills = []float64{1, 0.6, 0.2, 0}

// worked returns rows that obey the rules, as they are entered: those of the rule
// file's tests, with made-up values where a test leaves out what is required. None
// where no row is found that obeys them all.
func (p *plan) worked() [][]string {
	d := newDrawer(p)
	found, beyond := d.look(nil, nil, triesWhole)
	if len(found) < exampleRows {
		found, _ = d.look(found, beyond, triesAlone)
	}
	if len(found) < exampleRows {
		found, _ = d.look(found, d.overTable(), triesAlone)
	}
	out := make([][]string, len(found))
	for i, r := range found {
		out[i] = d.shown(r)
	}
	return out
}

// record is one row of the sheet: what a field holds, and what the columns of a wide
// table do.
type record struct {
	fields map[int]value
	wide   []value
}

// drawer makes up records.
type drawer struct {
	*plan
	period period.Period
	random *rand.Rand
	bases  []record        // of tests that pass
	texts  map[int][]value // by field: what it holds in them
	after  period.Date     // the day in the column before, which none of a record comes before
}

func newDrawer(p *plan) *drawer {
	seed := fnv.New64a()
	seed.Write([]byte(p.ret.Name)) //nolint:errcheck // a hash takes everything
	d := &drawer{plan: p, period: p.examplePeriod(), random: rand.New(rand.NewPCG(seed.Sum64(), 1)), texts: map[int][]value{}}
	if p.ret.Unpivot != nil {
		return d // tests give the rows that the table's are made into
	}
	for _, passes := range []bool{true, false} {
		for _, t := range p.ret.Tests {
			if t.Passes == passes {
				d.addBases(t)
			}
		}
		if len(d.bases) > 0 {
			break // tests of what fails have odd values
		}
	}
	slices.SortStableFunc(d.bases, func(a, b record) int { return len(b.fields) - len(a.fields) }) // the fullest first
	return d
}

// addBases takes over the rows of a test, its dates moved into the period of the
// example.
func (d *drawer) addBases(t rules.Test) {
	const most = 300
	for _, row := range t.Rows {
		if len(d.bases) >= most {
			return
		}
		r := record{fields: map[int]value{}}
		for _, f := range d.ret.Fields {
			if text := row[f.Name]; text != "" {
				r.fields[f.Index] = d.read(f, text)
			}
		}
		d.move(r, d.periodOf(t, r))
		for i, v := range r.fields {
			d.texts[i] = append(d.texts[i], v)
		}
		d.bases = append(d.bases, r)
	}
}

// periodOf is the period of a test: its own, else that of its first date that must
// lie in one.
func (d *drawer) periodOf(t rules.Test, r record) period.Period {
	if !t.Period.IsZero() || d.ret.PeriodKind == period.None {
		return t.Period
	}
	for _, f := range d.ret.Fields {
		if v := r.fields[f.Index]; f.Within && v.dated {
			return period.Of(v.day, d.ret.PeriodKind)
		}
	}
	return period.Period{}
}

// move brings the dates of a row from one period into that of the example.
func (d *drawer) move(r record, from period.Period) {
	if from.IsZero() || d.period.IsZero() {
		return
	}
	for i, v := range r.fields {
		if v.dated {
			v.day += d.period.Start() - from.Start()
			r.fields[i] = v
		}
	}
}

// look draws records until there are enough that obey the rules together, or so many
// in a row don't. Rules over the whole table that are named in but don't count. It
// returns also those that no record obeyed, as a few rows may not be able to.
func (d *drawer) look(found []record, but []string, tries int) ([]record, []string) {
	want := exampleRows
	if d.ret.Form {
		want = 1
	}
	beyond := d.overTable()
	for i, misses := 0, 0; misses < tries && len(found) < want; i++ {
		r := d.draw(i)
		failed := d.failed(append(slices.Clone(found), r))
		over := slices.DeleteFunc(slices.Clone(failed), func(id string) bool { return !slices.Contains(d.overTable(), id) })
		if len(over) == len(failed) { // the record itself is right
			beyond = slices.DeleteFunc(beyond, func(id string) bool { return !slices.Contains(over, id) })
		}
		misses++
		if !slices.ContainsFunc(failed, func(id string) bool { return !slices.Contains(but, id) }) {
			found, misses = append(found, r), 0
		}
	}
	return found, beyond
}

// overTable are the ids of the rules over the whole table.
func (d *drawer) overTable() []string {
	var ids []string
	for _, r := range d.ret.TableRules {
		ids = append(ids, r.ID)
	}
	return ids
}

// draw makes up the record of the i-th try.
func (d *drawer) draw(i int) record {
	r := record{fields: map[int]value{}}
	share := fills[i%len(fills)]
	if n := len(d.bases); n > 0 && i%(4*n) < 3*n { // three in four begin with a row of a test
		for k, v := range d.bases[i%n].fields {
			r.fields[k] = v
		}
	}
	d.after = 0
	for _, f := range d.ret.Fields {
		v, ok := r.fields[f.Index]
		if !ok && !d.ret.Made(f.Index) && (isRequired(f) || d.random.Float64() < share) {
			v = d.value(f)
			r.fields[f.Index] = v
		}
		if v.dated {
			d.after = v.day
		}
	}
	if d.ret.Unpivot != nil {
		for range d.ret.Unpivot.Columns {
			r.wide = append(r.wide, d.value(d.ret.Fields[d.ret.Unpivot.Value]))
		}
	}
	return r
}

// failed runs records through the checker and returns the ids of the checks that they
// fail.
func (d *drawer) failed(records []record) []string {
	t := rules.Test{Period: d.period}
	for _, r := range records {
		t.Rows = append(t.Rows, d.raw(r)...)
	}
	found, err := ruletest.Find(d.set, d.ret, t)
	if err != nil {
		return []string{err.Error()} // no check is called so: the record is not taken
	}
	return slices.Sorted(maps.Keys(found.Rows))
}

// raw returns a record as the checker reads it: the rows that a wide table's row
// stands for, one for any other.
func (d *drawer) raw(r record) []map[string]string {
	one := map[string]string{}
	for i, v := range r.fields {
		one[d.ret.Fields[i].Name] = d.rawText(d.ret.Fields[i], v)
	}
	u := d.ret.Unpivot
	if u == nil {
		return []map[string]string{one}
	}
	var rows []map[string]string
	for i, w := range u.Columns {
		row := map[string]string{d.ret.Fields[u.Value].Name: d.rawText(d.ret.Fields[u.Value], r.wide[i])}
		for name, v := range one {
			row[name] = v
		}
		for k, f := range u.Fields {
			row[d.ret.Fields[f].Name] = w.Gives[k]
		}
		rows = append(rows, row)
	}
	return rows
}

// shown returns a record as it is entered, by column.
func (d *drawer) shown(r record) []string {
	out := make([]string, len(d.columns))
	wide, sum := 0, number.Num{}
	for i, c := range d.columns {
		switch {
		case c.total:
			out[i] = sum.String()
		case c.wide:
			out[i] = d.shownText(c.field, r.wide[wide])
			if n, err := number.Parse(r.wide[wide].text); err == nil {
				sum = sum.Add(n)
			}
			wide++
		default:
			if v, ok := r.fields[c.field.Index]; ok {
				out[i] = d.shownText(c.field, v)
			}
		}
	}
	return out
}
