package language

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// mirrors says which type of this package has the keys of each list in the
// loader. A list is known by the variable it stands in, else by the function
// that uses it and its place there.
var mirrors = map[string]any{
	"foreignKeyKeys":      ForeignKey{},
	"referenceKeys":       Reference{},
	"rulesetKeys":         Ruleset{},
	"draft.complete":      Complete{},
	"draft.noOverlap":     NoOverlap{},
	"draft.repeats":       Repeats{},
	"draft.outlier":       Outlier{},
	"draft.window":        Window{},
	"returnKeys":          Return{},
	"bandsKeys":           Bands{},
	"fieldKeys":           Field{},
	"arrayItemKeys":       ArrayItem{},
	"constraintKeys":      Constraints{},
	"ruleKeys":            Rule{},
	"tableRuleKeys":       TableRule{},
	"measureKeys":         Measure{},
	"lookupKeys":          Lookup{},
	"keyKeys":             Key{},
	"testKeys":            Test{},
	"draft.bandRule":      BandRule{},
	"draft.zeroTarget":    ZeroTarget{},
	"draft.worded":        Worded{},
	"draft.constraint":    WordedEnum{},
	"draft.constraint 2":  ListEnum{},
	"draft.category":      Category{},
	"draft.find":          Find{},
	"draft.find header":   Header{},
	"draft.find columns":  Columns{},
	"draft.find end":      End{},
	"draft.find template": Template{},
	"draft.block block":   Block{},
	"draft.facts":         Fact{},
	"draft.missingValue":  MissingValue{},
	"draft.reported":      Reported{},
	"draft.unpivot":       Unpivot{},
	"wideDraft.titled":    WideColumn{},
	"value.severity":      YearAndFinal{},
	"draft.how":           Count{},
	"draft.how 2":         Aggregate{},
}

// unmirrored are lists of keys that aren't of winnow's own rule files.
var unmirrored = map[string]string{
	"schemaKeys":      "bare Table Schemas have a schema of their own",
	"dialectKeys":     "CSV dialects have a schema of their own",
	"packageKeys":     "data packages have a schema of their own",
	"resourceKeys":    "data packages have a schema of their own",
	"mapping.sub":     "the keys are its callers'",
	"draft.aggregate": "the keys are its callers'",
}

// merged are keys that are worked into a file before its list is looked at.
var merged = map[string][]string{"returnKeys": {"extends", "added", "changed", "removed"}}

// TestKeys holds the types to the loader: each key that the loader knows stands
// in the type, and the other way round.
func TestKeys(t *testing.T) {
	lists := loaderKeys(t)
	for _, name := range sorted(lists) {
		l := lists[name]
		if unmirrored[name] != "" {
			continue
		}
		of, ok := mirrors[name]
		if !ok {
			t.Errorf("%s: the keys of %s (%s) have no type in rules/language: make one, and name it in mirrors", l.at, name, strings.Join(l.keys, ", "))
			continue
		}
		have := yamlKeys(reflect.TypeOf(of))
		for _, k := range l.keys {
			if !slices.Contains(have, k) {
				t.Errorf("%s: %s knows the key %q, and language.%s lacks it: add a field with the tag yaml:%q", l.at, name, k, reflect.TypeOf(of).Name(), k)
			}
		}
		for _, k := range have {
			if !slices.Contains(l.keys, k) && !slices.Contains(l.later, k) && !slices.Contains(merged[name], k) {
				t.Errorf("%s: language.%s has the key %q, which %s doesn't know", l.at, reflect.TypeOf(of).Name(), k, name)
			}
		}
	}
	for _, name := range sorted(mirrors) {
		if _, ok := lists[name]; !ok {
			t.Errorf("the loader has no list of keys %q any more: take it out of mirrors", name)
		}
	}
}

