package rules

import (
	"fmt"
	"regexp"
	"slices"
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
	l.integrity(m, r)
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
	l.parted(schema, r, v)
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
