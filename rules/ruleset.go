package rules

import (
	"errors"
	"fmt"
	"go.yaml.in/yaml/v4"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// RulesetFile is the file of a rules folder that says which version of a rule
// set it is, and which one it extends.
const RulesetFile = "ruleset.yaml"

var rulesetKeys = keys{known: []string{"winnow", "ruleset", "title", "description", "source", "extends", "removed"}}

// bases reads which folders the one asked for extends. Its error is of reading.
func (l *loader) bases(top *layer) error {
	l.layers = &folders{root: l.root, top: top}
	l.fsys = l.layers
	return l.ruleset(top)
}

// ruleset reads the ruleset.yaml of a folder, where it has one, and those of the
// folders that it extends.
func (l *loader) ruleset(at *layer) error {
	data, err := l.openIn(at, RulesetFile, maxRuleFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, errTooLarge):
		l.faults.add(&Error{File: at.path(RulesetFile), Message: fmt.Sprintf("is larger than %d KiB, the most a rule file may be", maxRuleFile>>10)})
		return nil
	case err != nil:
		return fmt.Errorf("reading rules: %s: %w", at.path(RulesetFile), err)
	}
	f := &ruleFile{name: RulesetFile, at: at, src: newSource(at.path(RulesetFile), data, &l.faults, l.note)}
	top, ok := f.src.parse(data, func() (yaml.Node, error) { return parseYAML(data) })
	if f.top = top; !ok {
		l.unread = true
		return nil
	}
	if l.single && !f.has("ruleset") { // some other file: not the user's question
		delete(l.files, at.key(RulesetFile))
		return nil
	}
	return l.readRuleset(f)
}

func (l *loader) readRuleset(f *ruleFile) error {
	m, ok := f.top.mapping(rulesetKeys)
	if !ok {
		return nil
	}
	l.readVersion(m)
	version, title := "", ""
	if v, ok := m.need("ruleset"); ok {
		if version, ok = v.filled(); ok && !reID.MatchString(version) {
			v.fault(`"ruleset" is %q; a version is letters, digits, dots, - and _, such as 2021-22`, version)
		}
	}
	m.text("title", &title)
	if f.at == l.layers.top {
		l.set.Version, l.set.Title = version, title
	}
	f.removedReturns(m)
	v, ok := m.get("extends")
	if !ok {
		if r, ok := m.get("removed"); ok {
			r.fault(`"removed" takes returns out of the rule set that "extends" names, and there is no "extends"`)
		}
		return nil
	}
	dir, ok := l.resolve(v, f.at)
	if !ok {
		return nil
	}
	return l.extend(f.at, dir, f.at.returns, v)
}

// removedReturns notes which returns the rule set takes out of those below it.
// That they are there is seen once all files are read.
func (f *ruleFile) removedReturns(m *mapping) {
	v, ok := m.get("removed")
	if !ok {
		return
	}
	all, _ := v.some()
	f.at.removed = map[string]value{}
	for _, e := range all {
		if name, ok := e.filled(); ok {
			f.at.removed[name] = e
		}
	}
}

// extend puts a folder under another, and reads what it extends in its turn. The
// value is the one that names it, for faults.
func (l *loader) extend(at *layer, dir string, returns bool, v value) error {
	depth := 1
	for up := l.layers.top; up != nil; up = up.base {
		if depth++; up.dir == dir {
			v.fault("extends %s, which extends this one in turn: a rule set builds on earlier ones only", up.path("."))
			return nil
		}
	}
	if depth > maxExtends {
		v.fault("is the %s rule set in a row that extends another; at most %d may", ordinal(depth), maxExtends)
		return nil
	}
	rel, err := filepath.Rel(filepath.FromSlash(l.layers.top.dir), filepath.FromSlash(dir))
	if err != nil {
		return fmt.Errorf("reading rules: %w", err)
	}
	at.base = &layer{dir: dir, rel: filepath.ToSlash(rel), returns: returns, display: filepath.Join(l.layers.top.display, rel)}
	l.set.Extends = append(l.set.Extends, at.base.display)
	return l.ruleset(at.base)
}

// shippedWord is what other commands call the shipped rules.
const shippedWord = "shipped"

// resolve finds the folder or file that `extends` names from a folder. A file is
// one that ends as rule files do.
func (l *loader) resolve(v value, at *layer) (string, bool) {
	s, ok := v.filled()
	if !ok {
		return "", false
	}
	if problem := checkPath(s); problem != "" {
		v.fault("%s", problem)
		return "", false
	}
	full := path.Join(at.dir, s)
	if !fs.ValidPath(full) {
		v.fault("%q leads too far out: a rule set may extend one that stands in its folder or beside it", s)
		return "", false
	}
	info, err := fs.Stat(l.root, full)
	switch {
	case err != nil && s == shippedWord:
		v.fault("%q is not a folder: the shipped rules are part of the program. \"winnow init\" copies them into the folder rules of a new workspace; put a copy beside this folder and extend that, such as ../shipped-rules", s)
		return "", false
	case err != nil:
		v.fault("%q is not there%s", s, l.besides(s, full))
		return "", false
	case info.IsDir() == isRuleFile(full):
		v.fault("%q is neither a folder of rules nor a rule file", s)
		return "", false
	case full == at.dir:
		v.fault("%q is the folder itself: name the one that it builds on", s)
		return "", false
	}
	return full, true
}

// checkPath says in words why a path in a rule file can't be used, or returns "".
func checkPath(s string) string {
	switch {
	case strings.Contains(s, `\`):
		return fmt.Sprintf(`"%s" has a back-slash in it: write / between folders`, s)
	case strings.HasPrefix(s, "/"):
		return fmt.Sprintf("%q is a path from the root: write it from this folder, such as ../2020-21", s)
	}
	for part := range strings.SplitSeq(s, "/") {
		bad := reReserved.MatchString(part) || strings.ContainsAny(part, `<>:"|?*`) || printable(part) != part
		if part != "." && part != ".." && (bad || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ")) {
			return fmt.Sprintf("%q cannot be the name of a folder or file on Windows", s)
		}
	}
	return ""
}

// besides suggests a name that is there in place of the last part of a path.
func (l *loader) besides(s, full string) string {
	entries, err := fs.ReadDir(l.root, path.Dir(full))
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !isRuleFile(full) || isRuleFile(full) && isRuleFile(e.Name()) {
			names = append(names, e.Name())
		}
	}
	n := nearest(path.Base(full), names)
	if n == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", strings.TrimSuffix(s, path.Base(full))+n)
}
