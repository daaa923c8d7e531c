package ooxmlcheck

import (
	"strings"
)

// readChain holds that the calculation chain leads to cells with formulas: it is
// the commonest reason for a repair after cells were changed or sheets dropped.
func (c *checker) readChain() {
	part := c.follow(c.book.part, "calcChain")
	d := c.open(part)
	if part == "" || d == nil {
		return
	}
	sheet := 0
	kids := d.tree().kids
	if len(kids) == 0 {
		c.fault(part, CalcChain, "it is empty")
	}
	for _, n := range kids {
		if i, ok := n.number("i"); ok {
			sheet = i
		}
		at, ok := parseRef(n.attr("r"))
		if !ok || !c.book.rooms[sheet][cellKey(at)] {
			c.fault(part, CalcChain, "%s of the sheet with the id %d has no formula", n.attr("r"), sheet)
		}
	}
}

// readPivots holds that the workbook knows the caches of its pivot tables.
func (c *checker) readPivots() {
	caches := map[string]bool{}
	for _, n := range c.book.root.child("pivotCaches").kids {
		id := n.attr("cacheId")
		if id == "" || caches[id] {
			c.fault(c.book.part, Pivot, "the cache %q is there twice or has no id", id)
		}
		caches[id] = true
	}
	for _, s := range c.book.sheets {
		for _, r := range c.rels[strings.ToLower(s.part)] {
			if r.kind != "pivotTable" {
				continue
			}
			if d := c.open(r.target); d != nil {
				if id := d.tree().attr("cacheId"); !caches[id] {
					c.fault(r.target, Pivot, "the cache %q is not the workbook's", id)
				}
			}
		}
	}
}

// readProperties holds docProps.
func (c *checker) readProperties() {
	cores := 0
	for _, r := range c.rels[""] {
		switch r.kind {
		case "core-properties":
			if cores++; cores > 1 {
				c.fault("", Properties, "two parts of core properties")
			}
			c.readCore(r.target)
		case "extended-properties", "custom-properties":
			c.readVectors(r.target)
		}
	}
}

func (c *checker) readCore(part string) {
	d := c.open(part)
	if d == nil {
		return
	}
	seen := map[string]bool{}
	for _, n := range d.tree().kids {
		if seen[n.local] {
			c.fault(part, Properties, "<%s> is there twice", n.local)
		}
		seen[n.local] = true
		if (n.local == "created" || n.local == "modified") && !isTime(n.text) {
			c.fault(part, Properties, "<%s> is no time", n.local)
		}
	}
}

func isTime(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= 10 && s[4] == '-' && s[7] == '-' && (len(s) == 10 || s[10] == 'T')
}

// readVectors holds that lists have the length that they say.
func (c *checker) readVectors(part string) {
	d := c.open(part)
	if d == nil {
		return
	}
	d.tree().each(func(n *node) {
		if size, ok := n.number("size"); n.local == "vector" && (!ok || size != len(n.kids)) {
			c.fault(part, Properties, "a list of %q has %d", n.attr("size"), len(n.kids))
		}
	})
}
