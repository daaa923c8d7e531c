package logging

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
)

// cell is a value that must never be logged.
const cell = "Jane Doe, 01/02/1980"

type row struct{ Name string }

type quarter struct{}

func (quarter) String() string { return "2021-22-Q1" }

// speak logs one line of everything.
func speak(l *slog.Logger) {
	l.Debug("looked")
	l.With("submission", 17, "name", cell).Info("taken in",
		"file", "quits.xlsx", "period", quarter{}, "value", cell, "state", row{cell}, "rule", []string{cell},
		"duration", 1500*time.Millisecond, "error", errors.New("line one\nline two"),
		"until", time.Date(2021, 7, 6, 8, 0, 0, 0, time.UTC),
		slog.Group("rows", "clean", 715, "address", cell), "count", nil)
	l.WithGroup("mail").Warn("not sent", "attempt", 2, "to", cell)
}

func open(t *testing.T, s Settings, w *bytes.Buffer) *slog.Logger {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	l, closer, err := Open(s, zone, w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closer.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestTextShowsOnlyWhatMayBeShown(t *testing.T) {
	var b bytes.Buffer
	speak(open(t, Settings{File: "-"}, &b))
	got := stamps.ReplaceAllString(b.String(), "time=T ")
	want := `time=T level=info msg="taken in" submission=17 name=(withheld) file=quits.xlsx period=2021-22-Q1 value=(withheld) state=(withheld) rule=(withheld) ` +
		`duration=1.5s error="line one\nline two" until=2021-07-06T09:00:00.000+01:00 rows.clean=715 rows.address=(withheld) count=""
time=T level=warn msg="not sent" mail.attempt=2 mail.to=(withheld)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJSONShowsOnlyWhatMayBeShown(t *testing.T) {
	var b bytes.Buffer
	speak(open(t, Settings{File: "-", Format: "json", Level: "debug"}, &b))
	if strings.Contains(b.String(), "Jane") {
		t.Errorf("a cell's value is in the log:\n%s", b.String())
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines, want 3:\n%s", len(lines), b.String())
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(lines[1]), &got); err != nil {
		t.Fatal(err)
	}
	if _, err := time.Parse(time.RFC3339, got["time"].(string)); err != nil {
		t.Error(err)
	}
	if got["level"] != "info" || got["duration"] != 1.5 || got["submission"] != 17.0 || got["until"] != "2021-07-06T09:00:00.000+01:00" {
		t.Errorf("got %v", got)
	}
}

func TestLevel(t *testing.T) {
	for level, want := range map[string]int{"": 2, "debug": 3, "info": 2, "warn": 1, "error": 0} {
		var b bytes.Buffer
		speak(open(t, Settings{File: "-", Level: level}, &b))
		if got := strings.Count(b.String(), "\n"); got != want {
			t.Errorf("level %q: %d lines, want %d:\n%s", level, got, want, b.String())
		}
	}
}

func TestNoFileNoLog(t *testing.T) {
	var b bytes.Buffer
	speak(open(t, Settings{}, &b))
	if b.Len() > 0 {
		t.Errorf("logged all the same:\n%s", b.String())
	}
}

func TestSettingsAtFault(t *testing.T) {
	for _, c := range []struct {
		settings Settings
		want     string
	}{
		{Settings{Format: "xml"}, `log: format is "xml": write text or json`},
		{Settings{Level: "loud"}, `log: level is "loud": write debug, info, warn or error`},
		{Settings{RotateMB: -2}, `log: rotate_mb is -2: write a size in MB, or -1 for never`},
		{Settings{Keep: -1}, `log: keep is -1: write a number from 1 to 1000`},
		{Settings{Keep: 1001}, `log: keep is 1001: write a number from 1 to 1000`},
	} {
		_, _, err := Open(c.settings, nil, nil)
		if err == nil || err.Error() != c.want {
			t.Errorf("%+v: %v, want %s", c.settings, err, c.want)
		}
	}
}

func TestOpenSaysWhereItCantWrite(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := Open(Settings{File: dir}, nil, nil); err == nil {
		t.Error("a folder was opened as a log")
	}
}

func TestCloseTellsOfLostLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "logs", "winnow.log")
	l, closer, err := Open(Settings{File: path}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Info("one")
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	l.Info("two")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	l.Info("three") // the share is back
	if err := closer.Close(); err == nil || !strings.HasPrefix(err.Error(), "1 lines of the log were lost: ") {
		t.Errorf("Close: %v", err)
	}
	b, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(b), "msg=three") || strings.Contains(string(b), "msg=two") {
		t.Errorf("%v: %s", err, b)
	}
}

func TestPutAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.log")
	f := newFile(Settings{File: path, Keep: 2})
	f.max = 20
	for i := range 7 {
		if _, err := fmt.Fprintf(f, "line %d %s\n", i, "xx"); err != nil { // 10 bytes: two fit
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, name := range []string{path, path + ".1", path + ".2", path + ".3"} {
		b, err := os.ReadFile(name)
		if err == nil {
			got[filepath.Base(name)] = string(b)
		}
	}
	want := map[string]string{
		"winnow.log": "line 6 xx\n", "winnow.log.1": "line 4 xx\nline 5 xx\n", "winnow.log.2": "line 2 xx\nline 3 xx\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDefaultsOfRotation(t *testing.T) {
	if f := newFile(Settings{}); f.max != 10<<20 || f.keep != 5 {
		t.Errorf("max %d, keep %d", f.max, f.keep)
	}
	if f := newFile(Settings{RotateMB: -1, Keep: 7}); f.max != 0 || f.keep != 7 {
		t.Errorf("max %d, keep %d", f.max, f.keep)
	}
}
