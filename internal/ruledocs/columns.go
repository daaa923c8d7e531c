package ruledocs

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/period"
	"winnow/internal/rulewords"
	"winnow/rules"
)

// Column is what is said of one column.
type Column struct {
	Title     string
	Anchor    string   // of its section: column-<name>
	Headings  []string // other headings that it is found under
	Required  bool
	What      string // "a date, such as 16/04/2021"
	Notes     []string
	Values    []Value // what it may hold, where that is a list
	Also      bool    // some value has other spellings
	Means     bool    // some value has a meaning beside it
	Dated     bool    // some value may be used at some time only
	Omitted   string  // why the list is not printed; "" where it is
	Otherwise string  // what becomes of any other value; "" where a check says so
	Labels    []Placeholder
	Checks    []Check
	FromWides []string // headings of the columns that it is made from, in a wide table
}

// Value is one that a column may hold.
type Value struct{ Write, Also, Meaning, When string }

// Placeholder is a text that may stand in place of a value.
type Placeholder struct{ Write, Meaning string }

// maxValues is how many allowed values a page lists; a longer list is named
// instead.
const maxValues = 500

func (p *Page) columns(ret *rules.Return) {
	for _, f := range ret.Fields {
		p.Columns = append(p.Columns, column(ret, f))
	}
	if len(ret.Fields) == 0 {
		return
	}
	p.Blanks, p.Labels = common(ret.Fields)
	for i := range p.Columns {
		p.Columns[i].Labels = slices.DeleteFunc(p.Columns[i].Labels, func(l Placeholder) bool { return slices.Contains(p.Labels, l) })
	}
}

// common are the texts for no value that all fields have.
func common(fields []*rules.Field) (blanks []string, labels []Placeholder) {
	for _, m := range fields[0].Missing {
		everywhere := !slices.ContainsFunc(fields, func(f *rules.Field) bool {
			return !slices.ContainsFunc(f.Missing, func(n rules.Missing) bool { return n.Value == m.Value && n.Label == m.Label })
		})
		switch {
		case !everywhere || m.Value == "" || m.Label == "" && slices.ContainsFunc(blanks, func(b string) bool { return strings.EqualFold(b, m.Value) }):
		case m.Label == "":
			blanks = append(blanks, m.Value)
		default:
			labels = append(labels, placeholder(m))
		}
	}
	return blanks, labels
}

func placeholder(m rules.Missing) Placeholder {
	words := strings.ReplaceAll(m.Label, "_", " ")
	if m.Low != nil && m.High != nil {
		words += fmt.Sprintf(": some number from %s to %s", m.Low, m.High)
	}
	return Placeholder{Write: m.Value, Meaning: words}
}

func column(ret *rules.Return, f *rules.Field) Column {
	c := Column{Title: f.Title, Anchor: "column-" + f.Name, Headings: f.Aliases, What: what(f)}
	for _, m := range f.Missing {
		if m.Label != "" {
			c.Labels = append(c.Labels, placeholder(m))
		}
	}
	if f.FillDown {
		c.Notes = append(c.Notes, "A blank cell stands for the value above it.")
	}
	if f.Key {
		c.Notes = append(c.Notes, "What you are sent back names each row by it.")
	}
	switch f.Privacy {
	case "pseudonymise":
		c.Notes = append(c.Notes, "It is replaced by a code before the data is published.")
	case "drop":
		c.Notes = append(c.Notes, "It is used for checking only, and left out of what is published.")
	}
	c.FromWides = wideHeadings(ret, f)
	for _, x := range f.Constraints {
		c.constraint(f, x)
	}
	return c
}

// wideHeadings are the columns of a wide table that a field is made from.
func wideHeadings(ret *rules.Return, f *rules.Field) []string {
	if ret.Unpivot == nil || !ret.Made(f.Index) {
		return nil
	}
	var out []string
	for _, w := range ret.Unpivot.Columns {
		out = append(out, w.Title)
	}
	return out
}

