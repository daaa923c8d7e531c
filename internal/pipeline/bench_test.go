package pipeline

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"

	"winnow/internal/bulk"
	"winnow/internal/period"
	"winnow/rules"
)

// benchRows is the size of the generated files, of which one row in a hundred
// has a fault.
const benchRows = 100_000

// BenchmarkCheckCSV and BenchmarkCheckXLSX run the whole check of a generated
// return of 14 columns: rows a second, allocations, and the most heap in use.
func BenchmarkCheckCSV(b *testing.B)  { benchmarkCheck(b, "bulk.csv", bulk.CSV) }
func BenchmarkCheckXLSX(b *testing.B) { benchmarkCheck(b, "bulk.xlsx", bulk.XLSX) }

func benchmarkCheck(b *testing.B, name string, write func(io.Writer, int, uint64) error) {
	dir := b.TempDir()
	path := filepath.Join(dir, name)
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := write(f, benchRows, 1); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bulk.yaml"), bulk.Rules, 0o644); err != nil {
		b.Fatal(err)
	}
	set, err := rules.LoadPath(filepath.Join(dir, "bulk.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	config := Config{Rules: set, Sources: []Source{{Path: path, Name: name}}, Period: period.Period{Kind: period.Quarter, Year: 2021, Number: 1}}
	peak := watchHeap()
	b.ReportAllocs()
	for b.Loop() {
		rep, err := Run(context.Background(), config)
		if err != nil {
			b.Fatal(err)
		}
		if got := rep.Files[0].Tables[0].Rows; got.Read != benchRows || !got.Balanced() {
			b.Fatalf("rows %+v", got)
		}
	}
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(peak())/(1<<20), "peak-MiB")
}

// watchHeap samples the heap in use until the function it returns is called,
// which returns the most that was seen, in bytes.
func watchHeap() func() uint64 {
	var most atomic.Uint64
	stop := make(chan struct{})
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for {
			metrics.Read(sample)
			most.Store(max(most.Load(), sample[0].Value.Uint64()))
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return most.Load()
	}
}
