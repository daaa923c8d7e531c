package lint

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"winnow/rules"
)

// references are the CSV files that winnow reads by their names.
var references = []string{"targets.csv", "history.csv", "services.csv", "returns_due.csv", "waivers.csv"}

// names looks for what nothing uses. Where a single file was loaded, another may
// well use it, so only what is the file's own is looked at.
func (l *linter) names() {
	for _, ret := range l.set.Returns {
		r := &returnLint{linter: l, ret: ret, src: l.source(ret.File)}
		r.lookups()
		r.idle()
	}
	if l.files.CSVs == nil {
		return
	}
	l.lists()
	l.targets()
	l.history()
	l.unnamedBands()
}

// lists complains of CSVs that no rule file names.
func (l *linter) lists() {
	for _, file := range l.files.CSVs {
		if _, used := l.set.Lists[file]; !used && !slices.Contains(references, file) {
			l.add(l.path(file), place{}, Warning, "unused-list", "no rule file names this list")
		}
	}
}

// path is what messages call a file of the folder.
func (l *linter) path(file string) string {
	if len(l.set.Returns) == 0 {
		return file
	}
	return filepath.Join(filepath.Dir(l.set.Returns[0].File), file)
}

// targets complains of rows for a target that no measure has.
func (l *linter) targets() {
	known := map[string]bool{}
	for _, r := range l.set.Returns {
		for _, m := range r.Measures {
			known[m.Target] = true
		}
	}
	var names []string
	for _, t := range l.set.Targets {
		names = append(names, t.Measure)
	}
	l.unknownRows("targets.csv", "unused-target", "no measure names it as its target", names, known)
}

// history complains of rows for a measure that is neither worked out nor read.
func (l *linter) history() {
	known := map[string]bool{}
	for _, r := range l.set.Returns {
		for _, m := range r.Measures {
			known[m.Name] = true
		}
		for _, k := range r.TableRules {
			for _, v := range k.Vars {
				if v.When != "" && strings.Contains(k.Text, v.Name) {
					known[v.Measure] = true
				}
			}
		}
		if r.Reported != nil {
			return // its measures are named in the rows
		}
	}
	var names []string
	for _, h := range l.set.History {
		names = append(names, h.Measure)
	}
	l.unknownRows("history.csv", "unused-history", "no return has such a measure, and no rule reads it", names, known)
}

func (l *linter) unknownRows(file, check, why string, names []string, known map[string]bool) {
	said := map[string]bool{}
	for _, n := range names {
		if !known[n] && !said[n] {
			said[n] = true
			l.add(l.path(file), place{}, Warning, check, "has rows for %q: %s", n, why)
		}
	}
}

// unnamedBands complains of a key that nothing is judged by.
func (l *linter) unnamedBands() {
	used := map[string]bool{}
	for _, r := range l.set.Returns {
		for _, m := range r.Measures {
			used[m.Bands] = true
		}
		if r.Reported != nil {
			used[r.Reported.Bands] = true
		}
	}
	for _, b := range l.set.Bands {
		if !used[b.Name] {
			l.add(b.File, l.source(b.File).at("bands"), Note, "unused-bands", "no measure is judged by the bands %q", b.Name)
		}
	}
}

// lookups complains of lookups that no expression or message speaks of.
func (r *returnLint) lookups() {
	text := strings.Join(r.src.lines, "\n")
	for _, k := range r.ret.Lookups {
		if r.src.child("lookups") == nil || child(r.src.child("lookups"), k.Name) == nil {
			continue // a foreign key's own
		}
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(k.Name) + `\.[a-z]`).MatchString(text) {
			r.warn(r.src.at("lookups", k.Name), "unused-lookup", "nothing speaks of the lookup %q", k.Name)
		}
	}
}

// idle notes columns of which nothing is ever asked: no constraint, no rule, no
// measure, no key.
func (r *returnLint) idle() {
	used := map[int]bool{}
	mark := func(fields ...int) {
		for _, f := range fields {
			used[f] = true
		}
	}
	mark(r.ret.PrimaryKey...)
	for _, k := range r.ret.UniqueKeys {
		mark(k...)
	}
	for _, k := range r.ret.Rules {
		mark(k.Reads...)
		mark(k.Cells...)
	}
	for _, m := range r.ret.Measures {
		mark(m.Reads...)
	}
	for _, k := range r.ret.TableRules {
		mark(k.Cells...)
	}
	for _, k := range r.ret.Lookups {
		mark(k.Reads...)
	}
	for i, f := range r.ret.Fields {
		free := f.Type == rules.TypeString || f.Type == rules.TypeAny
		if !used[i] && free && len(f.Constraints) == 0 && !f.Key && r.ret.Reported == nil && !r.ret.Bare {
			r.note(r.src.at("fields", f.Name), "unchecked-field", "nothing is checked of the field %q, and nothing uses it", f.Name)
		}
	}
}
