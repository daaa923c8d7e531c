package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// longAgo is when the files of tests were written.
var longAgo = time.Date(2021, 7, 6, 8, 0, 0, 0, time.UTC)

var (
	fence    = regexp.MustCompile("(?ms)^```(\\w*)(?: file=(\\S+))?\\n(.*?)^```$")
	commands = regexp.MustCompile(`(?m)^\$ winnow (.*)$`)
)

// TestDocs writes the files that a document shows, runs the commands that it
// shows, and compares what they print. UPDATE=1 rewrites what they print.
func TestDocs(t *testing.T) {
	for _, name := range []string{"../../docs/rules.md"} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			path, err := filepath.Abs(name)
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Setenv("SOURCE_DATE_EPOCH", "1625558400")
			dir := t.TempDir()
			checkWorkbooks(t, dir)
			t.Chdir(dir)
			ran := 0
			got := fence.ReplaceAllStringFunc(string(b), func(block string) string {
				m := fence.FindStringSubmatch(block)
				switch {
				case m[2] != "":
					writeExample(t, m[2], m[3])
				case m[1] == "console":
					ran++
					return "```console\n" + runExample(t, m[3]) + "```"
				}
				return block
			})
			if ran == 0 {
				t.Fatal("the document runs no command")
			}
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(b), got); diff != "" {
				t.Errorf("the document is not what winnow prints; make docs-fix rewrites it (-document +winnow):\n%s", diff)
			}
		})
	}
}

func writeExample(t *testing.T, name, text string) {
	t.Helper()
	if !filepath.IsLocal(name) {
		t.Fatalf("an example is called %s", name)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
}

// runExample returns a console block with each command's output below it.
func runExample(t *testing.T, block string) string {
	t.Helper()
	var out strings.Builder
	for _, m := range commands.FindAllStringSubmatch(block, -1) {
		out.WriteString("$ winnow " + m[1] + "\n")
		var printed bytes.Buffer
		code := execute(context.Background(), strings.Fields(m[1]), streams{strings.NewReader(""), &printed, &printed})
		out.WriteString(strings.TrimRight(printed.String(), "\n") + "\n")
		if code != 0 {
			out.WriteString("(exit " + string(rune('0'+code)) + ")\n")
		}
	}
	return out.String()
}
