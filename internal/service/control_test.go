package service

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// manage runs work under a manager made of channels and returns them.
func manage(ctx context.Context, work Work) (chan command, chan time.Time, chan report, chan error) {
	commands, tick := make(chan command), make(chan time.Time)
	reports, done := make(chan report, 100), make(chan error, 1)
	m := manager{commands: commands, tell: func(r report) { reports <- r }, tick: tick}
	go func() { done <- m.serve(ctx, work) }()
	return commands, tick, reports, done
}

func next[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatalf("nothing came: %s", what)
		panic("unreachable")
	}
}

func wantReport(t *testing.T, reports <-chan report, want report) {
	t.Helper()
	if diff := cmp.Diff(want, next(t, reports, "a report"), cmp.AllowUnexported(report{})); diff != "" {
		t.Fatalf("report (-want +got):\n%s", diff)
	}
}

func TestManagerStartsAndStops(t *testing.T) {
	begin, end, stopped := make(chan bool), make(chan bool), make(chan bool)
	commands, tick, reports, done := manage(t.Context(), func(ctx context.Context, ready func()) error {
		<-begin
		ready()
		ready()
		<-ctx.Done()
		close(stopped)
		<-end
		return nil
	})
	wantReport(t, reports, report{state: starting})
	tick <- time.Time{}
	wantReport(t, reports, report{state: starting, step: 1})
	close(begin)
	wantReport(t, reports, report{state: running})
	commands <- interrogate
	wantReport(t, reports, report{state: running})
	commands <- stop
	next(t, stopped, "the end of the work's context")
	wantReport(t, reports, report{state: stopping})
	tick <- time.Time{}
	wantReport(t, reports, report{state: stopping, step: 1})
	close(end)
	if err := next(t, done, "the end"); err != nil {
		t.Errorf("serve: %v", err)
	}
}

func TestManagerReturnsTheError(t *testing.T) {
	fault := errors.New("no rules")
	_, _, _, done := manage(t.Context(), func(context.Context, func()) error { return fault })
	if err := next(t, done, "the end"); !errors.Is(err, fault) {
		t.Errorf("serve returned %v, want %v", err, fault)
	}
}

func TestManagerEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, _, reports, done := manage(ctx, func(ctx context.Context, _ func()) error {
		<-ctx.Done()
		return nil
	})
	wantReport(t, reports, report{state: starting})
	cancel()
	if err := next(t, done, "the end"); err != nil {
		t.Errorf("serve: %v", err)
	}
}
