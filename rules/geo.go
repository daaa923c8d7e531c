package rules

import (
	"encoding/json"
	"strings"

	"winnow/internal/number"
)

// parsePoint reads a geopoint in its format, "lon, lat" or JSON, and returns it
// in the one way to write it.
func parsePoint(s, format string) (string, bool) {
	var lon, lat string
	switch format {
	case "array":
		v, _ := ParseJSON(s)
		p, _ := v.([]any)
		if len(p) != 2 {
			return "", false
		}
		lon, lat = degrees(p[0]), degrees(p[1])
	case "object":
		v, _ := ParseJSON(s)
		p, _ := v.(map[string]any)
		if len(p) != 2 {
			return "", false
		}
		lon, lat = degrees(p["lon"]), degrees(p["lat"])
	default:
		parts := strings.Split(s, ",")
		if len(parts) != 2 {
			return "", false
		}
		lon, lat = strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])
	}
	x, okX := inDegrees(lon, 180)
	y, okY := inDegrees(lat, 90)
	if !okX || !okY {
		return "", false
	}
	switch format {
	case "array":
		return "[" + x + "," + y + "]", true
	case "object":
		return `{"lon":` + x + `,"lat":` + y + `}`, true
	}
	return x + ", " + y, true
}

// degrees returns a number of JSON as text; one in quotes passes too.
func degrees(v any) string {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case string:
		return strings.TrimSpace(v)
	}
	return ""
}

func inDegrees(s string, most int64) (string, bool) {
	n, err := number.Parse(s)
	if err != nil || n.Abs().Cmp(number.FromInt(most)) > 0 {
		return "", false
	}
	return n.String(), true
}

// geometries are the types of GeoJSON (RFC 7946) that have coordinates, with how
// deep the positions lie.
var geometries = map[string]int{"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

// isGeoJSON says whether a JSON object is GeoJSON.
func isGeoJSON(v any) bool {
	o, _ := v.(map[string]any)
	kind, _ := o["type"].(string)
	switch kind {
	case "Feature":
		geometry, has := o["geometry"]
		properties, hasProperties := o["properties"]
		_, isObject := properties.(map[string]any)
		return has && hasProperties && (properties == nil || isObject) && (geometry == nil || isGeometry(geometry))
	case "FeatureCollection":
		all, ok := o["features"].([]any)
		for _, f := range all {
			member, _ := f.(map[string]any)
			ok = ok && member["type"] == "Feature" && isGeoJSON(f)
		}
		return ok
	}
	return isGeometry(v)
}

func isGeometry(v any) bool {
	o, _ := v.(map[string]any)
	kind, _ := o["type"].(string)
	if kind == "GeometryCollection" {
		all, ok := o["geometries"].([]any)
		for _, g := range all {
			ok = ok && isGeometry(g)
		}
		return ok
	}
	depth, ok := geometries[kind]
	return ok && positions(o["coordinates"], depth)
}

// positions says whether a value is a position, or lists of them so deep.
func positions(v any, depth int) bool {
	all, ok := v.([]any)
	if depth > 0 {
		for _, e := range all {
			ok = ok && positions(e, depth-1)
		}
		return ok
	}
	for _, e := range all {
		_, isNumber := e.(json.Number)
		ok = ok && isNumber
	}
	return ok && (len(all) >= 2 || len(all) == 0)
}

// topologies are the types of a TopoJSON object, with the key that holds what
// they are made of.
var topologies = map[string]string{
	"Topology": "objects", "GeometryCollection": "geometries", "Point": "coordinates", "MultiPoint": "coordinates",
	"LineString": "arcs", "MultiLineString": "arcs", "Polygon": "arcs", "MultiPolygon": "arcs",
}

// isTopoJSON says whether a JSON object is TopoJSON.
func isTopoJSON(v any) bool {
	o, _ := v.(map[string]any)
	kind, _ := o["type"].(string)
	key, ok := topologies[kind]
	if !ok {
		return false
	}
	if kind == "Topology" {
		_, arcs := o["arcs"].([]any)
		_, objects := o["objects"].(map[string]any)
		return arcs && objects
	}
	_, ok = o[key].([]any)
	return ok
}
