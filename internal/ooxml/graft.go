package ooxml

import (
	"fmt"
	"strconv"
)

// firstOwnFormat is the lowest number of a number format that isn't built in.
const firstOwnFormat = 164

// grafting takes the styles of one workbook into those of another.
type grafting struct {
	to, from              *styleSheet
	formats               map[int]int // numbers of number formats
	codes                 map[string]int
	next                  int // the next number that is free
	fonts, fills, borders []int
}

// graft adds a companion's styles, reusing those that are there, and returns what
// the companion's numbers of cell formats and of differential formats become. What
// a companion has of other vocabularies than the schema's own is left out.
func (s *styleSheet) graft(companion *styleSheet) (xf, dxf func(int) int, err error) {
	g := &grafting{to: s, from: companion, formats: map[int]int{}, codes: map[string]int{}, next: firstOwnFormat}
	steps := []func() error{
		g.numbers,
		func() (err error) { g.fonts, err = g.all(s.fonts, companion.fonts, nil); return err },
		func() (err error) { g.fills, err = g.all(s.fills, companion.fills, nil); return err },
		func() (err error) { g.borders, err = g.all(s.borders, companion.borders, nil); return err },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, nil, err
		}
	}
	xfs, err := g.all(s.cellXfs, companion.cellXfs, g.cellFormat)
	if err != nil {
		return nil, nil, err
	}
	dxfs, err := g.all(s.dxfs, companion.dxfs, g.differential)
	if err != nil {
		return nil, nil, err
	}
	return func(i int) int { return lookUp(xfs, i) }, func(i int) int { return lookUp(dxfs, i) }, nil
}

// lookUp is the new number of i; that of the first for a number that none had.
func lookUp(list []int, i int) int {
	if i >= 0 && i < len(list) {
		return list[i]
	}
	if len(list) > 0 {
		return list[0]
	}
	return 0
}

// all adds a companion's list, each item changed by adapt, and returns the new numbers.
func (g *grafting) all(to, from *collection, adapt func(*element) (*element, error)) ([]int, error) {
	if err := g.from.index(from); err != nil {
		return nil, err
	}
	list := make([]int, len(from.items))
	for i, item := range from.items {
		e, err := parseElement(item, g.from.prefix)
		if err != nil {
			return nil, err
		}
		if e = e.own(); adapt != nil {
			if e, err = adapt(e); err != nil {
				return nil, err
			}
		}
		if list[i], err = g.to.add(to, e); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// numbers gives each of the companion's number formats the number of an equal
// one, else the next that is free.
func (g *grafting) numbers() error {
	for _, item := range g.to.numFmts.items {
		e, err := parseElement(item, g.to.prefix)
		if err != nil {
			return err
		}
		id, code := whole(e.attr("numFmtId")), e.attr("formatCode")
		if _, ok := g.codes[code]; !ok && id >= firstOwnFormat {
			g.codes[code] = id
		}
		g.next = max(g.next, id+1)
	}
	for _, item := range g.from.numFmts.items {
		e, err := parseElement(item, g.from.prefix)
		if err != nil {
			return err
		}
		id, err := g.numberFormat(e.attr("formatCode"))
		if err != nil {
			return err
		}
		g.formats[whole(e.attr("numFmtId"))] = id
	}
	return nil
}

// numberFormat is the number of a format code, which is added if it is new.
func (g *grafting) numberFormat(code string) (int, error) {
	if id, ok := g.codes[code]; ok {
		return id, nil
	}
	e := &element{name: "numFmt", attrs: []pair{{"numFmtId", strconv.Itoa(g.next)}, {"formatCode", code}}}
	if _, err := g.to.push(g.to.numFmts, e); err != nil {
		return 0, fmt.Errorf("adding a number format: %w", err)
	}
	g.codes[code] = g.next
	g.next++
	return g.codes[code], nil
}

// cellFormat rewrites a cell format's references.
func (g *grafting) cellFormat(e *element) (*element, error) {
	id := whole(e.attr("numFmtId"))
	if own, ok := g.formats[id]; ok {
		id = own
	}
	e = e.copyWith("numFmtId", strconv.Itoa(id)).
		copyWith("fontId", strconv.Itoa(lookUp(g.fonts, whole(e.attr("fontId"))))).
		copyWith("fillId", strconv.Itoa(lookUp(g.fills, whole(e.attr("fillId"))))).
		copyWith("borderId", strconv.Itoa(lookUp(g.borders, whole(e.attr("borderId")))))
	if g.to.styleXfs {
		return e.copyWith("xfId", "0"), nil
	}
	return e.copyWithout(func(name string) bool { return name == "xfId" }), nil
}

// differential gives a number format within a differential format its new number.
func (g *grafting) differential(e *element) (*element, error) {
	for i, k := range e.kids {
		if k.name != "numFmt" {
			continue
		}
		id, err := g.numberFormat(k.attr("formatCode"))
		if err != nil {
			return nil, err
		}
		e.kids[i] = k.copyWith("numFmtId", strconv.Itoa(id))
	}
	return e, nil
}
