package validate

import (
	"slices"

	"winnow/internal/report"
	"winnow/rules"
)

// stage says when a rule runs: after those on the row alone come keys that other
// returns must have, then rules that look at other returns, then those that look
// at other periods.
type stage int8

const (
	ownRows   stage = iota
	otherKeys       // foreign keys to other returns
	otherReturns
	otherPeriods
)

// stageOf is the stage of what reads a lookup.
func (c *Checker) stageOf(l *rules.Lookup) stage {
	switch {
	case l.When != "":
		return otherPeriods
	case l.Return != "" && l.Return != c.ret.Name:
		return otherReturns
	}
	return ownRows
}

// kind is what exceptions of a stage are called.
func (s stage) kind() string {
	return [...]string{report.KindRow, report.KindForeignKey, report.KindCrossReturn, report.KindCrossPeriod}[s]
}

// setStages puts the rules in the order in which they run.
func (c *Checker) setStages() {
	c.staged = slices.ContainsFunc(c.rules, func(k *rowRule) bool { return k.stage > ownRows }) ||
		slices.ContainsFunc(c.foreign, func(k *foreignKey) bool { return k.stage > ownRows }) ||
		slices.ContainsFunc(c.ret.TableRules, func(k *rules.TableRule) bool { return k.Kind != nil })
	if c.staged {
		slices.SortStableFunc(c.rules, func(a, b *rowRule) int { return int(a.stage) - int(b.stage) })
	}
}

// markRow notes the cells that a row rule marks, for the rules of later stages and
// the kinds of rules for the table, if there are any.
func (c *Checker) markRow(r *Result, record int, k *rowRule) {
	if !c.staged {
		return
	}
	cells := k.Cells
	if len(cells) == 0 {
		cells = k.reads
	}
	r.markAll(cells, record, k.severity, k.stage)
}

func (r *Result) markAll(fields []int, record int, s report.Severity, at stage) {
	for _, f := range fields {
		r.mark(f, record, s, at)
	}
}

// mark notes that something of a stage was found on a cell: what follows is left
// to it. A rank is kept with its stage.
func (r *Result) mark(field, record int, s report.Severity, at stage) {
	if r.ruled == nil {
		r.ruled = map[cellAt]int{}
	}
	where := cellAt{field, record}
	if old := r.ruled[where]; old == 0 || rank(s) > old/stages {
		r.ruled[where] = rank(s)*stages + int(at)
	}
}

// errorOn says whether an error was found on a cell, by a check of the cell or by
// a rule of any stage: what a rule for the table would say of it is left to that.
func (r *Result) errorOn(field, record int) bool {
	return r.failed(field, record, report.Error) ||
		r.ruled != nil && r.ruled[cellAt{field, record}]/stages == rank(report.Error)
}

const stages = int(otherPeriods) + 1

// failedBefore says whether a check of an earlier stage than the given one has
// faulted a cell; see failed.
func (r *Result) failedBefore(field, record int, s report.Severity, at stage) bool {
	if r.failed(field, record, s) {
		return true
	}
	if r.ruled == nil || at == ownRows {
		return false
	}
	found, by := r.ruled[cellAt{field, record}]/stages, stage(r.ruled[cellAt{field, record}]%stages)
	return found > 1 && found >= rank(s) && by < at
}
