// Package doctor looks a workspace and its machine over: what a run needs, what would
// keep it from doing its job, and what to do about it.
//
// Start reading at Examine. Each check is a function of values that returns what it
// found; it changes nothing that stays, asks nobody but the mail server, and says no
// cell's value. The package must not import pipeline: it looks, and runs nothing.
package doctor

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"winnow/internal/workspace"
	"winnow/rules"
)

// State is how serious it is.
type State string

// The states of a check. A warning is worth knowing, and runs do their job.
const (
	OK      State = "ok"
	Warning State = "warning"
	Fault   State = "fault"
)

// Cause is what kind of fault it is, for the exit code.
type Cause int

// The causes, from the least to the gravest.
const (
	None     Cause = iota
	Mending        // runs do their job, and something needs mending
	Settings       // a fault of winnow.yaml, a rule file or the text of a mail
	Job            // runs can't do their job
)

// Check is what was found of one thing.
type Check struct {
	Name    string `json:"check"`
	State   State  `json:"state"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"` // what to do
	Cause   Cause  `json:"-"`             // of a fault
}

func well(name, message string, a ...any) Check {
	return Check{Name: name, State: OK, Message: fmt.Sprintf(message, a...)}
}

func warn(name, fix, message string, a ...any) Check {
	return Check{Name: name, State: Warning, Message: fmt.Sprintf(message, a...), Fix: fix}
}

func ill(name string, cause Cause, fix, message string, a ...any) Check {
	return Check{Name: name, State: Fault, Message: fmt.Sprintf(message, a...), Fix: fix, Cause: cause}
}

// Question is what to look at.
type Question struct {
	Root     string        // of the workspace
	Now      time.Time     // in the zone of the council's clocks; zero: by the machine's clock
	Epoch    string        // SOURCE_DATE_EPOCH, that sets the clock in tests; "" where it isn't set
	Patience time.Duration // with the mail server; 0 for half a minute
	Version  string        // of winnow
}

// patient is a workspace that is looked at.
type patient struct {
	Question
	config workspace.Config
	set    *rules.Set // nil where the rules don't load
}

// at returns where a path of the settings lies: in the workspace, unless absolute.
func (p *patient) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(p.Root, filepath.FromSlash(path))
}

// Examine looks at everything, in an order in which the first fault is the one to
// mend first. Settings that can't be read are a fault that ends it, as all else
// depends on them. The error is workspace.ErrNone.
func Examine(ctx context.Context, q Question) ([]Check, error) {
	p := &patient{Question: q}
	found, err := p.settings()
	if err != nil || found.State == Fault {
		return []Check{found, program(q.Version)}, err
	}
	all := []Check{found}
	for _, look := range []func() []Check{
		p.folders, p.shares, p.ledger, p.rules, p.clocks, p.machine, p.mails, p.recording, p.inbox,
		func() []Check { return []Check{p.server(ctx)} },
	} {
		all = append(all, look()...)
	}
	return append(all, program(q.Version)), nil
}
