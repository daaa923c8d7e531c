package sample_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/sample"
	"winnow/internal/workspace"
	"winnow/rules"
)

// run checks a form's files on disk against the shipped rules.
func run(t *testing.T, form string) (*report.Report, []sample.Expectation) {
	t.Helper()
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	files, expected, err := sample.Files(form)
	if err != nil {
		t.Fatal(err)
	}
	quarter, err := period.Parse("2021-22-Q1")
	if err != nil {
		t.Fatal(err)
	}
	config := pipeline.Config{Rules: set, Period: quarter, Now: time.Date(2021, 7, 5, 9, 0, 0, 0, time.UTC)}
	for _, f := range files {
		folder, name, _ := strings.Cut(f.Path, "/")
		config.Sources = append(config.Sources, pipeline.Source{
			Path: filepath.Join("../../testdata/sample", form, filepath.FromSlash(f.Path)),
			Name: f.Path, Folder: folder, Leave: workspace.IgnoredName(name),
		})
	}
	rep, err := pipeline.Run(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	return rep, expected
}

// said lists every exception as "file|row|column|rule|kind|severity", and
// every refusal as "file||||refused|".
func said(rep *report.Report, notes bool) []string {
	var lines []string
	add := func(path string, list *report.List) {
		for e := range list.All() {
			if e.Severity == report.Note && !notes {
				continue
			}
			row := ""
			if e.Row > 0 {
				row = strconv.Itoa(e.Row)
			}
			lines = append(lines, strings.Join([]string{path, row, e.Column, e.Rule, e.Kind, string(e.Severity)}, "|"))
		}
	}
	for _, f := range rep.Files {
		if f.Status == report.FileRefused || f.Status == report.FileIgnored {
			lines = append(lines, f.Path+"||||"+string(f.Status)+"|")
			continue
		}
		add(f.Path, f.Exceptions)
		for _, t := range f.Tables {
			add(f.Path, t.Exceptions)
		}
	}
	sort.Strings(lines)
	return lines
}

func TestAsReceived(t *testing.T) {
	rep, expected := run(t, sample.AsReceived)
	var want []string
	reasons := map[string]string{}
	for _, e := range expected {
		row := ""
		if e.Row > 0 {
			row = strconv.Itoa(e.Row)
		}
		switch e.Kind {
		case sample.Nothing:
		case sample.Refused, sample.Ignored:
			want = append(want, e.File+"||||"+e.Kind+"|")
			reasons[e.File] = e.Rule
		default:
			want = append(want, strings.Join([]string{e.File, row, e.Column, e.Rule, e.Kind, e.Severity}, "|"))
		}
	}
	sort.Strings(want)
	if diff := cmp.Diff(want, said(rep, true)); diff != "" {
		t.Errorf("file|row|column|rule|kind|severity: -want +got\n%s", diff)
	}
	for _, f := range rep.Files {
		if words := reasons[f.Path]; words != "" && (f.Reason == nil || !strings.Contains(*f.Reason, words)) {
			t.Errorf("%s: refused without the words %q: %v", f.Path, words, text(f.Reason))
		}
		for _, table := range f.Tables {
			if !table.Rows.Balanced() {
				t.Errorf("%s: rows don't balance: %+v", f.Path, table.Rows)
			}
		}
	}
	within(t, rep)
}

// within holds the provisional measures to the figures of the clean form: they
// must lie between low and high.
func within(t *testing.T, rep *report.Report) {
	t.Helper()
	truth := map[string]int64{
		"quit_dates_set": 717, "four_week_quits_to_date": 348, "four_week_quits": 466, "weight_starters": 412,
		"weight_lost_any": 185, "weight_lost_5_percent": 74, "testing_sites": 29, "tests_conducted": 27385, "awards": 3126,
		"awards_by_scheme ECP": 2622, "awards_by_scheme EPG": 216, "awards_by_scheme CWGS": 153, "awards_by_scheme CSP": 135, "awards_by_scheme FLD": 0,
	}
	for _, m := range rep.Measures {
		want, ok := truth[strings.TrimSpace(m.Measure+" "+m.Group["scheme_code"])]
		if !ok {
			continue
		}
		t.Logf("%s %v: %s, %s to %s, %s", m.Measure, m.Group, text(m.Value), text(m.Low), text(m.High), text(m.Band))
		low, errLow := strconv.ParseInt(text(m.Low), 10, 64)
		high, errHigh := strconv.ParseInt(text(m.High), 10, 64)
		if m.Status != report.Provisional || errLow != nil || errHigh != nil || want < low || want > high {
			t.Errorf("%s %v is %s, %q to %q, want provisional with %d between", m.Measure, m.Group, m.Status, text(m.Low), text(m.High), want)
		}
	}
}

// earlier are the rules that read a quarter before the sample's, of which nothing
// is held.
var earlier = map[string]bool{
	"award-in-earlier-quarter": true, "third-crisis-payment-since-last-quarter": true,
	"sites-carried-over": true, "projection-against-last-year": true, "starters-reappear": true,
}

func TestClean(t *testing.T) {
	rep, _ := run(t, sample.Clean)
	if lines := said(rep, true); len(lines) != 0 {
		t.Errorf("the clean form has exceptions:\n%s", strings.Join(lines, "\n"))
	}
	for _, r := range rep.Rules {
		if earlier[r.Rule] && r.Status == report.RuleSkipped && strings.Contains(text(r.Reason), "not held") {
			continue
		}
		if r.Status != report.RuleOK {
			t.Errorf("rule %s of %s ended as %s: %s", r.Rule, r.Return, r.Status, text(r.Reason))
		}
	}
	want := []string{
		"amount_awarded= 309798  ",
		"average_quit_rate= 0.65  ",
		"awards= 3126  ",
		"awards_by_scheme=CSP 135  ",
		"awards_by_scheme=CWGS 153  ",
		"awards_by_scheme=ECP 2622  ",
		"awards_by_scheme=EPG 216  ",
		"awards_by_scheme=FLD 0  ",
		"five_percent_rate= 0.18  ",
		"four_week_quits= 466 300 Strong",
		"four_week_quits_to_date= 348  ",
		"lost_any_rate= 0.45  ",
		"quit_dates_set= 717  ",
		"starters_still_on= 348  ",
		"support_payment_in_all= 10380  ",
		"support_payment_on_children= 10150  ",
		"support_payment_on_essentials= 9870  ",
		"support_payment_spend= 10380  ",
		"testing_sites= 29  ",
		"testing_sites_at_end= 26  ",
		"tests_conducted= 27385  ",
		"weight_lost_5_percent= 74 57 Strong",
		"weight_lost_any= 185  ",
		"weight_starters= 412  ",
		"winter_grant_in_all=   ", // open since December: earlier quarters are not held
		"winter_grant_on_children=   ",
		"winter_grant_on_essentials=   ",
		"winter_grant_spend= 8670  ",
	}
	if diff := cmp.Diff(want, figures(rep)); diff != "" {
		t.Errorf("measures: -want +got\n%s", diff)
	}
	for _, m := range rep.Measures {
		if m.Status != report.Final || text(m.AsAt) != "2021-06-30" {
			t.Errorf("%s is %s, as at %s", m.Measure, m.Status, text(m.AsAt))
		}
	}
}

// figures lists measures as "name=group value target band", by name and group.
func figures(rep *report.Report) []string {
	var lines []string
	for _, m := range rep.Measures {
		value := text(m.Value)
		if m.Status == report.Provisional {
			value = fmt.Sprintf("%s (%s to %s)", value, text(m.Low), text(m.High))
		}
		lines = append(lines, fmt.Sprintf("%s=%s %s %s %s", m.Measure, m.Group["scheme_code"], value, text(m.Target), text(m.Band)))
	}
	sort.Strings(lines)
	return lines
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
