// Package logging makes the log of runs that nobody watches: a slog.Logger from
// winnow.yaml's settings, whose file several processes may write at once. Start
// reading at Open.
//
// A log is mailed, shipped and kept where returns never would be, so that no
// cell value may come into it: a logger shows only the attributes named in
// keys.go and says of any other that it is withheld. It knows nothing of
// winnow, and must not decide what is worth a line.
package logging

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// Settings is the key log of winnow.yaml. The zero value logs nothing.
type Settings struct {
	File     string `yaml:"file"`      // where to; "" for no log, "-" for standard error
	Format   string `yaml:"format"`    // text (default) or json: one object a line
	Level    string `yaml:"level"`     // debug, info (default), warn or error: lines below it are left out
	RotateMB int    `yaml:"rotate_mb"` // past this size in MB the file is put aside as FILE.1; 0 means 10, -1 never
	Keep     int    `yaml:"keep"`      // how many such files stay; 0 means 5
}

// What settings mean that say nothing.
const (
	defaultRotateMB = 10
	defaultKeep     = 5
)

// maxKeep bounds the renaming that putting a file aside costs.
const maxKeep = 1000

// Check returns what is wrong with the settings, in words for whoever wrote
// winnow.yaml, or nil.
func (s Settings) Check() error {
	if _, err := s.level(); err != nil {
		return err
	}
	switch {
	case s.Format != "" && s.Format != "text" && s.Format != "json":
		return fmt.Errorf("log: format is %q: write text or json", s.Format)
	case s.RotateMB < -1:
		return fmt.Errorf("log: rotate_mb is %d: write a size in MB, or -1 for never", s.RotateMB)
	case s.Keep < 0 || s.Keep > maxKeep:
		return fmt.Errorf("log: keep is %d: write a number from 1 to %d", s.Keep, maxKeep)
	}
	return nil
}

func (s Settings) level() (slog.Level, error) {
	switch s.Level {
	case "", "info":
		return slog.LevelInfo, nil
	case "debug":
		return slog.LevelDebug, nil
	case "warn":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	}
	return 0, fmt.Errorf("log: level is %q: write debug, info, warn or error", s.Level)
}

// Open returns a logger by s, with times in zone (nil means UTC), and what ends
// it. Close returns the first error that kept a line from being written: slog
// itself tells nobody. standardError is where File "-" goes. A file that can't
// be written is an error now, not at the first line.
func Open(s Settings, zone *time.Location, standardError io.Writer) (*slog.Logger, io.Closer, error) {
	if err := s.Check(); err != nil {
		return nil, nil, err
	}
	switch s.File {
	case "":
		return slog.New(slog.DiscardHandler), noFile{}, nil
	case "-":
		return s.logger(standardError, zone), noFile{}, nil
	}
	f := newFile(s)
	if err := f.probe(); err != nil {
		return nil, nil, fmt.Errorf("opening the log: %w", err)
	}
	return s.logger(f, zone), f, nil
}

func (s Settings) logger(w io.Writer, zone *time.Location) *slog.Logger {
	level, _ := s.level() // Check has passed
	if zone == nil {
		zone = time.UTC
	}
	json := s.Format == "json"
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		return plain(a, zone, json)
	}}
	var h slog.Handler = slog.NewTextHandler(w, options)
	if json {
		h = slog.NewJSONHandler(w, options)
	}
	return slog.New(guard{h})
}

// plain writes times in the workspace's zone, levels in small letters, and
// durations as 1.5s; in JSON, where programs read them, as seconds.
func plain(a slog.Attr, zone *time.Location, json bool) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindTime:
		a.Value = slog.StringValue(a.Value.Time().In(zone).Format("2006-01-02T15:04:05.000Z07:00"))
	case slog.KindDuration:
		d := a.Value.Duration().Round(time.Millisecond)
		if a.Value = slog.StringValue(d.String()); json {
			a.Value = slog.Float64Value(d.Seconds())
		}
	case slog.KindAny:
		if l, ok := a.Value.Any().(slog.Level); ok {
			a.Value = slog.StringValue(strings.ToLower(l.String()))
		}
	}
	return a
}

type noFile struct{}

func (noFile) Close() error { return nil }
