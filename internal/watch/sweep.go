package watch

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// look sweeps the whole tree and puts what it finds into the book.
func (w *watcher) look() {
	began := w.Clock.Now()
	moved, err := w.tree.moved()
	if err == nil && (moved || w.away > 0) {
		w.attach()
	}
	var l listing
	watched := w.watched()
	if err == nil {
		l, err = w.tree.list("", w.enter)
	}
	now := w.Clock.Now()
	if err != nil {
		w.lost(err, now)
		return
	}
	w.back()
	w.tellFaults(l.faults)
	evidence := w.Mode == Auto && !moved && !w.missed // that events don't come where they should
	for name, s := range l.files {
		if w.book.see(name, s, now) && evidence && w.hints != nil && watched[parent(name)] {
			e := w.book.entries[name]
			e.untold, e.hearsay = true, span{now, hearsay}
		}
	}
	w.book.forgetAllBut(l.files)
	w.keepHints(l.dirs)
	w.missed = false
	w.sweep = span{now, max(w.interval(), sweepShare*now.Sub(began))}
}

func (w *watcher) interval() time.Duration {
	if w.hints == nil {
		return w.Poll
	}
	return w.Sweep
}

// lost notes that the root can't be read. What was known of its files is dropped:
// when it is back, all that is there is looked at as if it were new.
func (w *watcher) lost(err error, now time.Time) {
	if w.away == 0 {
		w.tell(Event{Kind: RootGone, Err: err, Text: "the folder can't be read (" + cause(err) + "): winnow tries again until it is back"})
		w.book.forgetAllBut(nil)
		w.faults = map[string]error{}
		w.missed = true
		w.dropHints()
	}
	w.away++
	w.sweep = span{now, backoff(w.away, backoffLast)}
}

func (w *watcher) back() {
	if w.away > 0 {
		w.away = 0
		w.tell(Event{Kind: RootBack, Text: "the folder can be read again: all that is in it is looked at anew"})
	}
}

// tellFaults tells of what could be looked into at the last sweep and can't now,
// and of the reverse.
func (w *watcher) tellFaults(faults map[string]error) {
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		w.tellFault(name, faults[name])
	}
	for _, name := range slices.Sorted(maps.Keys(w.faults)) {
		if _, still := faults[name]; !still {
			w.tell(Event{Kind: FolderBack, Name: name, Text: "in order again, or gone"})
		}
	}
	w.faults = faults
}

// tellFault tells once of what can't be looked into.
func (w *watcher) tellFault(name string, err error) {
	if _, known := w.faults[name]; known {
		return
	}
	w.faults[name] = err
	w.tell(Event{Kind: FolderFault, Name: name, Err: err, Text: cause(err)})
}

// examine looks again at a file whose time has come.
func (w *watcher) examine(name string) {
	w.beat()
	e := w.book.entries[name]
	s, err := w.tree.look(name)
	now := w.Clock.Now()
	switch {
	case noFile(err):
		w.vanished(name)
	case err != nil:
		w.put(name, e, "can't be looked at: "+cause(err), busyLast, now)
	case s != e.stamp:
		w.tellRestive(name, e, now)
		w.book.restart(e, s, now)
	default:
		w.weigh(name, e, w.tree.judge(name))
	}
}

// vanished forgets a file that is not where it was. Where the root is gone with it,
// as when a folder above was taken away, which nothing tells of, a sweep is due: it
// finds what was forgotten when the root is back.
func (w *watcher) vanished(name string) {
	w.book.forget(name)
	switch moved, err := w.tree.moved(); {
	case err != nil:
		w.missed = true
		w.sweepNow()
	case moved:
		w.rehint()
	}
}

// weigh makes a file ready, or puts it off for what the judgement says.
func (w *watcher) weigh(name string, e *entry, judgement error) {
	now := w.Clock.Now()
	after, told := w.patience(judgement)
	switch {
	case judgement == nil, after > 0 && e.steady.age(now) >= after:
		if w.stale(name, e, now) {
			return
		}
		if judgement != nil && told && !e.overdue {
			e.overdue = true
			w.tell(Event{Kind: Overdue, Name: name,
				Text: fmt.Sprintf("%s; it has not changed for %s and is taken in as it is", judgement, after)})
		}
		e.phase, e.next = ready, span{from: now}
	default:
		last := busyLast
		if after > 0 {
			last = min(last, after-e.steady.age(now))
		}
		w.put(name, e, judgement.Error(), last, now)
	}
}

// stale looks once more at a file that was opened to be judged: only then do network
// file systems ask the server for its size and time, which they answered from memory
// before. It says whether the file has changed, and has it settle anew.
func (w *watcher) stale(name string, e *entry, now time.Time) bool {
	s, err := w.tree.look(name)
	switch {
	case noFile(err):
		w.vanished(name)
	case err != nil || s != e.stamp:
		w.book.restart(e, s, now)
	default:
		return false
	}
	return true
}

// patience returns how long a file must have stayed unchanged to be handed over in
// spite of a judgement (0: never), and whether that is worth telling.
func (w *watcher) patience(judgement error) (after time.Duration, told bool) {
	var busy *busyError
	var doubt *Doubt
	switch {
	case errors.As(judgement, &busy):
		return 0, false
	case errors.As(judgement, &doubt):
		return max(time.Duration(doubt.Settles)*w.Settle, 1), false
	}
	return w.Overdue, true
}

// put puts a file off that isn't ready, at most by last, and tells why once that
// has lasted.
func (w *watcher) put(name string, e *entry, reason string, last time.Duration, now time.Time) {
	if e.told != reason && e.steady.age(now) >= tellAfter {
		e.told = reason
		w.tell(Event{Kind: Waits, Name: name, Text: reason})
	}
	w.book.later(e, last, now)
}

// tellRestive tells once of a file that is written again and again.
func (w *watcher) tellRestive(name string, e *entry, now time.Time) {
	if !e.restive && e.here.age(now) >= w.Overdue {
		e.restive = true
		w.tell(Event{Kind: Waits, Name: name, Text: "it never stays as it is for " + w.Settle.String() + ": who writes it all the time?"})
	}
}
