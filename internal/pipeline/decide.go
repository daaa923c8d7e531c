package pipeline

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

// The commands that make a run, as the ledger records them.
const (
	CommandRun       = "run"
	CommandSupersede = "supersede" // submissions are judged again and take their place
	CommandWithdraw  = "withdraw"
	CommandClose     = "close" // a period is signed off
	CommandPurge     = "purge"
	CommandAnswer    = "answer" // a service's reason for a query is recorded
)

// Settings is what, beside rules, originals and the time, a run's outputs depend
// on: rebuild runs it again by them.
type Settings struct {
	Period   string  `json:"period,omitempty"`
	AsAt     string  `json:"as_at,omitempty"`
	Final    bool    `json:"final,omitempty"`
	Replace  bool    `json:"replace,omitempty"`
	Again    []int64 `json:"again,omitempty"`    // submissions judged anew
	Withdraw []int64 `json:"withdraw,omitempty"` // submissions taken out
	Reason   string  `json:"reason,omitempty"`   // of the decision
	Close    bool    `json:"close,omitempty"`

	Convert   bool `json:"convert,omitempty"`   // old formats were converted
	Passwords int  `json:"passwords,omitempty"` // how many were tried on protected workbooks

	Purge  *PurgeTerms `json:"purge,omitempty"`
	Answer *Answer     `json:"answer,omitempty"`
}

// Answer is the reason that a service gave for a query: it lets the query rest, in
// later submissions too, while the value stays what it is and the day has not come.
type Answer struct {
	Submission int64  `json:"submission"`
	Exception  string `json:"exception"` // its id
	Reason     string `json:"reason"`
	Until      string `json:"until"` // ISO date
	By         string `json:"by,omitempty"`
}

func (c Config) settings() Settings {
	s := Settings{Final: c.Final, Replace: c.Replace, Withdraw: c.Withdraw, Reason: c.Reason, Close: c.Close, Period: c.Period.String(), Purge: c.Purge, Answer: c.Answer,
		Convert: c.Ingest.Convert != nil, Passwords: len(c.Ingest.Passwords)}
	if c.AsAt != nil {
		s.AsAt = c.AsAt.String()
	}
	for _, source := range c.Sources {
		for _, old := range source.Again {
			s.Again = append(s.Again, old.ID)
		}
	}
	return s
}

func (c Config) command() string { return cmp.Or(c.Command, CommandRun) }

// again returns the submission that a table is judged anew as; nil for none.
func (s Source) again(m *match) *ledger.Submission {
	for i := range s.Again {
		old := &s.Again[i]
		if old.Return == m.ret.Name && (old.Sheet == m.sheet.Name || len(s.Again) == 1) && (old.Span == "" || old.Span == m.tab.String()) {
			return old
		}
	}
	return nil
}

// judgedAgain leaves of the tables of an original those that are to be judged anew.
// A file that was refused as a whole is read as if it came now.
func (s Source) judgedAgain(found []*match) []*match {
	if len(s.Again) == 0 || s.Again[0].Return == "" {
		return found
	}
	return slices.DeleteFunc(found, func(m *match) bool { return s.again(m) == nil })
}

// decisions takes out the submissions that are withdrawn.
func (p *publisher) decisions() error {
	p.changed = p.changed || p.config.Close
	for _, id := range p.config.Withdraw {
		old, err := p.ledger.Submission(id)
		if err != nil {
			return err
		}
		if old == nil {
			return fmt.Errorf("there is no submission %d", id)
		}
		if err := p.withdraw(old); err != nil {
			return err
		}
		p.changed = true
	}
	return nil
}

// answer records the reason for a query.
func (p *publisher) answer(periods map[string]bool) error {
	a := p.config.Answer
	if a == nil {
		return nil
	}
	sub, err := p.ledger.Submission(a.Submission)
	if err != nil {
		return err
	}
	if sub == nil {
		return fmt.Errorf("there is no submission %d", a.Submission)
	}
	p.changed = true
	periods[sub.Period] = true
	if err := p.ledger.Explain(*sub, ledger.Explanation{Exception: a.Exception, Reason: a.Reason, Until: a.Until, By: a.By}); err != nil {
		return err
	}
	return p.ledger.Settle(sub.Period)
}

func (p *publisher) withdraw(old *ledger.Submission) error {
	if err := p.withdrawOutputs(old); err != nil {
		return err
	}
	if err := p.ledger.Drop(old.ID); err != nil {
		return err
	}
	return p.ledger.Decide(old.ID, ledger.Withdrawn, p.config.Reason, 0)
}

// signedOff says when a period was signed off and what has changed since; nil for
// one that wasn't.
func signedOff(state *ledger.Period, when time.Time, now []report.Measure) (*report.SignedOff, error) {
	if when.IsZero() {
		return nil, nil
	}
	var then []report.Measure
	if err := json.Unmarshal([]byte(state.Final), &then); err != nil {
		return nil, fmt.Errorf("the ledger's figures of %s as signed off: %w", state.Period, err)
	}
	return &report.SignedOff{At: when.Format(time.RFC3339), Revised: report.Revisions(then, now)}, nil
}
