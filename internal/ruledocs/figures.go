package ruledocs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/rules"
)

// Figure is one measure.
type Figure struct {
	Title   string
	How     string
	Targets []Target
	Bands   string // name of the scale it is judged by; "" for none
}

// Target is what a figure should reach in a period.
type Target struct{ Period, Value string }

// Scale is a key for bands in words, the first line that holds deciding.
type Scale struct {
	Name   string
	Lines  []string
	NoData string
}

func (p *Page) figures(set *rules.Set, ret *rules.Return) {
	var scales []string
	for _, m := range ret.Measures {
		if m.Hidden {
			continue
		}
		f := Figure{Title: m.Title, How: how(ret, m), Bands: m.Bands}
		for _, t := range set.Targets {
			if m.Target != "" && t.Measure == m.Target {
				f.Targets = append(f.Targets, Target{t.Period.String(), targetWords(t)})
			}
		}
		p.Figures = append(p.Figures, f)
		scales = append(scales, m.Bands)
	}
	if ret.Reported != nil {
		scales = append(scales, ret.Reported.Bands)
	}
	slices.Sort(scales)
	for _, name := range slices.Compact(scales) {
		if b := set.Bands[name]; b != nil {
			p.Bands = append(p.Bands, scale(b))
		}
	}
}

func targetWords(t rules.Target) string {
	if t.Value == nil {
		return t.Label
	}
	words := t.Value.String()
	if t.Unit == "percent" {
		words += "%"
	}
	if t.Direction == "lower" {
		return words + " or less"
	}
	return words + " or more"
}

// how says how a figure is worked out, without naming fields.
func how(ret *rules.Return, m *rules.Measure) string {
	some := ""
	if m.Where != nil {
		some = ", over some of the rows"
	}
	of := "a value worked out for each row"
	if m.Field >= 0 {
		of = "“" + ret.Fields[m.Field].Title + "”"
	}
	var words string
	switch {
	case m.Constant != nil:
		return "The figure " + m.Constant.String() + ", the same in every period."
	case m.Value != nil:
		return "Worked out from " + listed(operands(ret, m)) + "."
	case m.Aggregate == rules.Count && m.Where != nil:
		words, some = "The number of rows that count", ""
	case m.Aggregate == rules.Count:
		words = "The number of rows"
	case m.Aggregate == rules.Distinct:
		words = "The number of different values of " + of
	default:
		words = map[rules.Aggregate]string{rules.Sum: "The total of ", rules.Mean: "The average of ", rules.Min: "The lowest ",
			rules.Max: "The highest ", rules.Median: "The middle value of "}[m.Aggregate] + of
	}
	words += some
	if len(m.By) > 0 {
		var titles []string
		for _, f := range m.By {
			titles = append(titles, "“"+ret.Fields[f].Title+"”")
		}
		words += ", for each " + listed(titles)
	}
	return words + "."
}

func operands(ret *rules.Return, m *rules.Measure) []string {
	var out []string
	for _, i := range m.Value.Reads() {
		if i >= len(m.Vars) {
			continue
		}
		name := m.Vars[i].Measure
		for _, other := range ret.Measures {
			if other.Name == name && !other.Hidden {
				name = other.Title
			}
		}
		when := map[string]string{rules.Previous: " in the period before", rules.LastYear: " last year"}[m.Vars[i].When]
		out = append(out, "“"+name+"”"+when)
	}
	if len(out) == 0 {
		return []string{"the rows"}
	}
	return out
}

// scale puts a key into words.
func scale(b *rules.Bands) Scale {
	s := Scale{Name: b.Name, NoData: b.NoData}
	for _, l := range b.Scale {
		s.Lines = append(s.Lines, line(b, l))
	}
	return s
}

func line(b *rules.Bands, l rules.BandRule) string {
	words := l.Band + ": "
	switch {
	case l.BetterBy != nil:
		words += "better than the target by " + edge(b, l.BetterBy)
	case l.WorseBy != nil:
		words += "worse than the target by " + edge(b, l.WorseBy)
	case len(l.SinceLastYear) > 0:
		words += either(l.SinceLastYear) + " than last year"
	case l.Where == nil:
		return words + "everything else"
	}
	if l.Where != nil {
		words += " (" + condition(l.Where.String()) + ")"
	}
	return words
}

var (
	reUnit   = regexp.MustCompile(`^unit == "([a-z]+)"$`)
	reTarget = regexp.MustCompile(`^(target|value) (>=|<=|>|<) ([0-9.]+)$`)
)

// condition words when a line of a key applies, as far as it says something
// simple of the unit or the target.
func condition(code string) string {
	var words []string
	for part := range strings.SplitSeq(code, "&&") {
		part = strings.TrimSpace(part)
		if m := reUnit.FindStringSubmatch(part); m != nil {
			words = append(words, map[string]string{"percent": "percentages", "money": "amounts of money", "count": "counts"}[m[1]])
		} else if m := reTarget.FindStringSubmatch(part); m != nil {
			words = append(words, "a "+m[1]+map[string]string{">": " above ", ">=": " of at least ", "<": " below ", "<=": " of at most "}[m[2]]+m[3])
		} else {
			return "where " + code
		}
	}
	if slices.Contains(words, "") {
		return "where " + code
	}
	return "for " + strings.Join(words, " with ")
}

func edge(b *rules.Bands, e *rules.Edge) string {
	by, unit := e.By.String(), ""
	switch {
	case e.Tolerance:
		by = "the tolerance agreed for it"
	case e.Percent && b.Basis == "relative":
		unit = "% of it"
	case b.Basis == "points":
		unit = " points"
	}
	op := map[string]string{">": "more than ", ">=": "", "<": "less than ", "<=": "at most "}[e.Op]
	end := ""
	if e.Op == ">=" {
		end = " or more"
	}
	return op + by + unit + end
}

func percent(n *number.Num) string { return fmt.Sprintf("%s%%", n.Mul(number.FromInt(100))) }
