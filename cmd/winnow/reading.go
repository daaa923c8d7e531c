package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"winnow/ingest"
	"winnow/internal/convert"
	"winnow/internal/workspace"
)

// readFlags says how files are opened that do not open of themselves.
type readFlags struct{ convert, passwords string }

func (f *readFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.convert, "convert", "", "convert other spreadsheet formats (.xls, .xlsb, .ods) with: libreoffice")
	c.Flags().StringVar(&f.passwords, "password-file", "", "file of passwords to try on protected workbooks, one a line")
}

// options returns how files are to be opened. ctx ends conversions.
func (s streams) options(ctx context.Context, f readFlags) (ingest.Options, error) {
	var o ingest.Options
	var err error
	if o.Passwords, err = readPasswords(f.passwords); err != nil {
		return o, err
	}
	switch f.convert {
	case "":
		return o, nil
	case "libreoffice":
	default:
		return o, &usageError{fmt.Sprintf("convert: %q is not a program that winnow can convert with", f.convert), "write libreoffice, or leave it out"}
	}
	if _, err := convert.Program(); errors.Is(err, convert.ErrNotInstalled) {
		s.warnf("LibreOffice is not installed, so .xls, .xlsb and .ods files are refused")
		return o, nil //nolint:nilerr // the files are refused in words, one by one
	}
	o.Convert = func(path string) (string, error) { return toXLSX(ctx, path) }
	return o, nil
}

// toXLSX converts a file, and turns what is the file's fault into its refusal.
func toXLSX(ctx context.Context, path string) (string, error) {
	made, err := convert.ToXLSX(ctx, path, "", convert.DefaultLimit)
	switch {
	case errors.Is(err, convert.ErrFailed):
		return "", ingest.RefuseConversion("LibreOffice could not convert it; it may be damaged or have a password")
	case errors.Is(err, convert.ErrTooSlow):
		return "", ingest.RefuseConversion("LibreOffice took too long to convert it")
	}
	return made, err
}

// readPasswords returns the lines of a file of passwords, "" for no file. They
// are shown nowhere.
func readPasswords(path string) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, &usageError{fmt.Sprintf("the file of passwords can't be read: %v", err), "a text file with one password on each line"}
	}
	var passwords []string
	for line := range strings.Lines(strings.TrimPrefix(string(raw), "\uFEFF")) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			passwords = append(passwords, line)
		}
	}
	return passwords, nil
}

// workspaceReading is what winnow.yaml says about opening files.
func workspaceReading(c workspace.Config, path func(rel string) string) readFlags {
	f := readFlags{convert: c.Convert}
	if c.PasswordFile != "" {
		f.passwords = path(c.PasswordFile)
	}
	return f
}
