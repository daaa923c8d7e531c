package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// held is what the folders above have: what stands in the way of the same in
// those below.
type held struct{ names, returns, bands map[string]bool }

func (h *held) add(f *ruleFile) {
	if s, ok := f.top.plain("return"); ok {
		h.returns[s] = true
	}
	if s, ok := f.top.plain("bands"); ok && f.has("bands") && !f.has("return") {
		h.bands[s] = true
	}
}

// holds says whether a file of a folder that is extended holds still.
func (l *loader) holds(f *ruleFile, held *held) bool {
	if name, ok := f.top.plain("bands"); ok && !f.has("return") {
		return !held.bands[name]
	}
	name, _ := f.top.plain("return")
	for up := l.layers.top; up != f.at; up = up.base {
		if _, gone := up.removed[name]; gone {
			held.returns[name] = true
			return false
		}
	}
	return !held.returns[name]
}

// removedUnknown faults what a rule set takes out that those below it don't have.
func (l *loader) removedUnknown(returns map[string]bool) {
	for at := l.layers.top; at != nil && !l.single; at = at.base {
		for _, name := range sortedKeys(at.removed) {
			known := l.returnsUnder(at.base)
			if v := at.removed[name]; !slices.Contains(known, name) && at.base != nil {
				v.fault("takes out the return %q, which %s does not have%s", name, at.base.path("."), v.src.near(name, known))
			}
		}
	}
}

// returnsUnder lists the returns of a folder and of those that it extends.
func (l *loader) returnsUnder(at *layer) []string {
	var names []string
	for ; at != nil; at = at.base {
		names = append(names, sortedKeys(l.returnsIn(at))...)
	}
	return names
}

// returnsIn finds which file of a folder defines which return.
func (l *loader) returnsIn(at *layer) map[string]string {
	if at.index != nil {
		return at.index
	}
	at.index = map[string]string{}
	names, err := l.ruleNamesIn(at)
	if err != nil || len(names) > maxRuleFiles {
		return at.index // reading the folder says so
	}
	for _, name := range names {
		_, read := l.files[at.key(name)]
		f, err := l.parse(at, name, &faults{})
		if !read {
			delete(l.files, at.key(name)) // what only was looked at doesn't count towards the hash
		}
		if err != nil || f == nil {
			continue
		}
		if s, ok := f.top.plain("return"); ok {
			at.index[s] = name
		}
	}
	return at.index
}

// extensionKeys say what a return does to the one that it extends.
var extensionKeys = []string{"added", "changed", "removed"}

// extendAll works what returns extend into them, and leaves out those where that
// can't be done.
func (l *loader) extendAll(files []*ruleFile) ([]*ruleFile, error) {
	var sound []*ruleFile
	for _, f := range files {
		ok, err := l.extended(f)
		if err != nil {
			return nil, err
		}
		if l.unread = l.unread || !ok; ok {
			sound = append(sound, f)
		}
	}
	return sound, nil
}

// extended works what a return extends into its text. It is false where that
// can't be done: the faults say why, and there is nothing to compile. The error is
// of reading.
func (l *loader) extended(f *ruleFile) (bool, error) { return l.extendedBy(f, nil) }

// extendedBy is extended for a file that others, given by their paths, extend in
// their turn.
func (l *loader) extendedBy(f *ruleFile, by []string) (bool, error) {
	said := f.has("extends") || slices.ContainsFunc(extensionKeys, f.has)
	if !said || !f.has("return") {
		return true, nil
	}
	own, ok := f.top.open()
	if !ok {
		return false, nil
	}
	base, err := l.baseOf(f, own)
	if err != nil || base == nil {
		return false, err
	}
	by = append(by, path.Join(f.at.dir, f.name))
	if slices.Contains(by, path.Join(base.at.dir, base.name)) {
		v, _ := own.get("extends")
		v.fault("extends %s, which extends this file in turn", base.src.file)
		return false, nil
	}
	if sound, err := l.extendedBy(base, by); err != nil || !sound {
		return false, err
	}
	return l.merge(base, f, own), nil
}

