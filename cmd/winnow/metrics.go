package main

import (
	"cmp"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/metrics"
)

// unrecognised stands for the return of a file that was refused before it was known.
const unrecognised = "unrecognised"

// ledgerFigures gathers what the metrics say of a period from the ledger and from
// how the returns owed for it stand. Workspace, Run and Inbox are left to the caller.
func ledgerFigures(book ledger.Book, period string, lines []due.Line) (metrics.Figures, error) {
	f := metrics.Figures{Version: version, Schema: ledger.Version()}
	for _, l := range lines {
		f.Due = append(f.Due, metrics.Due{Return: cmp.Or(l.Return, unrecognised), State: string(l.State), Count: 1})
	}
	if err := countSubmissions(&f, book, period); err != nil {
		return f, err
	}
	return f, countMails(&f, book)
}

// countSubmissions counts those of the period by state, and of those that stand the
// rows and the open exceptions.
func countSubmissions(f *metrics.Figures, book ledger.Book, period string) error {
	all, err := book.Submissions(ledger.Filter{Period: period})
	if err != nil {
		return err
	}
	for _, s := range all {
		ret := cmp.Or(s.Return, unrecognised)
		f.Submissions = append(f.Submissions, metrics.Submissions{Return: ret, State: string(s.State), Count: 1})
		if !s.Stands {
			continue
		}
		f.Rows = append(f.Rows, metrics.Rows{Return: ret, Clean: s.Rows.Clean, HeldBack: s.Rows.HeldBack, Skipped: s.Rows.Skipped})
		counts, err := book.RuleCounts(s.ID)
		if err != nil {
			return err
		}
		for _, c := range counts {
			if c.State == ledger.ExceptionOpen {
				f.Exceptions = append(f.Exceptions, metrics.Exceptions{Return: ret, Severity: c.Severity, Open: c.Count})
			}
		}
	}
	return nil
}

// countMails counts the mails of all periods, with a nought for states that none is
// in, so that an alert on them ends.
func countMails(f *metrics.Figures, book ledger.Book) error {
	counts, err := book.MailCounts()
	if err != nil {
		return err
	}
	for _, state := range mailStates {
		f.Mails = append(f.Mails, metrics.Mails{State: state, Count: counts[state]})
	}
	return nil
}
