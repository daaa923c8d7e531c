package infer

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"winnow/internal/period"
	"winnow/rules"
)

// WriteYAML writes the rule file, with the evidence for each part in comments.
func (d *Draft) WriteYAML(w io.Writer) error {
	b := bufio.NewWriter(w)
	d.head(b)
	fmt.Fprintf(b, "\nfields:\n")
	for _, c := range d.columns {
		c.write(b, slices.Contains(d.key, c))
	}
	if len(d.key) > 0 {
		names := make([]string, len(d.key))
		for i, c := range d.key {
			names[i] = c.name
		}
		fmt.Fprintf(b, "\nprimaryKey: [%s]   # no two records of a file agree on this\n", strings.Join(names, ", "))
	} else if d.records() < enoughCells {
		fmt.Fprintf(b, "\n# primaryKey: [...]   # too few records to say which columns tell them apart: give those that should\n")
	} else {
		fmt.Fprintf(b, "\n# primaryKey: [...]   # no one, two or three columns that could name a record tell all apart: give those that should\n")
	}
	return b.Flush()
}

func (d *Draft) head(b *bufio.Writer) {
	fmt.Fprintf(b, "# Drafted from %s; the newest is named first. It says what the files are, not what they\n", count(len(d.Files), "file", "files"))
	fmt.Fprintf(b, "# should be: read it, and change what is only chance.\n")
	for _, f := range d.Files {
		sheet := ""
		if f.Sheet != "" {
			sheet = fmt.Sprintf(", sheet %q", f.Sheet)
		}
		fmt.Fprintf(b, "#   %s%s: headings in row %d, %s\n", comment(f.Name), comment(sheet), f.HeaderRow, count(f.Records, "record", "records"))
	}
	for _, what := range d.dropped {
		fmt.Fprintf(b, "# Left out, as the files themselves don't keep to it: %s\n", what)
	}
	fmt.Fprintf(b, "winnow: v1\nreturn: %s\ntitle: %s\n", d.Return, scalar(d.Title))
	if kind := d.periodKind(); kind != "" {
		fmt.Fprintf(b, "period: %s   # the dates marked \"within: period\" lie in one %s in each file\n", kind, kind)
	} else {
		fmt.Fprintf(b, "# period: quarter   # month, quarter or year: no column of dates shows which\n")
	}
	d.writeFacts(b)
	if d.Sheet != "" {
		fmt.Fprintf(b, "\nfind:\n  sheets: [%s]\n", scalar(d.Sheet))
	}
}

func (d *Draft) writeFacts(b *bufio.Writer) {
	if len(d.facts) == 0 {
		return
	}
	fmt.Fprintf(b, "\nfacts:\n")
	for _, f := range d.facts {
		fmt.Fprintf(b, "  %s: {label: %s, type: %s}\n", f.name, scalar(f.label), f.typ)
	}
}

// periodKind returns the smallest kind of period that all columns of dates
// within a period agree on, "" for none.
func (d *Draft) periodKind() string {
	widest := period.None
	for _, c := range d.columns {
		for _, p := range c.periods {
			if c.within {
				widest = max(widest, p.Kind)
			}
		}
	}
	return map[period.Kind]string{period.Month: "month", period.Quarter: "quarter", period.Year: "year"}[widest]
}

func (c *column) write(b *bufio.Writer, key bool) {
	fmt.Fprintf(b, "  # %s\n", comment(strings.Join(c.evidence, "; ")))
	fmt.Fprintf(b, "  - name: %s\n    title: %s\n", c.name, scalar(c.title))
	if len(c.aliases) > 0 {
		fmt.Fprintf(b, "    aliases: %s\n", list(c.aliases))
	}
	fmt.Fprintf(b, "    type: %s\n", c.typ)
	if c.layout != "" {
		fmt.Fprintf(b, "    format: %s\n", scalar(c.layout))
	}
	if c.decimals >= 0 {
		fmt.Fprintf(b, "    decimals: %d\n", c.decimals)
	}
	if c.currency != "" {
		fmt.Fprintf(b, "    currency: %s\n", c.currency)
	}
	if c.scale != "" {
		fmt.Fprintf(b, "    percent: %s\n", c.scale)
	}
	c.writeMissing(b)
	c.writeConstraints(b)
	if len(c.spellings) > 0 {
		fmt.Fprintf(b, "    map: {%s}   # other capitals or spaces\n", c.mapped())
	}
	if c.within {
		fmt.Fprintf(b, "    within: period\n")
	}
	if key {
		fmt.Fprintf(b, "    key: true\n")
	}
	if personal(c.name) {
		fmt.Fprintf(b, "    # privacy: drop   # looks like personal data: pseudonymise or drop keeps it out of what is published\n")
	}
}

