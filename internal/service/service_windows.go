package service

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/windows/svc"
)

// pendingEvery is how often a start or end under way is reported: the manager takes a
// service for hung that is silent for longer than pendingHint.
const (
	pendingEvery = 5 * time.Second
	pendingHint  = 30 * time.Second
)

func byWindows() (bool, error) {
	managed, err := svc.IsWindowsService()
	if err != nil {
		return false, fmt.Errorf("asking Windows whether this is a service: %w", err)
	}
	return managed, nil
}

func runWindows(ctx context.Context, name string, work Work) error {
	h := &handler{ctx: ctx, work: work}
	if err := svc.Run(name, h); err != nil {
		return fmt.Errorf("running as the service %q: %w", name, err)
	}
	return h.err
}

// handler is called by the service manager.
type handler struct {
	ctx  context.Context
	work Work
	err  error
}

// Execute runs the work. Windows sees exit code 1 where it returned an error.
func (h *handler) Execute(_ []string, requests <-chan svc.ChangeRequest, changes chan<- svc.Status) (bool, uint32) {
	commands, ended := make(chan command), make(chan struct{})
	defer close(ended)
	go forward(requests, commands, ended)
	tick := time.NewTicker(pendingEvery)
	defer tick.Stop()
	m := manager{commands: commands, tell: func(r report) { changes <- status(r) }, tick: tick.C}
	if h.err = m.serve(h.ctx, h.work); h.err != nil {
		return true, 1
	}
	return false, 0
}

// forward turns Windows's requests into commands until the work has ended.
func forward(requests <-chan svc.ChangeRequest, commands chan<- command, ended <-chan struct{}) {
	for {
		var c command
		select {
		case <-ended:
			return
		case r := <-requests:
			switch r.Cmd {
			case svc.Stop, svc.Shutdown, svc.PreShutdown:
				c = stop
			case svc.Interrogate:
				c = interrogate
			default:
				continue
			}
		}
		select {
		case <-ended:
			return
		case commands <- c:
		}
	}
}

func status(r report) svc.Status {
	hint := uint32(pendingHint.Milliseconds())
	switch r.state {
	case starting:
		return svc.Status{State: svc.StartPending, CheckPoint: r.step, WaitHint: hint}
	case stopping:
		return svc.Status{State: svc.StopPending, CheckPoint: r.step, WaitHint: hint}
	}
	return svc.Status{State: svc.Running, Accepts: svc.AcceptStop | svc.AcceptShutdown | svc.AcceptPreShutdown}
}
