// Package ruledocs writes a page for each return, for the people who fill it in:
// what each column means and takes, what is checked, what is worked out, when it
// is due and whom to ask. The words come from the rules themselves.
//
// Start reading at Describe, which gives a Page, and at HTML and Markdown, which
// write one; Index lists them. columns.go, checks.go, figures.go and examples.go
// fill a page. The package reads and writes no files.
package ruledocs

import (
	"cmp"
	"fmt"
	"strings"

	"winnow/internal/period"
	"winnow/rules"
)

// Page is all that is said of one return.
type Page struct {
	Return, Title, Grain string
	Set, Version         string // of the rule set, as its ruleset.yaml names it; "" where it doesn't
	Fingerprint          string // of the rule file: the first 12 letters of its SHA-256
	Period               string // such as "each quarter"; "" where it isn't said
	Senders              []Sender

	Layout  []string // how the sheet is laid out: sentences
	Columns []Column
	Blanks  []string // texts that count as blank in every column
	Labels  []Placeholder

	Rows, Table, Across []Check // on a row; on the table; against other returns, lists and periods
	Threshold           string  // when the whole table is sent back; "" for never
	Figures             []Figure
	Bands               []Scale
	Good, Bad           []Example
}

// Sender is a service that owes the return.
type Sender struct {
	Name, Contact, Email string
	Due                  string // "28 days after the quarter ends: 28 July, …"; "" where it isn't said
}

// Describe fills the page of a return of the set.
func Describe(set *rules.Set, ret *rules.Return) Page {
	p := Page{Return: ret.Name, Title: cmp.Or(ret.Title, ret.Name), Grain: ret.Grain, Set: set.Title, Version: set.Version, Fingerprint: ret.Hash}
	if len(p.Fingerprint) > 12 {
		p.Fingerprint = p.Fingerprint[:12]
	}
	if ret.PeriodKind != period.None {
		p.Period = "each " + kindWord(ret.PeriodKind)
	}
	p.Senders = senders(set, ret)
	p.Layout = layout(ret)
	p.columns(ret)
	p.checks(ret)
	p.figures(set, ret)
	p.examples(set, ret)
	return p
}

// File is the page's file name without its ending: the return's name, but for one
// that would be taken for the index.
func (p Page) File() string {
	if strings.EqualFold(p.Return, "index") {
		return "return_" + p.Return
	}
	return p.Return
}

func kindWord(k period.Kind) string {
	if k == period.Year {
		return "financial year"
	}
	return k.String()
}

// senders are the services that returns_due.csv names, else the owner.
func senders(set *rules.Set, ret *rules.Return) []Sender {
	var out []Sender
	for _, d := range set.Due {
		if d.Return == ret.Name {
			s := sender(set, d.Service)
			s.Due = dueWords(d)
			out = append(out, s)
		}
	}
	if len(out) == 0 && ret.Owner != "" {
		out = append(out, sender(set, ret.Owner))
	}
	return out
}

func sender(set *rules.Set, service string) Sender {
	for _, s := range set.Services {
		if s.Service == service {
			return Sender{Name: cmp.Or(s.Name, service), Contact: s.Contact, Email: s.Email}
		}
	}
	return Sender{Name: service}
}

// layout says where the table must stand, as far as the rules ask for anything.
func layout(ret *rules.Return) []string {
	f := ret.Find
	var out []string
	switch {
	case ret.Form:
		out = append(out, "The sheet is a form: each answer stands beside its label.")
	case f.HeaderRows == 2:
		out = append(out, fmt.Sprintf("The column headings stand in two rows, within the first %d rows.", f.HeaderWithin))
	default:
		out = append(out, fmt.Sprintf("The column headings stand in one row, within the first %d rows. The columns may be in any order; capitals, spaces and punctuation in headings don't matter.", f.HeaderWithin))
	}
	if len(f.Sheets) > 0 {
		names := make([]string, len(f.Sheets))
		for i, s := range f.Sheets {
			names[i] = "“" + strings.NewReplacer("{quarter}", "1", "{month}", "April").Replace(s) + "”"
		}
		out = append(out, "The table is looked for on the sheet "+either(names)+".")
	}
	if len(f.TemplateAccept) > 0 {
		out = append(out, fmt.Sprintf("Cell %s of the template gives its version, which must be %s.", f.TemplateCell, either(f.TemplateAccept)))
	}
	for _, fact := range ret.Facts {
		out = append(out, factWords(fact))
	}
	if f.CheckTotals && !ret.Form {
		out = append(out, "A row of totals below the table is checked against the rows above it.")
	}
	if f.Extra == rules.PolicyRefuse {
		out = append(out, "There must be no other columns.")
	}
	return out
}

func factWords(f rules.Fact) string {
	if f.Name == "period" {
		return fmt.Sprintf("Above the table, beside the label “%s”, stands the period that the return is about.", f.Label)
	}
	what := map[rules.Type]string{rules.TypeDate: "a date", rules.TypeNumber: "a number", rules.TypeInteger: "a whole number"}[f.Type]
	if what == "" {
		what = "the answer"
	}
	return fmt.Sprintf("Above the table, beside the label “%s”, stands %s.", f.Label, what)
}

// listed returns "a", "a and b", "a, b and c".
func listed(items []string) string { return joined(items, " and ") }

func either(items []string) string { return joined(items, " or ") }

func joined(items []string, link string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + link + items[last]
}
