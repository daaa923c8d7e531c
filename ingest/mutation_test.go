package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// mutationsPerPart is how many ways each part of each workbook is damaged in.
const mutationsPerPart = 50

// mutatedParts are the parts that are damaged.
var mutatedParts = []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}

// TestMutatedParts damages each part of twenty good workbooks and packs it
// again, so that no checksum helps. What is read is then refused, or it is what
// the damaged XML itself says by an independent reading with encoding/xml, down
// to the last row: nothing is lost between the file and the cells.
// WINNOW_MUTATIONS=n makes n mutations of each part in place of fifty.
func TestMutatedParts(t *testing.T) {
	tally := map[string]int{}
	for n, good := range goodBooks(t) {
		parts := contents(t, good)
		want, err := oracle(parts)
		if err != nil {
			t.Fatal(n, err)
		}
		for _, name := range mutatedParts {
			if parts[name] == "" {
				continue
			}
			r := rand.New(rand.NewPCG(uint64(n), uint64(len(name))))
			for i := range mutations(t) {
				damaged := maps.Clone(parts)
				text, kind := damage(r, parts[name])
				damaged[name] = text
				what := fmt.Sprintf("workbook %d, %s, mutation %d (%s)", n, name, i, kind)
				tally[judge(t, what, want, damaged)]++
			}
		}
	}
	t.Log(tally)
}

func mutations(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("WINNOW_MUTATIONS")); err == nil {
		return n
	} else if testing.Short() {
		return mutationsPerPart / 5
	}
	return mutationsPerPart
}

// judge reads the damaged parts and says how that ended.
func judge(t *testing.T, what string, good map[string]string, parts map[string]string) string {
	t.Helper()
	got, noted, err := everyCell(t, zipped(t, parts, zip.Store))
	if err != nil {
		refusal(t, err)
		return "refused"
	}
	if cmp.Equal(got, good) {
		return "identical"
	}
	said, err := oracle(parts)
	if err != nil {
		t.Errorf("%s: read, though its XML is damaged: %v\n%s", what, err, cmp.Diff(good, got))
		return "wrong"
	}
	if diff := cmp.Diff(said, got); diff != "" {
		t.Errorf("%s: not what the damaged XML says:\n%s", what, diff)
		return "wrong"
	}
	if noted {
		return "noted"
	}
	return "as the damaged XML says"
}

// everyCell reads the first sheet's cells by address, kind with text, and says
// whether anything was noted.
func everyCell(t *testing.T, data []byte) (map[string]string, bool, error) {
	t.Helper()
	f, err := Open(file(t, "in.xlsx", data), Options{})
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	cells := map[string]string{}
	for i, s := range f.Sheets {
		rows, err := grid(f, i)
		if err != nil {
			return nil, false, err
		}
		for n, row := range rows {
			for c, cell := range row {
				if cell.Raw != "" {
					cells[s.Name+"!"+table.Address(c, n)] = kindOf(cell) + cell.Raw
				}
			}
		}
	}
	return cells, len(f.Notes) > 0, nil
}

// kindOf marks what a number's format makes of it.
func kindOf(c table.Cell) string {
	switch {
	case c.Kind == table.Date:
		return "date "
	case c.Flag&table.Percent != 0:
		return "percent "
	}
	return ""
}

// goodBooks are twenty sound workbooks of different shape.
func goodBooks(t *testing.T) [][]byte {
	t.Helper()
	var books [][]byte
	for i := range 20 {
		r := rand.New(rand.NewPCG(uint64(i), 20))
		b := book{formats: []string{"14", "0.0%", "dd/mm/yyyy hh:mm", "0.00"}}
		for range 4 + r.IntN(20) {
			b.shared = append(b.shared, []string{"<t>plain text</t>", `<t xml:space="preserve"> a &amp; b </t>`, "<r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r>", "<t>£ and ’</t>"}[r.IntN(4)])
		}
		var rows strings.Builder
		for row := 1; row <= 10+i*3; row++ {
			if row > 3 && r.IntN(9) == 0 {
				continue
			}
			fmt.Fprintf(&rows, `<row r="%d" spans="1:9">`, row)
			for col := range 2 + r.IntN(8) {
				rows.WriteString(goodCell(r, table.Address(col, row), len(b.shared), i))
			}
			rows.WriteString("</row>\n")
		}
		b.rows = rows.String()
		if i%3 == 0 {
			b.after = `<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>`
		}
		if i%4 == 0 {
			b.before = `<cols><col min="2" max="3" width="9" hidden="1"/></cols>`
		}
		books = append(books, b.build(t))
	}
	return books
}

