package validate

import (
	"sync"

	"winnow/internal/nearest"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// fewCodes is how many allowed values a message lists.
const fewCodes = 12

// enumCheck is enum: codes in the rule file, or a column of a code list whose
// rows count if they are valid at some time in the period.
func enumCheck(f *field, k *rules.Constraint) *check {
	allowed := map[string]bool{}
	for _, c := range codesOf(k, f.checker.ctx.Period) {
		allowed[c] = true
	}
	return newCheck(f, k, func(e *entry) bool { return allowed[e.asText()] }, enumWords(f, k))
}

// enumWords returns the wording of an enum, its lists made on first use.
func enumWords(f *field, k *rules.Constraint) func(e *entry) (message, expected, fix string) {
	lists := sync.OnceValue(func() *spellings { return newSpellings(f, k) })
	return func(e *entry) (string, string, string) { return lists().judge(f, k, e) }
}

// spellings is what an enum allows, as people write it.
type spellings struct {
	words         []string // in order
	folded, shown []string // to find the nearest: folded text, and what to suggest for it
}

func newSpellings(f *field, k *rules.Constraint) *spellings {
	s, suggest := &spellings{}, map[string]string{}
	for _, a := range f.Allowed(k, f.checker.ctx.Period) {
		s.words = append(s.words, a.Write)
		suggest[a.Code] = a.Write
		if a.Meaning != "" {
			suggest[a.Code] += " (" + a.Meaning + ")"
		}
		s.folded, s.shown = append(s.folded, rules.FoldText(a.Code)), append(s.shown, suggest[a.Code])
	}
	for _, t := range sortedKeys(f.Map) {
		if w := suggest[f.Map[t]]; w != "" {
			s.folded, s.shown = append(s.folded, t), append(s.shown, w)
		}
	}
	return s
}

// manyCodes is how long a list may be for a suggestion to be sought in it.
const manyCodes = 3000

func (s *spellings) judge(f *field, k *rules.Constraint, e *entry) (message, expected, fix string) {
	message, fix = f.title+" "+quoted(e.text)+" is not one of the allowed values.", "Use one of the allowed values."
	if f.masked {
		message = "The value in " + f.title + " is not one of the allowed values."
	}
	if k.List != nil && listed(k, e.asText()) {
		message = f.title + " " + quoted(e.text) + " was not in use in this period."
		fix = "Check the code, or the period it was used in."
	}
	expected = report.OnTheList
	if len(s.words) <= fewCodes {
		expected = orList(s.words)
	}
	if f.masked || len(s.folded) > manyCodes {
		return message, expected, fix
	}
	if i := nearest.Of(rules.FoldText(e.text), s.folded); i >= 0 {
		fix = "Did you mean " + s.shown[i] + "?"
	}
	return message, expected, fix
}

// allowedWords lists what a constraint allows, as people write it.
func allowedWords(f *field, k *rules.Constraint) []string {
	var out []string
	for _, a := range f.Allowed(k, f.checker.ctx.Period) {
		out = append(out, a.Write)
	}
	return out
}

// codesOf returns the codes that an enum allows at some time in the period, or
// at any time where there is no period, each once and in order.
func codesOf(k *rules.Constraint, p period.Period) []string {
	if k.List == nil {
		return k.Codes
	}
	seen := map[string]bool{}
	var out []string
	for _, row := range k.List.Rows {
		code := row.Cells[k.Column]
		if code != "" && !seen[code] && (p.IsZero() || validIn(row, p)) {
			seen[code] = true
			out = append(out, code)
		}
	}
	return out
}

func validIn(row rules.ListRow, p period.Period) bool {
	return (row.From == nil || *row.From <= p.End()) && (row.To == nil || *row.To >= p.Start())
}

// listed says whether a code stands in the list at all, whenever valid.
func listed(k *rules.Constraint, code string) bool {
	for _, row := range k.List.Rows {
		if row.Cells[k.Column] == code {
			return true
		}
	}
	return false
}

// datedList is an enum whose code must be valid on a date of the same row.
type datedList struct {
	con  *rules.Constraint
	any  *check // the code is on the list at all
	rows map[string][]rules.ListRow
}

func newDatedList(f *field, k *rules.Constraint) *datedList {
	d := &datedList{con: k, rows: map[string][]rules.ListRow{}}
	for _, row := range k.List.Rows {
		d.rows[row.Cells[k.Column]] = append(d.rows[row.Cells[k.Column]], row)
	}
	d.any = newCheck(f, k, func(e *entry) bool { return len(d.rows[e.asText()]) > 0 },
		enumWords(f, k))
	f.checks = append(f.checks, d.any)
	return d
}

// holds says whether the code is valid on the day.
func (d *datedList) holds(code string, day period.Date) bool {
	for _, row := range d.rows[code] {
		if (row.From == nil || *row.From <= day) && (row.To == nil || *row.To >= day) {
			return true
		}
	}
	return false
}

// fault says that a code wasn't valid on the day, and when it was.
func (d *datedList) fault(f *field, e *entry, day period.Date) *fault {
	message := f.title + " " + quoted(e.text) + " was not in use on " + day.Long() + "."
	if f.masked {
		message = "The value in " + f.title + " was not in use on " + day.Long() + "."
	}
	var spans []string
	for _, row := range d.rows[e.asText()] {
		spans = append(spans, validity(row))
	}
	return f.own(d.con, report.KindConstraint, message, "a date "+orList(spans),
		"Correct the "+lowerFirst(f.title)+" or the "+lowerFirst(f.checker.fields[d.con.On].title)+".")
}

func validity(row rules.ListRow) string {
	switch {
	case row.From != nil && row.To != nil:
		return "from " + row.From.Long() + " to " + row.To.Long()
	case row.From != nil:
		return "from " + row.From.Long() + " on"
	case row.To != nil:
		return "up to " + row.To.Long()
	}
	return "at any time"
}
