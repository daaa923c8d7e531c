package workspace

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"winnow/internal/ledger"
)

// create makes a workspace with one file in its inbox.
func create(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "ws")
	err := Create(root, Contents{
		Rules:  fstest.MapFS{"a.yaml": {Data: []byte("winnow: v1\n")}},
		Inbox:  fstest.MapFS{"svc/in.csv": {Data: []byte("a,b\n1,2\n")}},
		Period: "2021-22-Q1", Key: []byte("key"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func open(t *testing.T, root string) *Workspace {
	t.Helper()
	w, err := Open(t.Context(), root, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCreateRefusesAFullFolder(t *testing.T) {
	root := create(t)
	if err := Create(root, Contents{Rules: fstest.MapFS{}}); !errors.Is(err, ErrExists) {
		t.Errorf("got %v, want ErrExists", err)
	}
}

func TestOpen(t *testing.T) {
	if _, err := Open(t.Context(), t.TempDir(), Options{}); !errors.Is(err, ErrNone) {
		t.Errorf("a folder without winnow.yaml: got %v, want ErrNone", err)
	}
	root := create(t)
	w := open(t, root)
	if w.Config.Period != "2021-22-Q1" {
		t.Errorf("period %q", w.Config.Period)
	}
	if _, err := Open(t.Context(), root, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("a second opener: got %v, want ErrLocked", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, root).Close()
}

func TestConfigFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "winnow: v1\nperoid: 2021-22-Q1\n", "peroid"},
		{"bad period", "winnow: v1\nperiod: summer\n", "summer"},
		{"no version", "period: 2021-22-Q1\n", "winnow: v1"},
		{"newer version", "winnow: v9\n", "v9"},
		{"no YAML", "winnow: [v1\n", "line"},
		{"metrics over the settings", "winnow: v1\nmetrics: winnow.yaml\n", "metrics"},
		{"metrics in the inbox", "winnow: v1\nmetrics: Inbox/winnow.prom\n", "metrics"},
		{"log over the ledger", "winnow: v1\nlog: {file: winnow.db-wal}\n", "log: file"},
		{"log over a ledger elsewhere", "winnow: v1\nledger: db/l.db\nlog: {file: db/../db/l.db}\n", "log: file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := create(t)
			write(t, filepath.Join(root, ConfigFile), c.text)
			_, err := Open(t.Context(), root, Options{})
			var fault *ConfigError
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a ConfigError with %q", err, c.want)
			}
		})
	}
}

func TestFilesLeavesWhatIsNotReady(t *testing.T) {
	root := create(t)
	inbox := filepath.Join(root, InboxDir)
	for _, name := range []string{"~$open.xlsx", "open.xlsx", ".hidden", "svc/half.xlsx.part", "svc/Thumbs.db", "good.csv"} {
		write(t, filepath.Join(inbox, name), "x")
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(inbox, "link.csv")); err != nil {
		t.Log("no symbolic links here:", err)
	}
	w := open(t, root)
	defer w.Close()
	files, err := w.Files()
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]string{}
	for _, f := range files {
		if f.Leave == "" {
			taken[f.Name] = f.Folder
		}
	}
	if len(taken) != 2 || taken["good.csv"] != "" || taken["svc/in.csv"] != "svc" {
		t.Errorf("taken: %v, want good.csv and svc/in.csv of svc", taken)
	}
}

