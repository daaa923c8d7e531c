package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/nearest"
	"winnow/internal/period"
	"winnow/internal/standing"
	"winnow/internal/workspace"
	"winnow/rules"
)

// look is a workspace looked into, with its rules.
type look struct {
	config workspace.Config
	rules  *rules.Set
	view   *workspace.View // nil before the first run
}

// lookAt opens a workspace for looking. One that has taken in nothing has no
// ledger yet; one that has lost it is an error, as everything would seem missing.
func lookAt(root string) (*look, error) {
	config, err := workspace.ReadConfig(root)
	if err != nil {
		return nil, err
	}
	l := &look{config: config}
	if l.view, err = workspace.OpenView(root); errors.Is(err, ledger.ErrMissing) && workspace.Fresh(root) {
		l.view, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if l.rules, err = rules.LoadPath(filepath.Join(root, workspace.RulesDir)); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *look) close() error {
	if l.view == nil {
		return nil
	}
	return l.view.Close()
}

// book is what may be asked of the ledger; nil before the first run.
func (l *look) book() *ledger.Book {
	if l.view == nil {
		return nil
	}
	return &l.view.Ledger.Book
}

// owedQuestion is the period, service and instant that status and chase ask about.
type owedQuestion struct {
	period  period.Period
	service string // "" for all
	at      time.Time
}

func (l *look) question(p, service, asAt string) (owedQuestion, error) {
	return askOwed(l.config, l.rules, p, service, asAt)
}

// askOwed reads the flags: the period is the one named, else the workspace's, else
// the last that has ended.
func askOwed(config workspace.Config, set *rules.Set, p, service, asAt string) (q owedQuestion, err error) {
	q.at = now()
	day, err := parseAsAt(asAt)
	if err != nil {
		return q, err
	}
	if day != nil {
		d := day.Time()
		q.at = time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, q.at.Location())
	}
	if q.period, err = configPeriod(p, config); err != nil {
		return q, err
	}
	if q.period.IsZero() {
		q.period = due.Pending(set, q.today())
	}
	q.service, err = namedService(set, service)
	return q, err
}

func (q owedQuestion) today() period.Date {
	d, _ := period.NewDate(q.at.Year(), int(q.at.Month()), q.at.Day())
	return d
}

// namedService finds the service that --service means, by its id or its name.
func namedService(set *rules.Set, given string) (string, error) {
	if given == "" {
		return "", nil
	}
	var ids []string
	for _, s := range set.Services {
		if strings.EqualFold(s.Service, given) || strings.EqualFold(s.Name, given) {
			return s.Service, nil
		}
		ids = append(ids, s.Service)
	}
	for _, d := range set.Due {
		if strings.EqualFold(d.Service, given) {
			return d.Service, nil
		}
		ids = append(ids, d.Service)
	}
	hint := "winnow status lists them"
	if i := nearest.Of(given, ids); i >= 0 {
		hint = "did you mean " + ids[i] + "?"
	}
	return "", &usageError{fmt.Sprintf("--service: there is no service %q", given), hint}
}

func (q owedQuestion) lines(l *look) ([]due.Line, error) {
	lines, err := standing.Lines(l.book(), l.rules, q.period, q.at)
	if err != nil || q.service == "" {
		return lines, err
	}
	return slices.DeleteFunc(lines, func(x due.Line) bool { return x.Service != q.service }), nil
}
