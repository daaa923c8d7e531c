package template

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf16"

	"winnow/internal/period"
)

// maxSheetName is the most UTF-16 units in a sheet's name.
const maxSheetName = 31

// nameSheets names the sheets to fill in as the rule file looks for them: one for
// each month or quarter of the period where their names say which.
func (p *plan) nameSheets() error {
	pattern := p.title()
	if units(pattern) > maxSheetName {
		pattern = capital(strings.ReplaceAll(p.ret.Name, "_", " "))
	}
	if names := p.ret.Find.Sheets; len(names) > 0 {
		pattern = names[0]
	}
	parts, err := p.partsOf(pattern)
	if err != nil {
		return err
	}
	for _, part := range parts {
		name := sheetName(strings.NewReplacer("{quarter}", fmt.Sprint(quarterOf(part)), "{month}", monthOf(part), "*", "").Replace(pattern))
		if isOwn(name) || name != strings.TrimSpace(name) {
			return &Unfit{fmt.Sprintf("the sheet “%s” of %s would be taken for one of the template's own", name, p.ret.Name), "give find.sheets another name"}
		}
		p.sheets = append(p.sheets, name)
	}
	return nil
}

// partsOf returns the months or quarters that a pattern asks for, one of no
// period where it asks for none.
func (p *plan) partsOf(pattern string) ([]period.Period, error) {
	var kind period.Kind
	switch {
	case strings.Contains(pattern, "{month}"):
		kind = period.Month
	case strings.Contains(pattern, "{quarter}"):
		kind = period.Quarter
	default:
		return []period.Period{p.options.Period}, nil
	}
	all := p.options.Period
	if all.IsZero() {
		return nil, &Unfit{fmt.Sprintf("the sheet of %s is named after its period (%s), and none is given", p.ret.Name, pattern), "give it with --period, such as --period 2021-22-Q1"}
	}
	var parts []period.Period
	for at := period.Of(all.Start(), kind); at.Start() <= all.End(); at = period.Of(at.End().AddDays(1), kind) {
		parts = append(parts, at)
	}
	return parts, nil
}

func quarterOf(p period.Period) int {
	return period.Of(p.Start(), period.Quarter).Number
}

func monthOf(p period.Period) string { return p.Start().Time().Month().String() }

// sheetName makes a text fit to be a sheet's name.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`:\/?[]`, r), r < ' ':
			return ' '
		}
		return r
	}, s)
	s = strings.Trim(strings.Join(strings.Fields(s), " "), "' ")
	room := maxSheetName
	for i, r := range s {
		if room -= utf16.RuneLen(r); room < 0 {
			s = s[:i]
			if at := strings.LastIndexAny(s, " ,"); at > maxSheetName/2 { // between words
				s = s[:at]
			}
			break
		}
	}
	return cmp.Or(strings.Trim(s, " ,-'"), "Return")
}
