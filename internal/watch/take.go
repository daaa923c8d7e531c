package watch

import (
	"context"
	"time"
)

// takeResult is how a Take ended.
type takeResult struct {
	names []string
	taken Taken
	err   error
}

// handOver starts a Take with all that is ready, unless one is under way or more
// files are just coming in. It returns how long there is nothing for it to do.
func (w *watcher) handOver(ctx context.Context) time.Duration {
	now := w.Clock.Now()
	names, oldest := w.book.ready(now)
	switch {
	case len(names) == 0 || w.taking > 0 || w.away > 0:
		return idleLast
	case !w.held.over(now):
		return w.held.rest(now)
	case w.book.arriving() && oldest < w.Gather:
		return w.Gather - oldest
	}
	if names = w.confirm(names); len(names) > 0 {
		w.start(ctx, names)
	}
	return idleLast
}

// confirm looks once more at files that may have waited for an earlier Take, and
// returns those that are as they were.
func (w *watcher) confirm(names []string) []string {
	var same []string
	for _, name := range names {
		w.beat()
		e := w.book.entries[name]
		now := w.Clock.Now()
		s, err := w.tree.look(name)
		switch {
		case noFile(err):
			w.book.forget(name)
		case err != nil || s != e.stamp:
			w.book.restart(e, s, now)
		case e.next.age(now) > w.Settle:
			if w.weigh(name, e, w.tree.judge(name)); e.phase == ready {
				same = append(same, name)
			}
		default:
			same = append(same, name)
		}
	}
	return same
}

func (w *watcher) start(ctx context.Context, names []string) {
	for _, name := range names {
		w.book.entries[name].phase = taking
	}
	w.taking = len(names)
	w.tell(Event{Kind: Taking, Count: len(names), Text: "files are whole"})
	ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		given := append([]string(nil), names...) // Take may do with its own as it likes
		taken, err := w.Take(ctx, given)
		w.taken <- takeResult{names, taken, err}
	}()
}

// finish takes note of how a Take ended and looks at what became of its files.
func (w *watcher) finish(r takeResult) {
	w.cancel()
	w.taking = 0
	now := w.Clock.Now()
	wait := w.account(r, now)
	gone := 0
	for _, name := range r.names {
		if w.settleUp(name, r, wait, now) {
			gone++
		}
	}
	if r.err == nil {
		w.tell(Event{Kind: Done, Count: gone, Text: "taken in"})
	}
}

// account keeps the account of Takes that fail one after the other, and returns how
// long the next must wait.
func (w *watcher) account(r takeResult, now time.Time) time.Duration {
	if r.err == nil {
		w.failures, w.held = 0, span{}
		return 0
	}
	w.failures++
	wait := backoff(w.failures, backoffLast)
	w.held = span{now, wait}
	w.tell(Event{Kind: TakeFailed, Count: len(r.names), Err: r.err,
		Text: "taking the files in failed; tried again in " + wait.String()})
	return wait
}

// settleUp decides what comes of a file that Take had, and says whether it is gone.
func (w *watcher) settleUp(name string, r takeResult, wait time.Duration, now time.Time) bool {
	e := w.book.entries[name]
	e.phase = waiting
	s, err := w.tree.look(name)
	reason, left := r.taken.Left[name]
	switch {
	case noFile(err):
		w.book.forget(name)
		return true
	case r.err != nil || err != nil:
		w.book.hold(e, max(wait, backoffFirst), now)
	case s != e.stamp: // another file came in its place
		w.book.restart(e, s, now)
	default:
		if !left {
			reason = "still in the folder after it was taken in"
		}
		w.leave(name, e, reason, now)
	}
	return false
}

// leave puts off a file that Take left, and tells the reason once.
func (w *watcher) leave(name string, e *entry, reason string, now time.Time) {
	if e.told != reason {
		e.told = reason
		w.tell(Event{Kind: Left, Name: name, Text: reason})
	}
	w.book.later(e, backoffLast, now)
}

// conclude tells how the last Take ended, when the watch ends.
func (w *watcher) conclude(r takeResult) {
	if r.err != nil {
		w.tell(Event{Kind: TakeFailed, Count: len(r.names), Err: r.err, Text: "taking the files in failed; tried again when winnow watches again"})
		return
	}
	for _, name := range r.names {
		if reason, left := r.taken.Left[name]; left {
			w.tell(Event{Kind: Left, Name: name, Text: reason})
		}
	}
	w.tell(Event{Kind: Done, Count: len(r.names) - len(r.taken.Left), Text: "taken in"})
}
