package pipeline

import (
	"winnow/ingest"
	"winnow/rules"
)

// layoutOf translates how a rule file says its table is found into ingest's
// terms: ingest knows titles and positions, never rules.
func layoutOf(ret *rules.Return) *ingest.Layout {
	l := &ingest.Layout{
		Sheets:       ret.Find.Sheets,
		HeaderRows:   ret.Find.HeaderRows,
		HeaderWithin: ret.Find.HeaderWithin,
		BlankRows:    ret.Find.BlankRows,
		Strict:       ret.Bare,
		InOrder:      ret.Find.FieldsMatch == "exact",
	}
	keys := map[int]bool{}
	for _, f := range ret.PrimaryKey {
		keys[f] = true
	}
	for i, f := range ret.Fields {
		l.Columns = append(l.Columns, ingest.Column{
			Name:     f.Name,
			Titles:   append([]string{f.Title, f.Name}, f.Aliases...),
			Required: ret.MustHave(i),
			Key:      f.Key || keys[i],
			Numeric:  f.Type == rules.TypeNumber || f.Type == rules.TypeInteger,
		})
	}
	for _, f := range ret.Facts {
		l.Facts = append(l.Facts, ingest.FactLabel{Name: f.Name, Label: f.Label})
	}
	return l
}
