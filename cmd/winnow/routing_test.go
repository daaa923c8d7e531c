package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"winnow/internal/sample"
	"winnow/rules"
)

// TestNobodyGetsAnothersRows drops every return of the sample into the folder of
// every service, into the inbox itself and into a folder that is nobody's, and
// demands that no workbook, page or mail in the outbox of a service holds a value of
// a return that is not its own.
func TestNobodyGetsAnothersRows(t *testing.T) {
	t.Parallel()
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	owner := map[string]string{} // of a file's path in the sample
	marks := map[string][]string{}
	files, _, err := sample.Files("as-received")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if m := valuesOf(t, f); len(m) > 0 {
			owner[f.Path], marks[f.Path] = strings.SplitN(filepath.ToSlash(f.Path), "/", 2)[0], m
		}
	}
	if len(marks) < 4 {
		t.Fatalf("only %d files of the sample have values to look for", len(marks))
	}
	unique(marks)
	folders := []string{"", "nobody's"}
	for _, s := range set.Services {
		folders = append(folders, s.Service)
	}
	found := 0
	for _, folder := range folders {
		dir := filepath.Join(t.TempDir(), "ws")
		checkWorkbooks(t, dir)
		if out, err := winnowProcess("init", dir).CombinedOutput(); err != nil {
			t.Fatalf("init: %v\n%s", err, out)
		}
		for _, f := range files {
			name := filepath.Join(dir, "inbox", folder, filepath.Base(f.Path))
			must(t, os.MkdirAll(filepath.Dir(name), 0o755))
			must(t, os.WriteFile(name, f.Data, 0o644))
			must(t, os.Chtimes(name, longAgo, longAgo))
		}
		c := winnowProcess("run", "-w", dir, "--period", "2021-22-Q1")
		if out, _ := c.CombinedOutput(); c.ProcessState.ExitCode() > exitToCorrect {
			t.Fatalf("run over %q: %d\n%s", folder, c.ProcessState.ExitCode(), out)
		}
		found += lookForValues(t, dir, folder, owner, marks)
	}
	if found == 0 {
		t.Error("no value was found where it belongs: the test looks in the wrong places")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lookForValues reads every letter of a workspace and counts those that rightly hold
// values.
func lookForValues(t *testing.T, dir, folder string, owner map[string]string, marks map[string][]string) (right int) {
	t.Helper()
	outbox := filepath.Join(dir, "outbox")
	err := filepath.WalkDir(outbox, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(outbox, p)
		to := strings.SplitN(filepath.ToSlash(rel), "/", 2)[0]
		raw, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		text := letterText(t, p, raw)
		for file, values := range marks {
			for _, v := range values {
				if !strings.Contains(text, v) {
					continue
				}
				if to != owner[file] || folder != "" && folder != owner[file] {
					t.Errorf("dropped into %q: %s holds a value of %s", folder, rel, file)
				}
				right++
				break
			}
		}
		return nil
	})
	must(t, err)
	return right
}

// letterText is all that can be read in a letter: the parts of a workbook, and of a
// mail its words and what is attached.
func letterText(t *testing.T, name string, raw []byte) string {
	t.Helper()
	switch filepath.Ext(name) {
	case ".xlsx":
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		must(t, err)
		var b strings.Builder
		for _, f := range z.File {
			r, err := f.Open()
			must(t, err)
			_, err = io.Copy(&b, r)
			must(t, err)
		}
		return b.String()
	case ".eml":
		return mailText(t, raw)
	}
	return string(raw)
}

func mailText(t *testing.T, raw []byte) string {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	must(t, err)
	text := m.Header.Get("Subject")
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	must(t, err)
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextPart() // undoes quoted-printable
		if err == io.EOF {
			return text
		}
		must(t, err)
		body, err := io.ReadAll(part)
		must(t, err)
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			body = decoded(t, body)
		}
		text += letterText(t, part.FileName(), body)
	}
}

// someValue is what identifies a record: letters and digits, and long enough not to
// turn up by chance.
var someValue = regexp.MustCompile(`^[A-Za-z]{2,}[ -]?[0-9]{4,}$`)

// valuesOf returns the values of a file of the sample that identify its records.
func valuesOf(t *testing.T, f sample.File) []string {
	t.Helper()
	name := filepath.Join(t.TempDir(), filepath.Base(f.Path))
	must(t, os.WriteFile(name, f.Data, 0o644))
	out, err := winnowProcess("cat", name).Output()
	if err != nil {
		return nil // one that can't be read has no values to pass on
	}
	r := csv.NewReader(bytes.NewReader(out))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	rows, err := r.ReadAll()
	must(t, err)
	var values []string
	for _, row := range rows {
		for _, cell := range row {
			if someValue.MatchString(cell) {
				values = append(values, cell)
			}
		}
	}
	return values
}

// unique takes out what stands in the files of several services.
func unique(marks map[string][]string) {
	in := map[string]map[string]bool{}
	for file, values := range marks {
		service := strings.SplitN(filepath.ToSlash(file), "/", 2)[0]
		for _, v := range values {
			if in[v] == nil {
				in[v] = map[string]bool{}
			}
			in[v][service] = true
		}
	}
	for file, values := range marks {
		var own []string
		for _, v := range values {
			if len(in[v]) == 1 {
				own = append(own, v)
			}
		}
		marks[file] = own
	}
}

func decoded(t *testing.T, b []byte) []byte {
	t.Helper()
	out, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(bytes.ReplaceAll(b, []byte("\r\n"), nil))))
	must(t, err)
	return out
}
