package watch

import (
	"sort"
	"time"
)

// phase is how far a file has come.
type phase int

const (
	waiting phase = iota // for its next look: to settle, to be closed, to be tried again
	ready                // whole; handed over as soon as may be
	taking               // in Take's hands
)

// entry is what is known of a file that is there.
type entry struct {
	stamp   stamp
	phase   phase
	steady  span   // since when the stamp is as it is
	next    span   // until the next look, of a waiting one; since when it is ready, of a ready one
	tries   int    // looks and Takes since it last changed that came to nothing
	told    string // the reason that was last told
	overdue bool   // it was told that it is handed over though not whole
	here    span   // since when it is known
	restive bool   // it was told that it never settles
	untold  bool   // a sweep found it and no event has told of it yet,
	hearsay span   // which may still come so long
}

// book holds an entry for each file that is there, and for those in Take's hands.
// Its methods only keep account: what they are told of, others have looked up.
type book struct {
	settle  time.Duration
	entries map[string]*entry
}

func newBook(settle time.Duration) *book {
	return &book{settle: settle, entries: map[string]*entry{}}
}

// see notes that a file is there with that stamp, and says whether it is new. A new
// or changed one has to settle.
func (b *book) see(name string, s stamp, now time.Time) bool {
	e, known := b.entries[name]
	if !known {
		e = &entry{here: span{from: now}}
		b.entries[name] = e
	} else if e.stamp == s || e.phase == taking { // what Take has is looked at when it is done
		return false
	}
	b.restart(e, s, now)
	return !known
}

// restart has a file settle anew.
func (b *book) restart(e *entry, s stamp, now time.Time) {
	e.stamp, e.phase, e.tries, e.told, e.overdue = s, waiting, 0, "", false
	e.steady = span{from: now}
	e.next = span{now, b.settle}
}

// later puts off the next look at a file, longer each time, up to last.
func (b *book) later(e *entry, last time.Duration, now time.Time) {
	e.tries++
	b.hold(e, backoff(e.tries, last), now)
}

// hold puts off the next look by a given time.
func (b *book) hold(e *entry, wait time.Duration, now time.Time) {
	e.phase = waiting
	e.next = span{now, wait}
}

// forget drops the entry of a file that is gone, unless Take has it.
func (b *book) forget(name string) {
	if e := b.entries[name]; e != nil && e.phase != taking {
		delete(b.entries, name)
	}
}

// forgetAllBut drops the files that a sweep of everything did not find.
func (b *book) forgetAllBut(there map[string]stamp) {
	for name := range b.entries {
		if _, ok := there[name]; !ok {
			b.forget(name)
		}
	}
}

// due lists, by name, the waiting files whose next look has come.
func (b *book) due(now time.Time) []string {
	var names []string
	for name, e := range b.entries {
		if e.phase == waiting && e.next.over(now) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// ready lists, by name, the files that can be handed over, and says how long the
// first of them has been waiting for that.
func (b *book) ready(now time.Time) (names []string, oldest time.Duration) {
	for name, e := range b.entries {
		if e.phase == ready {
			names = append(names, name)
			oldest = max(oldest, e.next.age(now))
		}
	}
	sort.Strings(names)
	return names, oldest
}

// arriving says whether there are files that have just come and may soon be ready.
func (b *book) arriving() bool {
	for _, e := range b.entries {
		if e.phase == waiting && e.tries == 0 {
			return true
		}
	}
	return false
}

// rest returns how long nothing is due, at most last.
func (b *book) rest(now time.Time, last time.Duration) time.Duration {
	for _, e := range b.entries {
		if e.phase == waiting {
			last = min(last, e.next.rest(now))
		}
		if e.untold {
			last = min(last, e.hearsay.rest(now))
		}
	}
	return last
}

// heard notes that an event told of a file.
func (b *book) heard(name string) {
	if e := b.entries[name]; e != nil {
		e.untold = false
	}
}

// heardAll notes that there is no knowing what events told of.
func (b *book) heardAll() {
	for _, e := range b.entries {
		e.untold = false
	}
}

// unheard returns a file that no event has told of in time, "" for none.
func (b *book) unheard(now time.Time) string {
	first := ""
	for name, e := range b.entries {
		if e.untold && e.hearsay.over(now) && (first == "" || name < first) {
			first = name
		}
	}
	return first
}
