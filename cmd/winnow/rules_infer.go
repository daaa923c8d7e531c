package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"winnow/ingest"
	"winnow/internal/infer"
	"winnow/rules"
)

type inferFlags struct {
	ret, title, sheet, output string
	read                      readFlags
}

func newRulesInfer(s streams) *cobra.Command {
	var f inferFlags
	c := &cobra.Command{
		Use:   "infer FILE…",
		Short: "Draft a rule file from good files",
		Long: `Reads good files of one return, the newest first, and prints a starter rule
file: types, required columns, codes, ranges, keys, and the other titles that
older files have for a column. Comments give the evidence. The draft is checked
on the same files before it is printed: it finds no error in them.

A draft says what the files are, not what they should be. Read it, change what is
only chance, and add what the files can't show.`,
		Example: "  winnow rules infer \"Q1 2021-22.xlsx\" \"Q4 2020-21.xlsx\" --output rules/quits.yaml\n  winnow rules infer payments-2024-*.csv --return payments",
		Args:    atLeast(1, "at least one file"),
		RunE:    func(c *cobra.Command, args []string) error { return s.infer(c.Context(), f, args) },
	}
	c.Flags().StringVar(&f.ret, "return", "", "name of the return; default: the first file's name")
	c.Flags().StringVar(&f.title, "title", "", "title of the return; default: the first file's name")
	c.Flags().StringVar(&f.sheet, "sheet", "", "sheet to read; default: the first with a table")
	c.Flags().StringVarP(&f.output, "output", "o", "", "file to write; default: standard output. One that is there is not overwritten")
	f.read.add(c)
	return c
}

func (s streams) infer(ctx context.Context, f inferFlags, files []string) error {
	if f.ret != "" && !rules.IsName(f.ret) {
		return &usageError{fmt.Sprintf("--return: %q is not a name: letters, digits and _, and no digit first", f.ret), "for example --return smoking_quits"}
	}
	o := infer.Options{Return: f.ret, Title: f.title, Sheet: f.sheet}
	var err error
	if o.Ingest, err = s.options(ctx, f.read); err != nil {
		return err
	}
	draft, err := infer.FromFiles(files, o)
	if err != nil {
		return s.notInferred(err, f.sheet)
	}
	rest, err := draft.Verify(ctx, files, o)
	if err != nil {
		return err
	}
	for _, what := range rest {
		s.warnf("the draft still finds fault with the files: %s", what)
	}
	var text bytes.Buffer
	if err := draft.WriteYAML(&text); err != nil {
		return err
	}
	return s.writeNew(f.output, text.Bytes())
}

// notInferred says why nothing could be drafted.
func (s streams) notInferred(err error, sheet string) error {
	var refusal *ingest.Refusal
	switch {
	case errors.Is(err, infer.ErrNoTable):
		s.errorf("%v", err)
		hint := "name the sheet with --sheet; winnow cat FILE shows what is in it"
		if sheet != "" {
			hint = fmt.Sprintf("is there a sheet %q? winnow explain FILE lists the sheets", sheet)
		}
		s.hintf("%s", hint)
		return outcome(exitToCorrect)
	case errors.As(err, &refusal):
		s.errorf("%v", err)
		s.hintf("%s", refusal.Fix)
		return outcome(exitToCorrect)
	}
	return err
}

// writeNew writes an answer to a file that isn't there yet, or to standard
// output where none is named.
func (s streams) writeNew(name string, text []byte) error {
	if name == "" {
		_, err := s.out.Write(text)
		return err
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &usageError{fmt.Sprintf("--output: %s is there already", name), "choose another name, or take the file away first"}
	}
	if err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}
