package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"winnow/internal/ledger"
	"winnow/internal/report"
	"winnow/internal/spool"
)

// TestReplyClosed leaves no temporary file with cells behind, whose values were
// changed in more places than are kept in memory.
func TestReplyClosed(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	reply := &report.Reply{}
	for i := range spool.InMemory + 1 {
		reply.Elsewhere.Add(report.CellChange{Row: i, Before: "given", After: "changed"})
	}
	if names(t, dir) == 0 {
		t.Fatal("nothing was put on disk, so that this shows nothing")
	}
	r := &run{files: []*received{{tables: []*submission{{reply: reply}}}}}
	r.close()
	if n := names(t, dir); n != 0 {
		t.Errorf("%d temporary files stay", n)
	}
	if n := reply.Elsewhere.Len(); n != spool.InMemory+1 {
		t.Errorf("afterwards the report counts %d cells", n)
	}
}

func names(t *testing.T, dir string) int {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestCompareAgain compares sheets that are too large to be looked through first, and
// whose end shows what had to be known at the start: merged cells.
func TestCompareAgain(t *testing.T) {
	set := loaded(t, visits)
	reply := compared(t, set, set.Returns[0].Name, inFolder(t, "a.xlsx", merged(t, "North")), inFolder(t, "b.xlsx", merged(t, "South")), nothing)
	if got := strings.Join(replyText(reply), "\n"); !reply.Compared || got != "7>7 r7 Area: North > South" {
		t.Errorf("compared %v: %s", reply.Compared, got)
	}
}

func merged(t *testing.T, area string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"Reference", "Date seen", "Area", "Minutes taken", "Note"}}
	for i := 2; i <= 20_000; i++ {
		rows = append(rows, []any{fmt.Sprint("r", i), "01/04/2021", "East", 5, strings.Repeat("x", 200)})
	}
	rows[6][2] = area
	for i, cells := range rows {
		if err := w.SetRow(fmt.Sprint("A", i+1), cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.MergeCell("E2", "E3"); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFormerIDs takes the first of several records that were given the same key,
// whatever the order of a map.
func TestFormerIDs(t *testing.T) {
	reply := &report.Reply{Rekeyed: map[string]string{}}
	for _, old := range strings.Split("h g f e d c b a", " ") {
		reply.Rekeyed[old] = "x"
	}
	found := report.Exception{Rule: "r", Kind: "k", Field: "f", Key: "x", Row: 3}
	first := found
	first.Key = "a"
	want := ledger.NewIDs().Of(identity(first))
	for range 50 {
		if got, _ := formerIDs(reply)(found); got != want {
			t.Fatalf("taken for %s, want %s", got, want)
		}
	}
}
