package workspace

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"winnow/internal/ledger"
)

var scratchNow = time.Date(2021, 7, 6, 9, 0, 0, 0, time.UTC)

// begun makes a workspace with a ledger, and an original in its archive.
func begun(t *testing.T) (root, archived string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "ws")
	ws := opened(t, root)
	if err := ws.Close(); err != nil {
		t.Fatal(err)
	}
	archived = "archive/aa/aa.csv"
	at := filepath.Join(root, filepath.FromSlash(archived))
	if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o755), os.WriteFile(at, []byte("a,b\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	return root, archived
}

func opened(t *testing.T, root string) *Workspace {
	t.Helper()
	if _, err := os.Stat(root); err != nil {
		if err := Create(root, Contents{Rules: os.DirFS(t.TempDir())}); err != nil {
			t.Fatal(err)
		}
	}
	ws, err := Open(t.Context(), root, Options{Now: scratchNow})
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

func viewed(t *testing.T, root string) *View {
	t.Helper()
	v, err := OpenView(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// TestScratch: a scratch workspace has a ledger of its own; what is dropped into it
// and taken away leaves the other's archive as it was; only one can be open.
func TestScratch(t *testing.T) {
	root, archived := begun(t)
	v := viewed(t, root)
	s, err := v.OpenScratch(t.Context(), scratchNow)
	if err != nil {
		t.Fatal(err)
	}
	if s.Config.HasTrays() || LedgerPath(s.Root, s.Config) == LedgerPath(root, v.Config) {
		t.Error("it has trays, or the ledger of the other")
	}
	if _, err := v.OpenScratch(t.Context(), scratchNow); !errors.Is(err, ErrRebuilding) {
		t.Errorf("a second one: %v", err)
	}
	d, err := s.Drop(archived, "stop-smoking/quits.csv")
	if err != nil || d.Folder != "stop-smoking" || d.Leave != "" {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := s.Drop(archived, "../out.csv"); err == nil {
		t.Error("a file was dropped outside the inbox")
	}
	if err := os.Remove(d.Path); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(v.Path(archived)); err != nil || string(b) != "a,b\n" {
		t.Errorf("the original is %q, %v", b, err)
	}
	if _, err := os.Stat(v.Path(scratchDir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

// TestTakeInRepairs: a file whose original is damaged or gone takes its place when it
// comes again.
func TestTakeInRepairs(t *testing.T) {
	for name, spoil := range map[string]func(string) error{
		"damaged": func(at string) error { return os.WriteFile(at, []byte("x"), 0o644) }, "gone": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "ws")
			ws := opened(t, root)
			defer ws.Close()
			for round := range 2 {
				in := ws.Path(InboxDir + "/a.txt")
				if err := os.WriteFile(in, []byte("a,b\n"), 0o644); err != nil {
					t.Fatal(err)
				}
				sum, err := hashFile(in)
				if err != nil {
					t.Fatal(err)
				}
				stage, err := ws.NewStage(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				start := stage.Ledger.Start(ledger.Run{Command: "run", At: scratchNow}, ledger.RuleSet{SHA256: "r"}, func(int64) string { return "n" })
				if err := errors.Join(start, stage.TakeIn(Dropped{Path: in, Name: "a.txt"}, sum, ".csv"), stage.Commit()); err != nil {
					t.Fatal(err)
				}
				at := ws.Path(ArchivePath(sum, ".csv"))
				f, err := os.Open(at)
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(f)
				if err := errors.Join(err, f.Close()); err != nil || string(b) != "a,b\n" {
					t.Fatalf("round %d: %q, %v", round, b, err)
				}
				if err := spoil(at); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
