package validate

import (
	"encoding/json"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/table"
	"winnow/rules"
)

// newItems compiles what each item of an array must be; nil for anything.
func newItems(c *Checker, r *rules.Field, col int) (*field, error) {
	if r.ArrayItem == nil {
		return nil, nil
	}
	return newField(c, r.ArrayItem, col)
}

// castItems reads an array each of whose items is of a type. Its value is the
// array of the items' values.
func castItems(f *field, e *entry, date1904 bool) {
	castOther(f, e, date1904)
	if e.state != valued {
		return
	}
	array, _ := rules.ParseJSON(e.text)
	list, _ := array.([]any)
	for i, item := range f.itemsOf(e) {
		if item.state == broken {
			why := "is not a JSON array of which each item is " + f.items.wanted()
			if !f.masked {
				why += ": " + quoted(item.raw) + " is not"
			}
			f.breakType(e, why, "Check it and correct it.")
			return
		}
		if f.items.Type != rules.TypeAny || item.state != valued {
			list[i] = item.asJSON()
		}
	}
	text, _ := json.Marshal(list) // of texts, numbers, and what was JSON before
	canonical, _ := f.CanonicalText(string(text))
	e.setText(canonical)
}

// itemsOf casts each item of the array that an entry's text is.
func (f *field) itemsOf(e *entry) []entry {
	array, _ := rules.ParseJSON(e.text)
	list, _ := array.([]any)
	items := make([]entry, len(list))
	for i, v := range list {
		items[i] = f.items.item(v)
	}
	return items
}

// item casts one item. JSON says itself what is a text, a number or a truth, so
// that none is taken for another; a text may spell any of them.
func (f *field) item(v any) entry {
	e := entry{kind: table.Text, masked: f.masked}
	fits := true
	switch v := v.(type) {
	case nil:
		e.kind = table.Blank
	case string:
		e.raw = v
	case json.Number:
		e.raw, e.kind = v.String(), table.Number
		fits = f.Type == rules.TypeNumber || f.Type == rules.TypeInteger || f.Type == rules.TypeYear || f.Type == rules.TypeAny
	case bool:
		e.raw, e.kind = map[bool]string{true: "TRUE", false: "FALSE"}[v], table.Bool
		fits = f.Type == rules.TypeBoolean || f.Type == rules.TypeAny
	default:
		text, _ := json.Marshal(v) // it was JSON before
		e.raw = string(text)
		fits = f.Type != rules.TypeString
	}
	e.text = tidy(e.raw)
	_, missing := f.misses[e.text]
	switch {
	case e.kind == table.Blank || missing && f.missing(&e):
	case !fits:
		e.state = broken
	default:
		f.cast(f, &e, false)
	}
	return e
}

// asJSON returns an item's value for the array that it is of.
func (e *entry) asJSON() any {
	switch {
	case e.state != valued:
		return nil
	case e.value.Type == expr.Number:
		return json.Number(e.value.Num.String())
	case e.value.Type == expr.Bool:
		return e.value.Bool
	case strings.HasPrefix(e.raw, "{") || strings.HasPrefix(e.raw, "["):
		if v, ok := rules.ParseJSON(e.asText()); ok {
			return v
		}
	}
	return e.asText()
}

// itemCheck holds each item of an array to one of its constraints.
func itemCheck(f *field, k *rules.Constraint) *check {
	if k.Item.Kind == rules.Required {
		return newCheck(f, k, func(e *entry) bool {
			return f.firstItem(e, func(item *entry) bool { return item.state == blank }) == nil
		},
			func(*entry) (string, string, string) {
				return "An item of " + f.title + " is missing.", f.items.wantedFilled(), "Fill it in."
			})
	}
	each := checkKinds[k.Item.Kind](f.items, k.Item)
	fails := func(item *entry) bool { return item.state == valued && !each.holds(item) }
	return newCheck(f, k, func(e *entry) bool { return f.firstItem(e, fails) == nil },
		func(e *entry) (string, string, string) { return each.words(f.firstItem(e, fails)) })
}

// firstItem returns the first item of an entry for which something is so.
func (f *field) firstItem(e *entry, is func(*entry) bool) *entry {
	items := f.itemsOf(e)
	for i := range items {
		if is(&items[i]) {
			return &items[i]
		}
	}
	return nil
}
