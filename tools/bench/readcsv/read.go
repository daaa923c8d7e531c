package main

import (
	_ "embed" // for the rules
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"winnow/ingest"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// typesOnly is the bulk return's fields and their types, without a check.
//
//go:embed types.yaml
var typesOnly []byte

// totals adds up Arrow columns.
type totals struct {
	rows, dates, age, co, cost, bytes int64
}

// read reads and casts a file as `winnow check` does and adds its columns up.
func read(path string, hash bool) (figures, error) {
	ret, err := load()
	if err != nil {
		return figures{}, err
	}
	f, err := ingest.Open(path, ingest.Options{NoHash: !hash})
	if err != nil {
		return figures{}, err
	}
	defer f.Close()
	layout := &ingest.Layout{}
	for _, x := range ret.Fields {
		layout.Columns = append(layout.Columns, ingest.Column{Name: x.Name, Titles: []string{x.Title}, Required: true,
			Numeric: x.Type == rules.TypeNumber || x.Type == rules.TypeInteger})
	}
	loc, err := f.Match(0, layout)
	if err != nil || loc == nil {
		return figures{}, fmt.Errorf("no table: %w", err)
	}
	r, err := f.Read(layout, loc)
	if err != nil {
		return figures{}, err
	}
	checker, err := validate.New(ret, validate.Columns{Fields: loc.Columns, Headers: loc.Headers, CSV: true}, validate.Context{NoClean: true})
	if err != nil {
		return figures{}, err
	}
	sum, err := cast(r, checker)
	if err == nil && hash {
		_, err = f.SHA256()
	}
	return sum.figures(), err
}

func load() (*rules.Return, error) {
	dir, err := os.MkdirTemp("", "readcsv")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	path := filepath.Join(dir, "types.yaml")
	if err := os.WriteFile(path, typesOnly, 0o600); err != nil {
		return nil, err
	}
	set, err := rules.LoadPath(path)
	if err != nil {
		return nil, err
	}
	return set.Returns[0], nil
}

// cast has batches cast by a worker for each core.
func cast(r *ingest.Reader, checker *validate.Checker) (totals, error) {
	workers := runtime.GOMAXPROCS(0)
	work, free := make(chan *table.Batch, workers), make(chan *table.Batch, workers+2)
	for range cap(free) {
		free <- &table.Batch{}
	}
	var sum totals
	var mu sync.Mutex
	var group errgroup.Group
	for range workers {
		group.Go(func() error {
			for b := range work {
				result := checker.Check(b)
				free <- b
				part := add(result, checker)
				mu.Lock()
				checker.Join(result)
				sum.join(part)
				mu.Unlock()
			}
			return nil
		})
	}
	err := feed(r, free, work)
	close(work)
	return sum, errors.Join(err, group.Wait())
}

// feed hands the batches out.
func feed(r *ingest.Reader, free <-chan *table.Batch, work chan<- *table.Batch) error {
	defer r.Close() //nolint:errcheck // of a pass that ended early
	for b := range free {
		err := r.Next(b)
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		work <- b
	}
	return nil
}

// add adds one batch's columns up.
func add(result *validate.Result, checker *validate.Checker) totals {
	t := totals{rows: int64(result.Kept())}
	for _, s := range result.Sums(checker) {
		t.bytes += int64(s.Bytes)
		switch s.Field {
		case "quit_date", "follow_up":
			t.dates += int64(s.Values)
		case "age":
			t.age, _ = s.Num.Int64()
		case "co_ppm":
			t.co, _ = s.Num.ScaledInt64(1)
		case "cost":
			t.cost, _ = s.Num.ScaledInt64(2)
		}
	}
	return t
}

func (t *totals) join(o totals) {
	t.rows += o.rows
	t.dates += o.dates
	t.age += o.age
	t.co += o.co
	t.cost += o.cost
	t.bytes += o.bytes
}

// figures writes the totals as DuckDB writes them.
func (t totals) figures() figures {
	text := func(n int64) string { return strconv.FormatInt(n, 10) }
	places := func(n int64, places int) string {
		s := text(n)
		return s[:len(s)-places] + "." + s[len(s)-places:]
	}
	return figures{text(t.rows), text(t.dates), text(t.age), places(t.co, 1), places(t.cost, 2), text(t.bytes)}
}
