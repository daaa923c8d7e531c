package validate

import (
	"slices"

	"golang.org/x/text/unicode/norm"
	"winnow/internal/report"
	"winnow/rules"
)

// desk decides what becomes of a finding before it counts: what a waiver lets
// pass and what a rule on trial found goes no further. A nil desk passes all on.
type desk struct {
	trial   map[string]bool            // rules on trial, by id
	waivers map[string][]*rules.Waiver // in force for the service on the day, by rule
}

// newDesk returns the desk of a return, nil where nothing is on trial or waived.
func newDesk(r *rules.Return, c Context) *desk {
	d := &desk{trial: trialRules(r), waivers: map[string][]*rules.Waiver{}}
	if c.Set != nil {
		for i := range c.Set.Waivers {
			if w := &c.Set.Waivers[i]; w.Covers(r.Name, c.Service, w.Rule) && w.Until >= c.Received && slices.Contains(r.Waivable(), w.Rule) {
				d.waivers[w.Rule] = append(d.waivers[w.Rule], w)
			}
		}
	}
	if len(d.trial) == 0 && len(d.waivers) == 0 {
		return nil
	}
	return d
}

// trialRules lists the checks of a return that are on trial.
func trialRules(r *rules.Return) map[string]bool {
	out := map[string]bool{}
	add := func(id string, trial bool) {
		if trial {
			out[id] = true
		}
	}
	for _, f := range r.Fields {
		for _, k := range f.Constraints {
			add(k.ID, k.Trial)
		}
	}
	if len(r.PrimaryKey) > 0 {
		add(rules.PrimaryKeyID, r.KeyCheck.Trial)
	}
	for i, k := range r.UniqueCheck {
		add(r.UniqueKeyID(i), k.Trial)
	}
	for _, k := range r.ForeignKeys {
		add(k.ID, k.Trial)
	}
	for _, k := range r.Rules {
		add(k.ID, k.Trial)
	}
	for _, k := range r.TableRules {
		add(k.ID, k.Trial)
	}
	return out
}

// waiver returns the waiver that lets an exception pass, or nil.
func (d *desk) waiver(x *report.Exception) *rules.Waiver {
	for _, w := range d.waivers[x.Rule] {
		if w.Key == "" || w.Key == norm.NFC.String(x.Key) {
			return w
		}
	}
	return nil
}

// passed is an exception that a waiver let pass.
type passed struct {
	record int
	waiver *rules.Waiver
}

// takes keeps an exception that goes no further, and says whether it did.
func (d *desk) takes(r *Result, record int, x *report.Exception) bool {
	if d.trial[x.Rule] {
		r.trials = append(r.trials, finding{record, *x})
		return true
	}
	if w := d.waiver(x); w != nil {
		r.passed = append(r.passed, passed{record, w})
		return true
	}
	return false
}

// forget drops what was kept of records that repeat an earlier one, but for the
// entries after the given ones.
func (r *Result) forget(repeats map[int]bool, trials, passes int) {
	if len(repeats) == 0 {
		return
	}
	n := 0
	r.trials = slices.DeleteFunc(r.trials, func(x finding) bool { n++; return n <= trials && repeats[x.record] })
	n = 0
	r.passed = slices.DeleteFunc(r.passed, func(p passed) bool { n++; return n <= passes && repeats[p.record] })
}

// tray counts what the desk has kept of a table.
type tray struct {
	trials map[string]int // by rule
	passed map[*rules.Waiver]int
}

func (t *tray) try(rule string) {
	if t.trials == nil {
		t.trials = map[string]int{}
	}
	t.trials[rule]++
}

func (t *tray) pass(w *rules.Waiver) {
	if t.passed == nil {
		t.passed = map[*rules.Waiver]int{}
	}
	t.passed[w]++
}

// waived returns how many exceptions of a rule were let pass.
func (t *tray) waived(rule string) int {
	n := 0
	for w, count := range t.passed {
		if w.Rule == rule {
			n += count
		}
	}
	return n
}

// list returns what was let pass, in the order of waivers.csv.
func (t *tray) list() []report.Waived {
	var out []report.Waived
	for w, n := range t.passed {
		out = append(out, report.Waived{Rule: w.Rule, Key: report.Ptr(w.Key), Reason: w.Reason, AgreedBy: w.AgreedBy,
			Until: w.Until.String(), Count: n, Line: w.Line})
	}
	slices.SortFunc(out, func(a, b report.Waived) int { return a.Line - b.Line })
	return out
}
