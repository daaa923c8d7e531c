package ooxmlcheck

import (
	"net/url"
	"path"
	"strings"
)

// relation is a relationship of a part.
type relation struct {
	id, kind string // the kind is the last piece of the type
	target   string // a part's name, or a URI where it is external
	external bool
}

// checkRelations reads every .rels part.
func (c *checker) checkRelations() {
	for _, f := range c.zip.File {
		dir, base := path.Split(f.Name)
		if !strings.HasSuffix(strings.ToLower(base), ".rels") || !strings.EqualFold(path.Base(dir), "_rels") {
			continue
		}
		source := path.Join(path.Dir(path.Clean(dir)), base[:len(base)-len(".rels")])
		if source == "." {
			source = ""
		}
		if source != "" && c.parts[strings.ToLower(source)] == nil {
			c.fault(f.Name, Relationship, "the part that it is about is not there")
		}
		c.readRelations(f.Name, source)
	}
}

func (c *checker) readRelations(part, source string) {
	d := c.open(part)
	if d == nil {
		return
	}
	seen := map[string]bool{}
	for _, n := range d.tree().kids {
		r := relation{id: n.attr("Id"), kind: path.Base(n.attr("Type")), target: n.attr("Target"), external: n.attr("TargetMode") == "External"}
		if r.id == "" || seen[r.id] || r.id[0] >= '0' && r.id[0] <= '9' {
			c.fault(part, Relationship, "the id %q is there twice or is no id", r.id)
		}
		seen[r.id] = true
		if !r.external {
			c.resolve(part, source, &r)
		}
		c.rels[strings.ToLower(source)] = append(c.rels[strings.ToLower(source)], r)
	}
}

// resolve makes a part's name of a target.
func (c *checker) resolve(part, source string, r *relation) {
	u, err := url.Parse(r.target)
	if err != nil {
		c.fault(part, Relationship, "the target of %s is no address", r.id)
		return
	}
	if u.Path == "" && u.Fragment != "" {
		return // a place in the workbook
	}
	if r.target = u.Path; strings.HasPrefix(u.Path, "/") {
		r.target = path.Clean(u.Path)[1:]
	} else {
		r.target = path.Join(path.Dir(source), u.Path)
	}
	if c.parts[strings.ToLower(r.target)] == nil {
		c.fault(part, Relationship, "the target of %s, %s, is not there", r.id, r.target)
		return
	}
	c.checkTarget(source, *r)
}

// kindOf is what the relationship must be that an element's r:id leads to.
var kindOf = map[string][]string{
	"sheet":             {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"},
	"hyperlink":         {"hyperlink"},
	"drawing":           {"drawing"},
	"legacyDrawing":     {"vmlDrawing"},
	"legacyDrawingHF":   {"vmlDrawing"},
	"tablePart":         {"table"},
	"pivotCache":        {"pivotCacheDefinition"},
	"externalReference": {"externalLink"},
	"pageSetup":         {"printerSettings"},
	"picture":           {"image"},
	"blip":              {"image"},
	"chart":             {"chart"},
	"oleObject":         {"oleObject", "package"},
}

// checkID holds an r:id of an element.
func (c *checker) checkID(part, element, id string) {
	if id == "" {
		return // an empty blip, as Excel writes it for a picture that is linked
	}
	for _, r := range c.rels[strings.ToLower(part)] {
		if r.id != id {
			continue
		}
		kinds, known := kindOf[element]
		for _, k := range kinds {
			known = known && k != r.kind
		}
		if known {
			c.fault(part, RelationID, "%s of <%s> leads to a %s", id, element, r.kind)
		}
		return
	}
	c.fault(part, RelationID, "%s of <%s> leads nowhere", id, element)
}
