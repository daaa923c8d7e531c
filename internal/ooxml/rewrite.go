package ooxml

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// writeSheet writes a sheet of the companion as the package takes it: its styles
// by their new numbers, shared strings in their cells, selected or not.
func (c *companion) writeSheet(w io.Writer, part string, selected bool) error {
	xml, err := c.read(part, maxAdded)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 64<<10)
	r := rewriter{c: c, s: scanBytes(xml), selected: selected}
	for {
		_, err := r.s.next()
		if err == io.EOF {
			return b.Flush()
		}
		if err == nil {
			r.out, err = r.token(r.out[:0])
		}
		if err == nil {
			_, err = b.Write(r.out)
		}
		if err != nil {
			return fmt.Errorf("adding a sheet: %w", err)
		}
	}
}

// rewriter is where the rewriting of a sheet has come to.
type rewriter struct {
	c        *companion
	s        *scanner
	selected bool
	shared   bool // within a cell whose value is a shared string's number
	value    bool // within that value
	out      []byte
}

// token appends what becomes of the token.
func (r *rewriter) token(dst []byte) ([]byte, error) {
	t := &r.s.token
	switch t.kind {
	case startTag, emptyTag:
		if r.shared && t.is("v") {
			r.value = t.kind == startTag
			return dst, nil
		}
		return r.tag(dst, t)
	case endTag:
		if r.value && t.is("v") {
			r.value = false
			return dst, nil
		}
		r.shared = r.shared && !t.is("c")
	case charData:
		if r.value {
			return r.string(dst, string(t.raw))
		}
	}
	return append(dst, t.raw...), nil
}

// string appends a shared string, by its number, as an inline one.
func (r *rewriter) string(dst []byte, index string) ([]byte, error) {
	i, ok := number(strings.TrimSpace(index))
	if !ok || i >= len(r.c.strings) {
		return nil, fmt.Errorf("a cell names a shared string that isn't there")
	}
	return append(append(append(dst, "<is>"...), r.c.strings[i]...), "</is>"...), nil
}

// tag appends a tag with its attributes as the package takes them.
func (r *rewriter) tag(dst []byte, t *token) ([]byte, error) {
	if t.is("c") {
		kind, _ := t.attr("t")
		r.shared = string(kind) == "s" && t.kind == startTag
	}
	return t.rewrite(dst, func(name, value string) (string, bool, error) {
		switch {
		case t.is("c") && name == "t" && value == "s":
			return "inlineStr", t.kind == startTag, nil
		case name == "s" && (t.is("c") || t.is("row")), name == "style" && t.is("col"):
			return mapped(value, r.c.xf)
		case strings.HasSuffix(strings.ToLower(name), "dxfid"):
			return mapped(value, r.c.dxf)
		case name == "tabSelected":
			return "1", r.selected, nil
		}
		return value, true, nil
	})
}

// mapped is a style's new number.
func mapped(value string, to func(int) int) (string, bool, error) {
	n, ok := number(value)
	if !ok {
		return "", false, fmt.Errorf("a style in the sheets to add has no number")
	}
	return strconv.Itoa(to(n)), true, nil
}

// rewrite appends the tag with every attribute's value replaced, or the attribute
// left out. Values are as written.
func (t *token) rewrite(dst []byte, change func(name, value string) (string, bool, error)) ([]byte, error) {
	at := 0
	for _, a := range t.attrs {
		value, keep, err := change(string(t.raw[a.name:a.nameEnd]), string(t.raw[a.value:a.end]))
		if err != nil {
			return nil, err
		}
		if keep {
			dst = append(append(dst, t.raw[at:a.value]...), value...)
			at = a.end
			continue
		}
		dst = append(dst, t.raw[at:a.space]...)
		at = a.end + 1
	}
	return append(dst, t.raw[at:]...), nil
}
