package validate

import (
	"math/bits"
	"slices"
	"strings"
	"time"

	"winnow/internal/expr"
	"winnow/internal/period"
	"winnow/rules"
)

// completeCheck asks each group for a record on every day of a stretch of time.
type completeCheck struct{ *rules.Complete }

func (k completeCheck) values(r *Result, i int, _ *picked) (a, b int64, ok bool) {
	a, ok = r.dayOf(k.Over, i)
	return a, 0, ok
}

// dates gives the variables of from and to.
type dates [rules.RowVarCount]rowVar

// Value implements expr.Row.
func (d *dates) Value(i int) expr.Value { return d[i].value }

// stretchOf returns the first and the last day that are asked for, or why they
// are not known.
func (c *Checker) stretchOf(k *rules.Complete) (from, to period.Date, missing string) {
	row := dates(c.vars)
	span := c.ctx.span()
	from, to = span.Start(), span.End()
	if c.ctx.HasAsAt && c.ctx.AsAt < to {
		to = c.ctx.AsAt
	}
	for _, end := range []struct {
		p  *expr.Program
		to *period.Date
	}{{k.From, &from}, {k.To, &to}} {
		if end.p == nil {
			if span.IsZero() {
				return 0, 0, "no period was given"
			}
			continue
		}
		v := end.p.Eval(&row)
		if !v.Known() {
			for _, i := range end.p.Reads() {
				if row[i].missing != "" {
					return 0, 0, row[i].missing
				}
			}
			return 0, 0, "its dates can't be worked out"
		}
		*end.to = v.Date
	}
	if days := int(to) - int(from); days > manyDays {
		return 0, 0, "its dates lie more than a hundred years apart"
	}
	return from, to, ""
}

// manyDays bounds the days that complete looks at.
const manyDays = 36600

// judge marks the days that each group has, and names those it lacks. Where they
// are no more than the records in doubt, these may be the ones, and of them it has
// been said what is wrong.
func (k completeCheck) judge(c *Checker, t *tableCheck, p *picked) []ruling {
	from, to, _ := c.stretchOf(k.Complete)
	have := make([]dayset, len(p.groups.texts))
	for at, g := range p.group {
		if day := period.Date(p.a[at]); day >= k.first(from) && day <= k.last(to) {
			have[g].add(int(day - k.first(from)))
		}
	}
	at := map[string]int{}
	keys := k.codes(c)
	for _, key := range keys {
		at[key] = -1
	}
	for g, text := range p.groups.texts {
		if _, ok := at[text]; !ok {
			keys = append(keys, text)
		}
		at[text] = g
	}
	if len(k.Each) == 0 {
		keys = []string{""}
	}
	var out []ruling
	for _, key := range keys {
		var days dayset
		doubts := p.anywhere
		if g, ok := at[key]; ok && g >= 0 {
			days, doubts = have[g], doubts+p.doubts[int32(g)]
		}
		if lacks := k.lacks(c, key, days, from, to); len(lacks) > doubts {
			out = append(out, k.ruling(c, key, lacks))
		}
	}
	return out
}

// codes returns the codes that every table must have, where the field has codes.
func (k completeCheck) codes(c *Checker) []string {
	if len(k.Each) != 1 || k.Among != "list" {
		return nil
	}
	for _, con := range c.fields[k.Each[0]].Constraints {
		if con.Kind == rules.Enum {
			return slices.Clone(codesOf(con, c.ctx.span()))
		}
	}
	return nil
}

// stretch is days from first to last, both included.
type stretch struct{ first, last period.Date }

// lacks lists the days, weeks or months for which a group has no record and on
// some day of which its code is valid. A week belongs to the dates that its Monday
// lies in: one that began before them can't be made good in a column of Mondays.
func (k completeCheck) lacks(c *Checker, key string, days dayset, from, to period.Date) []stretch {
	var out []stretch
	for day := from; day <= to; {
		step := stretch{day, min(k.end(day), to)}
		day = k.end(day) + 1
		if k.Every == rules.EveryWeek && k.begin(step.first) < from {
			continue
		}
		if k.Every == rules.EveryWeekday && weekend(step.first) || !k.valid(c, key, step) || days.any(int(k.begin(step.first)-k.first(from)), int(k.end(step.first)-k.first(from))) {
			continue
		}
		out = append(out, step)
	}
	return out
}

