package expr

import (
	"errors"
	"fmt"
)

// lookups is lookup("list.csv", key, "column"): the text in the column of the
// list's row whose first column is key; unknown where there is none.
func lookups() []function {
	return []function{{name: "lookup", usage: `lookup("list.csv", key, "column")`, overloads: []overload{
		{[]Type{String, String, String}, String, lookup},
	}}}
}

func lookup(u *unit, args []code) (code, error) {
	if u.env.lists == nil {
		return code{}, errors.New("lookup() can't be used here")
	}
	if !args[0].constant || !args[2].constant {
		return code{}, errors.New("the list and the column of lookup() must be written out in quotes")
	}
	name, column := args[0].value(nil).Str, args[2].value(nil).Str
	rows, err := u.env.lists(name)
	if err != nil {
		return code{}, err
	}
	if !rows.HasColumn(column) {
		return code{}, fmt.Errorf("%s has no column %q", name, column)
	}
	key := args[1].text
	return ofText(func(r Row) (string, bool) {
		k, ok := key(r)
		if !ok {
			return "", false
		}
		return rows.Find(k, column)
	}), nil
}
