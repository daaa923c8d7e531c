package service

import (
	"context"
	"time"
)

// The exchange with a service manager that asks and is told states, as the one of
// Windows is. It stands apart from the Windows calls so that it is tested anywhere.

// command is what the manager asks for.
type command int

const (
	interrogate command = iota // tell the state again
	stop                       // end, or the machine shuts down
)

// state is what the manager is told.
type state int

const (
	starting state = iota
	running
	stopping
)

// report is a state; step grows while a start or end goes on.
type report struct {
	state state
	step  uint32
}

// manager is the two ways to the service manager; tick has a pending state told again.
type manager struct {
	commands <-chan command
	tell     func(report)
	tick     <-chan time.Time
}

// serve runs work, tells its state and ends it when asked to.
func (m manager) serve(ctx context.Context, work Work) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	begun, done := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		done <- work(ctx, func() {
			select {
			case begun <- struct{}{}:
			default: // said before
			}
		})
	}()
	now := report{state: starting}
	m.tell(now)
	ending := ctx.Done()
	for {
		select {
		case err := <-done:
			return err
		case <-begun:
			if now.state != starting { // said before, or too late
				continue
			}
			now = report{state: running}
		case <-ending:
			ending, now = nil, report{state: stopping}
		case c := <-m.commands:
			if c == stop {
				cancel()
				continue // the state changes with ctx
			}
		case <-m.tick:
			if now.state == running {
				continue
			}
			now.step++
		}
		m.tell(now)
	}
}
