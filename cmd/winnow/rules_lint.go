package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/spf13/cobra"

	"winnow/internal/workspace"
	"winnow/rules"
	"winnow/rules/lint"
)

type lintFlags struct {
	format        string
	strict, notes bool
}

func newRulesLint(s streams) *cobra.Command {
	var f lintFlags
	c := &cobra.Command{
		Use:   "lint [PATH…]",
		Short: "Find what is wrong with rule files, and what can't be right",
		Long: `Prints every fault of rule files, each with its line, and what loads and still
can't be right: ranges that no value meets, rules that can never fail, that
another check leaves nothing to do or that contradict each other, names that
nothing uses, patterns without a message. A PATH is a rule file or a folder of
them; without one it looks at the rules of the workspace it stands in, else at
the shipped ones.

Exit codes: 0 nothing found, or warnings only; 1 warnings, with --strict; 2 a
fault of a rule file.`,
		Example: "  winnow rules lint rules\n  winnow rules lint --strict --notes rules/quits.yaml",
		RunE:    func(_ *cobra.Command, args []string) error { return lintRules(s, f, args) },
	}
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().BoolVar(&f.strict, "strict", false, "exit with 1 where there are warnings")
	c.Flags().BoolVar(&f.notes, "notes", false, "print what is only worth knowing, such as rules without a test")
	return c
}

func lintRules(s streams, f lintFlags, paths []string) error {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help rules lint"}
	}
	if len(paths) == 0 {
		paths = []string{""}
	}
	var found []lint.Finding
	for _, p := range paths {
		some, err := lintPath(p)
		if err != nil {
			return err
		}
		found = append(found, some...)
	}
	count := map[lint.Severity]int{}
	for _, x := range found {
		count[x.Severity]++
	}
	w := bufio.NewWriter(s.out)
	if f.format == "json" {
		if err := printLintJSON(w, found); err != nil {
			return err
		}
	} else {
		printLint(w, found, f.notes)
		printLintCounts(w, count, f.notes)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	switch {
	case count[lint.Fault] > 0:
		return outcome(exitUsage)
	case f.strict && count[lint.Warning] > 0:
		return outcome(exitToCorrect)
	}
	return nil
}

// lintPath looks at one file or folder; "" is what a check would use.
func lintPath(path string) ([]lint.Finding, error) {
	files := lint.Files{Read: os.ReadFile}
	var set *rules.Set
	var err error
	switch {
	case path != "":
		set, err = rules.LoadPath(path)
	case inWorkspace():
		path = workspace.RulesDir
		set, err = rules.LoadPath(path)
	default:
		set, err = rules.Shipped()
		files.Read = func(file string) ([]byte, error) { return fs.ReadFile(rules.ShippedFS(), filepath.Base(file)) }
	}
	if found, ok := lint.Faults(err); ok {
		return found, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noPath(path, func(string) string { return "lint takes its file; without one it looks at all of them" })
	}
	if err != nil {
		return nil, err
	}
	if files.CSVs, err = csvsOf(path); err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	return append(loadNotes(set), lint.Check(set, files)...), nil
}

// csvsOf lists the CSVs of a folder of rules; nil for a single file.
func csvsOf(path string) ([]string, error) {
	if path == "" {
		return fs.Glob(rules.ShippedFS(), "*.csv")
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil, err
	}
	names, err := fs.Glob(os.DirFS(path), "*.csv")
	return append([]string{}, names...), err
}

// inWorkspace says whether the folder at hand is a workspace with rules.
func inWorkspace() bool {
	if _, err := os.Stat(workspace.ConfigFile); err != nil {
		return false
	}
	info, err := os.Stat(workspace.RulesDir)
	return err == nil && info.IsDir()
}

var reNote = regexp.MustCompile(`^(.+?):(\d+): (.*)$`)

// loadNotes turns what the loader noted into findings.
func loadNotes(set *rules.Set) []lint.Finding {
	var out []lint.Finding
	for _, n := range set.Notes {
		e := &rules.Error{File: set.Name, Message: n}
		if f := reNote.FindStringSubmatch(n); f != nil {
			e.File, e.Message = f[1], f[3]
			e.Line, _ = strconv.Atoi(f[2]) // digits; too many of them are no line
		}
		out = append(out, lint.Finding{Error: e, Severity: lint.Note, Check: "loader"})
	}
	return out
}

func printLint(w io.Writer, found []lint.Finding, notes bool) {
	for _, x := range found {
		if x.Severity == lint.Note && !notes {
			continue
		}
		e := *x.Error
		if x.Severity != lint.Fault {
			e.Message = fmt.Sprintf("%s: %s [%s]", x.Severity, x.Message, x.Check)
		}
		fmt.Fprintf(w, "%s\n%s", e.Error(), x.Snippet())
	}
}

func printLintCounts(w io.Writer, count map[lint.Severity]int, notes bool) {
	switch {
	case count[lint.Fault] > 0:
		fmt.Fprintf(w, "%s\n", counted(count[lint.Fault], "fault in the rule files", "faults in the rule files"))
	case count[lint.Warning] > 0:
		fmt.Fprintf(w, "%s\n", counted(count[lint.Warning], "warning", "warnings"))
	case count[lint.Note] > 0 && !notes:
		fmt.Fprintf(w, "nothing wrong; %s (--notes shows them)\n", counted(count[lint.Note], "note", "notes"))
	default:
		fmt.Fprintf(w, "nothing wrong\n")
	}
}

// lintJSON is the answer as other programs read it.
type lintJSON struct {
	Schema   string        `json:"schema"`
	Findings []findingJSON `json:"findings"`
}

type findingJSON struct {
	File     string        `json:"file"`
	Line     *int          `json:"line"`
	Column   *int          `json:"column"`
	Severity lint.Severity `json:"severity"`
	Check    string        `json:"check"`
	Message  string        `json:"message"`
	Source   *string       `json:"source"`
}

func printLintJSON(w io.Writer, found []lint.Finding) error {
	out := lintJSON{Schema: "winnow/lint/v1", Findings: []findingJSON{}}
	for _, x := range found {
		j := findingJSON{File: x.File, Severity: x.Severity, Check: x.Check, Message: x.Message}
		if x.Line > 0 {
			j.Line, j.Source = &x.Line, &x.Source
		}
		if x.Column > 0 {
			j.Column = &x.Column
		}
		out.Findings = append(out.Findings, j)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
