package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"winnow/internal/rebuild"
	"winnow/internal/report"
)

// rebuildSchema names the version of what rebuild prints as JSON.
const rebuildSchema = "winnow/rebuild/v1"

// tellRebuilt prints what became of each file.
func (s streams) tellRebuilt(f rebuildFlags, r *rebuild.Result) error {
	w := bufio.NewWriter(s.out)
	var err error
	if f.format == "json" {
		err = rebuiltJSON(w, r)
	} else {
		rebuiltText(w, r, f.to)
	}
	if err := errors.Join(err, w.Flush()); err != nil {
		return err
	}
	if !r.Good() {
		if f.check {
			s.hintf("put back what is missing or altered: winnow rebuild -w %s", f.workspace)
		}
		return outcome(exitToCorrect)
	}
	return nil
}

func rebuiltText(w io.Writer, r *rebuild.Result, to string) {
	fmt.Fprintf(w, "made again: %s from %s\n", counted(r.Runs, "run", "runs"), counted(r.Originals, "original", "originals"))
	deleted := 0
	for _, o := range r.Gone {
		if o.Why == rebuild.WhyPurged {
			deleted++
			continue
		}
		fmt.Fprintf(w, "not read again: %s: %s\n", o.Name, o.Why)
	}
	if deleted > 0 {
		fmt.Fprintf(w, "not read again: %s deleted when their time to keep was over\n", counted(deleted, "original that was", "originals that were"))
	}
	counts := map[rebuild.Outcome]int{}
	for _, f := range r.Files {
		counts[f.Outcome]++
		switch {
		case f.Outcome == rebuild.Same:
		case f.Outcome == rebuild.Kept && strings.HasPrefix(f.Path, "."): // a part of a report, only counted
		case f.Why == "":
			fmt.Fprintf(w, "%s: %s\n", f.Outcome, f.Path)
		default:
			fmt.Fprintf(w, "%s: %s: %s\n", f.Outcome, f.Path, f.Why)
		}
	}
	for _, x := range r.Submissions {
		word := "differs"
		if x.Kept {
			word = "kept"
		}
		fmt.Fprintf(w, "%s: submission %d: %s\n", word, x.ID, x.Why)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	line := counted(counts[rebuild.Same], "file is the same", "files are the same")
	for _, o := range []rebuild.Outcome{rebuild.PutBack, rebuild.Kept, rebuild.Missing, rebuild.Altered, rebuild.Lost, rebuild.Differs, rebuild.Unknown} {
		if n := counts[o]; n > 0 {
			line += fmt.Sprintf(", %s %s", thousands(n), o)
		}
	}
	fmt.Fprintln(w, line)
	if to != "" {
		fmt.Fprintf(w, "what was made again is in %s\n", filepath.ToSlash(to))
	}
}

func rebuiltJSON(w io.Writer, r *rebuild.Result) error {
	type file struct {
		Path    string  `json:"path"`
		Outcome string  `json:"outcome"`
		Why     *string `json:"why"`
	}
	type submission struct {
		Submission int64  `json:"submission"`
		Kept       bool   `json:"kept"`
		Why        string `json:"why"`
	}
	type original struct {
		SHA256 string  `json:"sha256"`
		File   *string `json:"file"`
		Why    string  `json:"why"`
	}
	out := struct {
		Schema      string       `json:"schema"`
		Good        bool         `json:"good"`
		Runs        int          `json:"runs"`
		Originals   int          `json:"originals"`
		Files       []file       `json:"files"`
		Submissions []submission `json:"submissions"`
		Gone        []original   `json:"gone"`
	}{Schema: rebuildSchema, Good: r.Good(), Runs: r.Runs, Originals: r.Originals, Files: []file{}, Submissions: []submission{}, Gone: []original{}}
	for _, f := range r.Files {
		out.Files = append(out.Files, file{f.Path, string(f.Outcome), report.Ptr(f.Why)})
	}
	for _, x := range r.Submissions {
		out.Submissions = append(out.Submissions, submission{x.ID, x.Kept, x.Why})
	}
	for _, o := range r.Gone {
		out.Gone = append(out.Gone, original{o.SHA256, report.Ptr(o.Name), o.Why})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
