package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"winnow/internal/workspace"
)

var (
	// spoken is a command line: the program, a command, and what follows it up to
	// a quote, a bracket or the line's end.
	spoken = regexp.MustCompile(`\bwinnow(?:\.exe)?"?((?:[ \t]+(?:"[^"\n]*"|[^\s"'` + "`" + `()|;<>&]+))+)`)
	inline = regexp.MustCompile("`[^`]+`")
	remark = regexp.MustCompile(`(?m)(^|[ \t])#.*$|(?s)<!--.*?-->`)

	taskLine = regexp.MustCompile(`</Command>\s*<Arguments>`)
	argsLine = regexp.MustCompile(`(?m)^\s*args: \[(.*)\]`)
)

// TestOperationsCommands holds every command line in deploy/ and in
// docs/operations.md to the commands and flags that there are.
func TestOperationsCommands(t *testing.T) {
	found := map[string]bool{}
	for path, text := range operations(t) {
		for _, m := range spoken.FindAllStringSubmatch(text, -1) {
			words := strings.Fields(m[1])
			for len(words) > 0 && words[0] == "winnow" { // crontab and sudo name the account before
				words = words[1:]
			}
			if len(words) == 0 || !regexp.MustCompile(`^[a-z]+$`).MatchString(words[0]) {
				continue
			}
			c, fault := lookUp(words)
			if fault != "" {
				t.Errorf("%s: winnow %s: %s", path, strings.Join(words, " "), fault)
				continue
			}
			found[filepath.Base(path)+": "+strings.TrimPrefix(c.CommandPath(), "winnow ")] = true
		}
	}
	for _, want := range []string{"winnow-run.service: run", "winnow-watch.service: watch", "winnow: run", "winnow-run.xml: run", "service.ps1: watch", "winnow.yaml: run", "operations.md: rebuild"} {
		if !found[want] {
			t.Errorf("not seen: %s", want)
		}
	}
}

// lookUp finds the command that words name and returns what is wrong with them.
func lookUp(words []string) (*cobra.Command, string) {
	c, rest, err := newRoot(streams{}).Find(words)
	if err != nil || c.Parent() == nil {
		return nil, "no such command"
	}
	if c.HasSubCommands() && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return nil, "no such command"
	}
	c.InitDefaultHelpFlag()
	for _, word := range rest {
		name, _, _ := strings.Cut(word, "=")
		long, isLong := strings.CutPrefix(name, "--")
		short, isShort := strings.CutPrefix(name, "-")
		switch {
		case isLong && c.Flags().Lookup(long) == nil && c.InheritedFlags().Lookup(long) == nil,
			!isLong && isShort && (len(short) != 1 || c.Flags().ShorthandLookup(short) == nil && c.InheritedFlags().ShorthandLookup(short) == nil):
			return nil, "no flag " + word
		}
	}
	return c, ""
}

func TestLookUp(t *testing.T) {
	for line, ok := range map[string]bool{
		"run -w DIR --period 2021-22-Q1": true, "rules lint": true, "init DIR --sample": true, "run --help": true,
		"runs": false, "run --waits 1m": false, "run -q": false, "rules lunt": false, "run -wDIR": false,
	} {
		if _, fault := lookUp(strings.Fields(line)); (fault == "") != ok {
			t.Errorf("winnow %s: %q", line, fault)
		}
	}
}

// operations returns what may hold command lines: the files of deploy/ without
// their comments, and the code in the document.
func operations(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir("../../deploy", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".go" {
			return err
		}
		b, err := os.ReadFile(path)
		text := taskLine.ReplaceAllString(string(b), " ")
		text = argsLine.ReplaceAllStringFunc(text, func(s string) string {
			return "winnow " + strings.ReplaceAll(argsLine.FindStringSubmatch(s)[1], ",", "")
		})
		texts[path] = remark.ReplaceAllString(text, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	texts["operations.md"] = code(document(t))
	return texts
}

func document(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// code returns the blocks of a document that aren't YAML, and what stands in
// backquotes, a line each.
func code(text string) string {
	var out strings.Builder
	prose := fence.ReplaceAllStringFunc(text, func(block string) string {
		if m := fence.FindStringSubmatch(block); m[1] != "yaml" {
			out.WriteString(remark.ReplaceAllString(m[3], ""))
		}
		return ""
	})
	for _, s := range inline.FindAllString(prose, -1) {
		out.WriteString(strings.Trim(s, "`") + "\n")
	}
	return out.String()
}

// TestOperationsSettings reads each block of settings in the document as winnow.yaml.
func TestOperationsSettings(t *testing.T) {
	blocks := 0
	for _, m := range fence.FindAllStringSubmatch(document(t), -1) {
		if m[1] != "yaml" {
			continue
		}
		blocks++
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, workspace.ConfigFile), []byte("winnow: v1\n"+m[3]), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := workspace.ReadConfig(dir); err != nil {
			t.Errorf("%v in:\n%s", err, m[3])
		}
	}
	if blocks < 5 {
		t.Errorf("%d blocks of settings, want 5", blocks)
	}
}
