package validate

import (
	"cmp"
	"slices"
	"strings"

	"winnow/internal/report"
	"winnow/rules"
)

// ruling is what a rule says of a record, or of a group.
type ruling struct {
	record int32             // the place in the table, or -1: of no record
	key    string            // what a group is known by; "" for the records together
	others []int32           // rows of other records concerned
	words  map[string]string // what messages may have in braces beside fields
	told   said              // the message, fix and expected where the author gives none
}

// said is winnow's own words for a verdict.
type said struct{ message, fix, expected string }

// conclusion is what the rules for single tables come to, known after the last
// record of a pass whose rulings stand.
type conclusion struct {
	rulings [][]ruling           // by Checker.tables, those of records in the order of the table
	groups  []map[string]*ruling // by Checker.tables: failing groups whose records are to be listed
	ended   endings
	skipped map[string]string // why a rule could not be judged
}

// conclude works out what the rules for single tables come to, once.
func (c *Checker) conclude() *conclusion {
	if c.concluded != nil {
		return c.concluded
	}
	out := &conclusion{rulings: make([][]ruling, len(c.tables)), groups: make([]map[string]*ruling, len(c.tables)), skipped: map[string]string{}}
	c.concluded = out
	if reason, _ := c.wrongPeriod(); reason != "" {
		for _, k := range c.tables {
			out.skipped[k.ID] = "the table is of another period"
		}
		return out
	}
	c.joined.part.state(c)
	var own *reduction
	for n, k := range c.tables {
		switch {
		case k.skipped != "":
		case k.Kind != nil:
			if why := c.joined.ended.failures[k.ID]; why != "" { // another pass doesn't gather again
				out.ended.fail(k.ID, why)
			}
			out.rulings[n] = gatheringOf(k.Kind).judge(c, k, &c.joined.picked[n])
			slices.SortStableFunc(out.rulings[n], func(a, b ruling) int { return cmp.Compare(a.record, b.record) })
			c.joined.picked[n] = picked{}
		default:
			if own == nil {
				own = c.ownFigures()
			}
			c.judgeFigures(n, k, own, out)
		}
	}
	return out
}

// names says whether some ruling is of a record, so that it takes another pass
// to say so where the record stands.
func (o *conclusion) names() bool {
	for n := range o.rulings {
		if len(o.groups[n]) > 0 || slices.ContainsFunc(o.rulings[n], func(v ruling) bool { return v.record >= 0 }) {
			return true
		}
	}
	return false
}

// namesRecords says, after a pass whose rulings stand, whether another must name
// the records that rules for the whole table speak of.
func (c *Checker) namesRecords() bool {
	if len(c.tables) == 0 || c.concluded != nil || !c.conclude().names() {
		return false
	}
	c.joined = newTable(c)
	return true
}

// nameRecords adds the exceptions of the batch's records. They hold no record
// back: what they speak of is the table.
func (c *Checker) nameRecords(r *Result) {
	if c.concluded == nil {
		return
	}
	first, last := int32(c.joined.records), int32(c.joined.records+len(r.rows))
	for n, k := range c.tables {
		all := c.concluded.rulings[n]
		at, _ := slices.BinarySearchFunc(all, first, func(v ruling, record int32) int { return cmp.Compare(v.record, record) })
		for ; at < len(all) && all[at].record < last; at++ {
			i := int(all[at].record - first)
			if !slices.ContainsFunc(k.Cells, func(f int) bool { return r.errorOn(f, i) }) { // cells marked that the kind doesn't read
				c.name(r, i, k, &all[at])
			}
		}
		if groups := c.concluded.groups[n]; len(groups) > 0 {
			c.nameRows(r, k, groups)
		}
	}
}

// nameRows lists the records of failing groups that a rule's rows picks, of those
// that were counted.
func (c *Checker) nameRows(r *Result, k *tableCheck, groups map[string]*ruling) {
	rows := c.newMemo(k.rows, r)
	for i := range r.rows {
		if r.held[i] {
			continue
		}
		v := groups[r.groupText(k.Per, i)]
		if v == nil {
			continue
		}
		switch rows.on(i) {
		case yes:
			c.name(r, i, k, v)
			c.joined.named[v] = true
		case failing:
			r.ended.fail(k.ID, rows.why)
		}
	}
}

