package watch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// watcher is a watch under way. All but telling and beats belongs to the loop.
type watcher struct {
	Config
	tree  tree
	book  *book
	hints *hints // nil when polling

	sweep  span             // until the next sweep of everything
	missed bool             // events are missing: the next sweep is no evidence against them
	away   int              // tries to read the root that failed one after the other; 0 while it is there
	faults map[string]error // folders that can't be looked into and links, as last told
	chosen Event            // the mode, as last told

	taking   int             // files in Take's hands; 0 when none runs
	taken    chan takeResult // of the Take under way
	held     span            // no Take before it is over, since one failed
	failures int             // Takes that failed one after the other
	cancel   context.CancelFunc

	telling    sync.Mutex
	beats      atomic.Uint64 // grows while the folder answers
	stuckAfter time.Duration // without a beat; the limit's, save in tests
}

func newWatcher(c Config, t tree) *watcher {
	return &watcher{
		Config: c, tree: t, book: newBook(c.Settle),
		faults: map[string]error{}, taken: make(chan takeResult, 1), stuckAfter: stuckAfter,
	}
}

// loop does what is due and sleeps until something else is, or is told of.
func (w *watcher) loop(ctx context.Context) error {
	w.sweep = span{from: w.Clock.Now()}
	for ctx.Err() == nil {
		w.beat()
		rest := w.step(ctx)
		select {
		case <-ctx.Done():
		case <-w.signal():
			w.pause(ctx)
		case r := <-w.taken:
			w.finish(r)
		case <-w.Clock.After(rest):
		}
	}
	return errors.Join(w.stop(), w.closeHints())
}

// step does all that is due now and returns for how long nothing else is.
func (w *watcher) step(ctx context.Context) time.Duration {
	w.hear()
	if w.sweep.over(w.Clock.Now()) {
		w.look()
	}
	if w.away == 0 {
		for _, name := range w.book.due(w.Clock.Now()) {
			if ctx.Err() != nil {
				return 0
			}
			w.examine(name)
		}
		w.doubtHints()
	}
	handover := w.handOver(ctx)
	now := w.Clock.Now()
	if w.away > 0 {
		return min(w.sweep.rest(now), idleLast)
	}
	return min(w.sweep.rest(now), w.book.rest(now, idleLast), handover)
}

func (w *watcher) signal() <-chan struct{} {
	if w.hints == nil {
		return nil
	}
	return w.hints.signal
}

// pause lets further messages come in, as one look may do for several.
func (w *watcher) pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-w.Clock.After(hintPause):
	}
}

// beat shows that the folder answers.
func (w *watcher) beat() {
	w.beats.Add(1)
	w.Alive()
}

// stop waits for the Take under way: for Grace as it is, then for Grace cancelled.
func (w *watcher) stop() error {
	w.tell(Event{Kind: Stopping, Count: w.taking, Text: "stopping"})
	if w.taking == 0 {
		return nil
	}
	defer w.cancel()
	for range 2 {
		select {
		case r := <-w.taken:
			w.conclude(r)
			return nil
		case <-w.Clock.After(w.Grace):
			w.cancel()
		}
	}
	return fmt.Errorf("stopping: %d files were still being taken in after %s", w.taking, 2*w.Grace)
}

// guard waits for the loop. It tells when the folder no longer answers, as a dead
// share may keep a look waiting for ever, and gives such a look up when ctx ends.
func (w *watcher) guard(ctx context.Context, done <-chan error) error {
	tick := time.NewTicker(w.stuckAfter)
	defer tick.Stop()
	last, stuck := uint64(0), false
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return w.await(done)
		case <-tick.C:
			beats := w.beats.Load()
			if still := beats == last; still != stuck {
				stuck = still
				w.tellStuck(stuck)
			}
			last = beats
		}
	}
}

func (w *watcher) tellStuck(stuck bool) {
	if stuck {
		w.tell(Event{Kind: Stuck, Text: fmt.Sprintf("the folder has not answered for %s: is the share or the disk there?", w.stuckAfter)})
		return
	}
	w.tell(Event{Kind: Unstuck, Text: "the folder answers again"})
}

func (w *watcher) await(done <-chan error) error {
	limit := time.NewTimer(3 * w.Grace)
	defer limit.Stop()
	select {
	case err := <-done:
		return err
	case <-limit.C:
		return fmt.Errorf("stopping: the folder %q has not answered for %s", w.Root, 3*w.Grace)
	}
}
