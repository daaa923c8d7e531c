package template

import (
	"regexp/syntax"
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

// value makes a value up for a field: one of its list, one that its pattern takes,
// one within its bounds. Whether it obeys all rules the checker says.
func (d *drawer) value(f *rules.Field) value {
	if l := d.listOf(column{field: f}); l != nil {
		return value{text: l.values[d.random.IntN(len(l.values))].write}
	}
	switch f.Type {
	case rules.TypeDate, rules.TypeDateTime:
		return value{day: d.day(f), dated: true}
	case rules.TypeInteger, rules.TypeNumber:
		return value{text: d.figure(f)}
	case rules.TypeString, rules.TypeAny:
		if all := d.texts[f.Index]; len(all) > 0 && !hasPattern(f) && (!f.Key || d.random.IntN(2) == 0) {
			return all[d.random.IntN(len(all))]
		}
		return value{text: d.words(f)}
	}
	return value{text: d.other(f)}
}

func hasPattern(f *rules.Field) bool {
	return slices.ContainsFunc(f.Constraints, func(c *rules.Constraint) bool { return c.Kind == rules.Pattern })
}

// day draws a day of the period, or of the first months of a year.
func (d *drawer) day(f *rules.Field) period.Date {
	first, days := d.period.Start(), int(d.period.End()-d.period.Start())+1
	if d.period.IsZero() {
		first, _ = period.NewDate(2021, 4, 1)
		days = 90
	}
	low, high := first, first+period.Date(days)-1
	if d.after > low {
		low = min(d.after, high)
	}
	for _, x := range f.Constraints {
		switch {
		case f.Type != rules.TypeDate:
		case x.Kind == rules.Minimum && x.Bound.Date > low:
			low = x.Bound.Date
		case x.Kind == rules.Maximum && x.Bound.Date < high:
			high = x.Bound.Date
		}
	}
	return low + period.Date(d.random.IntN(max(1, int(high-low)+1)))
}

// figure draws a number: a whole one where the bounds leave room.
func (d *drawer) figure(f *rules.Field) string {
	low, high := bounds(f)
	places := 0
	if f.Type == rules.TypeNumber && f.HasDecimals {
		places = min(f.Decimals, 2)
	}
	step, _ := high.Sub(low).Quo(number.FromInt(20))
	n := low.Add(step.Mul(number.FromInt(int64(1 + d.random.IntN(18)))))
	if high.Sub(low).Cmp(number.FromInt(20)) >= 0 || f.Type == rules.TypeInteger {
		places = 0
	}
	text := n.Text(places)
	if f.DecimalChar != "" && f.DecimalChar != "." {
		text = strings.ReplaceAll(text, ".", f.DecimalChar)
	}
	return text
}

// bounds are between which figures a field's number lies: 0 and 40 beyond it where
// nothing is said, 0 and the whole for a share.
func bounds(f *rules.Field) (low, high number.Num) {
	low, high = number.FromInt(0), number.FromInt(40)
	switch f.Percent {
	case "fraction":
		high = number.FromInt(1)
	case "points":
		high = number.FromInt(100)
	}
	lower, upper := false, f.Percent != ""
	for _, x := range f.Constraints {
		switch x.Kind {
		case rules.Minimum, rules.ExclusiveMinimum:
			low, lower = x.Bound.Num, true
		case rules.Maximum, rules.ExclusiveMaximum:
			high, upper = x.Bound.Num, true
		}
	}
	if lower && !upper {
		high = low.Add(number.FromInt(40))
	}
	return low, high
}

// words draws a text.
func (d *drawer) words(f *rules.Field) string {
	for _, x := range f.Constraints {
		if x.Kind != rules.Pattern {
			continue
		}
		if re, err := syntax.Parse(x.Text, syntax.Perl); err == nil {
			var b strings.Builder
			d.spell(&b, re.Simplify())
			return b.String()
		}
	}
	for _, known := range checked {
		if strings.HasPrefix(f.Check, known.tag) || f.Format == known.tag {
			return known.text
		}
	}
	return d.sized(f, "Sample "+string(rune('A'+d.random.IntN(26)))+string(rune('A'+d.random.IntN(26))))
}

// checked are texts that pass the checks of a format.
var checked = []struct{ tag, text string }{
	{"email", "jo@example.org"}, {"uri", "https://example.org/page"}, {"url", "https://example.org/page"}, {"uuid", "c56a4180-65aa-42ec-a945-5fd21dec0538"},
	{"postcode", "DE4 3AG"}, {"e164", "+441632960001"}, {"binary", "QUJD"},
}

// sized brings a text to the length that a field asks for.
func (d *drawer) sized(f *rules.Field, s string) string {
	for _, x := range f.Constraints {
		if x.Kind == rules.MaxLength && len(s) > x.Length {
			s = s[len(s)-x.Length:]
		}
		if x.Kind == rules.MinLength && len(s) < x.Length {
			s += strings.Repeat("a", x.Length-len(s))
		}
	}
	return s
}

// other draws a value of the rarer types.
func (d *drawer) other(f *rules.Field) string {
	t := value{day: d.day(f)}
	switch f.Type {
	case rules.TypeTime:
		return written(f.Format, d.moment(t), "15:04:05")
	case rules.TypeYear:
		return t.day.Time().Format("2006")
	case rules.TypeYearMonth:
		return t.day.Time().Format("2006-01")
	case rules.TypeDuration:
		return "PT30M"
	case rules.TypeGeopoint:
		return map[string]string{"array": "[-1.55, 53.13]", "object": `{"lon": -1.55, "lat": 53.13}`, "": "-1.55, 53.13", "default": "-1.55, 53.13"}[f.Format]
	case rules.TypeObject:
		return "{}"
	case rules.TypeArray:
		return "[]"
	case rules.TypeList:
		item := *f
		item.Type, item.Format, item.Constraints = f.ItemType, "", nil
		v := d.value(&item)
		return d.rawText(&item, v)
	}
	return ""
}

// spell writes a text that a pattern takes, with as few repetitions as it may.
func (d *drawer) spell(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(d.ofClass(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune('a')
	case syntax.OpCapture, syntax.OpPlus:
		d.spell(b, re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			d.spell(b, sub)
		}
	case syntax.OpAlternate:
		d.spell(b, re.Sub[d.random.IntN(len(re.Sub))])
	case syntax.OpRepeat:
		for range max(re.Min, 1) {
			d.spell(b, re.Sub[0])
		}
	case syntax.OpStar, syntax.OpQuest:
		if d.random.IntN(2) == 1 {
			d.spell(b, re.Sub[0])
		}
	}
}

// ofClass draws a character of a class, given as ranges: a plain one where it has any.
func (d *drawer) ofClass(ranges []rune) rune {
	var plain []rune
	for r := '0'; r <= 'z'; r++ {
		alnum := r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a'
		if alnum && inClass(ranges, r) {
			plain = append(plain, r)
		}
	}
	if len(plain) == 0 {
		if len(ranges) == 0 {
			return 'a'
		}
		return ranges[0]
	}
	if slices.Contains(plain, '1') && slices.Contains(plain, 'a') { // letters where there may be both
		plain = slices.DeleteFunc(plain, func(r rune) bool { return r < 'a' })
	}
	return plain[d.random.IntN(len(plain))]
}

func inClass(ranges []rune, r rune) bool {
	for i := 0; i+1 < len(ranges); i += 2 {
		if r >= ranges[i] && r <= ranges[i+1] {
			return true
		}
	}
	return false
}
