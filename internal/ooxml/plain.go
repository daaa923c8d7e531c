package ooxml

import (
	"slices"
	"strings"
)

// plain is the number of the cell format that xf was before it got a look; xf
// itself if it has none. In a package that winnow wrote that is the very format.
// In one that another program saved since, which numbers formats anew, it is
// the format like xf in everything else, of the fill that the look remembers; where
// none or several of different borders come into question, one without our border.
// LibreOffice keeps no remembered fill: a cell that had one then has none.
func (s *styleSheet) plain(xf int) (int, error) {
	if n, ok := s.plains[xf]; ok {
		return n, nil
	}
	n := xf
	if xf >= 0 && xf < len(s.cellXfs.items) {
		var err error
		if n, err = s.strip(xf); err != nil {
			return 0, err
		}
	}
	s.plains[xf] = n
	return n, nil
}

// strip is plain for a format that there is.
func (s *styleSheet) strip(xf int) (int, error) {
	f, err := s.format(xf)
	if err != nil {
		return 0, err
	}
	_, filled, err := s.lookOf(f.fill)
	if err != nil {
		return 0, err
	}
	border, err := s.borderOf(f.border)
	if err != nil {
		return 0, err
	}
	if !filled && !inked(border) {
		return xf, nil
	}
	if was, ok := s.memo.was[xf]; ok {
		return was, nil
	}
	fill := f.fill
	if filled {
		fill = 0
	}
	if filled && isTrue(f.xf.attr("applyFill")) { // LibreOffice writes no applyFill, and a background of its own making
		if fill, err = s.remembered(f.fill); err != nil {
			return 0, err
		}
	}
	if twin, ok, err := s.twin(f, fill); ok || err != nil {
		return twin, err
	}
	bare, err := s.add(s.borders, unink(border))
	if err != nil {
		return 0, err
	}
	return s.add(s.cellXfs, f.dress(fill, bare))
}

// lookOf is the look whose colour a fill has, if it has one.
func (s *styleSheet) lookOf(fill int) (Look, bool, error) {
	colour, err := s.solid(fill)
	if err != nil || colour == nil {
		return Plain, false, err
	}
	for l := Must; int(l) < len(paints); l++ {
		if sameColour(colour, paints[l].fill) {
			return l, true, nil
		}
	}
	return Plain, false, nil
}

// sameColour compares red, green and blue; programs differ in what they make of
// the rest.
func sameColour(colour *element, argb string) bool {
	rgb := colour.attr("rgb")
	return len(rgb) >= 6 && strings.EqualFold(rgb[len(rgb)-6:], argb[2:])
}

// inked says whether a border has a side in the colour of a look.
func inked(border *element) bool { return slices.ContainsFunc(border.kids, inkedSide) }

func inkedSide(side *element) bool {
	colour := side.kid("color")
	if colour == nil || side.name == "diagonal" {
		return false
	}
	return sameColour(colour, paints[Must].ink) || sameColour(colour, paints[Ask].ink)
}

// unink is the border without those sides.
func unink(border *element) *element {
	b := *border
	b.kids = slices.Clone(border.kids)
	for i, side := range b.kids {
		if inkedSide(side) {
			b.kids[i] = &element{name: side.name}
		}
	}
	return &b
}

// remembered is the fill whose colour a look's fill has as its background; 0, no
// fill, if there is none. Only a fill that stands in the list is believed in, as
// some programs write a background of their own.
func (s *styleSheet) remembered(fill int) (int, error) {
	pattern, err := s.pattern(fill)
	if err != nil || pattern == nil || pattern.kid("bgColor") == nil {
		return 0, err
	}
	want := attrsKey(pattern.kid("bgColor"))
	for i := range s.fills.items {
		_, ours, err := s.lookOf(i)
		if err != nil {
			return 0, err
		}
		colour, err := s.solid(i)
		if err != nil {
			return 0, err
		}
		if !ours && colour != nil && attrsKey(colour) == want {
			return i, nil
		}
	}
	return 0, nil
}

// attrsKey is the same for colours that are the same, whatever they colour.
func attrsKey(colour *element) string {
	return (&element{name: "color", attrs: colour.attrs}).key()
}

// twin is a format without a look that is like f in all but fill and border and
// has this fill. If there are several, they have to have the same border.
func (s *styleSheet) twin(f *format, fill int) (int, bool, error) {
	found := -1
	for i := range s.cellXfs.items {
		c, err := s.format(i)
		if err != nil {
			return 0, false, err
		}
		if c.rest != f.rest || c.fill != fill {
			continue
		}
		border, err := s.borderOf(c.border)
		if err != nil {
			return 0, false, err
		}
		if inked(border) {
			continue
		}
		if found >= 0 && s.formats[found].border != c.border {
			return 0, false, nil
		}
		if found < 0 {
			found = i
		}
	}
	return found, found >= 0, nil
}
