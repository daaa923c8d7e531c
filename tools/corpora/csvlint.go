package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
)

// lintCase is a CSV and what csvlint says of it.
type lintCase struct {
	ID       string
	File     string
	Schema   map[string]any
	Expected struct {
		Valid    *bool
		Errors   *int
		Warnings *int
		Types    []string
		Rows     []string
	}
}

// compareLint holds the rows that csvlint flags to those that winnow does, at any
// severity, and files without a fault to have none.
func compareLint(out *bufio.Writer, dir string, _ bool) (int, error) {
	var list struct{ Cases []lintCase }
	if ok, err := readList(filepath.Join(dir, "csvlint_cases.json"), &list); !ok {
		return 0, err
	}
	t := &scores{}
	for _, c := range list.Cases {
		if err := c.compare(out, dir, t); err != nil {
			return 0, fmt.Errorf("%s: %w", c.ID, err)
		}
	}
	t.print(out, "csvlint_cases.json")
	return t.unexplained, nil
}

func (c *lintCase) compare(out *bufio.Writer, dir string, t *scores) error {
	path := filepath.Join(dir, c.File)
	schema := c.Schema
	if schema == nil {
		schema = anySchema(path)
	}
	v, err := judge("schema.json", mustJSON(schema), path)
	if err != nil {
		return err
	}
	why := c.why(dir, v)
	switch e := c.Expected; {
	case len(e.Rows) > 0:
		if rows := v.flagged(); !slices.Equal(rows, e.Rows) {
			t.departure(out, "the same rows flagged", c.ID, why, fmt.Sprintf("rows %v, not %v %s", rows, e.Rows, v.refused))
			return nil
		}
		t.right("the same rows flagged")
	case e.Errors != nil && *e.Errors > 0 || e.Valid != nil && !*e.Valid:
		if v.valid() && !v.guessed && len(v.flagged()) == 0 {
			t.departure(out, "faulty files flagged", c.ID, why, "nothing is said of it")
			return nil
		}
		t.right("faulty files flagged")
	case e.Errors != nil || e.Valid != nil || e.Warnings != nil && *e.Warnings == 0:
		if !v.valid() {
			t.departure(out, "sound files left alone", c.ID, why, fmt.Sprintf("%v %s", minus(v.marks, nil), v.refused))
			return nil
		}
		t.right("sound files left alone")
	}
	return nil // csvlint's warnings and remarks about a file as a whole
}

// why gives the reason for which winnow may say something else of a file.
func (c *lintCase) why(dir string, v *verdict) string {
	switch {
	case slices.Contains(c.Expected.Types, "line_breaks"):
		return "line ends of every kind are read, mixed ones too"
	case slices.Contains(c.Expected.Types, "wrong_content_type"):
		return "what a file is goes by its content, never by its name or a server's word"
	case slices.Contains(c.Expected.Types, "blank_rows") && !c.hasRows(dir):
		return "the file of the case has no such rows"
	case c.Schema != nil && v.has(report.KindIncorrect):
		return "headings that are not the schema's are errors, where csvlint warns and takes any first row"
	}
	return ""
}

// hasRows says whether the file has as many lines as the last row that csvlint
// flags: the list has lost the blank ones at the end of some.
func (c *lintCase) hasRows(dir string) bool {
	data, err := os.ReadFile(filepath.Join(dir, c.File))
	lines := strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), "\n") + 1
	return err == nil && !slices.ContainsFunc(c.Expected.Rows, func(row string) bool {
		n, err := strconv.Atoi(row)
		return err != nil || n > lines
	})
}

func (v *verdict) has(kind string) bool {
	for m := range v.marks {
		if m.Kind == kind {
			return true
		}
	}
	return false
}

// flagged lists the rows that something is said of, and the line at which a file
// is refused.
func (v *verdict) flagged() []string {
	rows := map[int]bool{}
	for m := range v.marks {
		rows[m.Row] = true
	}
	for row := range v.noted {
		rows[row] = true
	}
	if _, after, ok := strings.Cut(v.refused, "line "); ok {
		digits := after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
		n, _ := strconv.Atoi(digits) // digits
		rows[n] = true
	}
	delete(rows, 0)
	var out []string
	for row := range rows {
		out = append(out, strconv.Itoa(row))
	}
	slices.Sort(out)
	return out
}

// anySchema is a schema of the file's own labels that asks nothing of values.
func anySchema(path string) map[string]any {
	fields := []any{map[string]any{"name": "none", "type": "any"}}
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		return map[string]any{"fields": fields} // judge says why it can't be read
	}
	defer f.Close()
	for row, err := range f.Rows(0) {
		if err != nil {
			break
		}
		fields = fields[:0]
		seen := map[string]bool{}
		for i, cell := range row.Cells {
			name := strings.TrimSpace(cell.Raw)
			if name == "" || seen[name] {
				name = fmt.Sprintf("%s field %d", name, i+1)
			}
			seen[name] = true
			fields = append(fields, map[string]any{"name": name, "type": "any"})
		}
		break
	}
	return map[string]any{"fields": fields}
}
