package watch

import "time"

// Clock is what intervals are measured with.
type Clock interface {
	Now() time.Time
	// After gives the time once, when d has passed.
	After(d time.Duration) <-chan time.Time
}

type systemClock struct{}

func (systemClock) Now() time.Time                         { return time.Now() }
func (systemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// span is a wait that began at a moment. It is kept as a length, not as an end, so
// that a clock that jumps back can prolong it at most by its own length.
type span struct {
	from time.Time
	wait time.Duration
}

// rest returns what is left of the wait, 0 when it is over.
func (s *span) rest(now time.Time) time.Duration { return max(0, s.wait-s.age(now)) }

func (s *span) over(now time.Time) bool { return s.rest(now) == 0 }

// age returns how long ago the wait began. Where now lies before that, the clock
// was set back, and the wait begins anew.
func (s *span) age(now time.Time) time.Duration {
	if now.Before(s.from) {
		s.from = now
	}
	return now.Sub(s.from)
}

// backoff returns the wait before try number n+1, n counted from 1.
func backoff(n int, last time.Duration) time.Duration {
	wait := backoffFirst
	for i := 1; i < n && wait < last; i++ {
		wait *= 2
	}
	return min(wait, last)
}
