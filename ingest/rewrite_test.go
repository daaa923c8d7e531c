package ingest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// TestRewritten reads dialects that aren't the usual one. Rows are named by their
// line, as in any other file.
func TestRewritten(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		declared   Declared
		want       []string
	}{
		{"escaped quotes", "a,b\n\"say \\\"no\\\"\",1\n", Declared{Escape: '\\'}, []string{"1: a|b", `2: say "no"|1`}},
		{"escaped delimiters", "a,b\nx\\,y,1\nz,2\n", Declared{Escape: '\\'}, []string{"1: a|b", "2: x,y|1", "3: z|2"}},
		{"escaped line ends", "a,b\nx\\\ny,1\nz,2\n", Declared{Escape: '\\'}, []string{"1: a|b", "2: x␊y|1", "4: z|2"}},
		{"escaped escapes", "a,b\n\\\\x,\"y\\\\\"\n", Declared{Escape: '\\'}, []string{"1: a|b", `2: \x|y\`}},
		{"both ways", "a,b\n\"x\"\"y\\\"z\",1\n", Declared{Escape: '\\'}, []string{"1: a|b", `2: x"y"z|1`}},
		{"no escape declared", "a,b\nx\\,y\n", Declared{}, []string{"1: a|b", `2: x\|y`}},
		{"quotes that are no pairs", "a,b\n\"x\"\"y\",1\n", Declared{Undoubled: true}, []string{"1: a|b", `2: x"y"|1`}},
		{"spaces before cells", "a, b\n x,  \"1, 2\"\n   ,y \n", Declared{Trim: true}, []string{"1: a|b", "2: x|1, 2", "3: |y "}},
		{"spaces that count", "a, b\n x, y\n", Declared{}, []string{"1: a| b", "2:  x| y"}},
		{"blank and short rows", "a,b\r\n\r\nx\r\n,y\r\n\"\",z", Declared{Escape: '\\'}, []string{"1: a|b", "3: x", "4: |y", "5: |z"}},
		{"the last line goes on", "a,b\nx\\", Declared{Escape: '\\'}, []string{"1: a|b", "2: x"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, textRows(t, openAs(t, tt.data, tt.declared))); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestRewrittenUnclosed still refuses a quote that never closes.
func TestRewrittenUnclosed(t *testing.T) {
	f := openAs(t, "a,b\n\"x\\\",1\ny,2\n", Declared{Escape: '\\'})
	var refusal *Refusal
	for _, err := range f.Rows(0) {
		if err != nil && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
	}
	if refusal == nil || !strings.Contains(refusal.Reason, "line 2") {
		t.Error(refusal)
	}
}

// TestRewrittenPieces gives one text whatever pieces it comes in.
func TestRewrittenPieces(t *testing.T) {
	const text = "a;b\n\"x\\\"\";\"y\"\"z\\;\"\n  p\\\n;q\\"
	rewrite := func(r io.Reader) string {
		w := &rewriter{delim: ';', quote: '"', escape: '\\', doubled: true, trim: true}
		out, err := io.ReadAll(&transformReader{r: r, chunk: make([]byte, 16), decode: w.rewrite})
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	whole := rewrite(bytes.NewReader([]byte(text)))
	if d := cmp.Diff(whole, rewrite(iotest.OneByteReader(strings.NewReader(text)))); d != "" {
		t.Error(d)
	}
}

// TestCommentRows leaves out rows by their number, the header above them too.
func TestCommentRows(t *testing.T) {
	f := openAs(t, "made by hand\nref,name,amount\nx,y,1\n\nz,w,2\nv,u,3\n", Declared{})
	l := *chunkLayout
	l.Strict, l.CommentRows = true, []int{1, 4, 5}
	got := readAll(t, f, &l)
	if d := cmp.Diff([]int{3, 6}, got.Rows); d != "" {
		t.Error(d)
	}
	if got.Tail.Skipped.Note != 2 || len(got.Tail.Notes) != 0 {
		t.Errorf("%+v", got.Tail)
	}
}
