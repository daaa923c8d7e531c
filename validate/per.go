package validate

import (
	"cmp"
	"slices"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// judgeFigures judges an expression over this table's own figures: once, or for
// each of its groups.
func (c *Checker) judgeFigures(n int, k *tableCheck, x *reduction, out *conclusion) {
	keys := []string{""}
	if len(k.Per) > 0 {
		m := c.ret.Measures[k.Groups]
		p := x.part(k.Groups)
		if p.Missing != "" {
			out.skipped[k.ID] = p.Missing
			return
		}
		keys = x.groupKeys(m, p)
	}
	blank, waiting, reason, held := 0, 0, "", x.onlyHeld(k, keys)
	for _, key := range keys {
		if held[key] {
			blank++
			continue
		}
		row := x.row(k.TableRule, key)
		verdict, why, failed := row.judge(k.TableRule)
		switch {
		case failed:
			out.ended.fail(k.ID, why)
		case verdict == unknown:
			blank, reason = blank+1, cmp.Or(reason, why)
		case verdict == no && row.mayHold(k.TableRule):
			waiting, reason = waiting+1, cmp.Or(reason, heldReason)
		case verdict == no:
			c.fail(n, k, row, out)
		}
	}
	switch {
	case blank+waiting == 0:
	case len(k.Per) == 0 || blank+waiting == len(keys) && reason != "":
		out.skipped[k.ID] = reason
	default:
		out.ended.remark(k.ID, unjudged(blank, waiting))
	}
}

// unjudged says how many groups were not judged, and why.
func unjudged(blank, waiting int) string {
	var why []string
	if blank > 0 {
		why = append(why, "not evaluated for "+plural(blank, "group", "groups")+" for want of figures")
	}
	if waiting > 0 {
		why = append(why, "broken in "+plural(waiting, "group", "groups")+" that can't be judged before the records held back are corrected")
	}
	return strings.Join(why, "; ")
}

// onlyHeld returns the groups that have no record but those held back, and of
// those that have none at all as many as records held back may belong to: what is
// wrong with these has been said.
func (x *reduction) onlyHeld(k *tableCheck, keys []string) map[string]bool {
	if len(k.Per) == 0 {
		return nil
	}
	p, held := x.part(k.Groups), map[string]bool{}
	var empty []string
	for _, key := range keys {
		switch t := p.Groups[key]; {
		case t == nil:
			empty = append(empty, key)
		case t.Rows == 0:
			held[key] = true
		}
	}
	if p.Anywhere != nil && int64(len(empty)) <= p.Anywhere.Maybe {
		for _, key := range empty {
			held[key] = true
		}
	}
	return held
}

// fail notes a group that breaks its rule, as an exception of its own or for
// its records to be listed.
func (c *Checker) fail(n int, k *tableCheck, row *figureRow, out *conclusion) {
	v := ruling{record: -1, key: c.groupWords(k.Per, row.key), words: row.words(k.TableRule)}
	for i, f := range k.Per {
		v.words[c.fields[f].Name] = c.groupWords(k.Per[i:i+1], codesIn(k.Per, row.key)[i])
	}
	if k.rows == nil {
		out.rulings[n] = append(out.rulings[n], v)
		return
	}
	if out.groups[n] == nil {
		out.groups[n] = map[string]*ruling{}
	}
	out.groups[n][row.key] = &v
}

// groupWords says a group's codes as a person knows them.
func (c *Checker) groupWords(fields []int, key string) string {
	if len(fields) == 0 {
		return ""
	}
	words := codesIn(fields, key)
	for i, f := range fields {
		switch field := c.fields[f]; {
		case field.masked:
			words[i] = report.MaskedValue
		case words[i] == "":
			words[i] = "blank"
		case field.Labels[words[i]] != "":
			words[i] = field.Labels[words[i]]
		case field.Type == rules.TypeDate:
			if day, ok := period.ParseDate(words[i]); ok {
				words[i] = day.Long()
			}
		}
	}
	return strings.Join(words, " / ")
}

// codesIn parts a group's key into the codes of its fields.
func codesIn(fields []int, key string) []string {
	if len(fields) < 2 {
		return []string{key}
	}
	return strings.Split(key, groupSeparator)
}

// ownFigures works the return's figures out over this table alone.
func (c *Checker) ownFigures() *reduction {
	x := &reduction{ret: c.ret, ctx: c.ctx, figures: c.ctx.Figures, all: c.joined.part, any: true, stated: []map[string]Exact{c.joined.part.Stated}}
	x.work()
	return x
}

// figureRow is the figures that an expression of a table rule reads, worked out
// as they are asked for.
type figureRow struct {
	x     *reduction
	r     *rules.TableRule
	key   string           // of the group
	known map[int]figureOf // by variable
}

// figureOf is a variable's value, or why it has none.
type figureOf struct {
	value   expr.Value
	missing string
	failed  bool // for a fault of the rule file
}

func (x *reduction) row(r *rules.TableRule, key string) *figureRow {
	return &figureRow{x: x, r: r, key: key, known: map[int]figureOf{}}
}

// Value implements expr.Row.
func (f *figureRow) Value(i int) expr.Value { return f.at(i).value }

func (f *figureRow) at(i int) figureOf {
	known, ok := f.known[i]
	if !ok {
		known = f.work(i)
		f.known[i] = known
	}
	return known
}

func (f *figureRow) work(i int) figureOf {
	if field, ok := f.r.PerVars[i]; ok {
		at := slices.Index(f.r.Per, field)
		text := codesIn(f.r.Per, f.key)[at]
		return figureOf{value: codeValue(f.x.ret.Fields[field].Type.Expr(), text), missing: "a group has no " + f.x.ret.Fields[field].Name}
	}
	n, missing, failed := f.x.variable(f.r.Vars[i], f.key)
	if n == nil {
		return figureOf{missing: missing, failed: failed}
	}
	return figureOf{value: expr.Value{Type: expr.Number, Num: *n}}
}

// codeValue is the value whose canonical text a group's code is.
func codeValue(t expr.Type, text string) expr.Value {
	switch t {
	case expr.String:
		if text != "" {
			return expr.Value{Type: t, Str: text}
		}
	case expr.Number:
		if n, err := number.Parse(text); err == nil {
			return expr.Value{Type: t, Num: n}
		}
	case expr.Date:
		if day, ok := period.ParseDate(text); ok {
			return expr.Value{Type: t, Date: day}
		}
	case expr.Bool:
		if text != "" {
			return expr.Value{Type: t, Bool: text == "true"}
		}
	}
	return expr.Value{}
}

// judge evaluates the rule. why says what kept it from having an answer, and
// failed that it is a fault of the rule.
func (f *figureRow) judge(r *rules.TableRule) (t truth, why string, failed bool) {
	if t = truthOf(r.Expect.Eval(f)); t != unknown {
		return t, "", false
	}
	for _, i := range r.Expect.Reads() {
		if known := f.at(i); !known.value.Known() {
			return f.blank(r), known.missing, known.failed
		}
	}
	return unknown, cmp.Or(r.Expect.Failure(f), "it can't be worked out from these figures"), true
}

// blank is the answer of a rule that lacks a figure.
func (f *figureRow) blank(r *rules.TableRule) truth {
	switch r.Blanks {
	case "fail":
		return no
	case "pass":
		return yes
	}
	return unknown
}

// words gives the figures that the rule's words may have in braces.
func (f *figureRow) words(r *rules.TableRule) map[string]string {
	out := map[string]string{}
	for _, text := range []string{r.Message, r.Fix, r.Expected} {
		expand(text, func(name string) (string, bool) {
			if word, ok := f.word(name); ok {
				out[name] = word
			}
			return "", false
		})
	}
	return out
}

func (f *figureRow) word(name string) (string, bool) {
	if p := f.r.Figures[name]; p != nil {
		if v := p.Eval(f); v.Known() {
			return v.Num.String(), true
		}
		return "(not known)", true
	}
	for i, ref := range f.r.Vars {
		if _, field := f.r.PerVars[i]; ref.Name != name || field {
			continue
		}
		if v := f.at(i).value; v.Known() {
			return v.Num.String(), true
		}
		return "(not known)", true
	}
	return "", false
}
