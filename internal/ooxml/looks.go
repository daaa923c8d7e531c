package ooxml

import (
	"strconv"
	"strings"
)

// paint is what a look is made of: the fill's colour, the border's line and colour.
type paint struct{ fill, line, ink string }

// The colours are exact, as a look is known again by them.
var paints = [...]paint{
	Must: {"FFFBDAD7", "medium", "FF8A1C12"},
	Ask:  {"FFFFF0C2", "dashed", "FF6B4900"},
}

type lookKey struct {
	xf   int
	look Look
}

// format is a cell format, with what it has besides fill and border as a key.
type format struct {
	xf           *element
	fill, border int
	rest         string
}

// look is the number of the cell format that is xf with the fill and border of a
// look. All else of xf is kept; the colour of its own solid fill is kept where
// a solid fill doesn't show it, as its background. A number that no format has
// stands for the first.
func (s *styleSheet) look(xf int, l Look) (int, error) {
	if l == Plain || int(l) >= len(paints) {
		return xf, nil
	}
	base, err := s.plain(xf)
	if err != nil {
		return 0, err
	}
	if base >= len(s.cellXfs.items) || base < 0 {
		base = 0
	}
	if n, ok := s.looks[lookKey{base, l}]; ok {
		return n, nil
	}
	n, err := s.paint(base, l)
	if err != nil {
		return 0, err
	}
	s.looks[lookKey{base, l}] = n
	s.memo.keep(n, base)
	return n, nil
}

// paint adds the format for a look upon base. One for each base, even if two
// look the same: plain has to find the way back.
func (s *styleSheet) paint(base int, l Look) (int, error) {
	f, err := s.format(base)
	if err != nil {
		return 0, err
	}
	was, err := s.solid(f.fill)
	if err != nil {
		return 0, err
	}
	fill, err := s.add(s.fills, lookFill(paints[l], was))
	if err != nil {
		return 0, err
	}
	old, err := s.borderOf(f.border)
	if err != nil {
		return 0, err
	}
	border, err := s.add(s.borders, lookBorder(paints[l], old))
	if err != nil {
		return 0, err
	}
	return s.push(s.cellXfs, f.dress(fill, border))
}

// dress is the format with another fill and border.
func (f *format) dress(fill, border int) *element {
	return f.xf.copyWith("fillId", strconv.Itoa(fill)).copyWith("borderId", strconv.Itoa(border)).
		copyWith("applyFill", "1").copyWith("applyBorder", "1")
}

// format reads a cell format; an empty list has a first one all the same.
func (s *styleSheet) format(xf int) (*format, error) {
	if err := s.index(s.cellXfs); err != nil {
		return nil, err
	}
	for len(s.formats) < len(s.cellXfs.items) {
		s.formats = append(s.formats, nil)
	}
	if s.formats[xf] != nil {
		return s.formats[xf], nil
	}
	e, err := s.parsed(s.cellXfs, xf)
	if err != nil {
		return nil, err
	}
	f := &format{xf: e, fill: whole(e.attr("fillId")), border: whole(e.attr("borderId"))}
	f.rest = e.copyWithout(func(name string) bool {
		return name == "fillId" || name == "borderId" || strings.HasPrefix(name, "apply")
	}).key()
	s.formats[xf] = f
	return f, nil
}

// whole is the whole number that an attribute holds, 0 for none.
func whole(value string) int {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// lookFill is a solid fill that remembers, as its background, the colour was.
func lookFill(p paint, was *element) *element {
	pattern := &element{name: "patternFill", attrs: []pair{{"patternType", "solid"}}}
	pattern.kids = []*element{{name: "fgColor", attrs: []pair{{"rgb", p.fill}}}}
	if was != nil {
		pattern.kids = append(pattern.kids, &element{name: "bgColor", attrs: was.attrs})
	}
	return &element{name: "fill", kids: []*element{pattern}}
}

// sides of a border that a look draws over, in the order of the schema.
var sides = []string{"left", "right", "top", "bottom"}

// lookBorder is a border of the look's line on all four sides; a diagonal stays.
func lookBorder(p paint, old *element) *element {
	b := old.copyWithout(func(name string) bool { return name == "outline" })
	b.kids = nil
	for _, side := range sides {
		colour := &element{name: "color", attrs: []pair{{"rgb", p.ink}}}
		b.kids = append(b.kids, &element{name: side, attrs: []pair{{"style", p.line}}, kids: []*element{colour}})
	}
	diagonal := old.kid("diagonal")
	if diagonal == nil {
		diagonal = &element{name: "diagonal"}
	}
	b.kids = append(b.kids, diagonal)
	return b
}

// borderOf is a border, an empty one for a number that none has.
func (s *styleSheet) borderOf(i int) (*element, error) {
	if i >= len(s.borders.items) {
		return &element{name: "border"}, nil
	}
	return s.parsed(s.borders, i)
}

// solid is the colour of a solid fill, nil for a fill that isn't solid or has none.
func (s *styleSheet) solid(fill int) (*element, error) {
	pattern, err := s.pattern(fill)
	if err != nil || pattern == nil || pattern.attr("patternType") != "solid" {
		return nil, err
	}
	return pattern.kid("fgColor"), nil
}

// pattern is a fill's pattern, nil for a gradient or a number that no fill has.
func (s *styleSheet) pattern(fill int) (*element, error) {
	if fill >= len(s.fills.items) {
		return nil, nil
	}
	e, err := s.parsed(s.fills, fill)
	if err != nil {
		return nil, err
	}
	return e.kid("patternFill"), nil
}

// parsed is an item of a list, which is parsed once.
func (s *styleSheet) parsed(c *collection, i int) (*element, error) {
	for len(c.parsed) <= i {
		c.parsed = append(c.parsed, nil)
	}
	if c.parsed[i] == nil {
		e, err := parseElement(c.items[i], s.prefix)
		if err != nil {
			return nil, err
		}
		c.parsed[i] = e
	}
	return c.parsed[i], nil
}
