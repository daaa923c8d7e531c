package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
	missing := slices.ContainsFunc(fd.Missing, func(m Missing) bool { return m.Value == s })
	if s == "" || missing {
		return
	}
	if wanted := fd.refuses(s); wanted != "" {
		v.fault("the example of the field %q is %q, which is not %s", fd.Name, v.node.Value, wanted)
		return
	}
	if d.src.lax { // the standard asks for a value of the type
		return
	}
	for _, c := range fd.Constraints {
		if wanted := fd.forbids(c, s); wanted != "" {
			v.fault("the example of the field %q is %q, which is not %s", fd.Name, v.node.Value, wanted)
			return
		}
	}
}

// refuses names what the field takes where a text isn't it; "" for a text that
// is, and for types whose texts aren't looked at here.
func (f *Field) refuses(s string) string {
	switch f.Type {
	case TypeInteger, TypeYear, TypeNumber:
		return f.refusesFigure(s)
	case TypeDate:
		if layout := goLayout(f.Format, "2006-1-2"); layout != "" && !parses(layout, s) {
			return "a date of its format"
		}
	case TypeDateTime:
		if layout := goLayout(f.Format, ""); layout != "" && !parses(layout, s) {
			return "a date and time of its format"
		}
		if _, problem := parseDateTime(s); problem != "" && (f.Format == "" || f.Format == "default") && !parses(time.RFC3339, s) {
			return "a date and time such as 2021-04-16T09:30:00Z"
		}
	case TypeTime:
		if layout := goLayout(f.Format, "15:04:05"); layout != "" && !parses(layout, s) && !parses(layout+"Z07:00", s) {
			return "a time of its format"
		}
	case TypeYearMonth:
		if !parses("2006-01", s) && (f.Format == "" || f.Format == "default") {
			return "a month such as 2021-04"
		}
	case TypeBoolean:
		if !slices.Contains(f.TrueValues, s) && !slices.Contains(f.FalseValues, s) && !strings.EqualFold(s, "true") && !strings.EqualFold(s, "false") {
			return "true or false as the field spells them"
		}
	default:
		if _, ok := f.CanonicalText(s); !ok {
			return kindWords[f.Type]
		}
	}
	return ""
}

func (f *Field) refusesFigure(s string) string {
	if !f.BareNumber {
		return ""
	}
	n, err := number.Parse(f.plainFigure(s))
	switch {
	case err != nil && f.Type == TypeNumber && (s == "NaN" || s == "INF" || s == "-INF"):
	case err != nil && f.Type == TypeNumber && f.Percent == "" && f.Currency == "":
		return "a number"
	case f.Type != TypeNumber && (err != nil || !n.IsInt()):
		return "a whole number"
	}
	return ""
}

// forbids names what a constraint asks for where a text doesn't meet it; "" where
// it does, and for constraints that aren't looked at here.
func (f *Field) forbids(c *Constraint, s string) string {
	v, problem := f.parseBound(s)
	if problem != "" {
		return ""
	}
	switch c.Kind {
	case Pattern:
		if !c.Pattern.MatchString(s) {
			return "of its pattern"
		}
	case Enum:
		if c.List == nil && f.Map == nil && !slices.Contains(c.Codes, canonical(v, s)) {
			return "among its allowed values"
		}
	case MinLength, MaxLength:
		n := utf8.RuneCountInString(s)
		if f.Type == TypeString && (c.Kind == MinLength && n < c.Length || c.Kind == MaxLength && n > c.Length) {
			return fmt.Sprintf("as long as its %s of %d allows", c.Kind, c.Length)
		}
	case Minimum, ExclusiveMinimum:
		if o := f.order(c.Bound, v); o > 0 || o == 0 && c.Kind == ExclusiveMinimum {
			return fmt.Sprintf("within its %s of %s", c.Kind, c.Text)
		}
	case Maximum, ExclusiveMaximum:
		if o := f.order(v, c.Bound); o > 0 || o == 0 && c.Kind == ExclusiveMaximum {
			return fmt.Sprintf("within its %s of %s", c.Kind, c.Text)
		}
	}
	return ""
}

func parses(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}

var reDirectives = regexp.MustCompile(`%.`)

// goLayouts are the directives of a pattern in the words of the time package. Days
// and months may lack their zero, as they may when read.
var goLayouts = map[string]string{
	"%d": "2", "%e": "2", "%m": "1", "%Y": "2006", "%y": "06", "%b": "Jan", "%h": "Jan", "%B": "January", "%H": "15", "%M": "04", "%S": "05",
	"%I": "3", "%p": "PM", "%j": "002", "%a": "Mon", "%A": "Monday", "%F": "2006-1-2", "%T": "15:04:05", "%R": "15:04", "%D": "1/2/06",
}

// goLayout turns a pattern such as %d/%m/%Y into a layout of the time package;
// standard for the default, and "" where it has parts that differ there.
func goLayout(pattern, standard string) string {
	switch pattern {
	case "", "default":
		return standard
	case "any":
		return ""
	}
	layout := reDirectives.ReplaceAllStringFunc(pattern, func(d string) string {
		if l, ok := goLayouts[d]; ok {
			return l
		}
		return d
	})
	if strings.Contains(layout, "%") {
		return ""
	}
	return layout
}
