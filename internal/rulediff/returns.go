package rulediff

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/rules"
)

// returns compares the returns of two sets, matched by name. Two sets of one
// return each are two versions of it, whatever it is called.
func (d *differ) returns(before, after *rules.Set) {
	if len(before.Returns) == 1 && len(after.Returns) == 1 {
		d.oneReturn(before.Returns[0], after.Returns[0])
		return
	}
	for _, r := range after.Returns {
		if was := before.Return(r.Name); was != nil {
			d.oneReturn(was, r)
			continue
		}
		d.ret = r.Name
		d.add("return", r.Name, Added, fmt.Sprintf("added: %s, with %s", quote(title(r)), counted(len(r.Fields), "field")), None)
	}
	for _, r := range before.Returns {
		if after.Return(r.Name) == nil {
			d.ret = r.Name
			d.add("return", r.Name, Removed, fmt.Sprintf("removed: %s", quote(title(r))), Tighter)
		}
	}
	d.ret = ""
}

func title(r *rules.Return) string {
	if r.Title == "" {
		return r.Name
	}
	return r.Title
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// oneReturn compares two versions of a return, from its top to its table rules.
func (d *differ) oneReturn(before, after *rules.Return) {
	d.ret = after.Name
	defer func() { d.ret = "" }()
	if before.Name != after.Name {
		d.add("return", after.Name, Renamed, "renamed; it was "+before.Name, None)
	}
	old, new := &version{ret: before}, &version{ret: after}
	d.aspects("return", after.Name, old.top(), new.top())
	d.things("fact", old.facts(), new.facts())
	old.renamed = d.things("field", old.fields(), new.fields())
	d.aspects("return", after.Name, old.keys(), new.keys())
	d.things("lookup", old.lookups(), new.lookups())
	for from, to := range d.things("rule", old.rules(), new.rules()) {
		old.rename(from, to)
	}
	for from, to := range d.things("measure", old.measures(), new.measures()) {
		old.rename(from, to)
	}
	d.things("table rule", old.tableRules(), new.tableRules())
	d.aspects("tests", after.Name, old.tests(), new.tests())
}

// version is a return with the names that are others in the newer version.
type version struct {
	ret     *rules.Return
	renamed map[string]string
}

func (r *version) rename(from, to string) {
	if r.renamed == nil {
		r.renamed = map[string]string{}
	}
	r.renamed[from] = to
}

// top is what stands at the top of a rule file.
func (r *version) top() []aspect {
	x, f := r.ret, r.ret.Find
	return []aspect{
		{name: "the title", value: x.Title, show: quote(x.Title), harmless: true},
		{name: "what a row is", value: x.Grain, show: quote(x.Grain), harmless: true},
		{name: "the period", value: periodKind(x.PeriodKind), open: true},
		{name: "the owner", value: x.Owner, harmless: true},
		{name: "the sheets looked at", value: strings.Join(f.Sheets, ", "), open: true},
		{name: "the number of heading rows", value: fmt.Sprint(f.HeaderRows), open: true},
		numbered("the number of rows in which the headings must stand", f.HeaderWithin, -1),
		{name: "what happens to columns too many", value: string(f.Extra), open: true},
		{name: "what happens where columns are missing", value: string(f.Missing), open: true},
		{name: "the number of blank rows that end the table", value: fmt.Sprint(f.BlankRows), open: true},
		{name: "what happens to totals", value: map[bool]string{true: "they are checked", false: "they are passed over"}[f.CheckTotals], open: true},
		numbered("the fewest rows", f.MinRows, 1),
		{name: "the part of the sheet", value: blockWords(f.Block), open: true},
		{name: "the template's version cell", value: f.TemplateCell},
		{set: f.TemplateAccept, name: "the template's versions", adds: "also takes the template", drops: "no longer takes the template"},
		{name: "the layout", value: layoutWords(x), open: true},
		share("the share of rows in error above which the table is sent back", x.RefuseAbove),
		{name: "trial", value: map[bool]string{true: "on trial"}[x.Trial], reverse: true, words: trialWords},
	}
}

func trialWords(_, new aspect) string {
	if new.value == "" {
		return "no longer on trial: what is found is sent"
	}
	return "now on trial: run and counted, and not sent"
}

func numbered(name string, n, sense int) aspect {
	v := number.FromInt(int64(n))
	return aspect{name: name, value: fmt.Sprint(n), order: &v, sense: sense}
}

func share(name string, n *number.Num) aspect {
	if n == nil {
		return aspect{name: name, sense: -1}
	}
	percent := n.Mul(number.FromInt(100))
	return aspect{name: name, value: percent.String() + "%", order: n, sense: -1}
}

func blockWords(b rules.Block) string {
	if b.IsZero() {
		return ""
	}
	return fmt.Sprintf("after %s, before %s", quoted(b.After), quoted(b.Before))
}

func layoutWords(r *rules.Return) string {
	if r.Form {
		return "a form"
	}
	u := r.Unpivot
	if u == nil {
		return ""
	}
	var columns []string
	for _, c := range u.Columns {
		columns = append(columns, c.Title)
	}
	words := "wide, with the columns " + quoted(columns)
	if u.Total != nil {
		words += " and the total " + quote(u.Total.Title)
	}
	return words
}

func (r *version) facts() []thing {
	var out []thing
	for _, f := range r.ret.Facts {
		out = append(out, thing{name: f.Name, short: "beside " + quote(f.Label), come: None, gone: None, aspects: []aspect{
			{name: "the label", value: f.Label, show: quote(f.Label), open: true},
			{name: "the type", value: string(f.Type), open: true},
			{name: "the format", value: f.Format, open: true},
		}})
	}
	return out
}

// keys are the primary key, unique keys and foreign keys, with what is said of
// rows that break them.
func (r *version) keys() []aspect {
	x := r.ret
	out := []aspect{{name: "the primary key", value: r.names(x.PrimaryKey)}}
	if len(x.PrimaryKey) > 0 {
		out = append(out, keyWords("the primary key", x.KeyCheck)...)
	}
	for i, k := range x.UniqueKeys {
		name := "the unique key " + r.names(k)
		out = append(out, aspect{name: name, value: "there", words: come("there is a new unique key: "+r.names(k), "the unique key "+r.names(k)+" is gone")})
		if i < len(x.UniqueCheck) {
			out = append(out, keyWords(name, x.UniqueCheck[i])...)
		}
	}
	for _, k := range x.ForeignKeys {
		name := "the foreign key " + r.names(k.Fields)
		out = append(out, aspect{name: name, value: source(k.Lookup)})
		out = append(out, keyWords(name, k.KeyCheck)...)
	}
	return out
}

func keyWords(name string, k rules.KeyCheck) []aspect {
	return []aspect{
		severity(name+" is", k.Severity), {name: name + "'s message", value: k.Message, show: quote(k.Message), harmless: true},
		{name: name + "'s fix", value: k.Fix, show: quote(k.Fix), harmless: true},
	}
}

// come words something that is there or isn't.
func come(there, gone string) func(old, new aspect) string {
	return func(_, new aspect) string {
		if new.value == "" {
			return gone
		}
		return there
	}
}

// names lists fields by their names, as the newer version has them.
func (r *version) names(fields []int) string {
	var all []string
	for _, f := range fields {
		if f >= 0 && f < len(r.ret.Fields) {
			all = append(all, r.field(f))
		}
	}
	return strings.Join(all, ", ")
}

func (r *version) field(i int) string {
	if i < 0 || i >= len(r.ret.Fields) {
		return ""
	}
	name := r.ret.Fields[i].Name
	if to, ok := r.renamed[name]; ok {
		return to
	}
	return name
}

func (r *version) tests() []aspect {
	var names []string
	for _, t := range r.ret.Tests {
		names = append(names, t.Name)
	}
	slices.Sort(names)
	return []aspect{{name: "the tests", set: names, adds: "also tests", drops: "no longer tests", harmless: true}}
}
