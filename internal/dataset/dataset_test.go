package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
)

var (
	secret  = []byte("0123456789abcdef")
	options = Options{Meta: map[string]string{"winnow.run": "r1", "winnow.rules": "abc", "winnow.source": "def"}, PseudonymKey: secret}
)

func field(name, privacy string, dt arrow.DataType) arrow.Field {
	meta := arrow.NewMetadata([]string{MetaPrivacy, MetaTitle}, []string{privacy, "The " + name})
	return arrow.Field{Name: name, Type: dt, Nullable: true, Metadata: meta}
}

// everyType is a schema with each type that validate makes.
var everyType = arrow.NewSchema([]arrow.Field{
	field("client_ref", PrivacyPseudonymise, textType),
	field("client_name", PrivacyDrop, textType),
	field("outcome", PrivacyKeep, textType),
	field("co_ppm", PrivacyKeep, &arrow.Decimal128Type{Precision: 38, Scale: 1}),
	field("sessions", PrivacyKeep, arrow.PrimitiveTypes.Int64),
	field("pregnant", PrivacyKeep, arrow.FixedWidthTypes.Boolean),
	field("quit_date", PrivacyKeep, arrow.FixedWidthTypes.Date32),
	field("seen", PrivacyKeep, &arrow.TimestampType{Unit: arrow.Microsecond}),
	field("at", PrivacyKeep, arrow.FixedWidthTypes.Time64us),
	field("year", PrivacyKeep, arrow.PrimitiveTypes.Int32),
	field("nothing", PrivacyKeep, textType),
	field("amount", PrivacyKeep, &arrow.Decimal128Type{Precision: 18, Scale: 2}),
	field("born", PrivacyPseudonymise, arrow.FixedWidthTypes.Date32),
}, nil)

// batch builds rows [from, to) of an endless table, a tenth of its cells null.
func batch(from, to int) arrow.RecordBatch {
	b := array.NewRecordBuilder(memory.DefaultAllocator, everyType)
	defer b.Release()
	for i := from; i < to; i++ {
		for c, f := range b.Fields() {
			if (i+c)%10 == 3 {
				f.AppendNull()
				continue
			}
			appendCell(f, c, i)
		}
	}
	return b.NewRecordBatch()
}

func appendCell(f array.Builder, col, i int) {
	switch f := f.(type) {
	case *array.BinaryDictionaryBuilder:
		text := [...]string{0: fmt.Sprintf("LLB%07d", i), 1: "Ann", 2: [...]string{"quit", "not_quit", "lost"}[i*7%3]}
		if col > 2 {
			f.AppendNull()
			return
		}
		if err := f.AppendString(text[col]); err != nil {
			panic(err)
		}
	case *array.Decimal128Builder:
		f.Append(decimal128.FromI64(int64(i%1000) - 500))
	case *array.Int64Builder:
		f.Append(int64(i))
	case *array.BooleanBuilder:
		f.Append(i%3 == 0)
	case *array.Date32Builder:
		f.Append(arrow.Date32(18718 + i%90))
	case *array.TimestampBuilder:
		f.Append(arrow.Timestamp(1617235200000000 + int64(i)))
	case *array.Time64Builder:
		f.Append(arrow.Time64(int64(i%86400) * 1000000))
	case *array.Int32Builder:
		f.Append(2021)
	default:
		panic(fmt.Sprintf("no cell for %T", f))
	}
}

// write writes rows [0, rows) in batches of the sizes that next returns.
func write(t testing.TB, rows int, next func() int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, everyType, options)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < rows; {
		to := min(rows, at+next())
		b := batch(at, to)
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		b.Release()
		at = to
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if w.Rows() != int64(rows) {
		t.Fatalf("Rows() = %d, want %d", w.Rows(), rows)
	}
	return out.Bytes()
}

func fixed(n int) func() int { return func() int { return n } }

func TestBytesDoNotDependOnBatches(t *testing.T) {
	const rows = RowGroupRows + 5000
	want := write(t, rows, fixed(4096))
	r := rand.New(rand.NewPCG(1, 2))
	for name, next := range map[string]func() int{
		"all at once": fixed(rows),
		"small":       fixed(777),
		"uneven":      func() int { return 1 + r.IntN(30_000) },
	} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1 + len(name)%2))
		if got := write(t, rows, next); !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes that differ from those of batches of 4096 (%d bytes)", name, len(got), len(want))
		}
	}
}

func open(t *testing.T, data []byte) (*file.Reader, arrow.Table) {
	t.Helper()
	f, err := file.NewParquetReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return f, table
}

