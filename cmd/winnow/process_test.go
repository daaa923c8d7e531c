package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asProcess makes the test binary behave as winnow when this variable is set,
// so that a run can be killed.
const asProcess = "WINNOW_TEST_PROCESS"

// actAsWinnow is what the test binary does then; it doesn't return.
func actAsWinnow() {
	if spec := os.Getenv(asTracer); spec != "" {
		_ = os.Unsetenv(asTracer) // what it starts is winnow itself
		traceMain(spec)
	}
	if os.Getenv(asLimited) != "" {
		if err := limitFiles(); err != nil {
			panic(err)
		}
	}
	main()
}

func winnowProcess(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProcess+"=1", "SOURCE_DATE_EPOCH=1625558400")
	return c
}

// sampleWorkspace returns a workspace with the as-received sample in its inbox,
// dated so that no file is watched for growth.
func sampleWorkspace(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ws")
	checkWorkbooks(t, dir)
	if out, err := winnowProcess("init", dir, "--sample=as-received").CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	err := filepath.WalkDir(filepath.Join(dir, "inbox"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chtimes(p, longAgo, longAgo)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// run takes the inbox in and demands that it ends as documented.
func run(t *testing.T, dir string, env ...string) {
	t.Helper()
	c := winnowProcess("run", "-w", dir)
	c.Env = append(c.Env, env...)
	out, err := c.CombinedOutput()
	if code := c.ProcessState.ExitCode(); code != exitOK && code != exitToCorrect {
		t.Fatalf("run ended with %d: %v\n%s", code, err, out)
	}
}

// tree maps every file of a workspace but the lock to the hash of its content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(p, filepath.Join(".winnow", "lock")) {
			return err
		}
		b, err := os.ReadFile(p)
		sum := sha256.Sum256(b)
		files[strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(p, dir)), "/")] = hex.EncodeToString(sum[:8])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestSameBytes demands identical outputs whatever the number of processors.
func TestSameBytes(t *testing.T) {
	one, many := sampleWorkspace(t), sampleWorkspace(t)
	run(t, one, "GOMAXPROCS=1")
	run(t, many, "GOMAXPROCS=8")
	if diff := cmp.Diff(tree(t, one), tree(t, many)); diff != "" {
		t.Errorf("GOMAXPROCS changes the outputs (-1 +8):\n%s", diff)
	}
	for name := range tree(t, one) {
		if strings.HasSuffix(name, ".parquet") || strings.HasSuffix(name, "to correct.xlsx") {
			return
		}
	}
	t.Error("the run wrote no outputs to compare")
}
