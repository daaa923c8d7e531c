package rules

import (
	"slices"
	"strings"

	"winnow/internal/period"
)

// Waiver is a row of waivers.csv: exceptions of one rule that the council has
// agreed to let pass for one service until a date.
type Waiver struct {
	Return   string // "" for every return of the service
	Service  string
	Rule     string
	Key      string // of one record, as exceptions print it; "" for every exception of the rule
	Reason   string
	AgreedBy string
	Until    period.Date // the last day on which it holds
	Line     int         // in waivers.csv
}

// waiverText is a row of waivers.csv as texts.
type waiverText struct {
	Return   string `csv:"return"`
	Service  string `csv:"service" validate:"required"`
	Rule     string `csv:"rule" validate:"required"`
	Key      string `csv:"key"`
	Reason   string `csv:"reason" validate:"required"`
	AgreedBy string `csv:"agreed_by" validate:"required"`
	Until    string `csv:"until" validate:"required"`
}

// waiverRow is a row of waivers.csv whose return and rule are still to be looked
// up.
type waiverRow struct {
	table *csvTable
	row   int
	Waiver
}

// waiversFile reads waivers.csv. What it says of returns and rules is judged by
// knownWaivers, once those are read.
func (l *loader) waiversFile() error {
	c, texts, err := rows[waiverText](l, "waivers.csv", "service", "rule", "reason", "agreed_by", "until")
	seen := map[string]int{}
	for i, t := range texts {
		until, ok := period.ParseDate(t.Until)
		if t.Until != "" && !ok {
			c.fault(i, c.column("until"), "until is %q; it must be the last day on which the waiver holds, such as 2021-09-30", t.Until)
		}
		if t.Service != "" && l.services != nil && !l.services[t.Service] {
			c.fault(i, c.column("service"), "%q is not a service of services.csv%s", t.Service, c.src.near(t.Service, sortedKeys(l.services)))
		}
		c.waivedTwice(seen, i, t)
		if !c.faulty[i] {
			l.waivers = append(l.waivers, waiverRow{c, i, Waiver{Return: t.Return, Service: t.Service, Rule: t.Rule, Key: t.Key,
				Reason: t.Reason, AgreedBy: t.AgreedBy, Until: until, Line: c.lines[i]}})
		}
	}
	return err
}

// waivedTwice refuses a row that waives what an earlier one does until the same
// day. A later one that goes on from there is no fault.
func (c *csvTable) waivedTwice(seen map[string]int, row int, t waiverText) {
	if t.Service == "" || t.Rule == "" || t.Until == "" {
		return
	}
	k := strings.Join([]string{t.Return, t.Service, t.Rule, t.Key, t.Until}, "\x00")
	if first, ok := seen[k]; ok {
		c.fault(row, -1, "says again what line %d says of %s", c.lines[first], t.Rule)
		return
	}
	seen[k] = row
}

// knownWaivers looks up the returns and rules that waivers name, once every
// return is read, and keeps the waivers.
func (l *loader) knownWaivers() {
	for _, w := range l.waivers {
		l.set.Waivers = append(l.set.Waivers, w.Waiver)
		if l.single || l.unread {
			continue // a return that wasn't loaded may be the one meant
		}
		if w.Return != "" && l.set.Return(w.Return) == nil && l.leftOut(w.Return) {
			continue // it is of what this rule set builds on, and not of this one
		}
		if w.Return != "" && l.set.Return(w.Return) == nil {
			w.table.fault(w.row, w.table.column("return"), "no rule file defines the return %q%s", w.Return, w.table.src.near(w.Return, l.returnNames()))
			continue
		}
		l.knownRule(w)
	}
}

// knownRule refuses a waiver of a rule that no return it speaks of has.
func (l *loader) knownRule(w waiverRow) {
	var ids []string
	for _, r := range l.set.Returns {
		if w.Return == "" || r.Name == w.Return {
			ids = append(ids, r.Waivable()...)
		}
	}
	if slices.Contains(ids, w.Rule) {
		return
	}
	of := "any return"
	if w.Return != "" {
		of = "the return " + w.Return
	}
	w.table.fault(w.row, w.table.column("rule"), "no check of %s has the id %q%s", of, w.Rule, w.table.src.near(w.Rule, ids))
}

func (l *loader) returnNames() []string {
	var names []string
	for _, r := range l.set.Returns {
		names = append(names, r.Name)
	}
	return names
}

// Covers says whether the waiver speaks of a return's rule for a service,
// whatever the day. Which records it covers Key says.
func (w *Waiver) Covers(ret, service, rule string) bool {
	return w.Service == service && w.Rule == rule && (w.Return == "" || w.Return == ret)
}
