package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// Screened is exceptions with what goes no further set apart.
type Screened struct {
	Exceptions []report.Exception // for the sender
	Trials     []report.Exception // of rules on trial, for the operator
	Waived     []report.Waived
}

// Screen sets apart the exceptions of a return that waivers let pass and those of
// rules on trial, and corrects the rules' statuses in place. Reduce's exceptions
// go through it before anybody is sent them; those of records have, as Join and
// Finish give them.
func Screen(r *rules.Return, c Context, found []report.Exception, states []report.RuleStatus) Screened {
	d := newDesk(r, c)
	if d == nil {
		return Screened{Exceptions: found}
	}
	for i := range states {
		states[i].Trial = d.trial[states[i].Rule]
	}
	var t tray
	out := d.screen(&t, found, states)
	out.Waived = t.list()
	return out
}

// screen closes a table's books: what was found in it as a whole, and what was
// let pass in all.
func (c *Checker) screen(t *Table) {
	if c.desk == nil {
		return
	}
	out := c.desk.screen(&c.joined.tray, t.Exceptions, t.Rules)
	t.Exceptions, t.Trials, t.Waived = out.Exceptions, out.Trials, c.joined.tray.list()
}

func (d *desk) screen(t *tray, found []report.Exception, states []report.RuleStatus) (out Screened) {
	for _, x := range found {
		if d.trial[x.Rule] {
			out.Trials = append(out.Trials, x)
		} else if w := d.waiver(&x); w != nil {
			t.pass(w)
			letPass(states, x.Rule)
		} else {
			out.Exceptions = append(out.Exceptions, x)
		}
	}
	return out
}

// letPass takes one exception off a rule's count.
func letPass(states []report.RuleStatus, rule string) {
	for i := range states {
		s := &states[i]
		if s.Rule != rule || s.Count == 0 {
			continue
		}
		s.Count--
		s.Waived++
		if s.Count == 0 && s.Status == report.RuleIssues {
			s.Status = report.RuleOK
		}
		return
	}
}
