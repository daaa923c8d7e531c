package logging

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The calls that log, with the place of the message among their arguments, and
// those that only bind attributes (no message).
var (
	logs = map[string]int{
		"Debug": 0, "Info": 0, "Warn": 0, "Error": 0,
		"DebugContext": 1, "InfoContext": 1, "WarnContext": 1, "ErrorContext": 1, "Log": 2, "LogAttrs": 2,
	}
	attrs = map[string]bool{
		"String": true, "Int": true, "Int64": true, "Uint64": true, "Float64": true, "Bool": true, "Time": true, "Duration": true, "Any": true,
	}
)

// TestSourceLogsOnlyKnownKeys reads winnow's own source: whatever a package
// that knows slog logs must have a message that is written there, and keys that
// may be logged. It sees also the lines that no test runs.
func TestSourceLogsOnlyKnownKeys(t *testing.T) {
	fset := token.NewFileSet()
	packages := map[string][]*ast.File{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "out" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2) {
			return filepath.SkipDir
		}
		dir := filepath.Dir(path)
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || filepath.Base(dir) == "logging" {
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		packages[dir] = append(packages[dir], f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) < 20 {
		t.Errorf("only %d packages were read", len(packages))
	}
	calls := 0
	for _, files := range packages {
		if !slices.ContainsFunc(files, importsSlog) {
			continue
		}
		for _, f := range files {
			for _, fault := range faults(f, &calls) {
				t.Errorf("%s: %s", fset.Position(fault.pos), fault.text)
			}
		}
	}
	t.Logf("%d calls", calls)
}

// TestFaultsAreSeen holds the reading of sources itself to account.
func TestFaultsAreSeen(t *testing.T) {
	const source = `package p
import ("fmt"; "log/slog")
func f(l *slog.Logger, cell, key string) {
	l.Info("right", "file", cell, slog.Int("count", 3), slog.Group("rows", "clean", 1))
	l.With("run", 1).Warn("right")
	l.Info("wrong key", "value", cell)
	l.Info(fmt.Sprintf("made up %s", cell))
	l.Error("wrong " + cell, "file", cell)
	l.Info("key from elsewhere", key, cell)
	l.LogAttrs(nil, slog.LevelInfo, "wrong attribute", slog.String("value", cell))
	l.With("value", cell).Info("right")
	l.Info("wrong in a group", slog.Group("rows", "value", cell))
	attrs := []any{"file", cell, "value", cell}
	attrs = append(attrs, "count", 3)
	attrs = append(attrs, "name", cell)
	l.Info("wrong twice in a list", attrs...)
}
`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var calls int
	got := faults(f, &calls)
	if len(got) != 9 {
		t.Errorf("%d faults, want 9: %v", len(got), got)
	}
}

func importsSlog(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"log/slog"` })
}

type fault struct {
	pos  token.Pos
	text string
}

func faults(f *ast.File, calls *int) []fault {
	var found []fault
	bad := func(n ast.Node, text string) { found = append(found, fault{n.Pos(), text}) }
	spread := spreadNames(f)
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			checkGathered(a, spread, bad)
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name, onSlog := called(call)
		message, isLog := logs[name]
		switch {
		case onSlog && attrs[name] && len(call.Args) == 2:
			*calls++
			checkKey(call.Args[0], bad)
		case onSlog && name == "Group" && len(call.Args) > 0:
			checkArgs(call.Args[1:], bad)
		case isLog && len(call.Args) > message:
			*calls++
			if lit, ok := call.Args[message].(*ast.BasicLit); !ok || lit.Kind != token.STRING {
				bad(call.Args[message], "a message must be written out: what varies is an attribute")
			}
			checkArgs(visible(call, message+1), bad)
		case name == "With" && len(call.Args) > 0:
			checkArgs(visible(call, 0), bad)
		}
		return true
	})
	return found
}

// visible are a call's arguments from one on, without a variable that is spread.
func visible(call *ast.CallExpr, from int) []ast.Expr {
	if call.Ellipsis.IsValid() {
		return call.Args[from : len(call.Args)-1]
	}
	return call.Args[from:]
}

// spreadNames are the variables that hold attributes: l.Info("message", attrs...).
func spreadNames(f *ast.File) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !call.Ellipsis.IsValid() {
			return true
		}
		name, _ := called(call)
		if _, isLog := logs[name]; isLog || name == "With" {
			if x, ok := call.Args[len(call.Args)-1].(*ast.Ident); ok {
				names[x.Name] = true
			}
		}
		return true
	})
	return names
}

// checkGathered looks at attrs := []any{"key", value} and
// attrs = append(attrs, "key", value).
func checkGathered(a *ast.AssignStmt, spread map[string]bool, bad func(ast.Node, string)) {
	to, ok := a.Lhs[0].(*ast.Ident)
	if !ok || !spread[to.Name] || len(a.Rhs) != 1 {
		return
	}
	switch from := a.Rhs[0].(type) {
	case *ast.CompositeLit:
		checkArgs(from.Elts, bad)
	case *ast.CallExpr:
		if f, ok := from.Fun.(*ast.Ident); ok && f.Name == "append" {
			checkArgs(from.Args[1:], bad)
			return
		}
		bad(from, "attributes must be gathered where it can be seen")
	default:
		bad(from, "attributes must be gathered where it can be seen")
	}
}

// called returns the name of the method or function and whether it is slog's.
func called(call *ast.CallExpr) (name string, onSlog bool) {
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	x, ok := s.X.(*ast.Ident)
	return s.Sel.Name, ok && x.Name == "slog"
}

// checkArgs goes through keys and values; an attribute stands alone.
func checkArgs(args []ast.Expr, bad func(ast.Node, string)) {
	for i := 0; i < len(args); i++ {
		if call, ok := args[i].(*ast.CallExpr); ok {
			if _, onSlog := called(call); onSlog {
				continue // looked at for itself
			}
		}
		checkKey(args[i], bad)
		i++
	}
}

func checkKey(e ast.Expr, bad func(ast.Node, string)) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		bad(e, "a key must be written out")
		return
	}
	if key, err := strconv.Unquote(lit.Value); err != nil || !Known(key) {
		bad(e, "the key "+lit.Value+" may not be logged: see keys in internal/logging")
	}
}
