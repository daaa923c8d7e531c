package rules

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"time"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
)

// parseBound reads a bound or code of the field's type, and says in words what
// is wrong with it, or "".
func (f *Field) parseBound(s string) (expr.Value, string) {
	switch f.Type {
	case TypeNumber, TypeInteger, TypeYear:
		return f.parseFigure(s)
	case TypeDate:
		return f.parseDay(s)
	case TypeDateTime:
		if t, written := f.written(s); written {
			s = t.Format("2006-01-02T15:04:05.999999Z07:00")
		}
		return parseDateTime(s)
	case TypeTime:
		return f.parseClock(s)
	case TypeYearMonth:
		if _, err := time.Parse("2006-01", s); err != nil {
			return expr.Value{}, "the field is a month, so this must be one too, such as 2021-04"
		}
	case TypeBoolean:
		switch strings.ToLower(s) {
		case "true", "false":
			return expr.Value{Type: expr.Bool, Bool: strings.EqualFold(s, "true")}, ""
		}
		return f.spelledBool(s)
	case TypeDuration, TypeObject, TypeArray, TypeGeoJSON, TypeGeopoint, TypeList:
		canon, ok := f.CanonicalText(s)
		if !ok {
			return expr.Value{}, "the field is " + kindWords[f.Type] + ", so this must be one too"
		}
		return expr.Value{Type: expr.String, Str: canon}, ""
	}
	return expr.Value{Type: expr.String, Str: s}, ""
}

func (f *Field) parseFigure(s string) (expr.Value, string) {
	n, err := number.Parse(s)
	if err != nil && f.Type == TypeNumber {
		n, err = number.Parse(f.plainFigure(s))
	}
	if err != nil {
		return expr.Value{}, "the field is a number, so this must be one too"
	}
	if f.Type != TypeNumber && !n.IsInt() {
		return expr.Value{}, "the field holds whole numbers, so this must be one too"
	}
	return expr.Value{Type: expr.Number, Num: n}, ""
}

// parseDay reads a date, as ISO or in the field's own format.
func (f *Field) parseDay(s string) (expr.Value, string) {
	day, ok := period.ParseDate(s)
	if t, written := f.written(s); !ok && written {
		day, ok = period.NewDate(t.Year(), int(t.Month()), t.Day())
	}
	if !ok {
		return expr.Value{}, "the field is a date, so this must be one too, such as 2021-04-16"
	}
	return expr.Value{Type: expr.Date, Date: day}, ""
}

func (f *Field) parseClock(s string) (expr.Value, string) {
	t, written := f.written(s)
	if !written {
		var err error
		if t, err = time.Parse("15:04:05", s); err != nil {
			return expr.Value{}, "the field is a time, so this must be one too, such as 09:30:00"
		}
	}
	return expr.Value{Type: expr.String, Str: t.UTC().Format("15:04:05.999999")}, ""
}

// plainFigure brings a number from the field's own signs to digits and a point.
func (f *Field) plainFigure(s string) string {
	if f.GroupChar != "" {
		s = strings.ReplaceAll(s, f.GroupChar, "")
	}
	return strings.Replace(s, f.DecimalChar, ".", 1)
}

// written reads a date or time as the field's format writes it.
func (f *Field) written(s string) (time.Time, bool) {
	layout := goLayout(f.Format, "")
	if layout == "" {
		return time.Time{}, false
	}
	t, err := time.Parse(layout, s)
	return t, err == nil
}

// kindWords are what the fields of a type hold whose values are kept as text.
var kindWords = map[Type]string{
	TypeDuration: "a length of time such as P3DT4H", TypeObject: "a JSON object", TypeArray: "a JSON array", TypeGeoJSON: "GeoJSON",
	TypeGeopoint: "a longitude and latitude", TypeList: "a list",
}

// spelledBool reads true or false as the field spells them.
func (f *Field) spelledBool(s string) (expr.Value, string) {
	yes := slices.Contains(f.TrueValues, s)
	if yes || slices.Contains(f.FalseValues, s) {
		return expr.Value{Type: expr.Bool, Bool: yes}, ""
	}
	return expr.Value{}, "the field is true or false, so this must be too"
}

func parseDateTime(s string) (expr.Value, string) {
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1700 && t.Year() < 2250 { // what int64 nanoseconds hold
			return expr.Value{Type: expr.DateTime, Nanos: t.UnixNano()}, ""
		}
	}
	return expr.Value{}, "the field is a date and time, so this must be one too, such as 2021-04-16T09:30:00"
}

// canonical is the text by which a value of the field is compared with codes.
func canonical(v expr.Value, written string) string {
	switch v.Type {
	case expr.Number:
		return v.Num.String()
	case expr.Date:
		return v.Date.String()
	case expr.Bool:
		return fmt.Sprint(v.Bool)
	case expr.DateTime:
		return time.Unix(0, v.Nanos).UTC().Format("2006-01-02T15:04:05.999999")
	case expr.String:
		return v.Str
	}
	return written
}

// compare orders two bounds of one field: -1, 0 or 1.
func compare(a, b expr.Value) int {
	switch a.Type {
	case expr.Number:
		return a.Num.Cmp(b.Num)
	case expr.Date:
		return int(a.Date - b.Date)
	case expr.DateTime:
		return time.Unix(0, a.Nanos).Compare(time.Unix(0, b.Nanos))
	}
	return strings.Compare(a.Str, b.Str)
}

// order is compare for two bounds of the field. Durations whose order depends on
// the calendar count as in order.
func (f *Field) order(low, high expr.Value) int {
	if f.Type == TypeDuration {
		a, _ := ParseDuration(low.Str)
		b, _ := ParseDuration(high.Str)
		if c, ok := a.Compare(b); ok {
			return c
		}
		return -1
	}
	return compare(low, high)
}

// bounds refuses lows above highs, which no value could meet.
func (d *draft) bounds(fd *fieldDraft) {
	low, high := fd.find(Minimum, ExclusiveMinimum), fd.find(Maximum, ExclusiveMaximum)
	if low != nil && high != nil {
		c := fd.order(low.Bound, high.Bound)
		strict := low.Kind == ExclusiveMinimum || high.Kind == ExclusiveMaximum
		if c > 0 || c == 0 && strict {
			fd.at(high.Kind).fault("the field %q has %s %s and %s %s: no value can meet both", fd.Name, low.Kind, low.Text, high.Kind, high.Text)
		}
	}
	short, long := fd.find(MinLength), fd.find(MaxLength)
	if short != nil && long != nil && short.Length > long.Length {
		fd.at(MaxLength).fault("the field %q has minLength %d and maxLength %d: no value can meet both", fd.Name, short.Length, long.Length)
	}
}

func (f *Field) find(kinds ...ConstraintKind) *Constraint {
	for _, c := range f.Constraints {
		if slices.Contains(kinds, c.Kind) {
			return c
		}
	}
	return nil
}

// at returns where a constraint of the field stands.
func (fd *fieldDraft) at(kind ConstraintKind) value {
	v, _ := fd.m.get("constraints")
	if m, ok := v.open(); ok {
		if c, ok := m.get(string(kind)); ok {
			return c
		}
	}
	return v
}

// regexpWords says what is wrong with a regular expression.
func regexpWords(err error) string {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Code == syntax.ErrInvalidPerlOp {
		return fmt.Sprintf(`"%s": looking ahead or behind is not supported`, e.Expr)
	}
	return fmt.Sprintf(`%s: "%s"`, e.Code, e.Expr)
}
