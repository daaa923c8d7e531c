package watch

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// hints gathers what the system tells of changes. A goroutine of its own reads
// the events, as adding a folder can wait until they are read; it ends with close.
type hints struct {
	root    string
	system  *fsnotify.Watcher
	dirs    map[string]bool // watched, by name; only the loop uses it
	signal  chan struct{}   // something is pending
	reading sync.WaitGroup

	mu      sync.Mutex
	pending told
}

// told is what events spoke of since it was last asked for.
type told struct {
	names map[string]bool // made, written or otherwise changed
	away  map[string]bool // removed or renamed
	all   bool            // some are missing: only a sweep helps
}

func newHints(root string) (*hints, error) {
	system, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	h := &hints{root: root, system: system, dirs: map[string]bool{}, signal: make(chan struct{}, 1)}
	h.reading.Add(1)
	go h.read()
	return h, nil
}

func (h *hints) close() error {
	err := h.system.Close()
	h.reading.Wait()
	return err
}

// add has the system tell of changes in a folder, not of those below it.
func (h *hints) add(dir string) error {
	if h.dirs[dir] {
		return nil
	}
	if err := h.system.Add(filepath.Join(h.root, filepath.FromSlash(dir))); err != nil {
		return err
	}
	h.dirs[dir] = true
	return nil
}

// keep forgets the folders that are no longer there, or that the system has
// stopped to watch, so that they are added again when they are seen.
func (h *hints) keep(there map[string]bool) error {
	watched := map[string]bool{}
	for _, p := range h.system.WatchList() {
		watched[h.name(p)] = true
	}
	var errs []error
	for dir := range h.dirs {
		if there[dir] && watched[dir] {
			continue
		}
		delete(h.dirs, dir)
		if !watched[dir] {
			continue
		}
		err := h.system.Remove(filepath.Join(h.root, filepath.FromSlash(dir)))
		if err != nil && !errors.Is(err, fsnotify.ErrNonExistentWatch) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// take returns what is pending and forgets it.
func (h *hints) take() told {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.pending
	h.pending = told{}
	return p
}

func (h *hints) read() {
	defer h.reading.Done()
	events, faults := h.system.Events, h.system.Errors
	for events != nil || faults != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			h.note(e)
		case _, ok := <-faults:
			if !ok {
				faults = nil
				continue
			}
			h.missed() // an overflow, or a fault whose extent isn't known
		}
	}
}

func (h *hints) note(e fsnotify.Event) {
	if e.Name == "" { // fsnotify's answer to events that are its own business
		return
	}
	h.mu.Lock()
	p := &h.pending
	if p.names == nil {
		p.names, p.away = map[string]bool{}, map[string]bool{}
	}
	name := h.name(e.Name)
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		p.away[name] = true
	}
	p.names[name] = true
	if len(p.names) > maxPending {
		*p = told{all: true, names: map[string]bool{}, away: p.away}
	}
	h.mu.Unlock()
	h.wake()
}

func (h *hints) missed() {
	h.mu.Lock()
	h.pending.all = true
	h.mu.Unlock()
	h.wake()
}

func (h *hints) wake() {
	select {
	case h.signal <- struct{}{}:
	default:
	}
}

// name turns a path of the system into a name within the root, "" for the root.
func (h *hints) name(path string) string {
	rel := strings.TrimPrefix(strings.TrimPrefix(path, h.root), string(filepath.Separator))
	return filepath.ToSlash(rel)
}
