package rulediff

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Text writes the changes for people: a line each, under the return they are
// part of.
func (d Diff) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s → %s: %s\n", d.Old.called(), d.New.called(), d.Summary())
	at := "\x00"
	for _, c := range d.Changes {
		if at != c.Return {
			at = c.Return
			b.WriteByte('\n')
			if at != "" {
				b.WriteString(at + "\n")
			}
		}
		indent := "  "
		if at == "" {
			indent = ""
		}
		fmt.Fprintf(&b, "%s%s%s\n", indent, c.sentence(func(s string) string { return s }), mark(c.Effect))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Markdown writes the same for a page, such as the description of a change.
func (d Diff) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s → %s\n\n%s.\n", escape(d.Old.called()), escape(d.New.called()), capital(d.Summary()))
	at := "\x00"
	for _, c := range d.Changes {
		if at != c.Return {
			at = c.Return
			heading := "Bands and reference data"
			if at != "" {
				heading = "`" + at + "`"
			}
			fmt.Fprintf(&b, "\n## %s\n\n", heading)
		}
		effect := ""
		if m := mark(c.Effect); m != "" {
			effect = " *" + strings.TrimSpace(m) + "*"
		}
		fmt.Fprintf(&b, "* %s%s\n", c.sentence(escape), effect)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// jsonDiff is the contract that other programs rely on.
type jsonDiff struct {
	Schema   string       `json:"schema"`
	Old      jsonSide     `json:"old"`
	New      jsonSide     `json:"new"`
	Same     bool         `json:"same"`
	Stricter int          `json:"stricter"` // changes that could make data fail that passed before
	Changes  []jsonChange `json:"changes"`
}

type jsonSide struct {
	Name    string  `json:"name"`
	Version *string `json:"version"`
	Hash    string  `json:"hash"`
}

type jsonChange struct {
	Return *string `json:"return"`
	Part   string  `json:"part"`
	Name   string  `json:"name"`
	Change Kind    `json:"change"`
	Words  string  `json:"words"`
	Old    *string `json:"old"`
	New    *string `json:"new"`
	Effect Effect  `json:"effect"`
}

// JSON writes the changes for other programs.
func (d Diff) JSON(w io.Writer) error {
	out := jsonDiff{Schema: "winnow/rules-diff/v1", Same: len(d.Changes) == 0, Stricter: d.Stricter(), Changes: []jsonChange{},
		Old: jsonSide{d.Old.Name, orNull(d.Old.Version), d.Old.Hash}, New: jsonSide{d.New.Name, orNull(d.New.Version), d.New.Hash}}
	for _, c := range d.Changes {
		out.Changes = append(out.Changes, jsonChange{orNull(c.Return), c.Part, c.Name, c.Kind, c.Words, orNull(c.Old), orNull(c.New), c.Effect})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (s Side) called() string {
	if s.Version != "" {
		return s.Version
	}
	return s.Name
}

// Summary says how many changes there are, and what they may do.
func (d Diff) Summary() string {
	switch n, strict := len(d.Changes), d.Stricter(); {
	case n == 0:
		return "nothing is different"
	case strict == 0:
		return fmt.Sprintf("%s, none of which could make data fail that passed before", counted(n, "change"))
	case strict == n && n == 1:
		return "1 change, which could make data fail that passed before"
	case strict == 1:
		return fmt.Sprintf("%s, of which 1 could make data fail that passed before", counted(n, "change"))
	default:
		return fmt.Sprintf("%s, of which %d could make data fail that passed before", counted(n, "change"), strict)
	}
}

// sentence names the thing and says what is different of it.
func (c Change) sentence(text func(string) string) string {
	words := text(c.Words)
	switch {
	case c.Part == "return" && c.Name == c.Return, c.Part == "tests":
		return words
	}
	return c.Part + " " + text(c.Name) + ": " + words
}

// mark ends a line with what the change may do.
func mark(e Effect) string {
	switch e {
	case Tighter:
		return " [tighter]"
	case Looser:
		return " [looser]"
	case Either:
		return " [tighter or looser]"
	}
	return ""
}

// escape keeps a text from being read as Markdown.
func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "<", "&lt;", "|", "\\|", "\n", " ").Replace(s)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
