package infer

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/rules"
)

// rounds is how often a draft is loosened at most: each round takes back at
// least one thing.
const rounds = 20

// Verify checks the files with the draft and takes back what they don't keep to,
// until there is no error. It returns in words what stays: findings that no
// change of the draft mends, such as a row that is a total. The error says what
// could not be read, or that the draft is no sound rule file.
func (d *Draft) Verify(ctx context.Context, paths []string, o Options) ([]string, error) {
	for range rounds {
		ids, rest, err := d.check(ctx, paths, o)
		if err != nil || len(ids)+len(rest) == 0 {
			return nil, err
		}
		if d.Loosen(ids) == 0 {
			return append(rest, ids...), nil
		}
	}
	return []string{"the files don't agree on what they hold"}, nil
}

// check runs the draft over the files and returns the ids of the rules that find
// errors, and what it found that is no rule's.
func (d *Draft) check(ctx context.Context, paths []string, o Options) (ids, rest []string, err error) {
	set, err := d.load()
	if err != nil {
		return nil, nil, err
	}
	c := pipeline.Config{Rules: set, Return: d.Return, Ingest: o.Ingest}
	for _, p := range paths {
		c.Sources = append(c.Sources, pipeline.Source{Path: p, Name: filepath.Base(p)})
	}
	rep, err := pipeline.Run(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, f := range rep.Files {
		if f.Status == report.FileRefused && f.Reason != nil && len(f.Tables) == 0 {
			rest = append(rest, fmt.Sprintf("%s: %s", f.Path, *f.Reason))
		}
		for _, t := range f.Tables {
			for e := range t.Exceptions.All() {
				if e.Severity == report.Error && !seen[e.Rule] {
					seen[e.Rule] = true
					ids = append(ids, e.Rule)
				}
			}
			_ = t.Exceptions.Close() // a temporary file that stays is the system's to clear
		}
		_ = f.Exceptions.Close()
	}
	slices.Sort(ids)
	return ids, rest, nil
}

// load writes the draft and loads it as anybody would.
func (d *Draft) load() (*rules.Set, error) {
	var text bytes.Buffer
	if err := d.WriteYAML(&text); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "winnow-infer-")
	if err != nil {
		return nil, fmt.Errorf("checking the draft: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder that stays is the system's to clear
	name := filepath.Join(dir, d.Return+".yaml")
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
		return nil, fmt.Errorf("checking the draft: %w", err)
	}
	return rules.LoadPath(name)
}
