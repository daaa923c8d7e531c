package ooxml

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The styles part's extension that says which format a marked one was made of.
// Programs that don't know it leave it out on saving; plain does without.
const (
	memoURI   = "{5B0F3C52-7C0A-4E0E-9B7B-77696E6E6F77}"
	memoSpace = "urn:winnow:marks"
)

// memo is the way back from marked formats.
type memo struct {
	was     map[int]int // marked format → what it was made of
	item    []byte      // the extension as read, nil for none
	changed bool
}

func (m *memo) keep(marked, base int) {
	m.was[marked] = base
	m.changed = true
}

// readMemo takes from the extension what is still true: a program may have kept
// it and numbered the formats anew.
func (s *styleSheet) readMemo() error {
	s.memo.was = map[int]int{}
	for _, item := range s.extLst.items {
		if !bytes.Contains(item, []byte(memoURI)) {
			continue
		}
		e, err := parseElement(item, s.prefix)
		if err != nil {
			return err
		}
		if e.attr("uri") != memoURI || len(e.kids) == 0 {
			continue
		}
		s.memo.item = item
		for _, field := range strings.Fields(e.kids[0].attr("of")) {
			if err := s.believe(field); err != nil {
				return err
			}
		}
	}
	return nil
}

// believe takes in one pair, marked:base, if both fit together.
func (s *styleSheet) believe(field string) error {
	a, b, _ := strings.Cut(field, ":")
	marked, base := whole(a), whole(b)
	if marked >= len(s.cellXfs.items) || base >= len(s.cellXfs.items) {
		return nil
	}
	l, ok, err := s.made(marked, base)
	if ok {
		s.memo.was[marked] = base
		s.looks[lookKey{base, l}] = marked
	}
	return err
}

// made says whether a format may have been made of another, and its look.
func (s *styleSheet) made(marked, base int) (Look, bool, error) {
	m, err := s.format(marked)
	if err != nil {
		return Plain, false, err
	}
	b, err := s.format(base)
	if err != nil || b.rest != m.rest {
		return Plain, false, err
	}
	l, ok, err := s.lookOf(m.fill)
	if err != nil || !ok {
		return Plain, false, err
	}
	if _, twice, err := s.lookOf(b.fill); err != nil || twice {
		return Plain, false, err
	}
	was, err := s.solid(b.fill)
	if err != nil {
		return Plain, false, err
	}
	fill, err := s.parsed(s.fills, m.fill)
	if err != nil {
		return Plain, false, err
	}
	return l, fill.key() == lookFill(paints[l], was).key(), nil
}

// keepMemo writes the extension if there is something new in it.
func (s *styleSheet) keepMemo() []edit {
	if !s.memo.changed {
		return nil
	}
	var of strings.Builder
	for i, marked := range slices.Sorted(maps.Keys(s.memo.was)) {
		if i > 0 {
			of.WriteByte(' ')
		}
		fmt.Fprintf(&of, "%d:%d", marked, s.memo.was[marked])
	}
	e := &element{name: "ext", attrs: []pair{{"uri", memoURI}, {"xmlns:winnow", memoSpace}}}
	e.kids = []*element{{name: "winnow:marks", attrs: []pair{{"of", of.String()}}}}
	item := e.append(nil, s.prefix)
	if s.memo.item != nil {
		at := bytes.Index(s.part, s.memo.item)
		return []edit{{at, at + len(s.memo.item), string(item)}}
	}
	list := *s.extLst
	list.items = append(slices.Clip(list.items), item)
	return s.write(&list)
}
