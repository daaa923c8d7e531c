// Package officetest has tests pass workbooks through programs that are not
// winnow's: LibreOffice, driven as a clerk uses it, and a re-save as Google Sheets
// makes it. It is for tests only; nothing else imports it.
//
// Start reading at Start and Clerk.Edit. One LibreOffice serves all edits of a
// test, in a profile of its own, with British settings: 12/06/2021 typed into a
// cell is the twelfth of June. It ends with the test, also with one that is
// killed. Where LibreOffice or its Python bindings are not installed the test is
// skipped in words; with CI=true in the environment it fails instead.
package officetest

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"winnow/internal/convert"
)

//go:embed clerk.py
var clerkPy []byte

// patience is how long LibreOffice may take to start, and for one task. It decides
// no test: a machine that is busy only takes longer.
const patience = 5 * time.Minute

// Clerk is a LibreOffice that edits for a test. It may be used from several
// goroutines; it does one task at a time.
type Clerk struct {
	t testing.TB
	*program
}

// For returns the same clerk, at work for a part of the test.
func (c *Clerk) For(t testing.TB) *Clerk { return &Clerk{t, c.program} }

// program is the script that talks to LibreOffice, running.
type program struct {
	mu      sync.Mutex
	in      io.WriteCloser
	answers chan answered
	said    *os.File // what LibreOffice and Python wrote beside the answers
}

// Start starts LibreOffice for the test, or skips it.
func Start(t testing.TB) *Clerk {
	t.Helper()
	soffice, err := convert.Program()
	if err != nil {
		Missing(t, "LibreOffice")
	}
	python := findPython()
	if python == "" {
		Missing(t, "LibreOffice's bindings for Python (python3-uno)")
	}
	home := t.TempDir()
	script := filepath.Join(home, "clerk.py")
	if err := os.WriteFile(script, clerkPy, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &Clerk{t, &program{answers: make(chan answered, 8)}}
	c.start(exec.Command(python, script, soffice, home, strconv.Itoa(int(patience.Seconds()))), home)
	if _, err := c.await(); err != nil {
		t.Fatalf("starting LibreOffice: %v\n%s", err, c.talk())
	}
	return c
}

// Missing skips a test for want of a program, or fails it where CI=true.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed: run `make setup`", what)
	}
	t.Skipf("skipped: %s is not installed: run `make setup`", what)
}

// findPython returns a Python that can talk to LibreOffice, "" for none. Debian
// gives the bindings to its own Python only, whatever comes first in the path.
var findPython = sync.OnceValue(func() string {
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "import uno").Run() == nil {
			return name
		}
	}
	return ""
})

// start runs the script and sees to its end.
func (c *Clerk) start(cmd *exec.Cmd, home string) {
	c.t.Helper()
	said, err := os.CreateTemp(home, "talk")
	if err != nil {
		c.t.Fatal(err)
	}
	c.said, cmd.Stderr = said, said
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut, cmd.Start()); err != nil {
		c.t.Fatalf("starting LibreOffice: %v", err)
	}
	c.in = in
	done := make(chan struct{})
	go func() { defer close(done); listen(out, c.answers) }()
	c.t.Cleanup(func() {
		_ = in.Close() // the script ends LibreOffice, and itself
		select {
		case <-done:
		case <-time.After(time.Minute):
			_ = cmd.Process.Kill()
		}
		_ = cmd.Wait() // how it ended says nothing that its answers haven't
		said.Close()
	})
}

// answered is a line of the script's.
type answered struct {
	Error  string  `json:"error"`
	Sheets []Sheet `json:"sheets"`
	Links  int     `json:"links"`
}

// listen hands on the script's lines and closes the channel when there are no more.
func listen(out io.Reader, answers chan<- answered) {
	defer close(answers)
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var a answered
		if err := json.Unmarshal(line, &a); err != nil {
			a.Error = err.Error()
		}
		answers <- a
	}
}

// await waits for the script's next answer.
func (p *program) await() (answered, error) {
	select {
	case a, more := <-p.answers:
		if !more {
			return a, errors.New("it is gone")
		}
		if a.Error != "" {
			return a, errors.New(a.Error)
		}
		return a, nil
	case <-time.After(patience):
		return answered{}, fmt.Errorf("no answer within %s", patience)
	}
}

func (p *program) do(task any) (answered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	line, err := json.Marshal(task)
	if err != nil {
		return answered{}, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return answered{}, err
	}
	return p.await()
}

// talk is what LibreOffice and Python wrote, for messages.
func (p *program) talk() string {
	b, err := os.ReadFile(p.said.Name())
	return fmt.Sprintf("%s%v", b, err)
}
