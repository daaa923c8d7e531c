package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"winnow/internal/ruledocs"
	"winnow/rules"
)

type docsFlags struct{ rules, output, format string }

func newRulesDocs(s streams) *cobra.Command {
	f := docsFlags{format: "html"}
	c := &cobra.Command{
		Use:   "docs [RETURN…]",
		Short: "Write a page for each return, for the people who fill it in",
		Long: `Writes a page for each return, or for those named: what each column means and
what it may hold, what is checked, what is worked out, with examples from the
tests, when the return is due and whom to ask. A page is one file that needs no
other; index lists them. Pages that are there are written anew.

Without --rules the rules are those of the workspace it stands in, else the
shipped ones.`,
		Example: "  winnow rules docs --output pages\n  winnow rules docs smoking_quits --rules rules --output pages --format markdown",
		RunE:    func(_ *cobra.Command, args []string) error { return s.writeDocs(f, args) },
	}
	c.Flags().StringVar(&f.rules, "rules", "", "rule file, or folder of rule files")
	c.Flags().StringVarP(&f.output, "output", "o", "", "folder to write into; it is made where it isn't there")
	c.Flags().StringVar(&f.format, "format", f.format, "html or markdown")
	return c
}

func (s streams) writeDocs(f docsFlags, names []string) error {
	switch {
	case f.format != "html" && f.format != "markdown":
		return &usageError{fmt.Sprintf("--format: %q is neither html nor markdown", f.format), "winnow help rules docs"}
	case f.output == "":
		return &usageError{"docs needs --output: the folder to write into", "for example --output pages"}
	}
	set, err := loadRules(f.rules, rules.Shipped)
	if err != nil {
		return err
	}
	returns, err := chosen(set, names)
	if err != nil {
		return err
	}
	var pages []ruledocs.Page
	for _, r := range returns {
		pages = append(pages, ruledocs.Describe(set, r))
	}
	files, err := rendered(ruledocs.NewIndex(set, pages), f.format)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.output, 0o755); err != nil {
		return err
	}
	for _, file := range files {
		if err := replace(filepath.Join(f.output, file.name), file.data); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.out, "%s and an index are in %s\n", counted(len(pages), "page", "pages"), f.output)
	return nil
}

// chosen returns the returns named, all of them where none is.
func chosen(set *rules.Set, names []string) ([]*rules.Return, error) {
	if len(names) == 0 {
		return set.Returns, nil
	}
	var out []*rules.Return
	for _, n := range names {
		r := set.Return(n)
		if r == nil {
			return nil, &usageError{fmt.Sprintf("there is no return %q in %s", n, set.Name), returnHint(set, n)}
		}
		out = append(out, r)
	}
	return out, nil
}

// page is a file to write.
type page struct {
	name string
	data []byte
}

// rendered writes the index and its pages in a format.
func rendered(x ruledocs.Index, format string) ([]page, error) {
	type writer interface {
		HTML(io.Writer) error
		Markdown(io.Writer) error
	}
	var out []page
	one := func(name string, w writer) error {
		var b bytes.Buffer
		write, end := w.HTML, ".html"
		if format == "markdown" {
			write, end = w.Markdown, ".md"
		}
		err := write(&b)
		out = append(out, page{name + end, b.Bytes()})
		return err
	}
	for _, p := range x.Pages {
		if err := one(p.File(), p); err != nil {
			return nil, err
		}
	}
	err := one("index", x)
	return out, err
}

// replace writes a file beside its place and moves it there, so that a reader
// never sees half of one.
func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".winnow-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already where all went well
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