func (c *column) writeMissing(b *bufio.Writer) {
	if len(c.missing) == 0 {
		return
	}
	entries := []string{`""`}
	for _, m := range c.missing {
		switch {
		case m.low != nil:
			entries = append(entries, fmt.Sprintf("{value: %s, label: %s, between: [%s, %s]}", scalar(m.value), m.label, m.low, m.high))
		case m.label != "":
			entries = append(entries, fmt.Sprintf("{value: %s, label: %s}", scalar(m.value), m.label))
		default:
			entries = append(entries, scalar(m.value))
		}
	}
	fmt.Fprintf(b, "    missingValues: [%s]\n", strings.Join(entries, ", "))
}

func (c *column) writeConstraints(b *bufio.Writer) {
	var parts []string
	if c.required {
		parts = append(parts, "required: true")
	}
	if c.minimum != nil {
		parts = append(parts, "minimum: "+c.minimum.String())
	}
	if c.maximum != nil {
		parts = append(parts, fmt.Sprintf("maximum: {value: %s, severity: query, message: %s}", c.maximum, scalar("More than "+c.maximum.String()+" is unusual here: check it.")))
	}
	if c.pattern != "" {
		parts = append(parts, fmt.Sprintf("pattern: {value: %s, message: %s}", scalar(c.pattern), scalar("It should be "+c.shape.words()+".")))
	}
	if len(c.enum) > 0 {
		parts = append(parts, "enum: "+list(c.enum))
	}
	if len(parts) == 0 {
		return
	}
	fmt.Fprintf(b, "    constraints:\n")
	for _, p := range parts {
		fmt.Fprintf(b, "      %s\n", p)
	}
}

func (c *column) mapped() string {
	var parts []string
	for _, text := range slices.Sorted(maps.Keys(c.spellings)) {
		parts = append(parts, scalar(text)+": "+scalar(c.spellings[text]))
	}
	return strings.Join(parts, ", ")
}

// personal says whether a name is one that people's data go under.
func personal(name string) bool {
	words := strings.Split(name, "_")
	for i, w := range words {
		switch w {
		case "forename", "surname", "dob", "birth", "postcode", "nhs", "email", "phone", "telephone", "address", "nino":
			return true
		case "name":
			if i == 0 || slices.Contains(people, words[i-1]) {
				return true
			}
		}
	}
	return false
}

// people are words before "name" that make it a person's.
var people = []string{"first", "last", "full", "family", "given", "middle", "client", "patient", "child", "person", "participant", "applicant", "parent", "carer", "pupil", "resident", "tenant", "s"}

func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = scalar(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// scalar writes a text as YAML would, always on one line and never to be taken
// for anything but text.
func scalar(s string) string {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: s}
	if !strings.ContainsFunc(s, needsEscape) {
		n.Style = yaml.SingleQuotedStyle
		if !strings.Contains(s, "'") && !strings.Contains(s, `\`) {
			return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"`
		}
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	out, err := yaml.Marshal(n)
	if err != nil || strings.Count(string(out), "\n") > 1 {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSpace(string(out))
}

func needsEscape(r rune) bool {
	return r < 0x20 || r == 0x7f || r == 0x85 || r == 0xa0 || r > 0x2027 && r < 0x2030 || r == 0xfeff
}

// comment keeps a text on the line of its comment.
func comment(s string) string {
	return strings.Map(func(r rune) rune {
		if needsEscape(r) {
			return ' '
		}
		return r
	}, s)
}

// Loosen takes back what the files themselves don't keep to: the rule ids that
// checking them with the draft gave errors for. It returns how many it could take
// back.
func (d *Draft) Loosen(ids []string) int {
	n := 0
	for _, id := range ids {
		if d.loosen(id) {
			d.dropped = append(d.dropped, id)
			n++
		}
	}
	return n
}

func (d *Draft) loosen(id string) bool {
	if id == "primaryKey" {
		had := d.key != nil
		d.key = nil
		return had
	}
	name, what, _ := strings.Cut(id, ".")
	i := slices.IndexFunc(d.columns, func(c *column) bool { return c.name == name })
	if i < 0 {
		return false
	}
	c := d.columns[i]
	switch what {
	case "required":
		c.required = false
	case "minimum":
		c.minimum = nil
	case "maximum":
		c.maximum = nil
	case "enum":
		c.enum, c.spellings = nil, nil
	case "pattern":
		c.pattern = ""
	case "within":
		c.within = false
	case "decimals":
		c.decimals = -1
	case "type":
		if c.typ == rules.TypeString {
			return false
		}
		required := c.required
		c.decision = decision{typ: rules.TypeString, decimals: -1, required: required, evidence: append(c.evidence, "not all of them "+string(c.typ))}
	default:
		return false
	}
	return true
}
