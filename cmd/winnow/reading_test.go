package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/workspace"
)

func TestReadPasswords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passwords.txt")
	if err := os.WriteFile(path, []byte("\uFEFFone\r\n\r\n two \nlast"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readPasswords(path)
	if diff := cmp.Diff([]string{"one", " two ", "last"}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if got, err := readPasswords(""); got != nil || err != nil {
		t.Error(got, err)
	}
}

// TestOptions says so where LibreOffice is asked for and not installed, and
// refuses files then as without it.
func TestOptions(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	var stderr bytes.Buffer
	s := streams{err: &stderr}
	ws := &workspace.Workspace{Root: t.TempDir(), Config: workspace.Config{Convert: "libreoffice"}}
	o, err := s.options(t.Context(), workspaceReading(ws.Config, ws.Path))
	if err != nil {
		t.Fatal(err)
	}
	if o.Convert == nil && !strings.Contains(stderr.String(), "LibreOffice is not installed") {
		t.Errorf("said %q", stderr.String())
	}
	ws.Config.PasswordFile = "none.txt"
	if _, err := s.options(t.Context(), workspaceReading(ws.Config, ws.Path)); err == nil {
		t.Error("a file of passwords that is not there is no fault")
	}
}
