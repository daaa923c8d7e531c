package ooxml

import (
	"net/url"
	"path"
	"strings"
)

// partKey is the name by which a part is found: without a leading slash, in lower
// case, as part names are equal whatever their case, and with forward slashes, as
// some programs write backward ones.
func partKey(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+name), "/"))
}

// resolve is the name of the part that a relationship of source leads to.
func resolve(source, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	target, _, _ = strings.Cut(target, "#")
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return strings.TrimPrefix(path.Join("/", path.Dir("/"+source), target), "/")
}

// relative is the target that leads from source to a part: ../comments1.xml.
func relative(source, part string) string {
	from, to := strings.Split(path.Dir(source), "/"), strings.Split(part, "/")
	if from[0] == "." {
		from = nil
	}
	for len(from) > 0 && len(to) > 1 && strings.EqualFold(from[0], to[0]) {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// relsName is the name of the part that holds another's relationships; that of
// the package itself is relsName("").
func relsName(part string) string {
	dir, base := path.Split(part)
	return dir + "_rels/" + base + ".rels"
}
