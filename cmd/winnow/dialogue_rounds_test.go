package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/dataset"
	"winnow/internal/officetest"
	"winnow/internal/ooxml"
	"winnow/internal/ooxml/ooxmlcheck"
)

// dialogue is a service and winnow, with letters going to and fro: a round a day.
type dialogue struct {
	dir, service, ret, stem string
	sheet                   string   // that the service sends; "" for a CSV
	key                     []string // published columns that tell records apart
	round                   int
}

// openDialogue makes a workspace with the as-received sample in its inbox.
func openDialogue(t *testing.T, d dialogue) *dialogue {
	t.Helper()
	d.dir = filepath.Join(t.TempDir(), "ws")
	if out, err := winnowProcess("init", d.dir, "--sample=as-received").CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	err := filepath.WalkDir(filepath.Join(d.dir, "inbox"), func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chtimes(p, longAgo, longAgo)
	})
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// winnow runs a command in the workspace and returns what it printed and its exit code.
func (d *dialogue) winnow(t *testing.T, args ...string) (string, int) {
	t.Helper()
	c := winnowProcess(append(args, "-w", d.dir)...)
	c.Env = append(c.Env, fmt.Sprintf("SOURCE_DATE_EPOCH=%d", 1625558400+d.round*86400))
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	_ = c.Run() // its exit code says all
	if strings.Contains(err.String(), "error:") {
		t.Logf("winnow %s: %s", strings.Join(args, " "), err.String())
	}
	return out.String() + err.String(), c.ProcessState.ExitCode()
}

// run takes the inbox in, a day after the last time.
func (d *dialogue) run(t *testing.T, want int) string {
	t.Helper()
	d.round++
	said, code := d.winnow(t, "run")
	if code != want {
		t.Fatalf("round %d ended with %d, want %d:\n%s", d.round, code, want, said)
	}
	return said
}

