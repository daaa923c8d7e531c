package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// packageKeys are those of the Data Package standard, v1 and v2. All but the
// resources describe the package to people.
var packageKeys = keys{
	known: []string{"resources", "profile", "$schema", "name", "id", "title", "description", "homepage", "version", "created",
		"licenses", "keywords", "sources", "contributors", "image"},
	lax: true,
}

var resourceKeys = keys{
	known: []string{"name", "path", "data", "type", "profile", "$schema", "title", "description", "homepage", "format", "mediatype",
		"encoding", "bytes", "hash", "sources", "licenses", "schema", "dialect",
		"partitions", "files"}, // winnow's own, of a published folder
	lax: true,
}

// profiles are the standard's own, by which a package says what it is; of any
// other winnow knows nothing.
var reProfile = regexp.MustCompile(`^(tabular-|fiscal-)?data-package$|^(https?://)?(datapackage\.org|specs\.frictionlessdata\.io)/`)

// withPackages decides what data packages are for that stand in a folder. Beside
// rule files they are what somebody publishes, and are left alone; in a folder
// without any they come first, as their schemas may stand beside them.
func (l *loader) withPackages(files []*ruleFile) []*ruleFile {
	isPackage := func(f *ruleFile) bool {
		return f.has("resources") && !f.has("fields") && !f.has("return") && !f.has("bands") && !f.has("winnow")
	}
	if l.single || !slices.ContainsFunc(files, isPackage) {
		return files
	}
	var packages, others []*ruleFile
	for _, f := range files {
		if isPackage(f) {
			packages = append(packages, f)
		} else {
			others = append(others, f)
		}
	}
	if !slices.ContainsFunc(others, func(f *ruleFile) bool { return f.has("return") }) {
		return append(packages, others...)
	}
	for _, f := range packages {
		l.note(f.src.file + " is a data package beside rule files, and is not used; to check with it name it itself")
	}
	return others
}

// readPackage compiles the resources of a data package, each a return of the
// resource's name with its Table Schema as the rules.
func (l *loader) readPackage(f *ruleFile) {
	f.src.lax = true
	m, ok := f.top.mapping(packageKeys)
	if !ok {
		return
	}
	for _, key := range []string{"profile", "$schema"} {
		if v, ok := m.get(key); ok && v.isScalar() && !reProfile.MatchString(v.node.Value) {
			l.note(fmt.Sprintf("%s:%d: the profile %q is not known; the package is checked as any other", f.src.file, v.node.Line, v.node.Value))
		}
	}
	v, ok := m.need("resources")
	if !ok {
		return
	}
	all, _ := v.some()
	if len(all) > maxRuleFiles {
		v.fault("%s has %d entries; at most %d are read", v.what, len(all), maxRuleFiles)
		return
	}
	returns, faults := len(l.set.Returns), len(l.faults.list)
	for i, e := range all {
		l.resource(f, i, e)
	}
	if len(l.set.Returns) == returns && len(l.faults.list) == faults {
		v.fault("none of the resources has a schema, so there is nothing to check by")
	}
}

// resource compiles one resource. One without a schema is noted: there is nothing
// to check it by.
func (l *loader) resource(f *ruleFile, index int, e value) {
	e = l.dereferenced(f, e)
	m, ok := e.mapping(resourceKeys)
	if !ok {
		return
	}
	name := fmt.Sprintf("resource_%d", index+1) // as v1 lets it go without
	m.text("name", &name)
	r := &Resource{}
	m.text("format", &r.Format)
	m.text("encoding", &r.Encoding)
	l.paths(m, r)
	v, ok := m.get("schema")
	if !ok {
		l.note(fmt.Sprintf("%s:%d: the resource %q has no schema, so its data are not checked", f.src.file, e.node.Line, name))
		return
	}
	schema, ok := l.describedBy(f, v, "schema")
	if !ok {
		return
	}
	title := ""
	m.text("title", &title)
	d := l.schema(schema, name, v)
	if d == nil {
		return
	}
	d.ret.Resource = r
	if d.ret.Title == "" {
		d.ret.Title = title
	}
	if v, ok := m.get("dialect"); ok {
		if dialect, ok := l.describedBy(f, v, "dialect"); ok {
			d.dialect(dialect, r)
		}
	}
	d.encoding(m, r)
}

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
