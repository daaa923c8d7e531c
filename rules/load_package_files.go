package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// dereferenced returns a resource that is described in a file of its own.
func (l *loader) dereferenced(f *ruleFile, e value) value {
	if !e.isScalar() {
		return e
	}
	if described, ok := l.describedBy(f, e, "resource"); ok {
		return described.top
	}
	return value{node: &yaml.Node{Kind: yaml.MappingNode, Line: e.node.Line, Column: e.node.Column}, what: e.what, src: e.src}
}

// described returns what stands under a key of the package: itself, or in the
// file beside the package that it names.
func (l *loader) describedBy(f *ruleFile, v value, what string) (*ruleFile, bool) {
	if v.isMapping() {
		return &ruleFile{name: f.name, at: f.at, hash: f.hash, src: f.src, top: v}, true
	}
	name, ok := v.filled()
	if !ok {
		return nil, false
	}
	if problem := outside(name); problem != "" {
		v.fault("the %s %s", what, problem)
		return nil, false
	}
	file, err := l.parse(f.at, path.Clean(name), &l.faults)
	if err != nil {
		v.fault("the %s is in the file %q, which can't be read: %s", what, name, reason(err))
		return nil, false
	}
	if file == nil {
		return nil, false
	}
	file.src.lax = true
	if l.described == nil {
		l.described = map[string]bool{}
	}
	l.described[file.name] = true
	return file, true
}

// outside says in words why a package may not name a file, or "": it stays in
// its own folder, and winnow asks the network for nothing.
func outside(name string) string {
	switch {
	case strings.Contains(name, "://"):
		return fmt.Sprintf("is at the address %q, and winnow fetches nothing: save it beside the package and name the file", name)
	case checkName(path.Clean(name)) != "":
		return fmt.Sprintf("is named %q: it must be a file in the package's folder or below", name)
	}
	return ""
}

// paths reads where the data are.
func (l *loader) paths(m *mapping, r *Resource) {
	v, ok := m.get("path")
	if !ok {
		if v, ok := m.get("data"); ok {
			l.note(fmt.Sprintf("%s:%d: data that stand in the package itself are not checked", v.src.file, v.node.Line))
		}
		return
	}
	entries := []value{v}
	if !v.isScalar() {
		if entries, ok = v.some(); !ok {
			return
		}
	}
	for _, e := range entries {
		name, ok := e.filled()
		switch {
		case !ok:
		case strings.Contains(name, "://"):
			l.note(fmt.Sprintf("%s:%d: the data at %s are not checked, as winnow fetches nothing: save the file and name it", e.src.file, e.node.Line, name))
		case outside(name) != "":
			e.fault("%s %s", e.what, outside(name))
		case !slices.Contains(r.Paths, path.Clean(name)):
			r.Paths = append(r.Paths, path.Clean(name))
		}
	}
	if r.Format == "" && len(r.Paths) > 0 {
		r.Format = strings.ToLower(strings.TrimPrefix(path.Ext(r.Paths[0]), "."))
	}
}

// parted notes what a resource of several files loses: each is a table of its own
// to winnow, where the standard has one of them all.
func (l *loader) parted(schema *ruleFile, r *Resource, at value) {
	if len(r.Paths) > 1 && (schema.has("primaryKey") || schema.has("uniqueKeys")) {
		l.note(fmt.Sprintf("%s:%d: the keys of a resource of several files are compared within each file, and not between them", at.src.file, at.node.Line))
	}
}
