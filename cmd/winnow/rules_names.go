package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"winnow/internal/nearest"
	"winnow/internal/workspace"
	"winnow/rules"
)

// returnHint says which return a wrong name may be meant for, or which there are.
func returnHint(set *rules.Set, name string) string {
	names := make([]string, len(set.Returns))
	for i, r := range set.Returns {
		names[i] = r.Name
	}
	hint := "the returns are " + strings.Join(names, ", ")
	if i := nearest.Of(name, names); i >= 0 {
		return fmt.Sprintf("did you mean %s? %s", names[i], hint)
	}
	return hint
}

// noPath is the error of a rule file or folder that is not there. What stands
// near it is suggested; where it is a return's name, the hint says what to do
// instead, by that name.
func noPath(path string, byReturn func(name string) string) error {
	e := &usageError{fmt.Sprintf("there is no file or folder %s", path), "name a rule file, or a folder of them"}
	set, err := loadRules("", rules.Shipped)
	if err == nil && set.Return(path) != nil {
		e.hint = fmt.Sprintf("%s is a return: %s", path, byReturn(path))
		return e
	}
	if near := nearPath(path); near != "" {
		e.hint = fmt.Sprintf("did you mean %s? Name a rule file, or a folder of them", near)
	}
	return e
}

// nearPath is the rule file or folder that a path may have been meant for: of
// those where it would stand, and of a bare name those of the workspace at hand;
// "" where none is near.
func nearPath(path string) string {
	folders := []string{filepath.Dir(path)}
	if filepath.Base(path) == path && inWorkspace() {
		folders = append(folders, workspace.RulesDir)
	}
	var paths, names []string
	for _, dir := range folders {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // then there is nothing to suggest
		}
		for _, e := range entries {
			if e.IsDir() || isRuleFileName(e.Name()) {
				paths = append(paths, filepath.Join(dir, e.Name()))
				names = append(names, stem(e.Name()))
			}
		}
	}
	if i := nearest.Of(stem(path), names); i >= 0 {
		return paths[i]
	}
	return ""
}

// stem is a file's name without its folder and ending.
func stem(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

func isRuleFileName(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(name)))
}
