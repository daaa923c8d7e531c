package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// ruleFile is a rule file that parsed: which kind it is isn't judged yet.
type ruleFile struct {
	name string
	at   *layer // the folder it stands in
	hash string // hex SHA-256
	src  *source
	top  value
}

// ruleFiles reads the rule files: those of the folder and of the folders that it
// extends, or the one asked for with the folder's bands. Bands files come first,
// as measures name them.
func (l *loader) ruleFiles() ([]*ruleFile, error) {
	var bands, others []*ruleFile
	held := held{names: map[string]bool{}, returns: map[string]bool{}, bands: map[string]bool{}}
	for at := l.layers.top; at != nil; at = at.base {
		files, err := l.filesIn(at, &held)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if f.has("bands") {
				bands = append(bands, f)
			} else {
				others = append(others, f)
			}
		}
	}
	l.removedUnknown(held.returns)
	return append(bands, others...), nil
}

// filesIn reads those files of one folder that hold: no folder above has one of
// the same name, or the same return or bands, or has taken the return out.
func (l *loader) filesIn(at *layer, held *held) ([]*ruleFile, error) {
	names, err := l.ruleNames(at)
	if err != nil {
		return nil, err
	}
	l.readAhead(at, names)
	var files []*ruleFile
	for _, name := range names {
		if held.names[name] {
			continue
		}
		f, err := l.ruleFile(at, name)
		if err != nil {
			return nil, err
		}
		if f == nil || at != l.layers.top && !l.holds(f, held) {
			continue
		}
		files = append(files, f)
	}
	for _, name := range names {
		held.names[name] = true
	}
	for _, f := range files {
		held.add(f)
	}
	return l.extendAll(files)
}

// ruleNames lists the rule files of a folder by name: of the one asked for, or,
// where a single file was, that file and those that may have its bands.
func (l *loader) ruleNames(at *layer) ([]string, error) {
	top := at == l.layers.top
	if l.single && top && !l.mentionsBands() {
		return []string{l.only}, nil
	}
	names, err := l.ruleNamesIn(at)
	if err != nil && !(l.single && top) {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	if l.single && top && !slices.Contains(names, l.only) {
		names = append(names, l.only)
	}
	if len(names) > maxRuleFiles {
		l.faults.add(&Error{File: at.path("."), Message: fmt.Sprintf("holds %d rule files; at most %d are read", len(names), maxRuleFiles)})
		return nil, nil
	}
	return names, nil
}

func (l *loader) ruleNamesIn(at *layer) ([]string, error) {
	entries, err := fs.ReadDir(l.root, at.dir)
	var names []string
	for _, e := range entries {
		hidden := strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$")
		if !hidden && !e.IsDir() && isRuleFile(e.Name()) && e.Name() != RulesetFile {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// mentionsBands says whether the single file asked for may need bands: only then
// are its neighbours looked at.
func (l *loader) mentionsBands() bool {
	data, err := l.openIn(l.layers.top, l.only, maxRuleFile)
	return err == nil && (strings.Contains(string(data), "bands") || strings.Contains(string(data), "extends") || l.layers.top.base != nil)
}

func isRuleFile(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

// ruleFile reads one file. Beside a single file that was asked for, only bands
// files count, and what isn't one is passed over in silence: it is not the
// user's question.
func (l *loader) ruleFile(at *layer, name string) (*ruleFile, error) {
	wanted := !l.single && at.returns || at == l.layers.top && (!l.single || name == l.only)
	if wanted {
		return l.parse(at, name, &l.faults)
	}
	data, err := l.openIn(at, name, maxRuleFile)
	if err == nil && strings.Contains(string(data), "bands") {
		if f, err := l.parse(at, name, &faults{}); err == nil && f != nil && f.has("bands") && !f.has("return") {
			return f, nil
		}
	}
	delete(l.files, at.key(name))
	return nil, nil //nolint:nilerr // another file of the folder is not the user's question
}

// parse reads one file of a folder; its faults go into those given. It is nil
// where it can't be parsed, and the error is of reading.
func (l *loader) parse(at *layer, name string, into *faults) (*ruleFile, error) {
	data, err := l.openIn(at, name, maxRuleFile)
	switch {
	case errors.Is(err, errTooLarge):
		l.unread = true
		into.add(&Error{File: l.pathIn(at, name), Message: fmt.Sprintf("is larger than %d KiB, the most a rule file may be", maxRuleFile>>10)})
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading rules: %s: %w", l.pathIn(at, name), err)
	}
	sum := sha256.Sum256(data)
	f := &ruleFile{name: name, at: at, hash: hex.EncodeToString(sum[:])}
	if strings.EqualFold(path.Ext(name), ".json") {
		data = joinSurrogates(data)
	}
	data = l.needed(data)
	f.src = newSource(l.pathIn(at, name), data, into, l.note)
	top, ok := f.src.parse(data, l.parsed(path.Join(at.dir, name), data))
	if f.top = top; !ok {
		l.unread = l.unread || into == &l.faults
		return nil, nil
	}
	return f, nil
}

// has says whether the file has a key at its top.
func (f *ruleFile) has(key string) bool {
	return f.top.node != nil && keyNode(f.top.node, key) != nil
}

// read compiles one file as what its top key says it is.
func (l *loader) read(f *ruleFile) {
	ret, bands, winnow := f.has("return"), f.has("bands"), f.has("winnow")
	switch {
	case f.has("ruleset"):
		f.top.fault("says which rule set the folder is: it must be called %s", RulesetFile)
	case ret && bands:
		f.top.fault(`has both "return" and "bands" at its top: make it two files`)
	case bands:
		l.readBands(f)
	case !ret && !winnow && f.has("fields"):
		l.readSchema(f)
	case !ret && !winnow && f.has("resources"):
		l.readPackage(f)
	case ret:
		l.readReturn(f)
	default:
		f.src.faultAt(f.top.node.Line, 0, `is not a rule file: expected "return", "bands", the "fields" of a Table Schema or the "resources" of a data package at its top`)
	}
}

// readVersion checks the version of the language.
func (l *loader) readVersion(m *mapping) {
	v, ok := m.get("winnow")
	if !ok {
		m.src.faultAt(1, 0, `has no version of the language: begin with "winnow: v1"`)
		return
	}
	if s, ok := v.text(); ok && s != "v1" {
		v.fault(`"winnow" is %q; this winnow knows version "v1" of the language`, s)
	}
}
