package pipeline

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

// A file's part of a period's report is kept, so that later runs can print the whole
// period without reading the file again. A workbook with a sheet for each quarter has a
// part for each: one of them may be judged again without the others.

// fragmentStem is what the paths of all parts of a file begin with.
func fragmentStem(sum string) string { return ".winnow/files/" + sum }

const rulesEnding = ".rules.json"

// fragmentPath is where a file's part of a period's report is kept.
func fragmentPath(sum, period string) string { return fragmentStem(sum) + dotted(period) + ".json" }

// fragmentRulesPath is where how the rules on its rows ended is kept, by table.
func fragmentRulesPath(sum, period string) string {
	return fragmentStem(sum) + dotted(period) + rulesEnding
}

func dotted(period string) string {
	if period == "" {
		return ""
	}
	return "." + period
}

// tableStates is how the rules on the rows of one table ended.
type tableStates struct {
	Return string              `json:"return"`
	Sheet  string              `json:"sheet"`
	Rules  []report.RuleStatus `json:"rules"`
}

// fragments keeps a file's part of the report of each of its periods; when is that of
// a file without a table.
func (p *publisher) fragments(f *received, when string) error {
	if f.waits() {
		return nil
	}
	var periods []string
	for _, s := range f.tables {
		if name := s.facts.period.String(); slices.Contains(f.report.Tables, s.report) && !slices.Contains(periods, name) {
			periods = append(periods, name)
		}
	}
	if len(periods) == 0 {
		periods = []string{when}
	}
	for _, name := range periods {
		if err := p.fragment(f, name); err != nil {
			return err
		}
	}
	return nil
}

func (p *publisher) fragment(f *received, period string) error {
	part := *f.report
	part.Tables = nil
	states := []tableStates{}
	for _, s := range f.tables {
		if s.facts.period.String() == period && slices.Contains(f.report.Tables, s.report) {
			part.Tables = append(part.Tables, s.report)
			states = append(states, tableStates{s.match.ret.Name, s.match.sheet.Name, s.rules})
		}
	}
	if part.Status != report.FileRefused {
		part.Status = statusOf(&part)
	}
	if err := p.put(fragmentPath(f.report.SHA256, period), part.WriteJSON); err != nil {
		return err
	}
	return p.put(fragmentRulesPath(f.report.SHA256, period), func(w io.Writer) error {
		return json.NewEncoder(w).Encode(states)
	})
}

// reportedTables says which tables of a file a period's report speaks of: not those that
// were replaced or withdrawn since, while others of the file stand.
func (p *publisher) reportedTables(sum, period string) (func(ret, sheet string) bool, error) {
	all, err := p.ledger.Submissions(ledger.Filter{SHA256: sum, Period: period, States: []ledger.State{ledger.Accepted, ledger.Returned, ledger.Refused}})
	return func(ret, sheet string) bool {
		return slices.ContainsFunc(all, func(s ledger.Submission) bool { return s.Return == ret && s.Sheet == sheet })
	}, err
}

// addStates counts in how the rules on the rows of a file's tables ended.
func (p *publisher) addStates(all statuses, rel string, speaks func(ret, sheet string) bool) error {
	raw, err := p.stage.Read(rel)
	if err != nil {
		return err
	}
	var tables []tableStates
	if err := json.Unmarshal(raw, &tables); err != nil {
		return fmt.Errorf("%s is damaged: %w", rel, err)
	}
	for _, t := range tables {
		if speaks(t.Return, t.Sheet) {
			all.add(t.Rules)
		}
	}
	return nil
}

// Parts returns those of the workspace's outputs that are a file's parts of reports,
// each with what writes an empty one.
func Parts(sha256 string, outputs map[string]string) map[string]func(io.Writer, ledger.File) error {
	parts := map[string]func(io.Writer, ledger.File) error{}
	for at := range outputs {
		switch {
		case !strings.HasPrefix(at, fragmentStem(sha256)):
		case strings.HasSuffix(at, rulesEnding):
			parts[at] = func(w io.Writer, _ ledger.File) error {
				_, err := io.WriteString(w, "[]\n")
				return err
			}
		default:
			parts[at] = func(w io.Writer, f ledger.File) error {
				part := &report.File{Path: f.Name, SHA256: f.SHA256, Status: report.FileStatus(f.Status), Exceptions: &report.List{}}
				return part.WriteJSON(w)
			}
		}
	}
	return parts
}
