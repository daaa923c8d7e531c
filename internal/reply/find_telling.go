package reply

import "slices"

type tell struct {
	role   Role
	name   string
	titles []string
}

// tells are the sheets of winnow's that only tell something: their names, and titles
// that stand in one row of each.
var tells = []tell{
	{RoleStart, "start here", []string{TitleFingerprint}},
	{RoleAllowed, "allowed values", []string{"Column", "Write this"}},
	{RoleRules, "rules", []string{"What is checked", "How serious", "Outcome"}},
	{RoleChanges, "changes", []string{"What changed", "Where in your file", "Before", "After"}},
}

// besides is what is appended to the name of a sheet of winnow's where the sender has
// one of that name.
const besides = " (winnow)"

// telling finds the sheets that only tell something where no ticket names them, lest
// they be taken for the sender's and stand in the next workbook twice.
func (f *finder) telling() {
	for _, t := range tells {
		for _, name := range []string{t.name + besides, t.name} { // beside one of ours so named, that of the plain name is the sender's
			i := slices.IndexFunc(f.sheets, func(s Sheet) bool { return fold(s.Name) == name })
			if i >= 0 && !f.returned.IsOwn(i) && (t.role == RoleStart || f.looks[i].shows(t.titles)) { // no sender has a sheet of that name by chance
				f.own(i, t.role, 0)
				break
			}
		}
	}
}

// renamed says whether a sheet shows what one of ours shows that only tells something.
func (f *finder) renamed(own Own, sheet int) bool {
	i := slices.IndexFunc(tells, func(t tell) bool { return t.role == own.Role })
	return i >= 0 && f.looks[sheet].shows(tells[i].titles)
}

// shows says whether one of a sheet's first rows has all of some titles.
func (l look) shows(titles []string) bool {
	return slices.ContainsFunc(l.rows, func(here map[string]int) bool { return has(here, titles...) })
}
