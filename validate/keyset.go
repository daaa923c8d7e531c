package validate

import (
	"slices"

	"github.com/zeebo/xxh3"
	"winnow/internal/report"
	"winnow/rules"
)

// keySet is what tells the records of a table apart: the primary key, or what a
// reported measure is of.
type keySet struct {
	id     string // of the rule
	fields []int  // that its exceptions mark; the first must not be blank where the rest are
	append func(r *Result, to []byte, record int) []byte
	check  rules.KeyCheck
}

// batchKeys is a key of each record of a batch.
type batchKeys struct {
	keys []xxh3.Uint128
	none []bool // records left out of the comparison
}

// tableKeys is the keys met so far in a pass over the table.
type tableKeys struct {
	first  map[xxh3.Uint128]seen
	more   map[xxh3.Uint128][]int32 // rows after the first with a key
	differ map[xxh3.Uint128]bool
}

// newKeySets lists the keys whose columns are there.
func newKeySets(c *Checker) []keySet {
	var out []keySet
	if key := c.ret.PrimaryKey; c.keyed() {
		out = append(out, keySet{"primaryKey", key, func(r *Result, to []byte, i int) []byte { return r.appendHashes(to, key, i) }, c.ret.KeyCheck})
	}
	if p := c.own; p != nil && c.missingColumn([]int{p.Measure}) == "" {
		fields := slices.DeleteFunc([]int{p.Measure, p.Period, p.ValueKind, p.AsAt}, func(f int) bool { return f < 0 || !c.fields[f].present() })
		out = append(out, keySet{reportedID, fields, c.appendIdentity, rules.KeyCheck{}})
	}
	return out
}

func newTableKeys(c *Checker) []tableKeys {
	out := make([]tableKeys, len(c.keySets))
	for i := range out {
		out[i] = tableKeys{map[xxh3.Uint128]seen{}, map[xxh3.Uint128][]int32{}, map[xxh3.Uint128]bool{}}
	}
	return out
}

// twins returns the keys that differing rows share, with all their rows.
func (t *tableKeys) twins() twins {
	out := twins{}
	for key := range t.differ {
		rows := append([]int32{t.first[key].row}, t.more[key]...)
		slices.Sort(rows)
		out[key] = rows
	}
	return out
}

// gatherKeys hashes each record's keys and all its fields, so that Join compares
// numbers and not texts.
func (c *Checker) gatherKeys(r *Result) {
	r.keys, r.wholes = nil, nil
	if len(c.keySets) == 0 {
		return
	}
	c.gatherWholes(r)
	keyless := map[int]bool{}
	for _, k := range c.keySets {
		r.keys = append(r.keys, c.batchKeys(r, k, keyless))
	}
}

// batchKeys hashes a key. A record whose key failed is left out, and so is one
// without any; of that there is one exception however many keys it lacks.
func (c *Checker) batchKeys(r *Result, k keySet, keyless map[int]bool) batchKeys {
	out := batchKeys{make([]xxh3.Uint128, len(r.rows)), make([]bool, len(r.rows))}
	buf := make([]byte, 0, 64)
	for i := range r.rows {
		if out.none[i] = r.misshapen(i) || slices.ContainsFunc(k.fields, func(f int) bool { return r.failed(f, i, report.Error) }); out.none[i] {
			continue
		}
		if out.none[i] = r.keyless(k, i); !out.none[i] {
			buf = k.append(r, buf[:0], i)
			out.keys[i] = xxh3.Hash128(buf)
		} else if !keyless[i] {
			keyless[i] = true
			r.find(i, c.noKeyException(r, i, k))
		}
	}
	return out
}

// keyless says whether a record has nothing to be told by.
func (r *Result) keyless(k keySet, record int) bool {
	fields := k.fields
	if k.id == reportedID {
		fields = fields[:1]
	}
	return !slices.ContainsFunc(fields, func(f int) bool { return r.col(f).at(record).state != blank })
}

// gatherWholes hashes all mapped fields of each record.
func (c *Checker) gatherWholes(r *Result) {
	var mapped []int
	for i, f := range c.fields {
		if f.present() {
			mapped = append(mapped, i)
			r.hashEntries(f, i)
		}
	}
	r.wholes = make([]uint64, len(r.rows))
	buf := make([]byte, 0, 16*len(mapped))
	for i := range r.rows {
		if !r.misshapen(i) {
			buf = r.appendHashes(buf[:0], mapped, i)
			r.wholes[i] = xxh3.Hash(buf)
		}
	}
}

func (c *Checker) noKeyException(r *Result, record int, k keySet) report.Exception {
	fields := k.fields
	if k.id == reportedID {
		fields = fields[:1]
	}
	x := c.at(r, record, fields[0])
	x.Cells = c.cells(fields)
	x.Rule, x.Kind, x.Severity = k.id, report.KindPrimaryKey, c.severity(k.check.Severity, k.check.Final)
	x.Expected = "a value that tells this row from the others"
	x.Message = "This " + c.row() + " has no " + c.titles(fields) + ", so it can't be told from other " + c.row() + "s."
	x.Fix = "Fill in " + c.titles(fields) + "."
	c.ownKeyWords(&x, k.check, r, record)
	return x
}

// ownKeyWords puts an author's words about a key in the place of winnow's.
func (c *Checker) ownKeyWords(x *report.Exception, k rules.KeyCheck, r *Result, record int) {
	if k.Message != "" {
		x.Message, x.Fix = c.fill(k.Message, r, record), ""
	}
	if k.Fix != "" {
		x.Fix = c.fill(k.Fix, r, record)
	}
}
