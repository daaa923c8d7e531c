package mail

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
)

// Limits of templates and of what they write: a mail is a page, not a book.
const (
	maxTemplate = 64 << 10
	maxText     = 1 << 20
)

//go:embed templates/*.txt
var shipped embed.FS

// readme is the file of the templates' folder that explains them.
const readme = "README.txt"

// Templates are the texts of all kinds of mail, checked.
type Templates struct{ kinds map[Kind]*pair }

// pair is one template file: its subject and its body.
type pair struct{ subject, body *template.Template }

// Text is a mail's words.
type Text struct {
	Subject string // one line
	Body    string // lines end in "\n"; a paragraph is one line
}

// Shipped returns the templates that winnow brings, and README.txt, which
// explains them: what a new workspace's folder Dir begins with.
func Shipped() fs.FS {
	sub, err := fs.Sub(shipped, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return sub
}

// Load reads the council's templates from the root of folder and takes winnow's
// own for the kinds that have no file there; a nil folder, or one that does not
// exist, gives winnow's own. Every template is tried on sample facts, in all its
// branches. The error is Faults where templates are to blame, all of them; else
// the folder could not be read. near finds what a misspelt name was meant to
// be, as winnow's internal/nearest.Of does: the index of the name, or -1; nil
// makes no suggestions.
func Load(folder fs.FS, near func(given string, names []string) int) (*Templates, error) {
	l := loader{near: near, templates: &Templates{kinds: map[Kind]*pair{}}}
	own, err := l.names(folder)
	if err != nil {
		return nil, err
	}
	for _, k := range Kinds {
		from := Shipped()
		if own[k.file()] {
			from = folder
		}
		if err := l.load(from, k); err != nil {
			return nil, err
		}
	}
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	return l.templates, nil
}

type loader struct {
	near      func(given string, names []string) int
	templates *Templates
	faults    Faults
}

// names returns which of the kinds' files the folder has.
func (l *loader) names(folder fs.FS) (map[string]bool, error) {
	if folder == nil {
		return nil, nil
	}
	entries, err := fs.ReadDir(folder, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the mail templates: %w", err)
	}
	own := map[string]bool{}
	for _, e := range entries {
		switch name := e.Name(); {
		case known(name) && !e.IsDir():
			own[name] = true
		case !passedOver(name):
			l.fault(name, 0, "no mail of this name is ever written%s", l.orLists(name, fileNames()))
		}
	}
	return own, nil
}

func known(name string) bool {
	for _, k := range Kinds {
		if k.file() == name {
			return true
		}
	}
	return false
}

// passedOver are the files that systems and editors leave beside one's own.
func passedOver(name string) bool {
	lower := strings.ToLower(name)
	return name == readme || lower == "thumbs.db" || lower == "desktop.ini" ||
		strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || strings.HasSuffix(name, "~")
}

// load reads, parses and tries one template.
func (l *loader) load(from fs.FS, k Kind) error {
	source, err := read(from, k.file())
	if err != nil {
		return err
	}
	if len(source) > maxTemplate {
		l.fault(k.file(), 0, "is larger than %s; a mail's text is a page", Size(maxTemplate))
		return nil
	}
	subject, body, fault := halves(source)
	if fault != "" {
		l.fault(k.file(), 1, "%s", fault)
		return nil
	}
	p, err := parsePair(k.file(), subject, body)
	if err == nil {
		err = p.probe()
	}
	if err != nil {
		l.faults = append(l.faults, l.inWords(k.file(), err))
		return nil
	}
	l.templates.kinds[k] = p
	return nil
}

// read returns at most a little more than a template may hold.
func read(from fs.FS, name string) (string, error) {
	f, err := from.Open(name)
	if err != nil {
		return "", fmt.Errorf("reading the mail template %q: %w", name, err)
	}
	b, err := readUpTo(f, maxTemplate+1)
	if err != nil {
		return "", fmt.Errorf("reading the mail template %q: %w", name, err)
	}
	s := strings.TrimPrefix(string(b), "\ufeff") // Notepad begins files with a mark
	return strings.ReplaceAll(s, "\r\n", "\n"), nil
}

// halves cuts a template into subject and body. The body keeps two empty lines
// before it, so that line numbers are those of the file.
func halves(source string) (subject, body, fault string) {
	first, rest, _ := strings.Cut(source, "\n")
	subject, ok := strings.CutPrefix(first, "Subject:")
	if !ok || strings.TrimSpace(subject) == "" {
		return "", "", `must begin with "Subject: " and the subject, on one line`
	}
	second, rest, _ := strings.Cut(rest, "\n")
	if strings.TrimSpace(second) != "" {
		return "", "", "the line after the subject must be empty"
	}
	return subject, "\n\n" + rest, ""
}

func parsePair(name, subject, body string) (*pair, error) {
	s, err := template.New(name).Funcs(words).Parse(subject)
	if err != nil {
		return nil, err
	}
	b, err := template.New(name).Funcs(words).Parse(body)
	if err != nil {
		return nil, err
	}
	return &pair{s, b}, nil
}
