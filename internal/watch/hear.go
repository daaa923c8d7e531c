package watch

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"strings"
)

// watched returns the folders that were watched before a sweep began.
func (w *watcher) watched() map[string]bool {
	if w.hints == nil {
		return nil
	}
	return maps.Clone(w.hints.dirs)
}

func (w *watcher) keepHints(dirs map[string]bool) {
	if w.hints == nil {
		return
	}
	if err := w.hints.keep(dirs); err != nil {
		w.degrade(hintFault(err))
	}
}

// doubtHints goes over to polling when a sweep found a file that no event told of.
func (w *watcher) doubtHints() {
	if name := w.book.unheard(w.Clock.Now()); name != "" {
		w.degrade("files come in that the system doesn't tell of, the first " + quoted(name))
	}
}

// hear looks at what the system told of.
func (w *watcher) hear() {
	if w.hints == nil {
		return
	}
	p := w.hints.take()
	for name := range p.away {
		if w.hints.dirs[name] { // with a folder that was renamed those below it have other names
			w.rehint()
			return
		}
	}
	if p.all {
		w.missed = true
		w.book.heardAll()
		w.sweepNow()
		return
	}
	for name := range p.names {
		w.heed(name)
		if w.hints == nil {
			return
		}
	}
}

func (w *watcher) sweepNow() { w.sweep = span{from: w.Clock.Now()} }

// rehint begins anew with the events and sweeps everything.
func (w *watcher) rehint() {
	w.book.heardAll()
	w.missed = true
	w.attach()
	w.sweepNow()
}

// heed looks at a name that an event told of. A file that is settling is looked at
// when its time has come, however often it is written.
func (w *watcher) heed(name string) {
	w.book.heard(name)
	base := path.Base(name)
	e := w.book.entries[name]
	switch {
	case name == "":
		w.missed = true
		w.book.heardAll()
		w.sweepNow()
		return
	case w.Ignore(base) != "", e != nil && (e.phase == taking || e.phase == waiting && e.tries == 0):
		return
	case e == nil && strings.Contains(base, "~"): // perhaps a short name of Windows, for a file known by its long one
		w.listed(parent(name))
		return
	}
	s, err := w.tree.look(name)
	switch {
	case errors.Is(err, errFolder):
		w.listed(name)
	case noFile(err):
		w.vanished(name)
		if errors.Is(err, errLink) {
			w.tellFault(name, err)
		}
	case err == nil:
		w.book.see(name, s, w.Clock.Now())
	default: // the sweep may find it, and it was told of
		w.missed = true
	}
}

// listed puts what is in a new folder into the book.
func (w *watcher) listed(dir string) {
	l, err := w.tree.list(dir, w.enter)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		w.tellFault(dir, err)
	}
	for name, err := range l.faults {
		w.tellFault(name, err)
	}
	for name, s := range l.files {
		w.book.see(name, s, w.Clock.Now())
		w.book.heard(name)
	}
}

func (w *watcher) dropHints() {
	if err := w.closeHints(); err != nil {
		w.tell(Event{Kind: FolderFault, Err: err, Text: "ending the system's messages: " + cause(err)})
	}
}

func (w *watcher) closeHints() error {
	h := w.hints
	if h == nil {
		return nil
	}
	w.hints = nil
	w.book.heardAll()
	return h.close()
}
