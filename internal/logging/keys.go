package logging

import (
	"context"
	"fmt"
	"log/slog"
)

// keys are the attributes that may be logged. A new one is added here only if
// what it carries can't have come out of a cell.
var keys = set(
	// What it is about.
	"file", "sha256", "folder", "sheet", "return", "service", "period", "submission", "run", "mail", "rule", "rules",
	// What became of it.
	"what", "state", "severity", "measure", "band", "exit", "error", "reason",
	// How much and how long.
	"count", "files", "read", "clean", "held_back", "skipped", "exceptions", "bytes", "attempt", "duration", "wait", "until",
	// The program itself.
	"command", "version", "schema", "pid", "mode", "poll", "settle", "signal", "workspace", "ledger", "server", "zone",
)

// Withheld stands in the log in place of a value that may not be shown.
const Withheld = "(withheld)"

func set(names ...string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		m[n] = true
	}
	return m
}

// Known says whether an attribute of this key may be logged.
func Known(key string) bool { return keys[key] }

// Permit returns the attribute as it may be logged and whether that is as it
// was given. Errors and fmt.Stringers become their text; of a key that isn't
// known, and of a value that may hold anything (a struct, a list), only the key
// is left. A group's attributes are looked at one by one.
func Permit(a slog.Attr) (slog.Attr, bool) {
	a.Value = a.Value.Resolve()
	if a.Value.Kind() == slog.KindGroup {
		return permitGroup(a)
	}
	if !keys[a.Key] {
		return slog.String(a.Key, Withheld), false
	}
	if a.Value.Kind() != slog.KindAny {
		return a, true
	}
	switch v := a.Value.Any().(type) {
	case nil:
		return slog.String(a.Key, ""), true
	case error:
		return slog.String(a.Key, v.Error()), true
	case fmt.Stringer:
		return slog.String(a.Key, v.String()), true
	}
	return slog.String(a.Key, Withheld), false
}

func permitGroup(a slog.Attr) (slog.Attr, bool) {
	all := true
	var members []slog.Attr
	for _, m := range a.Value.Group() {
		p, ok := Permit(m)
		members, all = append(members, p), all && ok
	}
	return slog.Attr{Key: a.Key, Value: slog.GroupValue(members...)}, all
}

// guard hands on every record, with only what may be shown of it.
type guard struct{ next slog.Handler }

func (g guard) Enabled(ctx context.Context, l slog.Level) bool { return g.next.Enabled(ctx, l) }

func (g guard) Handle(ctx context.Context, r slog.Record) error {
	shown := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		p, _ := Permit(a)
		shown.AddAttrs(p)
		return true
	})
	return g.next.Handle(ctx, shown)
}

func (g guard) WithAttrs(attrs []slog.Attr) slog.Handler {
	shown := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		shown[i], _ = Permit(a)
	}
	return guard{g.next.WithAttrs(shown)}
}

func (g guard) WithGroup(name string) slog.Handler { return guard{g.next.WithGroup(name)} }
