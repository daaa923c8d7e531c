package verify

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
)

var now = time.Date(2021, 7, 6, 9, 0, 0, 0, time.UTC)

const reportPath = "reports/2021-22-Q1/report.json"

// committed makes a workspace with one commit: a report. before is called when all is
// staged.
func committed(t *testing.T, before func(root string)) (root string, err error) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "ws")
	if err := workspace.Create(root, workspace.Contents{Rules: os.DirFS(t.TempDir())}); err != nil {
		t.Fatal(err)
	}
	ws, err := workspace.Open(t.Context(), root, workspace.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, ws.Close()) }()
	stage, err := ws.NewStage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stage.Ledger.Start(ledger.Run{Command: "run", At: now}, ledger.RuleSet{SHA256: "r", Archive: "archive/rules/r.zip"}, func(int64) string { return "n" }); err != nil {
		t.Fatal(err)
	}
	sum, err := stage.Put(reportPath, func(w io.Writer) error { _, err := io.WriteString(w, "{}"); return err })
	if err := errors.Join(err, stage.Ledger.Output(reportPath, sum)); err != nil {
		t.Fatal(err)
	}
	before(root)
	return root, stage.Commit()
}

func looked(t *testing.T, root string) *Result {
	t.Helper()
	view, err := workspace.OpenView(root)
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	r, err := Look(t.Context(), view, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { return f.Of == OfRules }) // there is no such set
	return r
}

// TestPending: what a commit could not put in place yet is pending, and not missing.
func TestPending(t *testing.T) {
	root, err := committed(t, func(root string) { // a folder that is not empty can't be replaced by a file
		if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(reportPath), "in the way"), 0o755); err != nil {
			t.Fatal(err)
		}
	})
	if err == nil {
		t.Fatal("the commit put everything in place")
	}
	r := looked(t, root)
	want := []Finding{{Of: OfLedger, Kind: KindPending, Note: true, Says: "outputs of the last commit that are not in place yet: 1", Fix: "the next winnow run puts them there"}}
	if diff := cmp.Diff(want, r.Findings); diff != "" || !r.Good() {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestNotWhereItShould: a file that is missing, altered or can't be read is told apart.
func TestNotWhereItShould(t *testing.T) {
	for name, c := range map[string]struct {
		harm   func(at string) error
		kind   string
		unread bool
	}{
		"missing": {os.Remove, KindMissing, false},
		"altered": {func(at string) error { return os.WriteFile(at, []byte("{ }"), 0o644) }, KindAltered, false},
		"a folder": {func(at string) error {
			return errors.Join(os.Remove(at), os.Mkdir(at, 0o755))
		}, KindUnread, true},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := committed(t, func(string) {})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.harm(filepath.Join(root, filepath.FromSlash(reportPath))); err != nil {
				t.Fatal(err)
			}
			r := looked(t, root)
			if len(r.Findings) != 1 || r.Findings[0].Kind != c.kind || r.Findings[0].Path != reportPath || r.Good() || r.Unread() != c.unread {
				t.Errorf("%+v", r.Findings)
			}
		})
	}
}

// TestLists: lists of what is published that speak of other files are named.
func TestLists(t *testing.T) {
	l := &look{result: &Result{}}
	want := map[string]string{"published/a/1.parquet": "one", "published/b/2.parquet": "two"}
	l.named(manifestPath, map[string]string{"a/1.parquet": "other", "c/3.parquet": "three"}, want, true)
	l.named(packagePath, map[string]string{"a/1.parquet": "one"}, want, false) // it knows only what the rules know
	var says []string
	for _, f := range l.result.Findings {
		says = append(says, f.Path+": "+f.Says)
	}
	if diff := cmp.Diff([]string{
		"published/manifest.json: it names another hash of a/1.parquet than the ledger has",
		"published/manifest.json: it names c/3.parquet, which is not published",
		"published/manifest.json: it does not name b/2.parquet",
	}, says); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
