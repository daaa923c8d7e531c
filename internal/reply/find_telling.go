package reply

import "slices"

// tells are the sheets of winnow's that only tell something: their names, and titles
// that stand in one row of each.
var tells = []struct {
	role   Role
	name   string
	titles []string
}{
	{RoleStart, "start here", nil}, // that no sender has by chance
	{RoleAllowed, "allowed values", []string{"Column", "Write this"}},
	{RoleRules, "rules", []string{"What is checked", "How serious", "Outcome"}},
	{RoleChanges, "changes", []string{"What changed", "Where in your file", "Before", "After"}},
}

// besides is what is appended to the name of a sheet of winnow's where the sender has
// one of that name.
const besides = " (winnow)"

// tellingWithin is how many rows that hold something are looked at for their titles.
const tellingWithin = 8

// telling finds the sheets that only tell something where no ticket names them, lest
// they be taken for the sender's and stand in the next workbook twice.
func (f *finder) telling() {
	for _, t := range tells {
		for _, name := range []string{t.name + besides, t.name} { // beside one of ours so named, that of the plain name is the sender's
			i := slices.IndexFunc(f.sheets, func(s Sheet) bool { return fold(s.Name) == name })
			if i >= 0 && !f.returned.IsOwn(i) && f.looks[i].shows(t.titles) {
				f.own(i, t.role, 0)
				break
			}
		}
	}
}

// shows says whether one of a sheet's first rows has all of some titles.
func (l look) shows(titles []string) bool {
	return len(titles) == 0 || slices.ContainsFunc(l.rows, func(here map[string]int) bool { return has(here, titles...) })
}