func TestReadBack(t *testing.T) {
	const rows = RowGroupRows + 10
	f, table := open(t, write(t, rows, fixed(10_000)))
	if got := []int64{f.MetaData().RowGroup(0).NumRows(), f.MetaData().RowGroup(1).NumRows()}; !cmp.Equal(got, []int64{RowGroupRows, 10}) {
		t.Errorf("row groups of %v rows", got)
	}
	if got := f.MetaData().GetCreatedBy(); got != "winnow" {
		t.Errorf("created by %q", got)
	}
	if diff := cmp.Diff([]string{"winnow.rules", "winnow.run", "winnow.source"}, f.MetaData().KeyValueMetadata().Keys()); diff != "" {
		t.Error(diff)
	}
	var columns []string
	for _, c := range table.Schema().Fields() {
		columns = append(columns, c.Name+" "+c.Type.String())
	}
	want := []string{
		"client_ref utf8", "outcome utf8", "co_ppm decimal(38, 1)", "sessions int64", "pregnant bool", "quit_date date32",
		"seen timestamp[us]", "at time64[us]", "year int32", "nothing utf8", "amount decimal(18, 2)", "born utf8",
	}
	if diff := cmp.Diff(want, columns); diff != "" {
		t.Error(diff)
	}
	compareRows(t, table, batch(0, rows))
}

// compareRows holds every published cell to the batch it came from.
func compareRows(t *testing.T, got arrow.Table, want arrow.RecordBatch) {
	t.Helper()
	for c := range int(got.NumCols()) {
		name := got.Schema().Field(c).Name
		source := want.Column(want.Schema().FieldIndices(name)[0])
		wanted := newPseudonymiser(secret)
		row := 0
		for _, chunk := range got.Column(c).Data().Chunks() {
			for i := range chunk.Len() {
				text := source.ValueStr(row)
				if source.IsValid(row) && (name == "client_ref" || name == "born") {
					text = wanted.of(text)
				}
				if chunk.ValueStr(i) != text {
					t.Fatalf("%s row %d: %s, want %s", name, row, chunk.ValueStr(i), text)
				}
				row++
			}
		}
	}
}

func TestNoRows(t *testing.T) {
	_, table := open(t, write(t, 0, fixed(1)))
	if table.NumRows() != 0 || table.NumCols() != 12 {
		t.Errorf("%d rows, %d columns", table.NumRows(), table.NumCols())
	}
}

func TestPseudonymKnownAnswer(t *testing.T) {
	// printf LLB00007 | openssl dgst -sha256 -hmac 0123456789abcdef
	const want = "e3dc58e523cf68740de52311de6fd165"
	if got := newPseudonymiser(secret).of("LLB00007"); got != want {
		t.Errorf("pseudonym %s, want %s", got, want)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		fields []arrow.Field
		want   string
	}{
		{"no key", []arrow.Field{field("a", PrivacyPseudonymise, textType)}, "no pseudonym key"},
		{"misspelt privacy", []arrow.Field{field("a", "dorp", textType)}, "unknown privacy"},
		{"nothing left", []arrow.Field{field("a", PrivacyDrop, textType)}, "every field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewWriter(&bytes.Buffer{}, arrow.NewSchema(c.fields, nil), Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// full is a disk without room: writing fails after n bytes.
type full struct{ n int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrorsAreReturned(t *testing.T) {
	whole := len(write(t, 5000, fixed(5000)))
	for _, room := range []int{0, 4, 100, whole / 2, whole - 8, whole - 1} {
		w, err := NewWriter(&full{room}, everyType, options)
		if err == nil {
			b := batch(0, 5000)
			err = errors.Join(w.Write(b), w.Close())
			b.Release()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes of %d: error %v", room, whole, err)
		}
	}
}

func TestPartitionKeysAsFields(t *testing.T) {
	s := arrow.NewSchema([]arrow.Field{field("period", PrivacyKeep, textType), field("service", PrivacyKeep, textType), field("service_given", PrivacyKeep, textType)}, nil)
	var names []string
	for _, f := range Published(s).Fields() {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"period_given", "service_given_", "service_given"}, names); diff != "" {
		t.Error(diff)
	}
}

// TestMemory writes a million rows and looks at the heap along the way.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a million rows: skipped by -short")
	}
	w, err := NewWriter(&counter{}, everyType, Options{PseudonymKey: secret})
	if err != nil {
		t.Fatal(err)
	}
	var peak uint64
	var m runtime.MemStats
	for at := 0; at < 1_000_000; at += 4000 {
		b := batch(at, at+4000)
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		b.Release()
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("peak heap %d MB", peak>>20)
	if peak > 200<<20 {
		t.Errorf("peak heap %d MB, want under 200", peak>>20)
	}
}

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

func BenchmarkWrite(b *testing.B) {
	rec := batch(0, 100_000)
	defer rec.Release()
	b.ReportAllocs()
	for range b.N {
		w, err := NewWriter(&counter{}, everyType, Options{PseudonymKey: secret})
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(w.Write(rec), w.Close()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
