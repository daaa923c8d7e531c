package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"winnow/internal/period"
	"winnow/rules"
)

// lacTable is a table by column, or the facts of the year under metadata.
type lacTable map[string]any

// lacTables are the returns that the cases' tables are of.
var lacTables = map[string]string{
	"placedadoption": "placed_adoption", "prevperm": "prev_perm", "swepisodes": "sw_episodes",
}

// lacReturn says which return a table is of, and whether of the year before.
func lacReturn(table string) (ret, when string) {
	name := strings.ToLower(table)
	if strings.HasSuffix(name, "_last") {
		name, when = strings.TrimSuffix(name, "_last"), rules.LastYear
	}
	if r, ok := lacTables[name]; ok {
		name = r
	}
	return name, when
}

// lacTypes are the codes that ask for dates: what winnow's types and `required` do.
var lacTypes = map[string]map[string][]string{
	"102": {"header": {"dob.type", "dob.required"}}, "171": {"header": {"mc_dob.type"}}, "115": {"placed_adoption": {"date_placed.type"}},
	"1004": {"missing": {"mis_start.type", "mis_start.required"}}, "sw04stg1": {"sw_episodes": {"sw_decom.type"}},
	"700": {"dolo": {"dolo_start.type", "dolo_start.required"}}, "701": {"dolo": {"dolo_end.type"}},
}

// checks lists the return's checks of the case's code: lac-<code>, or
// lac-<code>-<field> for each field of which the case has the column.
func (c *lacCase) checks(ret *rules.Return) []string {
	code := strings.ToLower(c.Code)
	ids := slices.Clone(lacTypes[code][ret.Name])
	for _, r := range ret.Rules {
		field, of := strings.CutPrefix(r.ID, "lac-"+code+"-")
		if r.ID == "lac-"+code || of && c.hasColumn(ret, field) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func (c *lacCase) hasColumn(ret *rules.Return, field string) bool {
	i := slices.IndexFunc(ret.Fields, func(f *rules.Field) bool { return f.Name == field })
	return i >= 0 && c.column(ret.Name, "", ret.Fields[i]) != nil
}

// table finds a return's table in the case; nil where it has none.
func (c *lacCase) table(ret, when string) lacTable {
	for name, t := range c.Input {
		if r, w := lacReturn(name); r == ret && w == when {
			return t
		}
	}
	if list, ok := c.Input["metadata"]["provider_info"].(map[string]any); ok && ret == "providers" && when == "" {
		return list
	}
	return nil
}

// column finds a field's column by its title or another name of it.
func (c *lacCase) column(ret, when string, f *rules.Field) []any {
	t := c.table(ret, when)
	for _, name := range append([]string{f.Title}, f.Aliases...) {
		if cells, ok := t[name].([]any); ok {
			return cells
		}
	}
	return nil
}

// rows are the records of a return as raw text by field.
func (c *lacCase) rows(ret *rules.Return, when string) []map[string]string {
	n := 0
	for _, cells := range c.table(ret.Name, when) {
		if list, ok := cells.([]any); ok {
			n = max(n, len(list))
		}
	}
	rows := make([]map[string]string, n)
	for i := range rows {
		rows[i] = map[string]string{}
	}
	for _, f := range ret.Fields {
		for i, v := range c.column(ret.Name, when, f) {
			rows[i][f.Name] = lacText(v)
		}
	}
	return rows
}

// lacText is a cell as a file would have it.
func lacText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case json.Number:
		return v.String()
	}
	return fmt.Sprint(v)
}

// date reads a fact of the year.
func (c *lacCase) date(fact string) (period.Date, bool) {
	text, _ := c.Input["metadata"][fact].(string)
	t, err := time.Parse("2/1/2006", text)
	if err != nil {
		return 0, false
	}
	return period.NewDate(t.Year(), int(t.Month()), t.Day())
}
