// Package service lets a program be run by what starts programs: systemd, the
// service manager of Windows, or a person at a prompt.
//
// Start reading at Run. The package knows when to begin, what to tell while it goes
// on and when to stop; what the program does is a function it is given. Signals are
// the caller's: where there is no service manager the context says when to stop.
package service

import (
	"context"
	"errors"
	"sync"
)

// Work is what a service does. It calls ready when it has begun to (more calls do
// nothing) and returns soon after ctx ends: nil when all is in order.
type Work func(ctx context.Context, ready func()) error

// Run runs work until it returns, and returns its error. The name is that of the
// Windows service; nothing else uses it.
//
// Started by systemd with Type=notify it sends READY=1 and STOPPING=1; a unit with
// WatchdogSec needs Heartbeat as well. Started by Windows's service manager it
// reports each state and ends ctx when told to stop or when the machine shuts down.
// Else it calls work and nothing more.
func Run(ctx context.Context, name string, work Work) error {
	managed, err := byWindows()
	if err != nil {
		return err
	}
	if managed {
		return runWindows(ctx, name, work)
	}
	return runNotifying(ctx, work)
}

// Interactive says whether a person started the program, rather than systemd (as a
// unit of Type=notify) or the service manager of Windows.
func Interactive() bool {
	managed, err := byWindows()
	return err == nil && !managed && notifySocket() == ""
}

// runNotifying tells systemd, if it is there, of the beginning and the end. What
// can't be told is returned beside the work's own error.
func runNotifying(ctx context.Context, work Work) error {
	var mu sync.Mutex
	var faults []error
	send := func(state string) {
		mu.Lock()
		defer mu.Unlock()
		if err := notify(state); err != nil {
			faults = append(faults, err)
		}
	}
	var begun, ending sync.Once
	stopping := func() { ending.Do(func() { send("STOPPING=1") }) }
	unhook := context.AfterFunc(ctx, stopping)
	err := work(ctx, func() { begun.Do(func() { send("READY=1") }) })
	unhook()
	stopping()
	mu.Lock()
	defer mu.Unlock()
	return errors.Join(append([]error{err}, faults...)...)
}
