package watch

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cutShort is the one workbook of the sample that its service sent half copied.
const cutShort = "Copy of Discretionary Fund"

// zipOf packs parts of some bytes each.
func zipOf(t testing.TB, parts int, comment string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("part%d.xml", i), Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("<row/>")); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.SetComment(comment), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// oleOf makes an old Office file of n sectors of 512 bytes: header, table, the rest in use.
func oleOf(n int) []byte {
	b := make([]byte, 512*(n+1))
	le := binary.LittleEndian
	copy(b, oleMark)
	le.PutUint16(b[30:], 9)
	le.PutUint32(b[44:], 1) // one part of the table,
	le.PutUint32(b[48:], 1) // the list of streams in sector 1
	for i := range oleInHeader {
		le.PutUint32(b[76+4*i:], oleFree)
	}
	le.PutUint32(b[76:], 0) // in sector 0
	for e := range 128 {
		entry := uint32(oleFree)
		if e < n {
			entry = oleFree - 1
		}
		le.PutUint32(b[512+4*e:], entry)
	}
	return b
}

func utf16le(s string) []byte {
	var b []byte
	for _, r := range s {
		b = binary.LittleEndian.AppendUint16(b, uint16(r))
	}
	return b
}

// verdict of a file: "whole", "doubt" or "not".
func verdict(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	err := WholeFile(path)
	var doubt *Doubt
	switch {
	case err == nil:
		return "whole"
	case errors.As(err, &doubt):
		return "doubt"
	}
	if strings.Contains(err.Error(), path) || err.Error() == "" {
		t.Errorf("the reason names the path or is empty: %v", err)
	}
	return "not"
}

func TestWholeFile(t *testing.T) {
	small, many := zipOf(t, 3, ""), zipOf(t, 70_000, "")
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"zip", small, "whole"},
		{"zip with a comment", zipOf(t, 3, "made by hand"), "whole"},
		{"zip whose comment holds the mark of an end", zipOf(t, 3, zipEndMark+strings.Repeat("x", 30)), "whole"},
		{"empty zip", zipOf(t, 0, ""), "whole"},
		{"zip of 70,000 parts (zip64)", many, "whole"},
		{"zip of 70,000 parts, cut", many[:len(many)-1], "not"},
		{"zip whose place is reserved", append(append([]byte{}, small[:len(small)-30]...), make([]byte, 30)...), "not"},
		{"zip with something behind it", append(append([]byte{}, small...), "\r\n"...), "not"},
		{"zip written from its end", append([]byte("PK\x03\x04"), append(make([]byte, 96), small[100:]...)...), "not"},
		{"old workbook", oleOf(20), "whole"},
		{"old workbook, its last sector cut short", oleOf(20)[:512*21-100], "whole"},
		{"old workbook, cut", oleOf(20)[:512*20], "not"},
		{"old workbook, only its header", oleOf(20)[:600], "not"},
		{"old workbook, less than its header", oleOf(20)[:100], "not"},
		{"CSV", []byte("a,b\r\n1,2\r\n"), "whole"},
		{"CSV of old Macs", []byte("a,b\r1,2\r"), "whole"},
		{"CSV in UTF-16", utf16le("a,b\r\n1,2\r\n"), "whole"},
		{"CSV without a last line end", []byte("a,b\r\n1,2"), "doubt"},
		{"one byte", []byte("a"), "doubt"},
		{"empty", nil, "doubt"},
		{"CSV whose place is reserved", append([]byte("a,b\r\n1,2\r\n"), make([]byte, 4096)...), "not"},
		{"zeros", make([]byte, 3), "not"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := verdict(t, test.content); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// TestWholeFileCut cuts a package and an old workbook at every length: none but the
// whole file passes.
func TestWholeFileCut(t *testing.T) {
	whole := zipOf(t, 5, "")
	for n := 1; n < len(whole); n++ {
		if got := wholeContent(bytes.NewReader(whole[:n]), int64(n)); got == nil {
			t.Errorf("the first %d of %d bytes pass for a whole package", n, len(whole))
		}
	}
	old := oleOf(20)
	for n := 8; n <= 512*20; n++ {
		if got := wholeContent(bytes.NewReader(old[:n]), int64(n)); got == nil {
			t.Errorf("the first %d of %d bytes pass for a whole old workbook", n, len(old))
		}
	}
}

// TestWholeFileRealFiles wants every spreadsheet of the project's real files to pass
// and its first nine tenths not to.
func TestWholeFileRealFiles(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(filepath.Join("..", "..", "testdata"), func(path string, d os.DirEntry, err error) error {
		ext := strings.ToLower(filepath.Ext(path))
		if err != nil || d.IsDir() || !strings.Contains(" .xlsx .xlsm .xlsb .ods .xls ", " "+ext+" ") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), "~$") {
			return nil
		}
		seen++
		if err, cut := WholeFile(path), strings.HasPrefix(d.Name(), cutShort); (err != nil) != cut {
			t.Errorf("%s: %v; cut short on purpose: %v", path, err, cut)
		}
		if cut := len(b) * 9 / 10; ext != ".xls" && wholeContent(bytes.NewReader(b[:cut]), int64(cut)) == nil {
			t.Errorf("%s: its first nine tenths pass", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Skip("no spreadsheets in testdata")
	}
	t.Logf("%d spreadsheets", seen)
}

// FuzzWholeFile wants no panic and no endless work, whatever a file holds.
func FuzzWholeFile(f *testing.F) {
	f.Add(zipOf(f, 3, "c"))
	f.Add(oleOf(4))
	f.Add([]byte("a,b\n"))
	many := zipOf(f, 2, "")
	binary.LittleEndian.PutUint16(many[len(many)-12:], 0xFFFF) // asks for zip64
	f.Add(many)
	r := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		b := zipOf(f, 3, "")
		for range 5 {
			b[r.IntN(len(b))] ^= byte(r.IntN(256))
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 0 {
			_ = wholeContent(bytes.NewReader(b), int64(len(b)))
		}
	})
}
