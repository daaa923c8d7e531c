package service

import (
	"context"
	"errors"
	"fmt"
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

// pendingEvery is how often a start or end under way is reported: the manager takes a
// service for hung that is silent for longer than pendingHint.
const (
	pendingEvery = 5 * time.Second
	pendingHint  = 30 * time.Second
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

// serve runs work, tells its state and ends it when asked to. A panic of work is its
// error: it must not be taken for an end in good order.
func (m manager) serve(ctx context.Context, work Work) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	begun, done := make(chan struct{}, 1), make(chan error, 1)
	go func() { done <- recovered(ctx, work, begun) }()
	now := report{state: starting}
	m.tell(now)
	ending := ctx.Done()
	for {
		select {
		case err := <-done:
			return err
		case <-begun:
			if now.state == starting {
				now = report{state: running}
			}
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

func recovered(ctx context.Context, work Work, begun chan<- struct{}) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("the service came to grief: " + fmt.Sprintf("%T", r)) // the value may hold anything
		}
	}()
	return work(ctx, func() {
		select {
		case begun <- struct{}{}:
		default:
		}
	})
}
