package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Checks are the validator tags that `check` may name.
var Checks = []string{
	"alpha", "alphanum", "ascii", "bic", "credit_card", "e164", "email", "fqdn", "hostname", "http_url", "https_url", "ip",
	"ipv4", "ipv6", "isbn", "isbn10", "isbn13", "iso3166_1_alpha2", "iso3166_1_alpha3", "iso4217", "issn", "latitude",
	"longitude", "lowercase", "luhn_checksum", "mac", "number", "numeric", "printascii", "timezone", "ulid", "uppercase",
	"postcode_iso3166_alpha2=GB", "postcode_iso3166_alpha2=GG", "postcode_iso3166_alpha2=IM", "postcode_iso3166_alpha2=JE",
	"uri", "url", "uuid", "uuid4",
}

// within reads `within: period`, or {value: period, severity, message, …}.
func (d *draft) within(fd *fieldDraft) {
	v, ok := fd.m.get("within")
	if !ok {
		return
	}
	c, v, ok := d.worded(fd, Within, v)
	if !ok {
		return
	}
	if s, ok := v.word("period"); ok {
		if fd.Type != TypeDate && fd.Type != TypeDateTime {
			d.misplaced(v, fd.Field, "date or datetime")
			return
		}
		c.Text, fd.Within = s, true
		fd.Constraints = append(fd.Constraints, c)
	}
}

// worded reads winnow's own constraints, which may have words like any other.
func (d *draft) worded(fd *fieldDraft, kind ConstraintKind, v value) (*Constraint, value, bool) {
	c := d.newConstraint(fd.Field, kind)
	if !v.isMapping() {
		return c, v, true
	}
	m, ok := v.mapping(keys{known: wordKeys})
	if !ok {
		return nil, v, false
	}
	m.what = v.what
	c.words(m.words())
	d.checkPlaceholders(m)
	inner, ok := m.need("value")
	inner.what = v.what
	return c, inner, ok
}

func (d *draft) check(fd *fieldDraft) {
	v, ok := fd.m.get("check")
	if !ok {
		return
	}
	c, v, ok := d.worded(fd, Check, v)
	if !ok {
		return
	}
	tag, ok := v.filled()
	if !ok {
		return
	}
	if problem := d.checkTag(tag); problem != "" {
		v.fault("%s", problem)
		return
	}
	if fd.Type != TypeString {
		d.misplaced(v, fd.Field, "string")
		return
	}
	c.Text, fd.Check = tag, tag
	fd.Constraints = append(fd.Constraints, c)
}

func (d *draft) checkTag(tag string) (problem string) {
	if !slices.Contains(Checks, tag) {
		return fmt.Sprintf(`"check" names %q, which is not a check that winnow knows%s; it knows %s`, tag, d.src.near(tag, Checks), strings.Join(Checks, ", "))
	}
	return ""
}
