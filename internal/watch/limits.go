package watch

import "time"

// The defaults of Config.
const (
	defaultPoll    = 2 * time.Second
	defaultSweep   = 30 * time.Second
	defaultSettle  = time.Second
	defaultGather  = time.Second
	defaultOverdue = 10 * time.Minute
	defaultGrace   = 30 * time.Second
)

const (
	// backoffFirst and backoffLast bound the wait before something that failed is
	// tried again; it doubles in between.
	backoffFirst = time.Second
	backoffLast  = time.Minute
	// busyLast bounds the wait for a file that is open elsewhere or not complete yet:
	// looking costs little, and whoever closes it expects something to happen.
	busyLast = 5 * time.Second
	// tellAfter is how long a file waits before its reason is told: a slow copy is no news.
	tellAfter = 10 * time.Second
	// hearsay is how long an event may lag behind the sweep that found its file.
	hearsay = 5 * time.Second
	// hintPause gathers what the system tells of in quick succession.
	hintPause = 20 * time.Millisecond
	// idleLast is the longest the loop sleeps, so that Alive is called.
	idleLast = 5 * time.Second
	// stuckAfter is how long the folder may take to answer before that is told.
	stuckAfter = 30 * time.Second
	// sweepShare keeps sweeps of a slow tree from following each other closely: the
	// pause after one is at least so many times as long as it took.
	sweepShare = 2
	// maxDepth is how many folders deep the tree is looked into.
	maxDepth = 64
	// maxPending is how many names told of are kept; past it the whole tree is swept.
	maxPending = 20_000
)

// The settles that a Doubt of WholeFile asks for.
const (
	emptySettles   = 30 // most programs make the file first and write later
	openEndSettles = 5
)

// Bounds of what WholeFile reads.
const (
	maxZipComment = 1<<16 - 1
	maxZipParts   = 20_000 // parts whose beginning is looked at; the directory is read to its end
	tailBytes     = 8      // of zeros, which tell of space that was reserved and not written
)
