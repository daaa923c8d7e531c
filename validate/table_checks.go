package validate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
	"winnow/internal/report"
	"winnow/rules"
)

// tableCheck is a table rule that is judged for each table by itself, compiled
// for one. What it finds is known after the last record; where it names records,
// another pass names them (see Again).
type tableCheck struct {
	*rules.TableRule
	severity report.Severity
	skipped  string     // why it can't run on this table
	reads    []int      // fields whose cells it reads
	where    *condition // of a kind: the records it looks at
	rows     *condition // of an expression: the records to list
}

// newTableChecks lists the return's rules for single tables.
func newTableChecks(c *Checker) []*tableCheck {
	var out []*tableCheck
	for _, r := range c.ret.TableRules {
		if !r.Each {
			continue
		}
		k := &tableCheck{TableRule: r, severity: c.severity(r.Severity, r.Final), rows: newCondition(c, r.Rows)}
		k.reads = append(k.reads, r.Per...)
		conditions := []*condition{k.rows}
		if r.Kind != nil {
			k.where = newCondition(c, r.Kind.Records().Where)
			k.reads = append(k.reads, r.Kind.Reads()...)
			conditions[0] = k.where
		}
		for _, p := range conditions {
			if p != nil {
				k.reads, k.skipped = append(k.reads, p.fields...), p.missing
			}
		}
		slices.Sort(k.reads)
		k.reads = slices.Compact(k.reads)
		k.skipped = cmp.Or(c.missingColumn(k.reads), k.skipped)
		if complete, ok := r.Kind.(*rules.Complete); ok {
			_, _, why := c.stretchOf(complete)
			k.skipped = cmp.Or(k.skipped, why)
		}
		out = append(out, k)
	}
	return out
}

// picked is the records that a kind looks at, in the order of the table: columns
// of equal length, some thirty bytes a record and no text.
type picked struct {
	record []int32 // the place in the table, counted from 0
	row    []int32 // as a person sees it
	group  []int32
	a, b   []int64 // what the kind compares: days, numbers of values
	groups interner
	values interner
	order  interner // of numbers that the records are ordered by

	doubts   map[int32]int // records of a group of which an error was found in what the kind reads
	anywhere int           // those whose group isn't certain
}

// gathering keeps what a kind wants of a record.
type gathering interface {
	// values returns what the kind compares, and false for a record that has none.
	values(r *Result, i int, p *picked) (a, b int64, ok bool)
	// judge looks at all records of the table.
	judge(c *Checker, k *tableCheck, p *picked) []ruling
}

// gatherings is how each kind works.
func gatheringOf(k rules.Kind) gathering {
	switch k := k.(type) {
	case *rules.Complete:
		return completeCheck{k}
	case *rules.NoOverlap:
		return overlapCheck{k}
	case *rules.Repeats:
		return repeatsCheck{k}
	case *rules.Outlier:
		return outlierCheck{k}
	}
	return nil
}

// gatherTables keeps what kinds want of a batch. duplicates are the records that
// share their key with another: they are one exception already.
func (c *Checker) gatherTables(r *Result, duplicates map[int]bool) {
	if c.concluded != nil {
		return // all of it is known, and this pass only names the records
	}
	for n, k := range c.tables {
		if k.Kind != nil && k.skipped == "" {
			c.gatherKind(r, k, &c.joined.picked[n], duplicates)
		}
	}
}

func (c *Checker) gatherKind(r *Result, k *tableCheck, p *picked, duplicates map[int]bool) {
	how, where, each := gatheringOf(k.Kind), c.newMemo(k.where, r), k.Kind.Records().Each
	_, complete := k.Kind.(*rules.Complete) // asks for records, so that those in doubt must be known
	for _, f := range k.Kind.Reads() {
		r.hashEntries(c.fields[f], f)
	}
	sound := k.Kind.Reads()
	for i := range r.rows {
		if r.repeats[i] || duplicates[i] && !complete {
			continue
		}
		if r.misshapen(i) || !c.sound(r, i, sound, k) {
			if complete {
				p.doubt(r, i, each, sound, k)
			}
			continue
		}
		switch where.on(i) {
		case yes:
			if a, b, ok := how.values(r, i, p); ok {
				p.add(c.joined.records+i, r.rows[i], p.groups.of(r, each, i), a, b)
			}
		case failing:
			r.ended.fail(k.ID, where.why)
		}
	}
}

// sound says whether cells can be relied on: those of a kind's own fields have a
// value, and on none was found what is as serious as the rule, or an error.
func (c *Checker) sound(r *Result, i int, fields []int, k *tableCheck) bool {
	wants := k.Kind.Records().Wants
	return !slices.ContainsFunc(fields, func(f int) bool {
		return k.leaves(r, f, i) || r.col(f).at(i).state != valued && !slices.Contains(wants, f)
	})
}

// leaves says whether the rule leaves a cell to what was found on it before.
func (k *tableCheck) leaves(r *Result, field, i int) bool {
	return r.failed(field, i, k.severity) || r.errorOn(field, i)
}

func (p *picked) add(record, row int, group int32, a, b int64) {
	p.record, p.row, p.group = append(p.record, int32(record)), append(p.row, int32(row)), append(p.group, group)
	p.a, p.b = append(p.a, a), append(p.b, b)
}

// doubt counts a record that would count if an error in it were put right.
func (p *picked) doubt(r *Result, i int, each, sound []int, k *tableCheck) {
	failed := func(f int) bool { return k.leaves(r, f, i) }
	switch {
	case r.misshapen(i) || slices.ContainsFunc(each, failed):
		p.anywhere++
	case slices.ContainsFunc(sound, failed) && !slices.ContainsFunc(each, func(f int) bool { return r.col(f).at(i).state != valued }):
		if p.doubts == nil {
			p.doubts = map[int32]int{}
		}
		p.doubts[p.groups.of(r, each, i)]++
	}
}

// byGroup returns the places of the records of each group, in order.
func (p *picked) byGroup() [][]int32 {
	counts := make([]int32, len(p.groups.texts))
	for _, g := range p.group {
		counts[g]++
	}
	out := make([][]int32, len(counts))
	for g, n := range counts {
		out[g] = make([]int32, 0, n)
	}
	for at, g := range p.group {
		out[g] = append(out[g], int32(at))
	}
	return out
}

// interner numbers the different values of fields in the order met.
type interner struct {
	numbers map[xxh3.Uint128]int32
	texts   []string // of each value of the fields together; see groupKey
	nums    []Exact  // of each value, where it is a number
	buf     []byte
}

// of returns the number of a record's values; the fields' entries are hashed.
func (n *interner) of(r *Result, fields []int, i int) int32 {
	n.buf = r.appendHashes(n.buf[:0], fields, i)
	h := xxh3.Hash128(n.buf)
	if at, ok := n.numbers[h]; ok {
		return at
	}
	if n.numbers == nil {
		n.numbers = map[xxh3.Uint128]int32{}
	}
	at := int32(len(n.texts))
	n.numbers[h] = at
	n.texts = append(n.texts, strings.Clone(r.groupText(fields, i)))
	num := Exact{}
	if len(fields) == 1 {
		num.Num = r.col(fields[0]).at(i).value.Num
	}
	n.nums = append(n.nums, num)
	return at
}

// dayOf returns the date that a cell has, in days.
func (r *Result) dayOf(field, i int) (int64, bool) {
	day, ok := dateOf(r.col(field).at(i).value)
	return int64(day), ok
}
