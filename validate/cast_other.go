package validate

import (
	"encoding/json"
	"regexp"
	"strings"

	"winnow/internal/number"
	"winnow/rules"
)

var reDuration = regexp.MustCompile(`^-?P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$`)

// castOther checks the types that are kept as text: duration, object, array and
// geopoint.
func castOther(f *field, e *entry, _ bool) {
	var ok bool
	var want string
	switch f.Type {
	case rules.TypeDuration:
		ok, want = reDuration.MatchString(e.text) && !strings.HasSuffix(e.text, "P") && !strings.HasSuffix(e.text, "T"), "a length of time such as P3DT4H"
	case rules.TypeObject:
		ok, want = isJSON(e.text, '{'), "a JSON object"
	case rules.TypeArray:
		ok, want = isJSON(e.text, '['), "a JSON array"
	case rules.TypeGeopoint:
		ok, want = isPoint(e.text, f.Format), "a longitude and latitude such as -1.42, 53.23"
	}
	if !ok {
		f.breakType(e, "is not "+want, "Check it and correct it.")
		return
	}
	e.setText(e.text)
}

func isJSON(s string, first byte) bool {
	return len(s) > 0 && s[0] == first && json.Valid([]byte(s))
}

// isPoint reads "lon, lat", and with the formats array and object their JSON.
func isPoint(s, format string) bool {
	var parts []string
	switch format {
	case "array":
		var p []json.Number
		if json.Unmarshal([]byte(s), &p) != nil || len(p) != 2 {
			return false
		}
		parts = []string{p[0].String(), p[1].String()}
	case "object":
		var p struct{ Lon, Lat *json.Number }
		if json.Unmarshal([]byte(s), &p) != nil || p.Lon == nil || p.Lat == nil {
			return false
		}
		parts = []string{p.Lon.String(), p.Lat.String()}
	default:
		parts = strings.Split(s, ",")
	}
	return len(parts) == 2 && inDegrees(parts[0], 180) && inDegrees(parts[1], 90)
}

func inDegrees(s string, most int64) bool {
	n, err := number.Parse(strings.TrimSpace(s))
	return err == nil && n.Abs().Cmp(number.FromInt(most)) <= 0
}
