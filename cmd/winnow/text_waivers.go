package main

import (
	"fmt"
	"io"

	"winnow/internal/period"
	"winnow/internal/report"
)

// printWaived says what waivers let pass of a table, a line a waiver.
func printWaived(w io.Writer, t *report.Table, name func(rule string, key *string) string) {
	for _, x := range t.Waived {
		fmt.Fprintf(w, "    waived  %s × %s until %s: %s (agreed by %s)\n", name(x.Rule, x.Key), thousands(x.Count), dayWords(x.Until), x.Reason, x.AgreedBy)
	}
}

// ruleAlone is ruleAndKey for the output of run, which holds no value of a file.
func ruleAlone(rule string, key *string) string {
	if key == nil {
		return rule
	}
	return rule + " of one record"
}

func ruleAndKey(rule string, key *string) string {
	if key == nil {
		return rule
	}
	return rule + " of " + *key
}

// dayWords writes an ISO date as 30 September 2021.
func dayWords(iso string) string {
	if d, ok := period.ParseDate(iso); ok {
		return d.Long()
	}
	return iso
}

// printTrials shows the operator what rules on trial found. None of it is sent.
func printTrials(w io.Writer, t *report.Table) {
	for e := range t.Trials.All() {
		printFinding(w, "on trial, not sent ("+severityWords[e.Severity]+")", e)
	}
}

// printTrialCounts says how often rules on trial were broken.
func printTrialCounts(w io.Writer, rules []report.RuleStatus) {
	for _, r := range rules {
		if r.Trial && r.Count > 0 {
			fmt.Fprintf(w, "on trial, not sent: %s of %s × %s\n", r.Rule, r.Return, thousands(r.Count))
		}
	}
}

// printWaivers names the waivers that can go: those that have ended, and those of
// the services at hand that nothing needed.
func printWaivers(w io.Writer, waivers []report.Waiver, name func(rule string, key *string) string) {
	for _, x := range waivers {
		what := fmt.Sprintf("waivers.csv line %d, %s for %s", x.Line, name(x.Rule, x.Key), x.Service)
		switch {
		case x.Status == report.WaiverEnded:
			fmt.Fprintf(w, "waiver ended: %s ended on %s: take it out\n", what, dayWords(x.Until))
		case x.Status == report.WaiverUnused && x.Met:
			fmt.Fprintf(w, "waiver not needed: %s applied to nothing here\n", what)
		}
	}
}
