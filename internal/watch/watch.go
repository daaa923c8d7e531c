// Package watch waits for files in a folder tree and hands over those that are
// whole: nobody is still copying them, saving them or has them open.
//
// Start reading at Run and watcher.step. What is there is found by looking: a sweep
// of the whole tree at intervals. Where the system tells of changes (hints), looks
// are made at once and sweeps seldom; nothing depends on being told. The book holds
// what is known of each name, and is what to read for when a file counts as whole.
//
// The package opens files only to find out whether they are whole. It neither reads
// their content, nor moves, nor deletes anything, and knows nothing of winnow: which
// names are never taken and what is done with a file are functions in Config.
package watch

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// Mode says how files are found.
type Mode string

// The modes. The zero value is Auto.
const (
	Auto   Mode = "auto"   // events where they work, else polling; says which and why
	Events Mode = "events" // events even on a network folder; polling only where none can be set up
	Poll   Mode = "poll"   // only looking, at intervals
)

// Config says what to watch and what to do with what is found. Only Root and Take
// are needed; a zero duration means its default.
type Config struct {
	Root string // the folder; it may come into being later, go away and come back
	Mode Mode   // default Auto

	Poll    time.Duration // between sweeps when polling; 2 s
	Sweep   time.Duration // between sweeps beside events; 30 s
	Settle  time.Duration // a file's size and time must have stayed the same for so long; 1 s
	Gather  time.Duration // while more files arrive, the first waits at most so long for them; 1 s
	Overdue time.Duration // a file that isn't whole but hasn't changed for so long is handed over all the same; 10 min
	Grace   time.Duration // how long a Take under way may go on when the watch ends, before it is cancelled; 30 s

	// Ignore says why a file or folder of this name (its last element) is never
	// looked at, "" for any other. Default: nothing is ignored.
	Ignore func(name string) string
	// Whole looks into a file that has settled and returns nil when it is complete,
	// a *Doubt when only time can tell, and any other error for what is missing,
	// in words without the path or anything that stands in the file. Default: WholeFile.
	Whole func(path string) error
	// Take is given the names, slash-separated within Root and sorted, of files that
	// are whole. It runs one at a time beside the watch. When the watch ends its
	// context is cancelled only after Grace. An error means that the job could not be
	// done: all the names are tried again, after 1 s, 2 s and so on up to a minute.
	Take func(ctx context.Context, names []string) (Taken, error)
	// Event is told what goes on, one call at a time; it must not block. Default: nothing.
	Event func(Event)
	// Alive is called at least every few seconds while the watch isn't stuck.
	Alive func()
	// Clock is the time that intervals are measured in. Default: the system's, in
	// which a change of the wall clock makes no difference.
	Clock Clock
}

// Taken is what Take made of the names it was given.
type Taken struct {
	// Left holds the names that were left where they are, each with the reason in
	// words. Each is tried again when it changes, or after 1 s, 2 s and so on up
	// to a minute. A name neither left nor gone from the folder counts as left.
	Left map[string]string
}

// Run watches until ctx ends and then returns nil, after the Take under way has
// ended. Faults of the folder, of single files and of Take are told through Event
// and don't end it. It returns an error for a Config that can't be used, and when
// at the end Take or the folder did not answer within three times Grace.
func Run(ctx context.Context, c Config) error {
	c, err := c.withDefaults()
	if err != nil {
		return err
	}
	w := newWatcher(c, newFolder(c))
	done := make(chan error, 1)
	go func() { done <- w.loop(ctx) }()
	return w.guard(ctx, done)
}

func (c Config) withDefaults() (Config, error) {
	switch {
	case c.Root == "":
		return c, errors.New("watching: no folder is given")
	case c.Take == nil:
		return c, errors.New("watching: nothing is given to do with the files")
	}
	switch c.Mode {
	case "":
		c.Mode = Auto
	case Auto, Events, Poll:
	default:
		return c, fmt.Errorf("watching: mode %q: it is auto, events or poll", c.Mode)
	}
	root, err := filepath.Abs(c.Root)
	if err != nil {
		return c, fmt.Errorf("watching %q: %w", c.Root, err)
	}
	c.Root = root
	if err := c.setTimes(); err != nil {
		return c, err
	}
	c.setFunctions()
	return c, nil
}

func (c *Config) setTimes() error {
	for _, t := range []struct {
		name  string
		value *time.Duration
		usual time.Duration
	}{
		{"poll", &c.Poll, defaultPoll}, {"sweep", &c.Sweep, defaultSweep}, {"settle", &c.Settle, defaultSettle},
		{"gather", &c.Gather, defaultGather}, {"overdue", &c.Overdue, defaultOverdue}, {"grace", &c.Grace, defaultGrace},
	} {
		if *t.value < 0 {
			return fmt.Errorf("watching: %s is %s: it can't be less than nothing", t.name, *t.value)
		}
		if *t.value == 0 {
			*t.value = t.usual
		}
	}
	return nil
}

func (c *Config) setFunctions() {
	if c.Ignore == nil {
		c.Ignore = func(string) string { return "" }
	}
	if c.Whole == nil {
		c.Whole = WholeFile
	}
	if c.Event == nil {
		c.Event = func(Event) {}
	}
	if c.Alive == nil {
		c.Alive = func() {}
	}
	if c.Clock == nil {
		c.Clock = systemClock{}
	}
}
