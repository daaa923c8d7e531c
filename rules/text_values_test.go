package rules

import "testing"

func TestCanonicalText(t *testing.T) {
	list := func(items Type, delimiter string) *Field {
		return &Field{Type: TypeList, ItemType: items, Delimiter: delimiter}
	}
	tests := []struct {
		name  string
		field *Field
		text  string
		want  string // "" for no such value
	}{
		{"days and hours", &Field{Type: TypeDuration}, "P3DT4H", "P3DT4H"},
		{"hours make days", &Field{Type: TypeDuration}, "PT49H30M", "P2DT1H30M"},
		{"months make years", &Field{Type: TypeDuration}, "P14M", "P1Y2M"},
		{"weeks", &Field{Type: TypeDuration}, "P2W", "P14D"},
		{"parts", &Field{Type: TypeDuration}, "P0.5YT1,5S", "P6MT1.5S"},
		{"negative", &Field{Type: TypeDuration}, "-P1D", "-P1D"},
		{"nothing", &Field{Type: TypeDuration}, "PT0S", "PT0S"},
		{"no parts", &Field{Type: TypeDuration}, "P", ""},
		{"no parts after T", &Field{Type: TypeDuration}, "P1DT", ""},
		{"a sign inside", &Field{Type: TypeDuration}, "P-1Y", ""},
		{"part of a month", &Field{Type: TypeDuration}, "P0.3M", ""},
		{"object", &Field{Type: TypeObject}, `{"b": 1.50, "a": [true, null]}`, `{"a":[true,null],"b":1.5}`},
		{"long numbers keep their digits", &Field{Type: TypeArray}, `[12345678901234567890]`, `[12345678901234567890]`},
		{"an array is no object", &Field{Type: TypeObject}, `[]`, ""},
		{"more than one value", &Field{Type: TypeArray}, `[] []`, ""},
		{"cut off", &Field{Type: TypeArray}, `[1,`, ""},
		{"point", &Field{Type: TypeGeopoint}, "-1.420,53.23", "-1.42, 53.23"},
		{"point off the globe", &Field{Type: TypeGeopoint}, "53.23, -91", ""},
		{"point as array", &Field{Type: TypeGeopoint, Format: "array"}, `["180", -90]`, "[180,-90]"},
		{"point as object", &Field{Type: TypeGeopoint, Format: "object"}, `{"lat": 1, "lon": 2}`, `{"lon":2,"lat":1}`},
		{"point with more", &Field{Type: TypeGeopoint, Format: "object"}, `{"lat": 1, "lon": 2, "x": 3}`, ""},
		{"feature", &Field{Type: TypeGeoJSON}, `{"type": "Feature", "geometry": null, "properties": {}}`, `{"geometry":null,"properties":{},"type":"Feature"}`},
		{"geometry", &Field{Type: TypeGeoJSON}, `{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}`, `{"coordinates":[[[0,0],[1,0],[1,1],[0,0]]],"type":"Polygon"}`},
		{"a line too shallow", &Field{Type: TypeGeoJSON}, `{"type": "LineString", "coordinates": [0, 1]}`, ""},
		{"collection of a geometry", &Field{Type: TypeGeoJSON}, `{"type": "FeatureCollection", "features": [{"type": "Point", "coordinates": [0, 1]}]}`, ""},
		{"no type", &Field{Type: TypeGeoJSON}, `{}`, ""},
		{"topology", &Field{Type: TypeGeoJSON, Format: "topojson"}, `{"type": "LineString", "arcs": [42]}`, `{"arcs":[42],"type":"LineString"}`},
		{"list", list("", ""), "a, b,c", "a,b,c"},
		{"list of numbers", list(TypeInteger, ";"), "01; 2", "1;2"},
		{"list of other than numbers", list(TypeInteger, ";"), "1;two", ""},
		{"list of dates", list(TypeDate, "|"), "2021-04-16|2021-04-31", ""},
		{"list of booleans", list(TypeBoolean, ","), "true,0", "true,false"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := tt.field.CanonicalText(tt.text)
			if !ok {
				got = ""
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDurationCompare(t *testing.T) {
	tests := []struct {
		a, b  string
		order int
		ok    bool
	}{
		{"P1D", "PT24H", 0, true}, {"P1Y", "P12M", 0, true}, {"P1M", "P32D", -1, true}, {"P1M", "P27D", 1, true},
		{"P1M", "P30D", 0, false}, {"-P1D", "PT0S", -1, true}, {"P1Y", "P365D", 0, false}, {"P1Y", "P367D", -1, true},
	}
	for _, tt := range tests {
		a, _ := ParseDuration(tt.a)
		b, _ := ParseDuration(tt.b)
		order, ok := a.Compare(b)
		if ok != tt.ok || ok && order != tt.order {
			t.Errorf("%s, %s: got %d, %v, want %d, %v", tt.a, tt.b, order, ok, tt.order, tt.ok)
		}
	}
}

// FuzzCanonicalText holds that the one way to write a value is a fixed point.
func FuzzCanonicalText(f *testing.F) {
	types := []*Field{{Type: TypeDuration}, {Type: TypeObject}, {Type: TypeArray}, {Type: TypeGeoJSON}, {Type: TypeGeopoint}, {Type: TypeGeopoint, Format: "object"},
		{Type: TypeList, ItemType: TypeNumber, Delimiter: ";"}, {Type: TypeList, ItemType: TypeDateTime, Delimiter: ","}}
	for i, s := range []string{"P1Y2M3DT4H5M6.7S", `{"a":[1.50,"x"]}`, "[1e3]", `{"type":"Point","coordinates":[1,2]}`, "1,2", `{"lon":1,"lat":2}`, "1;2", "2021-04-16T09:30:00"} {
		f.Add(uint8(i), s)
	}
	f.Fuzz(func(t *testing.T, which uint8, s string) {
		field := types[int(which)%len(types)]
		once, ok := field.CanonicalText(s)
		if !ok {
			return
		}
		if twice, ok := field.CanonicalText(once); !ok || twice != once {
			t.Errorf("%s: %q becomes %q, and that %q, %v", field.Type, s, once, twice, ok)
		}
	})
}
