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
		Block:        ingest.Block(ret.Find.Block),
		Form:         ret.Form,
		Stated:       ret.Stated,
	}
	if ret.Resource != nil {
		l.Headless, l.Comment = ret.Resource.NoHeader, ret.Resource.Comment
		l.CommentRows = ret.Resource.CommentRows
		l.AnyCase, l.HeaderAt, l.HeaderJoin = ret.Resource.AnyCase, ret.Resource.HeaderRows, ret.Resource.HeaderJoin
	}
	keys := map[int]bool{}
	for _, f := range ret.PrimaryKey {
		keys[f] = true
	}
	for i, f := range ret.Fields {
		if ret.Made(i) {
			l.Columns = append(l.Columns, ingest.Column{Name: f.Name, Made: true})
			continue
		}
		l.Columns = append(l.Columns, ingest.Column{
			Name:     f.Name,
			Titles:   append([]string{f.Title, f.Name}, f.Aliases...),
			Required: ret.MustHave(i),
			Key:      f.Key || keys[i],
			Numeric:  f.Type == rules.TypeNumber || f.Type == rules.TypeInteger,
		})
	}
	l.Columns = append(l.Columns, wideColumns(ret)...)
	for _, f := range ret.Facts {
		below := f.Type == rules.TypeDate || f.Type == rules.TypeNumber || f.Type == rules.TypeInteger
		l.Facts = append(l.Facts, ingest.FactLabel{Name: f.Name, Label: f.Label, Below: below})
	}
	return l
}

// wideColumns lists the columns that are unpivoted, and last that of their
// totals: they follow those of the fields.
func wideColumns(ret *rules.Return) []ingest.Column {
	u := ret.Unpivot
	if u == nil {
		return nil
	}
	var list []ingest.Column
	value := ret.Fields[u.Value]
	figures := value.Type == rules.TypeNumber || value.Type == rules.TypeInteger
	for _, c := range u.Columns {
		list = append(list, ingest.Column{Name: c.Title, Titles: append([]string{c.Title}, c.Aliases...), Required: ret.MustHave(u.Value), Numeric: figures})
	}
	if t := u.Total; t != nil {
		list = append(list, ingest.Column{Name: t.Title, Titles: append([]string{t.Title}, t.Aliases...), Numeric: true})
	}
	return list
}