// baseOf finds the file that a return extends: the one it names, else that of the
// rule set that its folder extends. It is nil, and said why, where there is none.
func (l *loader) baseOf(f *ruleFile, own *mapping) (*ruleFile, error) {
	v, explicit := own.get("extends")
	name, _ := f.top.plain("return")
	switch {
	case explicit:
		return l.named(f, v, name)
	case f.at.base == nil || !f.at.base.returns && f.at.returns:
		for _, k := range extensionKeys {
			if p, ok := own.get(k); ok {
				p.fault(`%q needs "extends": name the folder or the file that this return builds on`, k)
			}
		}
		return nil, nil
	}
	at, _ := own.get("return")
	return l.inherited(f.at.base, name, at)
}

// named opens what `extends` names: a file, or the return of the same name in a
// folder.
func (l *loader) named(f *ruleFile, v value, name string) (*ruleFile, error) {
	full, ok := l.resolve(v, f.at)
	if !ok {
		return nil, nil
	}
	dir := full
	if isRuleFile(full) {
		dir = path.Dir(full)
	}
	at := f.at
	if dir != f.at.dir {
		if f.at.base == nil {
			if err := l.extend(f.at, dir, false, v); err != nil || f.at.base == nil {
				return nil, err
			}
		}
		if at = f.at.base; at.dir != dir {
			v.fault("extends another rule set than %s, which this folder builds on: a folder has one only", at.path("."))
			return nil, nil
		}
	}
	if dir == full {
		return l.inherited(at, name, v)
	}
	base, err := l.parse(at, path.Base(full), &l.faults)
	if base != nil && !base.has("return") {
		v.fault("%q has no return: at its top, so that no return can extend it", v.node.Value)
		return nil, nil
	}
	return base, err
}

// inherited opens the return of a name in a folder, or in what that extends.
func (l *loader) inherited(at *layer, name string, v value) (*ruleFile, error) {
	from := at
	for ; at != nil; at = at.base {
		if file, ok := l.returnsIn(at)[name]; ok {
			return l.parse(at, file, &l.faults)
		}
		if _, gone := at.removed[name]; gone {
			break
		}
	}
	v.fault("%s has no return %q to extend%s", from.path("."), name, v.src.near(name, l.returnsUnder(from)))
	return nil, nil
}

// merge puts what a return extends under its own text.
func (l *loader) merge(base, f *ruleFile, own *mapping) bool {
	below, ok := base.top.open()
	if !ok {
		return false
	}
	if l.homes == nil {
		l.homes = map[*yaml.Node]*source{}
	}
	f.src.homes, base.src.homes = l.homes, l.homes
	base.src.told = fmt.Sprintf(" (%s builds on this file)", f.src.file)
	l.readVersion(below)
	e := &extension{homes: l.homes, own: own, below: below, baseName: base.src.file}
	f.top.node = e.merged(f.top.node)
	sum := sha256.Sum256([]byte(f.hash + base.hash))
	f.hash = hex.EncodeToString(sum[:])
	return true
}

// takenOut is where a rule set takes a return out, as file:line; "" where none
// does.
func (l *loader) takenOut(name string) string {
	for at := l.layers.top; at != nil; at = at.base {
		if v, gone := at.removed[name]; gone {
			return fmt.Sprintf("%s:%d", v.src.file, v.node.Line)
		}
	}
	return ""
}

// withoutReturn words an issue of an expression that reads a measure of a return
// that was taken out.
func (l *loader) withoutReturn(message string) string {
	m := reNoName.FindStringSubmatch(message)
	if m == nil {
		return message
	}
	for part := range strings.SplitSeq(m[1], ".") {
		if at := l.takenOut(part); at != "" && strings.HasPrefix(m[1], "returns.") {
			return fmt.Sprintf("there is no %q here: %s takes the return %q out", m[1], at, part)
		}
	}
	return message
}

// leftOut says whether a return that is not there was left out on purpose: some
// folder of the rule set takes it out, or only one return of the base is extended.
func (l *loader) leftOut(name string) bool {
	for at := l.layers.top; at != nil; at = at.base {
		if _, gone := at.removed[name]; gone {
			return true
		}
		if at.returns {
			continue
		}
		if _, there := l.returnsIn(at)[name]; there {
			return true
		}
	}
	return false
}
