package dataset

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	const rows = RowGroupRows + 10
	name := filepath.Join(t.TempDir(), "rows.parquet")
	if err := os.WriteFile(name, write(t, rows, fixed(10_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	source := batch(0, rows)
	at := map[string]int{}
	pseudonym := Pseudonyms(secret)
	got, err := Read(name, []string{"co_ppm", "no_such", "client_ref"}, func(column string, a arrow.Array) error {
		want := source.Column(source.Schema().FieldIndices(column)[0])
		for i := range a.Len() {
			text := want.ValueStr(at[column])
			if column == "client_ref" && want.IsValid(at[column]) {
				text = pseudonym(text)
			}
			if a.ValueStr(i) != text {
				t.Fatalf("%s row %d: %s, want %s", column, at[column], a.ValueStr(i), text)
			}
			at[column]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]int{"co_ppm": rows, "client_ref": rows}; got != rows || !cmp.Equal(at, want) {
		t.Errorf("%d rows, read %v", got, at)
	}
}

func TestReadDamaged(t *testing.T) {
	whole := write(t, 100, fixed(100))
	for _, size := range []int{0, 4, len(whole) / 2, len(whole) - 4} {
		name := filepath.Join(t.TempDir(), "rows.parquet")
		if err := os.WriteFile(name, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(name, []string{"co_ppm"}, func(string, arrow.Array) error { return nil }); err == nil {
			t.Errorf("%d of %d bytes: no error", size, len(whole))
		}
	}
}
