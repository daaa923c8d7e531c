package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptCommands are what scripts say besides testscript's own words.
var scriptCommands = map[string]func(*testscript.TestScript, bool, []string){
	"exits":    scriptExits,
	"jsonpath": scriptJSON,
	"base64":   scriptBase64,
	"age":      scriptAge,
}

// scriptExits runs winnow and demands an exit code: exits 2 check --foo
// Standard output and error go to the files stdout.txt and stderr.txt.
func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE ARGUMENT…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("winnow", args[1:]...)
	got := 0
	var exit interface{ ExitCode() int }
	if err != nil {
		var ok bool
		if exit, ok = err.(interface{ ExitCode() int }); !ok {
			ts.Fatalf("winnow did not run: %v", err)
		}
		got = exit.ExitCode()
	}
	stdout, stderr := ts.ReadFile("stdout"), ts.ReadFile("stderr")
	ts.Check(os.WriteFile(ts.MkAbs("stdout.txt"), []byte(stdout), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs("stderr.txt"), []byte(stderr), 0o644))
	if got != want {
		ts.Fatalf("exit code %d, want %d\n%s%s", got, want, stdout, stderr)
	}
}

// scriptJSON compares values of a JSON file: jsonpath report.json files.0.status accepted
// rules.rule=n:minimum.status looks for the rule n.minimum. A path that leads
// nowhere is "<none>", null is "null", # is a length.
func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: jsonpath FILE PATH WANT")
	}
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &v))
	got := lookup(v, strings.Split(args[1], "."))
	if (got == args[2]) == neg {
		ts.Fatalf("%s of %s is %q, want %q (negated: %v)", args[1], args[0], got, args[2], neg)
	}
}

func lookup(v any, path []string) string {
	for _, key := range path {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[key]
			if !ok {
				return "<none>"
			}
			v = next
		case []any:
			if key == "#" {
				return strconv.Itoa(len(at))
			}
			if name, want, ok := strings.Cut(key, "="); ok {
				v = find(at, name, strings.ReplaceAll(want, ":", "."))
				continue
			}
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(at) {
				return "<none>"
			}
			v = at[i]
		default:
			return "<none>"
		}
	}
	switch at := v.(type) {
	case nil:
		return "null"
	case float64:
		return strconv.FormatFloat(at, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// find returns the first object of a list whose key has a value.
func find(list []any, key, want string) any {
	for _, v := range list {
		if m, ok := v.(map[string]any); ok && fmt.Sprint(m[key]) == want {
			return v
		}
	}
	return "<none>"
}

// scriptBase64 writes a binary file: base64 FILE.b64 FILE
func scriptBase64(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: base64 TEXTFILE FILE")
	}
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(ts.ReadFile(args[0])), ""))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b, 0o644))
}

// scriptAge makes a file look as if it was written long ago, so that a run
// does not watch it for growth: age FILE…
func scriptAge(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		ts.Check(os.Chtimes(ts.MkAbs(name), longAgo, longAgo))
	}
}
