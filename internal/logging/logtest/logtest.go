// Package logtest gives tests a logger that fails them when something is logged
// that a log may not show. It is for tests only.
package logtest

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"

	"winnow/internal/logging"
)

// New returns a logger whose lines, debug ones included, stand in the Lines,
// and which fails t on an attribute that logging would withhold.
func New(t testing.TB) (*slog.Logger, *Lines) {
	lines := &Lines{}
	h := slog.NewTextHandler(lines, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			return slog.Attr{}
		}
		return a
	}})
	return slog.New(strict{t, h}), lines
}

// Lines is what was logged so far, without times. It may be used while others log.
type Lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write adds a line.
func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String returns all lines.
func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

type strict struct {
	t    testing.TB
	next slog.Handler
}

func (s strict) Enabled(context.Context, slog.Level) bool { return true }

func (s strict) Handle(ctx context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		s.check(a)
		return true
	})
	return s.next.Handle(ctx, r)
}

func (s strict) WithAttrs(attrs []slog.Attr) slog.Handler {
	for _, a := range attrs {
		s.check(a)
	}
	return strict{s.t, s.next.WithAttrs(attrs)}
}

func (s strict) WithGroup(name string) slog.Handler { return strict{s.t, s.next.WithGroup(name)} }

// check names the key only: the value is what must not be shown.
func (s strict) check(a slog.Attr) {
	if _, ok := logging.Permit(a); !ok {
		s.t.Errorf("the attribute %q (%s) may not be logged: see keys in internal/logging", a.Key, a.Value.Resolve().Kind())
	}
}
