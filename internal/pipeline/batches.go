package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"

	"winnow/internal/table"
	"winnow/validate"
)

// job is one batch on its way: read, checked by a worker, joined in file order.
type job struct {
	batch  *table.Batch
	result *validate.Result
	done   chan struct{}
}

// eachBatch reads a table's batches, has them checked by a few workers, and
// calls join for each in file order from this goroutine. Batches are used again
// after join returns. The workers of a run are here and nowhere else.
func eachBatch(ctx context.Context, reader records, check func(*table.Batch) *validate.Result, join func(*table.Batch, *validate.Result) error) error {
	workers := max(1, runtime.GOMAXPROCS(0))
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan *job, workers)
	ordered := make(chan *job, workers)
	free := make(chan *table.Batch, workers+2)
	for range cap(free) {
		free <- &table.Batch{}
	}
	group.Go(guarded(func() error {
		defer reader.Close() //nolint:errcheck // of a pass that ended early; its error is known
		defer close(work)
		defer close(ordered)
		return readBatches(ctx, reader, free, work, ordered)
	}))
	for range workers {
		group.Go(guarded(func() error {
			for j := range work {
				j.result = check(j.batch)
				close(j.done)
			}
			return nil
		}))
	}
	group.Go(guarded(func() error {
		for j := range ordered {
			select {
			case <-j.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := join(j.batch, j.result); err != nil {
				return err
			}
			free <- j.batch
		}
		return nil
	}))
	return group.Wait()
}

// readBatches sends each batch both to the workers and, in order, to the joiner.
func readBatches(ctx context.Context, reader records, free chan *table.Batch, work, ordered chan<- *job) error {
	for {
		var b *table.Batch
		select {
		case b = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := reader.Next(b)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		j := &job{batch: b, done: make(chan struct{})}
		for _, to := range []chan<- *job{ordered, work} {
			select {
			case to <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// crash is a panic that was caught on its way.
type crash struct{ trace string }

func (c *crash) Error() string { return "a fault of winnow itself" }

// guarded turns a panic into a *crash, so that one odd file does not end the run.
func guarded(f func() error) func() error {
	return func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = &crash{fmt.Sprintf("%s\n%s", blame(p), debug.Stack())}
			}
		}()
		return f()
	}
}

// blame says what went wrong without what a library may have put of a file's
// cells into its words: the runtime's own errors in full, of others the type.
func blame(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}