func (c *Checker) name(r *Result, i int, k *tableCheck, v *ruling) {
	x := report.Exception{Row: r.rows[i], Key: c.keyText(r, i)}
	if len(k.Cells) > 0 {
		x = c.at(r, i, k.Cells[0])
		x.Cells = c.cells(k.Cells)
	}
	for _, row := range v.others[:min(len(v.others), manyTwins)] {
		x.OtherRows = append(x.OtherRows, int(row))
	}
	c.say(&x, k, v, func(name string) (string, bool) {
		text := c.fill("{"+name+"}", r, i)
		return text, text != "{"+name+"}"
	})
	if r.cells != nil {
		r.settlePlaces(i, &x)
	}
	if c.desk == nil || !c.desk.takes(r, i, &x) {
		r.finds = append(r.finds, finding{i, x})
		c.sendBack(k, k.sentBackFor())
	}
}

// sentBackFor is why a table is sent back for what a rule says of its records or
// groups. A run prints it, so that words which may have their values won't do.
func (k *tableCheck) sentBackFor() string {
	if k.Message == "" || strings.Contains(k.Message, "{") {
		return "it fails a check of the table as a whole"
	}
	return k.Message
}

// sendBack notes the first reason of a rule that sends its table back.
func (c *Checker) sendBack(k *tableCheck, reason string) {
	if k.Holds && k.severity == report.Error && c.joined.first[k.ID] == "" {
		c.joined.first[k.ID] = reason
	}
}

// say puts the rule's words, or winnow's own, into an exception.
func (c *Checker) say(x *report.Exception, k *tableCheck, v *ruling, known func(name string) (string, bool)) {
	x.Rule, x.Kind, x.Severity = k.ID, report.KindTableRule, k.severity
	named := func(name string) (string, bool) {
		if text, ok := v.words[name]; ok {
			return text, true
		}
		return known(name)
	}
	x.Message, x.Fix, x.Expected = v.told.message, v.told.fix, v.told.expected
	if k.Message != "" {
		x.Message, x.Fix, x.Expected = expand(k.Message, named), "", ""
	}
	if k.Fix != "" {
		x.Fix = expand(k.Fix, named)
	}
	if k.Expected != "" {
		x.Expected = expand(k.Expected, named)
	}
}

// tableRulings returns the exceptions that are of no record, and sends the table
// back where a rule asks for it.
func (c *Checker) tableRulings(t *Table) {
	out := c.conclude()
	c.joined.ended.merge(out.ended)
	for n, k := range c.tables {
		for at := range out.rulings[n] {
			if v := &out.rulings[n][at]; v.record < 0 {
				t.Exceptions = append(t.Exceptions, c.ofGroup(k, v))
			}
		}
		for _, key := range sortedKeys(out.groups[n]) {
			if v := out.groups[n][key]; !c.joined.named[v] {
				t.Exceptions = append(t.Exceptions, c.ofGroup(k, v))
			}
		}
		if first := c.joined.first[k.ID]; first != "" && t.Refuse == "" {
			t.Refuse = strings.TrimSuffix(first, ".")
			if !strings.Contains(k.Fix, "{") {
				t.RefuseFix = k.Fix
			}
		}
	}
}

// ofGroup makes an exception about a group, or the table.
func (c *Checker) ofGroup(k *tableCheck, v *ruling) report.Exception {
	x := report.Exception{Key: v.key}
	if len(k.Cells) > 0 {
		x.Field = c.fields[k.Cells[len(k.Cells)-1]].Name
		x.Masked = c.fields[k.Cells[len(k.Cells)-1]].masked
	}
	c.say(&x, k, v, func(name string) (string, bool) {
		if i := slices.Index(rules.RowVars[:], name); i >= 0 {
			return c.vars[i].words(), true
		}
		return "", false
	})
	c.joined.counts[k.ID]++
	if c.desk == nil || !c.desk.trial[k.ID] && c.desk.waiver(&x) == nil {
		reason := x.Message
		if k.Kind != nil || len(k.Per) > 0 {
			reason = k.sentBackFor()
		}
		c.sendBack(k, reason)
	}
	return x
}
