package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/workspace"
)

// TestBackup restores a workspace from what docs/operations.md says must be in a
// backup, and nothing else.
func TestBackup(t *testing.T) {
	dir, winnow := recordedWorkspace(t, "--sample=as-received")
	if code := winnow("run", "-w", dir); code != exitToCorrect {
		t.Fatalf("run: exit %d", code)
	}
	restored := t.TempDir()
	view, err := workspace.OpenView(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	if err := view.Ledger.Backup(filepath.Join(restored, workspace.LedgerFile)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"rules", "mail", "archive"} {
		if err := os.CopyFS(filepath.Join(restored, name), os.DirFS(filepath.Join(dir, name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"inbox", ".winnow"} {
		if err := os.Mkdir(filepath.Join(restored, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"winnow.yaml", ".winnow/pseudonym.key", ".winnow/ledger.id"} {
		if err := os.WriteFile(filepath.Join(restored, name), []byte(recordedText(t, dir, name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range []string{"rebuild", "verify", "doctor", "run"} {
		if code := winnow(command, "-w", restored); code != exitOK {
			t.Errorf("%s: exit %d", command, code)
		}
	}
	for _, part := range []string{"published", "reports"} {
		want, got := contents(t, filepath.Join(dir, part)), contents(t, filepath.Join(restored, part))
		if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("%s (-lost +restored):\n%s", part, diff)
		}
	}
}

// contents are the files below a folder, by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = recordedText(t, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
