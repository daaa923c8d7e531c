package workbook

import (
	"cmp"
	"slices"

	"winnow/internal/report"
)

// finding is an exception as it stands in the list: what json keeps of it is all.
type finding struct {
	exception
	Part  int
	ID    string // "" for a note, and where there is no ledger
	Rest  bool   // a query that rests on a reason
	Since Since
}

// exception is report.Exception without its JSON form, which leaves things out.
type exception report.Exception

func (f *finding) of() report.Exception { return report.Exception(f.exception) }

// tally counts a part's exceptions by what is asked about them.
type tally struct {
	must, ask, tell, rest  int
	fresh, still, repeated int // of must and ask
}

// open is how many ask for something.
func (t tally) open() int { return t.must + t.ask }

// gather reads every exception once: counts, the cells to mark and the order in
// which "Exceptions" lists them.
func (b *book) gather() error {
	o := ordering{groups: map[groupKey]int{}}
	for _, p := range b.parts {
		p.firstFinding = b.shelf.len()
		id := func(report.Exception) string { return "" }
		if p.IDs != nil {
			id = p.IDs()
		}
		for e := range p.Table.Exceptions.All() {
			f := finding{exception: exception(e), Part: p.n, ID: id(e)}
			_, _, f.Rest = p.explanation(&f)
			f.Since = p.since(&f)
			p.count(&f)
			b.mark(p, &f)
			o.take(&f, b.shelf.len())
			b.shelf.add(f)
		}
		if err := p.Table.Exceptions.Err(); err != nil {
			return err
		}
		p.marks.sort()
	}
	b.groups, b.lines = o.arrange()
	b.at = lineOf(b.lines, b.shelf.len())
	return b.shelf.err
}

// explanation returns the reason that a finding rests on.
func (p *part) explanation(f *finding) (reason, until string, ok bool) {
	if f.Severity != report.Query || f.ID == "" || p.Explained == nil {
		return "", "", false
	}
	return p.Explained(f.ID)
}

// since says how a finding stands beside what was sent back before.
func (p *part) since(f *finding) Since {
	if f.ID == "" || p.Input.Since == nil {
		return New
	}
	return p.Input.Since(f.ID, f.Rule)
}

func (p *part) count(f *finding) {
	if _, ok := p.ofList(f.of()); ok {
		p.offList[f.Field] = true
	}
	switch {
	case f.Rest:
		p.rest++
		return
	case f.Severity == report.Note:
		p.tell++
		return
	case f.Severity == report.Query:
		p.ask++
	default:
		p.must++
	}
	if f.Field != "" {
		p.faulty[f.Field] = true
	}
	switch f.Since {
	case StillOpen:
		p.still++
	case Repeated:
		p.repeated++
	default:
		p.fresh++
	}
}

// class is where a finding is listed: what must be done first.
func (f *finding) class() uint8 {
	switch {
	case f.Rest:
		return 3
	case f.Severity == report.Error:
		return 0
	case f.Severity == report.Query:
		return 1
	}
	return 2
}

// groupKey is what the lines of a group share.
type groupKey struct {
	class       uint8
	part        int
	rule, field string
}

// group is one fault that repeats. What its lines have in common is "" where
// they differ.
type group struct {
	count           int
	first           int // index of its first finding
	number          int // as "Reference" names it; 0 for one too small to have a line of its own
	message, fix    string
	expected, value string
	since           Since
	mixed           bool // since isn't that of all
	rows            []int
}

// groupFrom is how many times a fault must repeat to get a line of its own.
const groupFrom = 4

// line is a row of "Exceptions".
type line struct {
	finding int32
	group   int32 // index into groups
	head    bool  // the line of the group itself
}

// ordering finds out in which order findings are listed.
type ordering struct {
	groups map[groupKey]int
	all    []group
	lines  []line
	class  []uint8
}

// take adds the finding with the given index.
func (o *ordering) take(f *finding, index int) {
	key := groupKey{f.class(), f.Part, f.Rule, f.Field}
	n, ok := o.groups[key]
	if !ok {
		n = len(o.all)
		o.groups[key] = n
		o.all = append(o.all, group{first: index, message: f.Message, fix: f.Fix, expected: f.Expected, value: given(f.of()), since: f.Since})
		o.class = append(o.class, f.class())
	}
	o.all[n].take(f)
	o.lines = append(o.lines, line{finding: int32(index), group: int32(n)})
}

// take adds a finding to the group.
func (g *group) take(f *finding) {
	g.count++
	for _, c := range []struct {
		all *string
		one string
	}{{&g.message, f.Message}, {&g.fix, f.Fix}, {&g.expected, f.Expected}, {&g.value, given(f.of())}} {
		if *c.all != c.one {
			*c.all = ""
		}
	}
	g.mixed = g.mixed || f.Since != g.since
	if f.Row > 0 && len(g.rows) <= otherRowsShown && !slices.Contains(g.rows, f.Row) {
		g.rows = append(g.rows, f.Row)
	}
}

// arrange returns the groups, those with a line of their own numbered, and the
// lines: the serious first, then by where a fault first stands; a group together.
func (o *ordering) arrange() ([]group, []line) {
	rank := func(l line) int {
		if g := o.all[l.group]; g.count >= groupFrom {
			return g.first
		}
		return int(l.finding)
	}
	slices.SortFunc(o.lines, func(a, b line) int {
		return cmp.Or(cmp.Compare(o.class[a.group], o.class[b.group]), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.finding, b.finding))
	})
	numbered := 0
	var lines []line
	for i, l := range o.lines {
		g := &o.all[l.group]
		if g.count >= groupFrom && (i == 0 || o.lines[i-1].group != l.group) {
			numbered++
			g.number = numbered
			lines = append(lines, line{finding: l.finding, group: l.group, head: true})
		}
		lines = append(lines, l)
	}
	return o.all, lines
}

// lineOf returns where each finding is listed, as indexes into lines.
func lineOf(lines []line, findings int) []int32 {
	at := make([]int32, findings)
	for i, l := range lines {
		if !l.head {
			at[l.finding] = int32(i)
		}
	}
	return at
}