// constraint says what one constraint asks for. Whether the column must be filled
// in and what it may hold stand at its top; with what happens otherwise they are
// among its checks too.
func (c *Column) constraint(f *rules.Field, x *rules.Constraint) {
	if x.Trial {
		return
	}
	switch x.Kind {
	case rules.Required:
		c.Required = true
	case rules.Enum:
		c.values(f, x)
	}
	serious := rulewords.Seriousness(string(x.Severity), string(x.Final))
	switch own := x.Message + x.Fix; {
	case own == "" && x.Kind == rules.Required && serious == "must be corrected":
		return // its top says so
	case own == "" && x.Kind == rules.Enum:
		c.Otherwise = "Anything else: " + serious + "."
		return
	}
	c.Checks = append(c.Checks, Check{Words: constraintWords(f, x), Serious: serious, Severity: string(x.Severity),
		Fix: rulewords.WithFigures(&rules.Return{Fields: []*rules.Field{f}}, x.Fix)})
}

func constraintWords(f *rules.Field, x *rules.Constraint) string {
	if x.Kind == rules.Enum {
		return f.Title + " is one of the values listed."
	}
	return rulewords.Constraint(f, x)
}

// values lists what an enum allows.
func (c *Column) values(f *rules.Field, x *rules.Constraint) {
	all := f.Allowed(x, period.Period{})
	if len(all) > maxValues {
		c.Omitted = fmt.Sprintf("There are %d allowed values, too many to print here: ask for the list.", len(all))
		return
	}
	also := map[string][]string{}
	for text, code := range f.Map {
		also[code] = append(also[code], text)
	}
	for _, a := range all {
		v := Value{Write: a.Write, Meaning: a.Meaning, When: rulewords.Validity(a.Rows)}
		others := slices.DeleteFunc(append(also[a.Code], a.Code), func(s string) bool { // a code with _ in it is for programs
			return strings.EqualFold(s, a.Write) || s == a.Code && strings.Contains(s, "_")
		})
		slices.Sort(others)
		v.Also = strings.Join(slices.Compact(others), ", ")
		c.Also, c.Means, c.Dated = c.Also || v.Also != "", c.Means || v.Meaning != "", c.Dated || v.When != ""
		c.Values = append(c.Values, v)
	}
}

// what says what a column holds, in plain words.
func what(f *rules.Field) string {
	switch f.Type {
	case rules.TypeInteger:
		return "a whole number"
	case rules.TypeNumber:
		return numberWords(f)
	case rules.TypeDate:
		return "a date, such as " + sample(f.Format, "16/04/2021", "%d/%m/%Y")
	case rules.TypeTime:
		return "a time of day, such as " + sample(f.Format, "14:30", "")
	case rules.TypeDateTime:
		return "a date with the time, such as " + sample(f.Format, "2021-04-16 14:30", "")
	case rules.TypeYear:
		return "a year, such as 2021"
	case rules.TypeYearMonth:
		return "a month of a year, such as 2021-04"
	case rules.TypeBoolean:
		return fmt.Sprintf("yes or no, written %s or %s", first(f.TrueValues), first(f.FalseValues))
	case rules.TypeList:
		sign := f.Delimiter
		if sign == "" {
			sign = ","
		}
		return fmt.Sprintf("several values, with “%s” between them", sign)
	}
	if w := map[string]string{"email": "an email address", "uri": "a web address", "uuid": "a UUID"}[f.Format]; w != "" {
		return w
	}
	for _, c := range f.Constraints {
		if c.Kind == rules.Enum {
			return "one of a list of values"
		}
	}
	return "text"
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return "“" + all[0] + "”"
}

func numberWords(f *rules.Field) string {
	words := "a number"
	switch {
	case f.Percent == "points":
		words = "a percentage: for 12.5% write 12.5 or 12.5%"
	case f.Percent == "fraction":
		words = "a percentage: for 12.5% write 0.125 or 12.5%"
	case f.Currency == "GBP":
		words = "an amount in pounds"
	case f.Currency != "":
		words = "an amount in " + f.Currency
	}
	switch {
	case f.HasDecimals && f.Decimals == 0:
		words += ", without decimal places"
	case f.HasDecimals && f.Decimals == 1:
		words += ", with at most one decimal place"
	case f.HasDecimals:
		words += fmt.Sprintf(", with at most %d decimal places", f.Decimals)
	}
	return words
}

var reDirectives = strings.NewReplacer("%d", "16", "%m", "04", "%Y", "2021", "%y", "21", "%B", "April", "%b", "Apr",
	"%H", "14", "%I", "02", "%M", "30", "%S", "00", "%p", "PM", "%A", "Friday", "%a", "Fri", "%j", "106")

// sample writes 16 April 2021, half past two, as a format asks for it.
func sample(format, plain, usual string) string {
	if !strings.Contains(format, "%") || format == usual {
		return plain
	}
	return reDirectives.Replace(format)
}
