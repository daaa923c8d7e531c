package logging

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var stamps = regexp.MustCompile(`(?m)^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d) `)

// What the processes of TestSeveralProcesses are told in the environment.
const (
	writerPath = "WINNOW_LOG_WRITER"
	writerName = "WINNOW_LOG_NAME"
)

const linesEach = 300

// TestMain makes this test's program the writer of a log where it is told to be.
func TestMain(m *testing.M) {
	path := os.Getenv(writerPath)
	if path == "" {
		os.Exit(m.Run())
	}
	f := newFile(Settings{File: path, Keep: maxKeep})
	f.max = 4096
	for i := range linesEach {
		if _, err := fmt.Fprintf(f, "%s %03d %s\n", os.Getenv(writerName), i, strings.Repeat("x", 40)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := f.Close(); err != nil && os.PathSeparator == '/' { // Windows may refuse a rename while another writes
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestSeveralProcesses has processes write one log while it is put aside again
// and again: each line must be there, whole and once.
func TestSeveralProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.log")
	var want []string
	var writers []*exec.Cmd
	for _, name := range []string{"a", "b", "c"} {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), writerPath+"="+path, writerName+"="+name)
		c.Stderr = os.Stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		writers = append(writers, c)
		for i := range linesEach {
			want = append(want, fmt.Sprintf("%s %03d %s", name, i, strings.Repeat("x", 40)))
		}
	}
	for _, c := range writers {
		if err := c.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.FieldsFunc(string(b), func(r rune) bool { return r == '\n' })...)
	}
	sort.Strings(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(files) < 3 {
		t.Errorf("only %v: nothing was put aside", files)
	}
}
