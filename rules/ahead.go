package rules

import (
	"bytes"
	"io/fs"
	"path"
	"runtime"
	"strings"

	"go.yaml.in/yaml/v4"
)

// reading is a rule file that is parsed ahead, while others are compiled.
type reading struct {
	data []byte // as the loader takes it
	doc  yaml.Node
	err  error
	done chan struct{} // closed when doc and err are there
}

// readAhead begins to parse the YAML files of a folder, some at a time: that is a
// third of the work of loading. What can't be read is left to parse, which says so.
func (l *loader) readAhead(at *layer, names []string) {
	if l.single || len(names) < 2 {
		return
	}
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, name := range names {
		full := path.Join(at.dir, name)
		if l.ahead[full] != nil || strings.EqualFold(path.Ext(name), ".json") {
			continue
		}
		if info, err := fs.Stat(l.root, full); err != nil || !info.Mode().IsRegular() || info.Size() > maxRuleFile {
			continue
		}
		data, err := fs.ReadFile(l.root, full)
		if err != nil {
			continue
		}
		r := &reading{data: l.needed(data), done: make(chan struct{})}
		if l.ahead == nil {
			l.ahead = map[string]*reading{}
		}
		l.ahead[full] = r
		go func() {
			defer close(r.done)
			free <- struct{}{}
			r.doc, r.err = parseYAML(r.data)
			<-free
		}()
	}
}

func parseYAML(data []byte) (doc yaml.Node, err error) {
	err = yaml.Load(bytes.TrimPrefix(data, []byte("\ufeff")), &doc)
	return doc, err
}

// parsed returns a file's tree, parsed ahead or now.
func (l *loader) parsed(full string, data []byte) func() (yaml.Node, error) {
	return func() (yaml.Node, error) {
		if r := l.ahead[full]; r != nil && bytes.Equal(r.data, data) {
			<-r.done
			delete(l.ahead, full) // a tree is changed as it is read
			return r.doc, r.err
		}
		return parseYAML(data)
	}
}

// needed is a file's text as far as it is read: all of it, save the tests where
// nobody runs them.
func (l *loader) needed(data []byte) []byte {
	if !l.untested {
		return data
	}
	return withoutTests(data)
}

// withoutTests leaves the key "tests" out of a file in block form, up to the next
// key.
func withoutTests(data []byte) []byte {
	const key = "\ntests:"
	start := bytes.Index(data, []byte(key))
	if start < 0 {
		return data
	}
	start++
	for end := start + len(key); end < len(data); end++ {
		if data[end-1] == '\n' && data[end] != ' ' && data[end] != '\n' && data[end] != '#' && data[end] != '-' {
			return append(bytes.Clone(data[:start]), data[end:]...)
		}
	}
	return data[:start]
}