// TestDescribed demands a description of every key.
func TestDescribed(t *testing.T) {
	for _, of := range mirrors {
		typ := reflect.TypeOf(of)
		for i := range typ.NumField() {
			if f := typ.Field(i); !f.Anonymous && !strings.HasSuffix(strings.TrimSpace(f.Tag.Get("jsonschema_description")), ".") && f.Tag.Get("jsonschema_description") == "" {
				t.Errorf("%s.%s has no jsonschema_description", typ.Name(), f.Name)
			}
		}
	}
}

func sorted[V any](m map[string]V) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// yamlKeys are the keys of a type, those of what it embeds included.
func yamlKeys(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			keys = append(keys, yamlKeys(f.Type)...)
			continue
		}
		keys = append(keys, f.Tag.Get("yaml"))
	}
	return keys
}

// keyList is a list of keys in the loader.
type keyList struct {
	at          string // file:line
	keys, later []string
}

// loaderKeys reads the lists of keys out of the loader's source: each literal of
// type keys, and each call of sub and aggregate.
func loaderKeys(t *testing.T) map[string]*keyList {
	t.Helper()
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, set: token.NewFileSet(), vars: map[string]ast.Expr{}, found: map[string]*keyList{}}
	var parsed []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(r.set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
		r.gather(f)
	}
	for _, f := range parsed {
		r.read(f)
	}
	return r.found
}

type reader struct {
	t     *testing.T
	set   *token.FileSet
	vars  map[string]ast.Expr // package-level variables
	found map[string]*keyList
}

func (r *reader) gather(f *ast.File) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			if v, ok := s.(*ast.ValueSpec); ok {
				for i, n := range v.Names {
					if i < len(v.Values) {
						r.vars[n.Name] = v.Values[i]
					}
				}
			}
		}
	}
}

func (r *reader) read(f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if v, ok := s.(*ast.ValueSpec); ok && len(v.Values) == 1 {
					r.look(v.Names[0].Name, v.Values[0])
				}
			}
		case *ast.FuncDecl:
			if d.Body != nil {
				r.look(functionName(d), d.Body)
			}
		}
	}
}

func functionName(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	of := d.Recv.List[0].Type
	if p, ok := of.(*ast.StarExpr); ok {
		of = p.X
	}
	return of.(*ast.Ident).Name + "." + d.Name.Name
}

func (r *reader) look(name string, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if id, ok := n.Type.(*ast.Ident); ok && id.Name == "keys" {
				r.literal(name, n)
			}
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			switch {
			case ok && sel.Sel.Name == "sub" && len(n.Args) > 1:
				texts := r.texts(&ast.CompositeLit{Elts: n.Args})
				r.add(name+" "+texts[0], n, texts[1:], nil)
			case ok && sel.Sel.Name == "aggregate" && len(n.Args) > 1:
				r.add(name, n, r.texts(&ast.CompositeLit{Elts: n.Args[1:]}), nil)
			}
		}
		return true
	})
}

func (r *reader) literal(name string, l *ast.CompositeLit) {
	var known, later []string
	for _, e := range l.Elts {
		p, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch p.Key.(*ast.Ident).Name {
		case "known":
			known = r.texts(p.Value)
		case "later":
			later = r.texts(p.Value)
		}
	}
	r.add(name, l, known, later)
}

func (r *reader) add(name string, n ast.Node, known, later []string) {
	for base, i := name, 2; r.found[name] != nil; i++ {
		name = fmt.Sprintf("%s %d", base, i)
	}
	p := r.set.Position(n.Pos())
	r.found[name] = &keyList{at: fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line), keys: known, later: later}
}

// texts works out a list of texts: literals, variables of them, append.
func (r *reader) texts(e ast.Expr) []string {
	var out []string
	switch e := e.(type) {
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			out = append(out, r.texts(x)...)
		}
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			out = append(out, s)
		}
	case *ast.Ident:
		switch v := r.vars[e.Name]; {
		case v != nil:
			return r.texts(v)
		case e.Name == "extra": // of an enum: constraint adds these
			return []string{"list", "column", "on"}
		}
	case *ast.CallExpr:
		for _, x := range e.Args {
			out = append(out, r.texts(x)...)
		}
	}
	return out
}