func goodCell(r *rand.Rand, ref string, shared, style int) string {
	switch r.IntN(8) {
	case 0:
		return fmt.Sprintf(`<c r="%s" s="%d"/>`, ref, r.IntN(4))
	case 1, 2:
		return fmt.Sprintf(`<c r="%s" t="s" s="%d"><v>%d</v></c>`, ref, style%5, r.IntN(shared))
	case 3:
		return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>inline %d</t></is></c>`, ref, r.IntN(99))
	case 4:
		return fmt.Sprintf(`<c r="%s"><f>A1+%d</f><v>%d.5</v></c>`, ref, r.IntN(9), r.IntN(999))
	case 5:
		return fmt.Sprintf(`<c r="%s" t="b"><v>%d</v></c>`, ref, r.IntN(2))
	case 6:
		return fmt.Sprintf(`<c r="%s" t="str"><f>B2</f><v>text &lt;%d&gt;</v></c>`, ref, r.IntN(99))
	}
	return fmt.Sprintf(`<c r="%s" s="%d"><v>%d</v></c>`, ref, r.IntN(5), 44000+r.IntN(900))
}

// damage changes text in one of a dozen ways and names it.
func damage(r *rand.Rand, s string) (string, string) {
	at := r.IntN(len(s))
	end := min(len(s), at+1+r.IntN(60))
	tags := tagStarts(s)
	switch r.IntN(12) {
	case 0:
		return s[:at], "cut"
	case 1:
		b := []byte(s)
		b[at] ^= 1 << r.IntN(8)
		return string(b), "bit flipped"
	case 2:
		b := []byte(s)
		b[at] = byte(r.IntN(256))
		return string(b), "byte changed"
	case 3:
		return s[:at] + s[end:], "chunk dropped"
	case 4:
		return s[:end] + s[at:], "chunk doubled"
	case 5:
		return s[:at] + string(rune(r.IntN(32))) + s[at:], "control character"
	case 6:
		return s[:at] + []string{"&nbsp;", "&", "&#0;", "&#x110000;", "&lt"}[r.IntN(5)] + s[at:], "bad entity"
	case 7: // two tags change places
		a, b := tags[r.IntN(len(tags))], tags[r.IntN(len(tags))]
		return swapTags(s, min(a, b), max(a, b)), "tags swapped"
	case 8: // a whole tag is gone
		a := tags[r.IntN(len(tags))]
		return s[:a] + s[tagEnd(s, a):], "tag dropped"
	case 9: // a whole tag stands twice
		a := tags[r.IntN(len(tags))]
		return s[:tagEnd(s, a)] + s[a:], "tag doubled"
	case 10:
		return strings.Repeat("\x00", end-at) + s[end-at:], "zeros at the start"
	}
	blank := strings.Repeat("\x00", end-at)
	return s[:at] + blank + s[end:], "zeros within"
}

func tagStarts(s string) []int {
	var starts []int
	for i := range len(s) {
		if s[i] == '<' {
			starts = append(starts, i)
		}
	}
	return starts
}

func tagEnd(s string, at int) int {
	n := strings.IndexByte(s[at:], '>')
	if n < 0 {
		return len(s)
	}
	return at + n + 1
}

func swapTags(s string, a, b int) string {
	if a == b {
		return s
	}
	ea, eb := tagEnd(s, a), tagEnd(s, b)
	return s[:a] + s[b:eb] + s[ea:b] + s[a:ea] + s[eb:]
}

// TestMutatedZip damages the container itself, sizes and checksums in its
// directory included: identical data or a refusal, nothing else.
func TestMutatedZip(t *testing.T) {
	same, refused := 0, 0
	for n, good := range goodBooks(t) {
		want, _, err := everyCell(t, good)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(uint64(n), 99))
		for i := range mutations(t) {
			bad, kind := damageZip(r, good)
			got, _, err := everyCell(t, bad)
			switch {
			case err != nil:
				refusal(t, err)
				refused++
			case cmp.Equal(got, want):
				same++
			default:
				t.Errorf("workbook %d, mutation %d (%s): other cells in silence:\n%s", n, i, kind, cmp.Diff(want, got))
			}
		}
	}
	t.Logf("%d refused, %d identical", refused, same)
}

func damageZip(r *rand.Rand, good []byte) ([]byte, string) {
	b := bytes.Clone(good)
	directory := bytes.Index(b, []byte("PK\x01\x02"))
	at := r.IntN(len(b))
	switch r.IntN(7) {
	case 0:
		return b[:at], "cut"
	case 1:
		b[at] ^= byte(1 + r.IntN(255))
		return b, "byte changed"
	case 2:
		b[directory+r.IntN(len(b)-directory)] ^= byte(1 + r.IntN(255))
		return b, "byte of the directory changed"
	case 3:
		end := min(len(b), at+1+r.IntN(200))
		return slices.Concat(b[:at], b[end:]), "chunk dropped"
	case 4:
		end := min(len(b), at+1+r.IntN(200))
		return slices.Concat(b[:end], b[at:]), "chunk doubled"
	}
	// A wrong checksum (16), packed size (20) or size (24) of one entry.
	var entries []int
	for i := directory; i >= 0 && i+46 < len(b); {
		entries = append(entries, i)
		next := bytes.Index(b[i+4:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		i += 4 + next
	}
	field := entries[r.IntN(len(entries))] + []int{16, 20, 24}[r.IntN(3)]
	binary.LittleEndian.PutUint32(b[field:], binary.LittleEndian.Uint32(b[field:])+uint32(r.IntN(2000))-1000)
	return b, "wrong size or checksum"
}
