package ruledocs

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"regexp"
	"strings"
	plain "text/template"
	"unicode"
	"unicode/utf8"

	"winnow/rules"
)

//go:embed page.html.tmpl page.md.tmpl
var templates embed.FS

var words = map[string]any{"capital": capital, "quoted": quoted, "quotedOr": quotedOr, "md": markdown, "table": newTable, "tableUnder": newTableUnder}

var (
	htmlPages = template.Must(template.New("html").Funcs(words).ParseFS(templates, "page.html.tmpl"))
	textPages = plain.Must(plain.New("md").Funcs(words).ParseFS(templates, "page.md.tmpl"))
)

// Index is the page that lists the others.
type Index struct {
	Title   string
	Version string
	Pages   []Page
}

// NewIndex lists pages of a rule set.
func NewIndex(set *rules.Set, pages []Page) Index {
	title := set.Title
	if title == "" {
		title = "Returns"
	}
	return Index{Title: title, Version: set.Version, Pages: pages}
}

// HTML writes the page as one file that needs no other.
func (p Page) HTML(w io.Writer) error { return htmlPages.ExecuteTemplate(w, "page", p) }

// HTML writes the index.
func (x Index) HTML(w io.Writer) error { return htmlPages.ExecuteTemplate(w, "index", x) }

// Markdown writes the page as Markdown.
func (p Page) Markdown(w io.Writer) error { return inMarkdown(w, "page", p) }

// Markdown writes the index as Markdown.
func (x Index) Markdown(w io.Writer) error { return inMarkdown(w, "index", x) }

var reGap = regexp.MustCompile(`\n{3,}`)

// inMarkdown writes a template with the gaps between its parts closed up.
func inMarkdown(w io.Writer, name string, data any) error {
	var b bytes.Buffer
	if err := textPages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	_, err := w.Write(append(bytes.TrimSpace(reGap.ReplaceAll(b.Bytes(), []byte("\n\n"))), '\n'))
	return err
}

// checkTable is a table of checks with its caption.
type checkTable struct {
	Title  string
	Checks []Check
	Under  bool // under a heading that says the same, so that only screen readers need the caption
}

func newTable(title string, checks []Check) checkTable { return checkTable{title, checks, false} }

func newTableUnder(title string, checks []Check) checkTable { return checkTable{title, checks, true} }

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func quoted(all []string) string { return listed(inQuotes(all)) }

func quotedOr(all []string) string { return either(inQuotes(all)) }

func inQuotes(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = "“" + s + "”"
	}
	return out
}

// markdown keeps a text from being read as Markdown, in a table or outside.
func markdown(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "<", "&lt;", "|", "\\|", "#", "\\#", "\n", " ").Replace(s)
}
