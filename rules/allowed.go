package rules

import (
	"slices"

	"winnow/internal/period"
)

// Allowed is one value that an enum allows.
type Allowed struct {
	Code    string
	Write   string    // what a person writes for it: the code of a list, else the label that the field's map gives it
	Meaning string    // its name in a code list, or what the map calls it; "" where that is Write itself
	Rows    []ListRow // its rows of a code list that are valid in the period, for their dates
}

// Allowed lists what an enum of the field allows at some time in a period, or at
// any time where there is no period: each code once and in order.
func (f *Field) Allowed(c *Constraint, p period.Period) []Allowed {
	if c.List == nil {
		out := make([]Allowed, 0, len(c.Codes))
		for _, code := range c.Codes {
			a := Allowed{Code: code, Write: code}
			if label := f.Labels[code]; label != "" {
				a.Write = label
			}
			out = append(out, a)
		}
		return out
	}
	var out []Allowed
	at, name := map[string]int{}, c.List.nameColumn(c.Column)
	for _, row := range c.List.Rows {
		code := row.Cells[c.Column]
		if code == "" || !p.IsZero() && !row.validIn(p) {
			continue
		}
		i, ok := at[code]
		if !ok {
			i = len(out)
			at[code] = i
			out = append(out, Allowed{Code: code, Write: code, Meaning: f.meaning(code, row, name)})
		}
		out[i].Rows = append(out[i].Rows, row)
	}
	return out
}

// Lists says whether a code is one that the rules write out: of the field's enum or
// map, or true and false.
func (f *Field) Lists(code string) bool {
	codes, _ := f.codes()
	return f.Type == TypeBoolean || slices.Contains(codes, code) || f.Labels[code] != ""
}

func (f *Field) meaning(code string, row ListRow, name int) string {
	m := f.Labels[code]
	if name >= 0 {
		m = row.Cells[name]
	}
	if m == code {
		return ""
	}
	return m
}

func (r ListRow) validIn(p period.Period) bool {
	return (r.From == nil || *r.From <= p.End()) && (r.To == nil || *r.To >= p.Start())
}

// nameColumn finds the column of a list that says what the codes of another one
// mean, by its title; -1 where there is none.
func (l *List) nameColumn(codes int) int {
	return slices.IndexFunc(l.Columns, func(title string) bool {
		t := FoldTitle(title)
		for _, end := range []string{"name", "title", "label", "meaning", "description"} {
			if i := len(t) - len(end); i >= 0 && t[i:] == end {
				return title != l.Columns[codes]
			}
		}
		return false
	})
}
