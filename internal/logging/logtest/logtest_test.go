package logtest

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// recorder notes failures in place of failing.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Errorf(format string, a ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, a...))
}

func TestNew(t *testing.T) {
	r := &recorder{TB: t}
	l, lines := New(r)
	l.With("submission", 17).Debug("taken in", "file", "a.csv", slog.Group("rows", "clean", 3))
	if len(r.failures) > 0 {
		t.Errorf("failed on what may be logged: %v", r.failures)
	}
	if want := "level=DEBUG msg=\"taken in\" submission=17 file=a.csv rows.clean=3\n"; lines.String() != want {
		t.Errorf("got %q, want %q", lines, want)
	}
	l.Info("x", "value", "Jane")
	l.With("name", "Jane").WithGroup("g").Info("y", "state", struct{ A string }{"Jane"})
	if len(r.failures) != 3 || strings.Contains(strings.Join(r.failures, ""), "Jane") {
		t.Errorf("want 3 failures without values: %q", r.failures)
	}
}
