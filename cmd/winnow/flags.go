package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"winnow/internal/period"
	"winnow/internal/workspace"
	"winnow/rules"
)

// loadRules loads what --rules names, else the rules of the workspace at hand,
// else the shipped ones, which the caller says how to load.
func loadRules(named string, shipped func() (*rules.Set, error)) (*rules.Set, error) {
	if named != "" {
		set, err := rules.LoadPath(named)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &usageError{fmt.Sprintf("--rules: there is no file or folder %s", named), "winnow help check"}
		}
		return set, err
	}
	if _, err := os.Stat(workspace.ConfigFile); err == nil {
		if info, err := os.Stat(workspace.RulesDir); err == nil && info.IsDir() {
			return rules.LoadPath(workspace.RulesDir)
		}
	}
	return shipped()
}

// parsePeriod reads --period; "" is no period.
func parsePeriod(text string) (period.Period, error) {
	if text == "" {
		return period.Period{}, nil
	}
	p, err := period.Parse(text)
	if err != nil {
		return p, &usageError{"--period: " + err.Error(), "for example --period 2021-22-Q1"}
	}
	return p, nil
}

// parseAsAt reads --as-at; "" is none.
func parseAsAt(text string) (*period.Date, error) {
	if text == "" {
		return nil, nil
	}
	d, ok := period.ParseDate(text)
	if !ok {
		return nil, &usageError{fmt.Sprintf("--as-at: %q is not a date", text), "for example --as-at 2021-06-30"}
	}
	return &d, nil
}

// now is when files count as received, by the clocks of the council.
func now() time.Time { return nowIn(london()) }

// nowIn is now in a zone. SOURCE_DATE_EPOCH, seconds since 1970, stands in for the
// clock where the same bytes are wanted again.
func nowIn(zone *time.Location) time.Time {
	if s, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(s, 0).In(zone)
	}
	return time.Now().In(zone).Truncate(time.Second)
}

// london is where the clocks are set; its zone data is part of the binary.
func london() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC
	}
	return zone
}

// configPeriod returns --period, else the workspace's.
func configPeriod(flag string, c workspace.Config) (period.Period, error) {
	if flag == "" {
		flag = c.Period
	}
	return parsePeriod(flag)
}

// checkReturn makes sure that --return names a return of the rule set.
func checkReturn(set *rules.Set, name string) error {
	if name == "" || set.Return(name) != nil {
		return nil
	}
	return &usageError{fmt.Sprintf("--return: %s holds no return %q", filepath.Base(set.Name), name), returnHint(set, name)}
}
