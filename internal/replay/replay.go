// Package replay says what a rule would have said of every submission in a
// workspace's archive, before it goes live. Start reading at Run. It writes
// nothing: the archived originals are checked again, as `winnow check` does it,
// and the findings of one rule are counted.
package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

// Config is one replay.
type Config struct {
	Workspace *workspace.View
	Rules     *rules.Set // that holds the rule; its returns are those replayed
	Before    *rules.Set // the rules in force, to compare with; nil for none
	Rule      string     // the rule's id
	Return    string     // "" for every return that has a rule of the id
	Ingest    ingest.Options
	Now       time.Time
	Progress  func(name string, share float64)
}

// Line is what the rule says of one submission. It holds no cell's value.
type Line struct {
	Return   string           `json:"return"`
	Service  string           `json:"service"`
	Period   string           `json:"period"`
	File     string           `json:"file"` // as received
	SHA256   string           `json:"sha256"`
	Sheet    *string          `json:"sheet"`    // nil of a CSV
	Replaced bool             `json:"replaced"` // another submission stands in its place by now
	Records  int              `json:"records"`
	Status   report.RuleState `json:"status"`
	Reason   *string          `json:"reason"` // why skipped or failed, or why the file could not be read again
	Count    int              `json:"count"`
	Severity *string          `json:"severity"` // the gravest among what it found
	HeldBack int              `json:"held_back"`
	Before   *Before          `json:"before"` // nil where there are no rules to compare with, or they lack the rule
}

// Before is what the rules in force say.
type Before struct {
	Count    int `json:"count"`
	HeldBack int `json:"held_back"` // records held back by all rules together
}

// Result is a whole replay: a line for each submission, in order of period,
// return, service and receipt.
type Result struct {
	Schema string `json:"schema"`
	Rule   string `json:"rule"`
	Lines  []Line `json:"submissions"`
}

// Schema names the version of the JSON form.
const Schema = "winnow/replay/v1"

// ErrNoRule says that no return has the rule.
var ErrNoRule = errors.New("no return has a rule of this id")

// Run replays the rule. The error says what kept it from being done; a single
// file that can't be read again is a line with its reason.
func Run(ctx context.Context, c Config) (*Result, error) {
	having := returnsWith(c.Rules, c.Rule, c.Return)
	if len(having) == 0 {
		return nil, ErrNoRule
	}
	out := &Result{Schema: Schema, Rule: c.Rule, Lines: []Line{}}
	all, err := c.Workspace.Ledger.Submissions(ledger.Filter{States: []ledger.State{ledger.Accepted, ledger.Returned, ledger.Superseded, ledger.Withdrawn, ledger.Checked}})
	if err != nil {
		return nil, err
	}
	for _, b := range batches(all, having) {
		lines, err := c.replay(ctx, c.Rules, b)
		if err != nil {
			return nil, err
		}
		if c.Before != nil && len(returnsWith(c.Before, c.Rule, "")) > 0 {
			before, err := c.replay(ctx, c.Before, b)
			if err != nil {
				return nil, err
			}
			for i := range lines {
				if slices.Contains(returnsWith(c.Before, c.Rule, ""), lines[i].Return) {
					lines[i].Before = &Before{before[i].Count, before[i].HeldBack}
				}
			}
		}
		for _, l := range lines {
			if slices.Contains(having, l.Return) {
				out.Lines = append(out.Lines, l)
			}
		}
	}
	slices.SortStableFunc(out.Lines, func(a, b Line) int {
		return strings.Compare(a.Period+"\x00"+a.Return+"\x00"+a.Service, b.Period+"\x00"+b.Return+"\x00"+b.Service)
	})
	return out, nil
}

// returnsWith lists the returns that have a rule.
func returnsWith(set *rules.Set, rule, only string) []string {
	var names []string
	for _, r := range set.Returns {
		if (only == "" || r.Name == only) && slices.Contains(r.RuleIDs(), rule) {
			names = append(names, r.Name)
		}
	}
	return names
}

// batches groups the submissions to be checked in one go: those that stand for a
// period together, as rules may compare them, those since replaced one by one.
// Periods without a return that has the rule are left out.
func batches(all []ledger.Submission, having []string) [][]ledger.Submission {
	standing := map[string][]ledger.Submission{}
	var alone [][]ledger.Submission
	var periods []string
	for _, sub := range all {
		switch {
		case !sub.Stands && slices.Contains(having, sub.Return):
			alone = append(alone, []ledger.Submission{sub})
		case sub.Stands:
			standing[sub.Period] = append(standing[sub.Period], sub)
		}
	}
	for p, subs := range standing {
		if slices.ContainsFunc(subs, func(s ledger.Submission) bool { return slices.Contains(having, s.Return) }) {
			periods = append(periods, p)
		}
	}
	slices.Sort(periods)
	var groups [][]ledger.Submission
	for _, p := range periods {
		groups = append(groups, standing[p])
	}
	return append(groups, alone...)
}

// replay checks the originals of some submissions of one period with a rule set.
func (c Config) replay(ctx context.Context, set *rules.Set, subs []ledger.Submission) ([]Line, error) {
	config := pipeline.Config{Rules: set, Ingest: c.Ingest, Now: c.Now, Progress: c.Progress, Earlier: c.Workspace}
	var err error
	if subs[0].Period != "" {
		if config.Period, err = period.Parse(subs[0].Period); err != nil {
			return nil, fmt.Errorf("the ledger's periods: %w", err)
		}
	}
	taken := map[string]bool{}
	for _, s := range subs {
		if !taken[s.SHA256] {
			taken[s.SHA256] = true
			file, err := c.Workspace.Ledger.File(s.SHA256)
			if err != nil {
				return nil, err
			}
			if file == nil {
				return nil, fmt.Errorf("the ledger is damaged: submission %d is of a file that isn't there", s.ID)
			}
			config.Sources = append(config.Sources, pipeline.Source{
				Path: c.Workspace.Path(workspace.ArchivePath(s.SHA256, file.Ext)), Name: s.Name, Folder: s.Service})
		}
	}
	rep, err := pipeline.Run(ctx, config)
	if rep == nil {
		return nil, err
	}
	lines := make([]Line, len(subs))
	for i, s := range subs {
		lines[i] = c.line(s, rep)
		if lines[i].Status == "" {
			lines[i].Status, lines[i].Reason = report.RuleFailed, report.Ptr("the original could not be read again")
		}
	}
	for _, f := range rep.Files {
		_ = f.Exceptions.Close() // a temporary file that stays is the system's to clear
		for _, t := range f.Tables {
			_ = t.Exceptions.Close()
		}
	}
	return lines, nil
}
