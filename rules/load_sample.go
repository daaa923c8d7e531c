package rules

import (
	"strings"
	"time"

	"winnow/internal/number"
)

// sample sees to it that a field's `example` is a value that the field takes:
// whoever fills in the return goes by it, and the standard demands it.
func (d *draft) sample(fd *fieldDraft) {
	v, ok := fd.m.get("example")
	if !ok || !v.isScalar() {
		return
	}
	s := strings.TrimSpace(v.node.Value)
	if s == "" {
		return
	}
	if wanted := fd.refuses(s); wanted != "" {
		v.fault("the example of the field %q is %q, which is not %s", fd.Name, v.node.Value, wanted)
	}
}

// refuses names what the field takes where a text isn't it; "" for a text that
// is, and for types whose texts aren't looked at here.
func (f *Field) refuses(s string) string {
	switch f.Type {
	case TypeInteger, TypeYear, TypeNumber:
		if !f.BareNumber {
			return ""
		}
		if f.GroupChar != "" {
			s = strings.ReplaceAll(s, f.GroupChar, "")
		}
		n, err := number.Parse(strings.Replace(s, f.DecimalChar, ".", 1))
		switch {
		case err != nil && f.Type == TypeNumber && (s == "NaN" || s == "INF" || s == "-INF"):
		case err != nil && f.Type == TypeNumber && f.Percent == "" && f.Currency == "":
			return "a number"
		case f.Type != TypeNumber && (err != nil || !n.IsInt()):
			return "a whole number"
		}
	case TypeDate:
		if layout := goLayout(f.Format, "2006-01-02"); layout != "" && !parses(layout, s) {
			return "a date of its format"
		}
	case TypeDateTime:
		if layout := goLayout(f.Format, ""); layout != "" && !parses(layout, s) {
			return "a date and time of its format"
		}
		if _, problem := parseDateTime(s); problem != "" && (f.Format == "" || f.Format == "default") && !parses(time.RFC3339, s) {
			return "a date and time such as 2021-04-16T09:30:00Z"
		}
	}
	return ""
}

func parses(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}

// goLayout turns a pattern such as %d/%m/%Y into a layout of the time package;
// "" where it has parts that differ there. Days and months may lack their zero,
// as they may when read.
func goLayout(pattern, standard string) string {
	switch pattern {
	case "", "default":
		return standard
	case "any":
		return ""
	}
	layout := strings.NewReplacer("%d", "2", "%m", "1", "%Y", "2006", "%y", "06", "%b", "Jan", "%B", "January",
		"%H", "15", "%M", "04", "%S", "05").Replace(pattern)
	if strings.Contains(layout, "%") {
		return ""
	}
	return layout
}
