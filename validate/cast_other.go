package validate

import "winnow/rules"

// textKinds say what the types hold whose values are kept as text.
var textKinds = map[rules.Type]string{
	rules.TypeDuration: "a length of time such as P3DT4H",
	rules.TypeObject:   "a JSON object",
	rules.TypeArray:    "a JSON array",
	rules.TypeGeoJSON:  "GeoJSON",
	rules.TypeGeopoint: "a longitude and latitude such as -1.42, 53.23",
	rules.TypeList:     "a list",
}

// castOther reads the types that are kept as text: duration, object, array,
// geojson, geopoint and list. Their value is the one way to write it.
func castOther(f *field, e *entry, _ bool) {
	canonical, ok := f.CanonicalText(e.text)
	if !ok {
		f.breakType(e, "is not "+f.kindWords(), "Check it and correct it.")
		return
	}
	e.setText(canonical)
}

// kindWords says what the field holds, with the type of a list's items.
func (f *field) kindWords() string {
	switch {
	case f.Type == rules.TypeGeoJSON && f.Format == "topojson":
		return "TopoJSON"
	case f.Type == rules.TypeList && f.ItemType != "" && f.ItemType != rules.TypeString:
		return "a list of " + itemWords[f.ItemType] + " parted by “" + f.Delimiter + "”"
	}
	return textKinds[f.Type]
}

var itemWords = map[rules.Type]string{
	rules.TypeInteger: "whole numbers", rules.TypeNumber: "numbers", rules.TypeBoolean: "true and false", rules.TypeDate: "dates such as 2021-04-16",
	rules.TypeTime: "times such as 09:30:00", rules.TypeDateTime: "dates and times such as 2021-04-16T09:30:00",
}
