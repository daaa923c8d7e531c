package sample

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/rules"
)

// TestTableRules bends the clean form until a rule over the whole table fires:
// that one, and no other.
func TestTableRules(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		rule string
		make func() *sheet
		bend func(*sheet)
	}{
		{"quit-rate-implausible", smoking, everyone("outcome", "Quit", isOutcome("Not quit", "Lost to follow-up"))},
		{"quit-rate-unusual", smoking, everyone("outcome", "Quit", isOutcome("Not quit"))},
		{"lost-share", smoking, everyone("outcome", "Lost to follow-up", isOutcome("Not quit"))},
		{"ethnic-not-stated-share", smoking, everyone("ethnic_category", "Z", func(l *line) bool { return l.text("district") == "Erewash" || l.text("district") == "Bolsover" })},
		{"co-validation-share", smoking, aYearLater},
		{"weights-rounded", weight, roundWeights},
		{"losses-within-starters", weight, everyone("lost_5_percent", "Y", isUnweighed)},
		{"registration-gap", sitesSheet, everyone("registered", num("0"), func(l *line) bool { return l.text("site_code") < "CTS03" })},
		{"winter-grant-families", fund, everyone("children", num("0"), isPaid("CWGS"))},
		{"winter-grant-food-energy-water", fund, everyone("need", "Other essentials", isPaid("CWGS"))},
		{"support-payment-families", fund, everyone("children", num("0"), isPaid("CSP"))},
		{"support-payment-food-energy-water", fund, everyone("need", "Other essentials", isPaid("CSP"))},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			s := tt.make()
			tt.bend(s)
			if diff := cmp.Diff([]string{tt.rule}, fired(t, set, s)); diff != "" {
				t.Errorf("rules that fire: -want +got\n%s", diff)
			}
		})
	}
}

func smoking() *sheet    { return smokingQuits(draw(1)) }
func weight() *sheet     { return weightManagement(draw(2)) }
func sitesSheet() *sheet { return testingSites(draw(3)) }
func fund() *sheet       { return awards(draw(4)) }

// everyone gives a field a value in all records that fit, and a quit its follow-up.
func everyone(field string, value any, fits func(*line) bool) func(*sheet) {
	return func(s *sheet) {
		for _, l := range s.lines {
			if l.cells["district"] == nil || !fits(l) {
				continue
			}
			l.cells[field] = value
			if value == "Quit" {
				l.cells["follow_up_date"] = l.day("quit_date").AddDays(28)
				l.cells["follow_up_date"] = min(l.day("follow_up_date"), asAt)
			}
			if value == "Lost to follow-up" {
				l.cells["follow_up_date"], l.cells["follow_up_method"] = nil, nil
			}
		}
	}
}

// aYearLater moves the smoking return to a year in which CO tests are done again.
func aYearLater(s *sheet) {
	s.above[2][1], s.above[3][1] = "Quarter 1 2022-23", asAt.AddDays(365)
	for _, l := range s.lines {
		for _, f := range []string{"quit_date", "follow_up_date"} {
			if d, ok := l.cells[f].(period.Date); ok {
				l.cells[f] = d.AddDays(365)
			}
		}
	}
}

func roundWeights(s *sheet) {
	for i, l := range s.lines {
		if i%5 == 0 && isUnweighed(l) {
			l.weighs(170, 850+50*(i%4))
		}
	}
}

// fired checks a sheet and returns the rules that found something, and those
// that could not be evaluated.
func fired(t *testing.T, set *rules.Set, s *sheet) []string {
	t.Helper()
	data, err := s.bytes()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), filepath.Base(s.path))
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	config := pipeline.Config{
		Rules: set, Now: time.Date(2022, 7, 5, 9, 0, 0, 0, time.UTC),
		Sources: []pipeline.Source{{Path: path, Name: s.path}},
	}
	rep, err := pipeline.Run(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range rep.Rules {
		if r.Status == report.RuleIssues || r.Status == report.RuleFailed {
			ids = append(ids, r.Rule)
		}
	}
	return ids
}