// drop puts a file into the inbox of a service.
func (d *dialogue) drop(t *testing.T, path, service, name string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(d.dir, "inbox", service, name)
	for _, err := range []error{os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, b, 0o644), os.Chtimes(to, longAgo, longAgo)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// out is where a letter about the return stands in the outbox.
func (d *dialogue) out(what string) string {
	return filepath.Join(d.dir, "outbox", d.service, "2021-22-Q1", d.stem+" - "+what)
}

func (d *dialogue) read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// answered is what report.json says of the return.
type answered struct {
	Status string
	Rows   struct {
		Read, Clean, Skipped int
		HeldBack             int `json:"held_back"`
	}
	Explained int
	Reply     *answeredReply
}

type answeredReply struct {
	To, Fixed        int
	StillOpen        int `json:"still_open"`
	Explained, New   int
	Marked, Compared bool
	Asked            int `json:"cells_corrected"`
	Elsewhere        int `json:"cells_changed_elsewhere"`
	Removed          int `json:"records_removed"`
	Added            int `json:"records_added"`
	Unsure           int `json:"records_unsure"`
}

// report reads what the last run reported of the return; nil where it reported none.
func (d *dialogue) report(t *testing.T) *answered {
	t.Helper()
	var r struct {
		Files []struct {
			Status string
			Tables []struct {
				Return string
				answered
			}
		}
	}
	if err := json.Unmarshal([]byte(d.read(t, filepath.Join(d.dir, "reports", "2021-22-Q1", "report.json"))), &r); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Files {
		for _, table := range f.Tables {
			if table.Return == d.ret {
				table.answered.Status = f.Status
				return &table.answered
			}
		}
	}
	return nil
}

// published returns the keys of the rows published of the return, which must stand
// in one file.
func (d *dialogue) published(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.dir, "published", d.ret, "period=2021-22-Q1", "service="+d.service, "*.parquet"))
	if err != nil || len(files) != 1 {
		t.Fatalf("published files %q, %v", files, err)
	}
	columns := map[string][]string{}
	rows, err := dataset.Read(files[0], d.key, func(column string, values arrow.Array) error {
		for i := range values.Len() {
			columns[column] = append(columns[column], values.ValueStr(i))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	keys := make([]string, rows)
	for _, column := range d.key {
		if len(columns[column]) != len(keys) {
			t.Fatalf("%d values of %s in %d rows", len(columns[column]), column, rows)
		}
		for i, v := range columns[column] {
			keys[i] += v + " "
		}
	}
	return keys
}

// toldSubmission is what the ledger says of one.
type toldSubmission struct {
	ID        int `json:"submission"`
	State     string
	Reason    string
	Successor int
	Open      int
}

// ledger lists the submissions of the return, the newest first.
func (d *dialogue) ledger(t *testing.T) []toldSubmission {
	t.Helper()
	c := winnowProcess("history", "--format", "json", "--return", d.ret, "--service", d.service, "-w", d.dir)
	out, err := c.Output()
	var h struct{ Submissions []toldSubmission }
	if err == nil {
		err = json.Unmarshal(out, &h)
	}
	if err != nil {
		t.Fatalf("history: %v\n%s", err, out)
	}
	return h.Submissions
}

// sound demands that ledger and files agree, and that all comes out the same again.
func (d *dialogue) sound(t *testing.T) {
	t.Helper()
	for _, args := range [][]string{{"verify"}, {"rebuild", "--check"}} {
		if said, code := d.winnow(t, args...); code != exitOK {
			t.Errorf("winnow %s: %d\n%s", strings.Join(args, " "), code, said)
		}
	}
}

// sendBack has the clerk edit a letter and puts it into the inbox; it returns the
// file that was sent.
func (d *dialogue) sendBack(t *testing.T, clerk *officetest.Clerk, l *letter, edits []officetest.Edit) string {
	t.Helper()
	back := filepath.Join(t.TempDir(), filepath.Base(l.path))
	clerk.Edit(l.path, back, edits...)
	d.drop(t, back, d.service, filepath.Base(l.path))
	return back
}

// checkReply compares what report.json says of the return with what is wanted.
func (d *dialogue) checkReply(t *testing.T, want *answeredReply, clean, held int) {
	t.Helper()
	r := d.report(t)
	if diff := cmp.Diff(want, r.Reply); diff != "" {
		t.Errorf("the reply in report.json (-want +got):\n%s", diff)
	}
	if r.Rows.Clean != clean || r.Rows.HeldBack != held || r.Rows.Read != clean+held+r.Rows.Skipped {
		t.Errorf("rows %+v, want %d clean and %d held back", r.Rows, clean, held)
	}
	if n := len(d.published(t)); n != clean {
		t.Errorf("%d rows published, want %d", n, clean)
	}
}

// without returns the points of all that aren't among others.
func without(all, others []point) []point {
	return slices.DeleteFunc(slices.Clone(all), func(p point) bool { return slices.ContainsFunc(others, func(o point) bool { return o.id == p.id }) })
}

// states demands that a letter lists the points that stayed open under the same ids,
// and beside them only what is named by row and rule, in the state given.
func (d *dialogue) states(t *testing.T, l *letter, stayed []point, others map[string]string) {
	t.Helper()
	want, got := map[string]string{}, map[string]string{}
	for _, p := range stayed {
		want[p.id] = "Still open"
	}
	for _, p := range l.points {
		id := p.id
		if _, ok := want[id]; !ok {
			id = fmt.Sprintf("%d/%s", p.row, p.rule)
		}
		got[id] = p.state
	}
	for at, state := range others {
		want[at] = state
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
}

// marked demands that the cells of open points are coloured and noted, and those of
// points that were put right are plain again; and that Excel has nothing to repair
// but what the program made that saved the file which the letter is made of.
func (d *dialogue) marked(t *testing.T, l *letter, of string, open, fixed []point) {
	t.Helper()
	f, err := excelize.OpenFile(l.path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments(d.sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range open {
		if !coloured(t, f, d.sheet, p.cell) || !noted(comments, p.cell) {
			t.Errorf("%s is open and not marked: coloured %v, noted %v", p.cell, coloured(t, f, d.sheet, p.cell), noted(comments, p.cell))
		}
	}
	for _, p := range fixed {
		if slices.ContainsFunc(open, func(o point) bool { return o.cell == p.cell }) {
			continue
		}
		if coloured(t, f, d.sheet, p.cell) || noted(comments, p.cell) {
			t.Errorf("%s was put right and is marked still: coloured %v, noted %v", p.cell, coloured(t, f, d.sheet, p.cell), noted(comments, p.cell))
		}
	}
	inherited := map[ooxmlcheck.Rule]bool{}
	for _, fault := range faultsOf(t, of) {
		inherited[fault.Rule] = true
	}
	for _, fault := range faultsOf(t, l.path) {
		if !inherited[fault.Rule] {
			t.Errorf("Excel would offer to repair the letter: %v", fault)
		}
	}
}

func faultsOf(t *testing.T, path string) []ooxmlcheck.Fault {
	t.Helper()
	faults, err := ooxmlcheck.CheckFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

// coloured says whether a cell has one of winnow's two colours.
func coloured(t *testing.T, f *excelize.File, sheet, cell string) bool {
	t.Helper()
	n, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.GetStyle(n); err != nil { // reads the styles; of colours it tells nothing where there is no theme
		t.Fatal(err)
	}
	fill := f.Styles.Fills.Fill[*f.Styles.CellXfs.Xf[n].FillID].PatternFill
	return fill != nil && fill.FgColor != nil && (strings.HasSuffix(fill.FgColor.RGB, "FBDAD7") || strings.HasSuffix(fill.FgColor.RGB, "FFF0C2"))
}

// noted says whether a cell has a note of winnow's.
func noted(comments []excelize.Comment, cell string) bool {
	return slices.ContainsFunc(comments, func(c excelize.Comment) bool {
		text := c.Text
		for _, run := range c.Paragraph {
			text += run.Text
		}
		return c.Cell == cell && strings.Contains(text, ooxml.NoteMark)
	})
}

// wants looks for patterns in a letter, whose line breaks count as spaces.
func (d *dialogue) wants(t *testing.T, what string, patterns ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(d.read(t, d.out(what))), " ")
	for _, p := range patterns {
		if !regexp.MustCompile(p).MatchString(text) {
			t.Errorf("no words like %s in:\n%s", p, d.read(t, d.out(what)))
		}
	}
}

// kept demands that the rows published before still are, but for so many.
func (d *dialogue) kept(t *testing.T, before []string, but int) {
	t.Helper()
	left := map[string]int{}
	for _, key := range d.published(t) {
		left[key]++
	}
	gone := 0
	for _, key := range before {
		if left[key]--; left[key] < 0 {
			gone++
		}
	}
	if gone != but {
		t.Errorf("%d rows that were accepted are no longer published, want %d", gone, but)
	}
}

// stands demands that the newest submission of the return stands in this state, and
// has taken the place of all others, one after the other.
func (d *dialogue) stands(t *testing.T, state string, open int) {
	t.Helper()
	all := d.ledger(t)
	if all[0].State != state || all[0].Open != open || len(all) != d.round {
		t.Errorf("after round %d the ledger has %d submissions, the newest %+v, want %s with %d open", d.round, len(all), all[0], state, open)
	}
	for i, s := range all[1:] {
		if s.State != "superseded" || s.Successor != all[i].ID {
			t.Errorf("submission %d is %s, in its place %d, want %d", s.ID, s.State, s.Successor, all[i].ID)
		}
	}
	if said, code := d.winnow(t, "show", strconv.Itoa(all[0].ID)); code != exitOK || !strings.Contains(said, state) {
		t.Errorf("show: %d\n%s", code, said)
	}
}
