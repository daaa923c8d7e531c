package validate

import (
	"fmt"
	"slices"

	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// field is a field compiled for one table.
type field struct {
	*rules.Field
	checker *Checker
	index   int // in Return.Fields
	col     int // 0-based sheet column, or -1
	title   string
	comma   bool           // the file writes it with a decimal comma, which the rules don't speak of
	masked  bool           // the value must not appear in a message
	percent string         // the scale kept: Field.Percent, or points for a reported measure's figures
	mixes   bool           // plain numbers of two scales may be mixed up
	coded   bool           // has an enum or a pattern: Excel may have spoilt its codes
	misses  map[string]int // tidy text to index into Missing
	codes   map[string]bool
	enums   map[string]bool // codes of an enum, whenever valid; nil for none
	width   int             // the length of all of them, 0 where it differs
	layout  *layout         // of a date, time or datetime
	items   *field          // what each item of an array must be; nil for anything
	cast    func(f *field, e *entry, date1904 bool)

	required *rules.Constraint
	unique   *rules.Constraint
	within   bool // within: period, and there is a period
	reading  reading
	checks   []*check     // on a value alone
	tried    tried        // constraints on trial
	dated    []*datedList // on a value and a date of the same row
	directly directness
}

// present says whether the table has the column.
func (f *field) present() bool { return f.col >= 0 }

func newField(c *Checker, r *rules.Field, col int) (*field, error) {
	r, comma := withComma(r, col, c.cols, c.ret.Bare)
	f := &field{Field: r, comma: comma, checker: c, index: r.Index, col: col, title: r.Title, masked: r.Privacy == "drop", percent: r.Percent, mixes: r.Percent != ""}
	if f.title == "" {
		f.title = r.Name
	}
	if p := c.ret.Reported; p != nil && r.Percent == "" && r.Type == rules.TypeNumber && (r.Index == p.Value || r.Index == p.Target) {
		f.percent = "points"
	}
	f.misses = map[string]int{}
	for i, m := range r.Missing {
		if _, ok := f.misses[tidy(m.Value)]; !ok {
			f.misses[tidy(m.Value)] = i
		}
	}
	f.codes = knownCodes(r)
	f.enums = newEnums(r)
	f.width = codeWidth(f.enums)
	f.within = r.Within && !c.ctx.Period.IsZero()
	var err error
	if f.cast, err = casters(f); err != nil {
		return nil, err
	}
	if f.items, err = newItems(c, r, col); err != nil {
		return nil, err
	}
	return f, f.compile()
}

// compile turns the constraints into checks, in the order of the rule file.
func (f *field) compile() error {
	for _, k := range f.Constraints {
		switch k.Kind {
		case rules.Required:
			if k.Trial {
				f.tried.required = k
				continue
			}
			f.required = k
		case rules.Unique:
			f.unique = k
		default:
			if (k.Kind == rules.Enum || k.Kind == rules.Pattern) && !k.Trial {
				f.coded = true
			}
			if k.Kind == rules.Enum && k.List != nil && k.On >= 0 {
				f.dated = append(f.dated, newDatedList(f, k))
				continue
			}
			made, ok := checkKinds[k.Kind]
			if !ok {
				return fmt.Errorf("constraint %s is not known", k.Kind)
			}
			if ch := made(f, k); ch != nil {
				f.checks = append(f.checks, ch)
			}
		}
	}
	f.checks = slices.DeleteFunc(f.checks, func(k *check) bool {
		if k.con.Trial {
			f.tried.checks = append(f.tried.checks, k)
		}
		return k.con.Trial
	})
	return nil
}

// knownCodes returns the codes that a map gives, which also pass as they are.
func knownCodes(r *rules.Field) map[string]bool {
	if r.Map == nil {
		return nil
	}
	out := map[string]bool{}
	for _, code := range r.Map {
		out[code] = true
	}
	return out
}

// resolve works out all that an entry's text alone decides.
func (f *field) resolve(e *entry, date1904 bool) {
	e.text = tidy(e.raw)
	switch {
	case e.flag&table.NoResult != 0:
		f.breakFormula(e, "The formula in "+f.title+" has no saved result.",
			"Open the file in Excel, let it calculate, save it and send it again; or type the value in place of the formula.")
		return
	case f.showsError(e):
		f.breakFormula(e, "The cell in "+f.title+" shows the error "+e.text+" instead of a value.",
			"Correct the formula, or type the value in its place.")
		return
	case f.emptyText(e):
		f.cast(f, e, date1904)
	case e.kind <= table.Blank || (e.kind <= table.Number || e.kind == table.Error) && f.missing(e):
	default:
		f.cast(f, e, date1904)
	}
	f.judge(e)
}

// showsError says whether a cell shows an error of Excel's, but for one that is
// declared to stand for no value. In a CSV of a bare Table Schema it is a text.
func (f *field) showsError(e *entry) bool {
	if !e.showsError() || e.kind == table.Text && f.checker.ret.Bare && f.checker.cols.CSV {
		return false
	}
	_, missing := f.misses[e.text]
	return !missing
}

// emptyText says whether an empty cell is a value: in a CSV of a bare Table
// Schema whose missingValues leave "" out.
func (f *field) emptyText(e *entry) bool {
	if e.raw != "" {
		return false
	}
	_, missing := f.misses[""]
	return e.kind != table.Absent && f.checker.ret.Bare && f.checker.cols.CSV && !missing
}

// missing recognises missing values and sets the entry's state.
func (f *field) missing(e *entry) bool {
	i, ok := f.misses[e.text]
	switch {
	case ok && f.Missing[i].Label != "":
		e.state, e.miss = label, int16(i)
	case !ok && e.text != "":
		return false
	}
	return true
}

// judge runs the constraints on a cast entry. Of several that fail, the most
// serious is kept, the first of equals: one cell, one exception.
func (f *field) judge(e *entry) {
	switch e.state {
	case blank:
		if f.required != nil {
			f.fail(e, f.requiredFault())
		}
	case label:
		f.checkDue(e)
	case valued:
		for _, k := range f.checks {
			if (e.fault == nil || rank(k.severity) > rank(e.fault.severity)) && !k.holds(e) {
				f.fail(e, k.fault(f, e))
			}
		}
	}
}

// fail notes a fault of an entry.
func (f *field) fail(e *entry, x *fault) { e.fault = x }

// failed returns the rank of what is wrong with an entry, 0 for nothing.
func (e *entry) failed() int {
	if e.fault == nil {
		return 0
	}
	return rank(e.fault.severity)
}

func rank(s report.Severity) int {
	switch s {
	case report.Error:
		return 3
	case report.Query:
		return 2
	}
	return 1
}

// excelErrors are the texts that stand in a cell, or in a CSV that Excel saved,
// where a formula failed.
var excelErrors = map[string]bool{
	"#REF!": true, "#DIV/0!": true, "#N/A": true, "#VALUE!": true, "#NAME?": true,
	"#NUM!": true, "#NULL!": true, "#SPILL!": true, "#CALC!": true, "#GETTING_DATA": true,
}