func stage(t *testing.T, w *Workspace) *Stage {
	t.Helper()
	s, err := w.NewStage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put("published/a.txt", func(o io.Writer) error { _, err := io.WriteString(o, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	files, err := w.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range files {
		sum, err := hashFile(d.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.TakeIn(d, sum, filepath.Ext(d.Name)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestKilledAtAnyStep copies the workspace as it stands before each step of
// putting a commit in place, as a kill would leave it, and demands that opening
// the copy ends in the state of an undisturbed run.
func TestKilledAtAnyStep(t *testing.T) {
	root := create(t)
	write(t, filepath.Join(root, PublishedDir, "a.txt"), "old")
	w := open(t, root)
	s := stage(t, w)
	before := snapshot(t, root)

	// Killed before the commit: nothing of the workspace has changed.
	uncommitted := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(uncommitted, os.DirFS(root)); err != nil {
		t.Fatal(err)
	}
	c := open(t, uncommitted)
	c.Close()
	got := snapshot(t, uncommitted)
	for name, text := range before {
		if !strings.HasPrefix(name, stagingDir) && got[name] != text {
			t.Errorf("before the commit %s became %q", name, got[name])
		}
	}

	// Killed after the ledger's commit, with each prefix of its steps done.
	steps := s.planned()
	if err := errors.Join(s.Ledger.Plan(steps), s.Ledger.Commit(), w.Ledger.Close()); err != nil {
		t.Fatal(err)
	}
	var copies []string
	for n := range len(steps) + 1 {
		copies = append(copies, killedAfter(t, root, steps[:n]))
	}
	if err := w.lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	open(t, root).Close()
	want := snapshot(t, root)
	if want["published/a.txt"] != "new" || want["inbox/svc/in.csv"] != "" {
		t.Fatalf("the undisturbed run left %v", want)
	}
	for n, dir := range copies {
		open(t, dir).Close()
		got := snapshot(t, dir)
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("killed after %d of %d steps: %s is %q, want %q", n, len(steps), name, got[name], want[name])
			}
		}
		if len(got) != len(want) {
			t.Errorf("killed after %d steps: %d files, want %d", n, len(got), len(want))
		}
	}
}

// killedAfter returns a copy of root, where a run is committed, with some of its
// steps done.
func killedAfter(t *testing.T, root string, done []ledger.Move) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(root)); err != nil {
		t.Fatal(err)
	}
	w := &Workspace{Root: dir}
	for _, m := range done {
		step := w.discard
		if m.Source != "" {
			step = w.apply
		}
		if err := step(m); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// snapshot maps every file but the lock and the ledger to its content.
func snapshot(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		if rel = filepath.ToSlash(rel); rel != lockFile && !strings.HasPrefix(rel, LedgerFile) {
			b, err := os.ReadFile(p)
			files[rel] = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestAChangedFileStaysInTheInbox(t *testing.T) {
	root := create(t)
	w := open(t, root)
	s := stage(t, w)
	in := filepath.Join(root, InboxDir, "svc/in.csv")
	write(t, in, "a,b\n9,9\n") // dropped anew while the run was on
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if b, err := os.ReadFile(in); err != nil || string(b) != "a,b\n9,9\n" {
		t.Errorf("the new file is gone: %q, %v", b, err)
	}
}

func TestStageStaysInTheWorkspace(t *testing.T) {
	w := open(t, create(t))
	defer w.Close()
	s, err := w.NewStage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../out", "/etc/x", "published/../../x"} {
		if _, err := s.Create(name); err == nil {
			t.Errorf("%s was staged", name)
		}
	}
}

// TestALostLedgerIsNotBegunAnew: all that was taken in would count as never seen.
func TestALostLedgerIsNotBegunAnew(t *testing.T) {
	root := create(t)
	open(t, root).Close()
	if err := os.Remove(filepath.Join(root, LedgerFile)); err != nil {
		t.Fatal(err)
	}
	var lost *LostError
	if _, err := Open(t.Context(), root, Options{}); !errors.As(err, &lost) || !strings.Contains(err.Error(), "backup") {
		t.Errorf("a ledger that went astray: got %v, want a LostError", err)
	}
	if _, err := os.Stat(filepath.Join(root, LedgerFile)); err == nil {
		t.Error("a new ledger was begun")
	}
}

// TestAnothersLedgerIsRefused: two workspaces must not share one.
func TestAnothersLedgerIsRefused(t *testing.T) {
	one := create(t)
	open(t, one).Close()
	two := filepath.Join(t.TempDir(), "two")
	if err := Create(two, Contents{Rules: fstest.MapFS{}, Key: []byte("another key")}); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(two, ConfigFile), "winnow: v1\nledger: "+filepath.ToSlash(filepath.Join(one, LedgerFile))+"\n")
	var lost *LostError
	if _, err := Open(t.Context(), two, Options{}); !errors.As(err, &lost) {
		t.Errorf("another workspace's ledger: got %v, want a LostError", err)
	}
}

// TestRewrittenIsNotRemoved: where a run takes a letter back and writes the same
// content at the same place, finishing it after a kill must not take it away.
func TestRewrittenIsNotRemoved(t *testing.T) {
	root := create(t)
	write(t, filepath.Join(root, OutboxDir, "x.txt"), "same")
	w := open(t, root)
	s, err := w.NewStage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum, err := s.Put("outbox/x.txt", func(o io.Writer) error { _, err := io.WriteString(o, "same"); return err })
	if err != nil {
		t.Fatal(err)
	}
	s.Remove("outbox/x.txt", sum)
	steps := s.planned()
	for range 2 { // as before and after a kill
		for _, m := range steps {
			if m.Source == "" {
				t.Fatal("what is written is also removed")
			}
			if err := w.apply(m); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(s.Drop(), w.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestOpenWaits: a command waits for another that is at work, as long as it may.
func TestOpenWaits(t *testing.T) {
	root := create(t)
	first := open(t, root)
	told := 0
	done := make(chan error)
	go func() {
		w, err := Open(t.Context(), root, Options{Wait: time.Minute, Waiting: func() { told++; first.Close() }})
		if err == nil {
			err = w.Close()
		}
		done <- err
	}()
	if err := <-done; err != nil || told != 1 {
		t.Errorf("waited with %v, told %d times", err, told)
	}
}

// TestAnObstacleIsOvercomeByTheNextOpen: a target that can't be replaced, such as
// a report held open by another program, ends the run with an error; once the
// obstacle is gone, the next Open finishes the commit.
func TestAnObstacleIsOvercomeByTheNextOpen(t *testing.T) {
	root := create(t)
	obstacle := filepath.Join(root, PublishedDir, "a.txt")
	write(t, filepath.Join(obstacle, "in the way"), "a folder that is not empty stands for the open file")
	w := open(t, root)
	s := stage(t, w)
	if err := s.Commit(); err == nil {
		t.Fatal("the commit went through the obstacle")
	}
	if err := errors.Join(s.Drop(), w.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), root, Options{}); err == nil {
		t.Fatal("the workspace opened although a commit is unfinished")
	}
	if err := os.RemoveAll(obstacle); err != nil {
		t.Fatal(err)
	}
	open(t, root).Close()
	if b, err := os.ReadFile(obstacle); err != nil || string(b) != "new" {
		t.Errorf("after the obstacle: %q, %v", b, err)
	}
}
