package main

import (
	"os"
	"path/filepath"
	"slices"

	"winnow/rules"
)

// packageFolder is where the package stands whose schemas --rules names.
func (f checkFlags) packageFolder() string {
	if info, err := os.Stat(f.rules); err == nil && info.IsDir() {
		return f.rules
	}
	return filepath.Dir(f.rules)
}

// ownFiles returns the files to check: those named, else those of the data
// package that --rules is.
func (f checkFlags) ownFiles(set *rules.Set, named []string) ([]string, error) {
	if len(named) > 0 {
		return named, nil
	}
	var found []string
	for _, ret := range set.Returns {
		if ret.Resource == nil || !ret.Resource.Tabular() || f.ret != "" && ret.Name != f.ret {
			continue
		}
		for _, path := range ret.Resource.Paths {
			if file := filepath.Join(f.packageFolder(), filepath.FromSlash(path)); !slices.Contains(found, file) {
				found = append(found, file)
			}
		}
	}
	if len(found) == 0 && set.Packaged() {
		return nil, &usageError{"check needs at least one file: the package names none beside it that winnow reads", "winnow help check"}
	}
	if len(found) == 0 {
		return nil, &usageError{"check needs at least one file", "winnow help check"}
	}
	return found, nil
}

// resourceOf returns the resource of a data package that a file is: the one with
// its path, else the only one with its name; "" where the headings decide. It is
// the package's own where it has the path.
func (f checkFlags) resourceOf(set *rules.Set, name string) (ret string, own bool) {
	if !set.Packaged() {
		return "", false
	}
	var byPath, byName []string
	for _, ret := range set.Returns {
		if ret.Resource == nil || f.ret != "" && ret.Name != f.ret {
			continue
		}
		for _, path := range ret.Resource.Paths {
			file := filepath.Join(f.packageFolder(), filepath.FromSlash(path))
			if same(file, name) {
				byPath = append(byPath, ret.Name)
			}
			if filepath.Base(file) == filepath.Base(name) {
				byName = append(byName, ret.Name)
			}
		}
	}
	switch {
	case len(byPath) > 0:
		return byPath[0], true
	case len(byName) == 1:
		return byName[0], false
	}
	return "", false
}

// same says whether two paths lead to one file.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
