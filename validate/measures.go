package validate

import (
	"cmp"
	"strings"

	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
)

// measures lists the figures in the order of the rule file.
func (x *reduction) measures() []report.Measure {
	var out []report.Measure
	for i, m := range x.ret.Measures {
		switch {
		case m.Hidden:
		case len(m.By) == 0:
			measure := x.measure(m, x.known[i], nil)
			measure.InPeriod = text(x.alone[i])
			out = append(out, measure)
		case x.groups[i] == nil:
			out = append(out, x.measure(m, x.known[i], map[string]string{}))
		default:
			for _, key := range x.groupKeys(m, x.part(i)) {
				out = append(out, x.measure(m, x.groups[i][key], x.group(m, key)))
			}
		}
	}
	return out
}

func (x *reduction) group(m *rules.Measure, key string) map[string]string {
	out := map[string]string{}
	codes := strings.Split(key, groupSeparator)
	for i, f := range m.By {
		out[x.ret.Fields[f].Name] = codes[i]
	}
	return out
}

// measure puts a figure into the report's form and bands it.
func (x *reduction) measure(m *rules.Measure, f figure, group map[string]string) report.Measure {
	out := x.blank()
	out.Measure, out.Title, out.ValueKind = m.Name, m.Title, m.ValueKind
	if group != nil {
		out.Group = group
	}
	if out.Title == "" {
		out.Title = m.Name
	}
	if out.ValueKind == "" {
		out.ValueKind = "actual"
	}
	if f.value != nil {
		out.Value = text(f.value)
	}
	if f.rows && x.all.Held > 0 || f.moves() {
		out.Status, out.HeldBack = report.Provisional, x.all.Held
		out.Low, out.High = text(f.low), text(f.high)
	}
	target := x.target(m, group)
	unit := m.Unit
	if target != nil {
		out.Target = text(target.Value)
		unit = cmp.Or(unit, target.Unit)
	}
	unit = cmp.Or(unit, x.unitOf(m), "count")
	out.Unit = &unit
	x.band(&out, m, f, target)
	return out
}

// unitOf is the unit that a measure takes from the field it is made of; "" where
// the field has none to give.
func (x *reduction) unitOf(m *rules.Measure) string {
	if m.Field < 0 || m.Aggregate == "" || m.Aggregate == rules.Count || m.Aggregate == rules.Distinct {
		return ""
	}
	switch f := x.ret.Fields[m.Field]; {
	case f.Currency != "":
		return "money"
	case f.Percent != "" && m.Aggregate != rules.Sum:
		return "percent"
	}
	return ""
}

// blank returns a measure with what all of the return's share.
func (x *reduction) blank() report.Measure {
	out := report.Measure{Return: x.ret.Name, Group: map[string]string{}, Status: report.Final, Period: report.Ptr(x.ctx.Period.String())}
	if x.ctx.HasAsAt {
		out.AsAt = report.Ptr(x.ctx.AsAt.String())
	}
	return out
}

// band compares a figure with its target. Where records are held back, the band
// stands only if the lowest and the highest possible value have it too.
func (x *reduction) band(out *report.Measure, m *rules.Measure, f figure, target *rules.Target) {
	scale := x.scale(m.Bands)
	in := BandInput{Value: f.value, Unit: *out.Unit, LastYear: x.lastYear(m.Name)}
	if target != nil {
		in.Target, in.Direction, in.Basis, in.Tolerance = target.Value, target.Direction, target.Basis, target.Tolerance
	}
	result := Band(scale, in)
	out.VariancePercent = result.VariancePercent()
	if scale == nil {
		return
	}
	if result.Note == targetIsZero {
		note := report.Exception{}
		zeroTargetWords(&note, "“"+out.Title+"”")
		x.notes = append(x.notes, note)
	}
	band := result.Band
	if f.moves() && in.Target != nil && !x.alike(scale, in, f, band) {
		band = ProvisionalBand
	}
	out.Band = &band
}

// ProvisionalBand stands where records held back could still change the band.
const ProvisionalBand = "Provisional"

func (x *reduction) alike(scale *rules.Bands, in BandInput, f figure, band string) bool {
	for _, bound := range []*number.Num{f.low, f.high} {
		if in.Value = bound; bound == nil || Band(scale, in).Band != band {
			return false
		}
	}
	return true
}
