package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"winnow/internal/report"
	"winnow/internal/verify"
)

// verifySchema names the version of what verify prints as JSON.
const verifySchema = "winnow/verify/v1"

type verifyFlags struct{ workspace, format string }

func newVerify(s streams) *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use:   "verify",
		Short: "Compare every file of the workspace with the ledger",
		Long: `Reads everything that winnow keeps and compares it with the ledger: each original
and each published file by its SHA-256, that nothing else lies among them, the copies
of the rules, the reports, the lists of what is published, and the ledger with itself.
It names what is missing, altered or unknown, and what to do about it. It changes
nothing, and may run beside a run.

What was written for people and has been taken away or written into is a note, no
fault. File names are shown, and no value from any file.

Exit codes: 0 all is as the ledger has it; 1 something is not; 3 something could not
be looked at.`,
		Example: "  winnow verify -w returns\n  winnow verify -w returns --format json",
		Args:    exactly(0, "no files: it looks at the whole workspace"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.verify(c.Context(), f) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	return c
}

func (s streams) verify(ctx context.Context, f verifyFlags) (err error) {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help verify"}
	}
	view, err := s.lookInto(f.workspace)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	bar := newProgress(s.err)
	result, err := verify.Look(ctx, view, bar.show)
	bar.done()
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s.out)
	if f.format == "json" {
		err = verifiedJSON(w, result)
	} else {
		verifiedText(w, result)
	}
	if err := errors.Join(err, w.Flush()); err != nil {
		return err
	}
	switch {
	case result.Unread():
		return outcome(exitFailed)
	case !result.Good():
		return outcome(exitToCorrect)
	}
	return nil
}

func verifiedText(w io.Writer, r *verify.Result) {
	faults, notes := 0, 0
	for _, f := range r.Findings {
		word := f.Of
		if f.Path != "" {
			word += ": " + f.Path
		}
		if f.Note {
			word = "note: " + word
			notes++
		} else {
			faults++
		}
		fmt.Fprintf(w, "%s: %s\n", word, f.Says)
		if f.Fix != "" {
			fmt.Fprintf(w, "  %s\n", f.Fix)
		}
	}
	n := r.Counts
	fmt.Fprintf(w, "compared with the ledger: %s, %s, %s, %s, %s\n", counted(n.Originals, "original", "originals"), counted(n.RuleSets, "rule set", "rule sets"),
		counted(n.Published, "published file", "published files"), counted(n.Reports, "report or part of one", "reports and parts of them"), counted(n.Letters, "letter", "letters"))
	if n.Deleted > 0 {
		fmt.Fprintf(w, "%s deleted when their time to keep was over\n", counted(n.Deleted, "original was", "originals were"))
	}
	words := "all is as the ledger has it"
	if faults > 0 {
		words = counted(faults, "thing is", "things are") + " not as the ledger has it"
	}
	if notes > 0 {
		words += ", " + counted(notes, "note", "notes")
	}
	fmt.Fprintln(w, words)
}

func verifiedJSON(w io.Writer, r *verify.Result) error {
	type counts struct {
		Originals int `json:"originals"`
		Deleted   int `json:"deleted"`
		RuleSets  int `json:"rule_sets"`
		Published int `json:"published"`
		Reports   int `json:"reports"`
		Letters   int `json:"letters"`
	}
	type finding struct {
		Of       string  `json:"of"`
		Kind     string  `json:"kind"`
		Severity string  `json:"severity"` // fault or note
		Path     *string `json:"path"`
		Message  string  `json:"message"`
		Fix      *string `json:"fix"`
	}
	out := struct {
		Schema   string    `json:"schema"`
		Good     bool      `json:"good"`
		Compared counts    `json:"compared"`
		Findings []finding `json:"findings"`
	}{verifySchema, r.Good(), counts(r.Counts), []finding{}}
	for _, f := range r.Findings {
		severity := "fault"
		if f.Note {
			severity = "note"
		}
		out.Findings = append(out.Findings, finding{f.Of, f.Kind, severity, report.Ptr(f.Path), f.Says, report.Ptr(f.Fix)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