// valid says whether the code of a group was in use at some time, as the list of
// its field has it.
func (k completeCheck) valid(c *Checker, key string, when stretch) bool {
	if len(k.Each) != 1 {
		return true
	}
	for _, con := range c.fields[k.Each[0]].Constraints {
		if con.Kind != rules.Enum || con.List == nil || !con.List.Dated || !con.List.Has(con.Column, key) {
			continue
		}
		for day := when.first; day <= when.last; day++ {
			if con.List.ValidOn(con.Column, key, day) {
				return true
			}
		}
		return false
	}
	return true
}

// begin and end return the first and last day of the day, week or month that a
// day lies in.
func (k completeCheck) begin(day period.Date) period.Date {
	switch k.Every {
	case rules.EveryWeek:
		return day.AddDays(-(int(day.Time().Weekday()) + 6) % 7)
	case rules.EveryMonth:
		return period.Of(day, period.Month).Start()
	}
	return day
}

func (k completeCheck) end(day period.Date) period.Date {
	switch k.Every {
	case rules.EveryWeek:
		return k.begin(day).AddDays(6)
	case rules.EveryMonth:
		return period.Of(day, period.Month).End()
	}
	return day
}

// first and last widen a stretch to whole weeks or months: a record outside the
// dates asked for still stands for its week.
func (k completeCheck) first(from period.Date) period.Date { return k.begin(from) }
func (k completeCheck) last(to period.Date) period.Date    { return k.end(to) }

func weekend(day period.Date) bool {
	w := day.Time().Weekday()
	return w == time.Saturday || w == time.Sunday
}

func (k completeCheck) ruling(c *Checker, key string, lacks []stretch) ruling {
	words := map[string]string{"missing": datesInWords(lacks, k.Every)}
	for i, f := range k.Each {
		words[c.fields[f].Name] = c.groupWords(k.Each[i:i+1], codesIn(k.Each, key)[i])
	}
	v := ruling{record: -1, key: c.groupWords(k.Each, key), words: words}
	subject := "The table has no " + c.row()
	if len(k.Each) > 0 {
		subject = v.key + " has no " + c.row()
	}
	v.told = said{subject + " for " + words["missing"] + ".",
		"Add the " + c.row() + "s that are missing, also where there is nothing to report.",
		"a " + c.row() + " for every " + string(k.Every)}
	return v
}

// datesInWords names dates compactly, runs of them by their ends: 3 to 5 May, 1
// and 3 June 2021.
func datesInWords(all []stretch, every rules.Every) string {
	var runs []stretch
	for _, s := range all {
		last := len(runs) - 1
		if last >= 0 && (s.first == runs[last].last+1 || every == rules.EveryWeekday && s.first.Time().Weekday() == time.Monday && s.first == runs[last].last+3) {
			runs[last].last = s.last
			continue
		}
		runs = append(runs, s)
	}
	words := make([]string, len(runs))
	for i, r := range runs {
		end := "2 January 2006"
		if i+1 < len(runs) {
			end = r.ending(runs[i+1])
		}
		words[i] = r.words(end)
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// ending is how a stretch's last day is written where another follows that says
// the year, and the month if it begins in the same.
func (s stretch) ending(next stretch) string {
	first, last, then := s.first.Time(), s.last.Time(), next.first.Time()
	switch {
	case last.Year() != then.Year() || next.first.Time().Year() != next.last.Time().Year():
		return "2 January 2006"
	case first.Month() == last.Month() && last.Month() == then.Month() && then.Month() == next.last.Time().Month():
		return "2"
	}
	return "2 January"
}

// words names a stretch, whose last day is written in the given form.
func (s stretch) words(end string) string {
	first, last := s.first.Time(), s.last.Time()
	switch {
	case s.first == s.last:
		return last.Format(end)
	case first.Year() != last.Year():
		return first.Format("2 January 2006") + " to " + last.Format("2 January 2006")
	case first.Month() != last.Month():
		return first.Format("2 January") + " to " + last.Format(end)
	}
	return first.Format("2") + " to " + last.Format(end)
}

// dayset is days counted from a first one, a bit for each.
type dayset []uint64

func (s *dayset) add(day int) {
	for len(*s) <= day/64 {
		*s = append(*s, 0)
	}
	(*s)[day/64] |= 1 << (day % 64)
}

// any says whether a day from one to another, both included, is there.
func (s dayset) any(from, to int) bool {
	for w := from / 64; w <= to/64 && w < len(s); w++ {
		word := s[w]
		if w == from/64 {
			word &= ^uint64(0) << (from % 64)
		}
		if w == to/64 {
			word &= ^uint64(0) >> (63 - to%64)
		}
		if bits.OnesCount64(word) > 0 {
			return true
		}
	}
	return false
}
