package watch

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"syscall"
)

// attach decides how files are found under a root that is seen for the first time,
// or anew. The sweep that follows adds the folders.
func (w *watcher) attach() {
	w.dropHints()
	kind := ""
	if w.Mode == Auto {
		kind = network(w.Root)
	}
	switch {
	case w.Mode == Poll:
		w.choose(Poll, "as it is set")
		return
	case kind != "":
		w.choose(Poll, "the folder lies on "+kind+", where changes by other machines aren't told of")
		return
	}
	h, err := newHints(w.Root)
	if err != nil {
		w.choose(Poll, hintFault(err))
		return
	}
	w.hints = h
	w.choose(Events, "the system tells of changes")
}

// choose tells of a mode once.
func (w *watcher) choose(m Mode, why string) {
	text := why + ", and a look at everything every " + w.Sweep.String()
	if m == Poll {
		text = "looking into the folder every " + w.Poll.String() + ": " + why
	}
	if e := (Event{Kind: ModeChosen, Mode: m, Text: text}); e != w.chosen {
		w.chosen = e
		w.tell(e)
	}
}

// degrade goes over to polling until the root is attached anew.
func (w *watcher) degrade(why string) {
	w.dropHints()
	w.choose(Poll, why)
	w.sweep = span{w.Clock.Now(), min(w.Poll, w.sweep.rest(w.Clock.Now()))}
}

// hintFault says in words why the system can't tell of changes.
func hintFault(err error) string {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return "the system's limit of watched folders is reached (fs.inotify.max_user_watches, max_user_instances)"
	}
	return "the system can't tell of changes here (" + cause(err) + ")"
}

// enter has a folder told of that is about to be read.
func (w *watcher) enter(dir string) {
	w.beat()
	if w.hints == nil || w.hints.dirs[dir] {
		return
	}
	if kind := w.foreign(dir); kind != "" {
		w.degrade("the folder " + quoted(dir) + " in it lies on " + kind + ", where changes by other machines aren't told of")
		return
	}
	err := w.hints.add(dir)
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission): // the sweep tells of these
	default:
		w.degrade(hintFault(err))
	}
}

// foreign looks for a share that is mounted below the root.
func (w *watcher) foreign(dir string) string {
	if w.Mode != Auto || dir == "" {
		return ""
	}
	return network(filepath.Join(w.Root, filepath.FromSlash(dir)))
}

func quoted(name string) string { return `"` + name + `"` }

// parent returns the folder that a name stands in, "" for the root.
func parent(name string) string {
	dir := path.Dir(name)
	if dir == "." {
		return ""
	}
	return dir
}
