package dataset

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
)

// seen is what tools/node/read.mjs prints.
type seen struct {
	CreatedBy string
	Columns   []struct{ Name, Type string }
	Rows      [][]any
	Meta      [][2]string
}

func (s seen) columns() []string {
	var out []string
	for _, c := range s.Columns {
		out = append(out, c.Name+" "+c.Type)
	}
	return out
}

// read has another program read the files that a pattern names.
func read(t *testing.T, engine, pattern string) seen {
	t.Helper()
	tools, err := filepath.Abs("../../tools/node")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(tools, "node_modules")); err != nil {
		missing(t, "tools/node/node_modules is not there: run `make setup`")
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node is not installed: run `make setup`")
	}
	cmd := exec.Command("node", filepath.Join(tools, "read.mjs"), engine, pattern)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", engine, err, stderr.String())
	}
	var s seen
	if err := json.Unmarshal(out, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// missing skips a test for want of a program, save in CI, where a skip would
// hide that nothing was tested.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip("skipped: " + why)
}

// publish writes a file into a new dataset and returns the dataset's folder.
func publish(t *testing.T, folder string, data []byte) string {
	t.Helper()
	root := t.TempDir()
	at := filepath.Join(root, filepath.FromSlash(folder))
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, "part.parquet"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestDuckDBReadsTypesAndPartitions(t *testing.T) {
	root := publish(t, Partition("smoking_quits", "2021-22-Q1", "stop smoking/A"), write(t, 3, fixed(2)))
	got := read(t, "duckdb", filepath.ToSlash(root)+"/**/*.parquet")
	want := []string{
		"client_ref VARCHAR", "outcome VARCHAR", "co_ppm DECIMAL(38,1)", "sessions BIGINT", "pregnant BOOLEAN", "quit_date DATE",
		"seen TIMESTAMP", "at TIME", "year INTEGER", "nothing VARCHAR", "amount DECIMAL(18,2)", "born VARCHAR",
		"period VARCHAR", "service VARCHAR",
	}
	if diff := cmp.Diff(want, got.columns()); diff != "" {
		t.Error(diff)
	}
	p := newPseudonymiser(secret)
	rows := [][]any{
		{p.of("LLB0000000"), "quit", nil, "0", "true", "2021-04-01", "2021-04-01 00:00:00", "00:00:00", "2021", nil, "-5.00", p.of("2021-04-01"), "2021-22-Q1", "stop smoking/A"},
		{p.of("LLB0000001"), nil, "-49.9", "1", "false", "2021-04-02", "2021-04-01 00:00:00.000001", "00:00:01", "2021", nil, "-4.99", nil, "2021-22-Q1", "stop smoking/A"},
		{p.of("LLB0000002"), "lost", "-49.8", "2", "false", "2021-04-03", "2021-04-01 00:00:00.000002", "00:00:02", "2021", nil, nil, p.of("2021-04-03"), "2021-22-Q1", "stop smoking/A"},
	}
	if diff := cmp.Diff(rows, got.Rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][2]string{{"winnow.rules", "abc"}, {"winnow.run", "r1"}, {"winnow.source", "def"}}, got.Meta); diff != "" {
		t.Error(diff)
	}
}

func TestHyparquetReads(t *testing.T) {
	root := publish(t, "x", write(t, RowGroupRows+3, fixed(50_000)))
	got := read(t, "hyparquet", filepath.Join(root, "x", "part.parquet"))
	if got.CreatedBy != "winnow" || len(got.Rows) != RowGroupRows+3 {
		t.Errorf("created by %q, %d rows", got.CreatedBy, len(got.Rows))
	}
	if sessions := got.Rows[RowGroupRows+1][3]; sessions != "131073" {
		t.Errorf("sessions of the last row but one: %v", sessions)
	}
}

func TestDuckDBReadsMeasures(t *testing.T) {
	var out bytes.Buffer
	if err := WriteMeasures(&out, "2021-22-Q1", sampleMeasures(), map[string]string{"winnow.run": "r1"}); err != nil {
		t.Fatal(err)
	}
	got := read(t, "duckdb", filepath.ToSlash(publish(t, MeasuresPartition("2021-22-Q1"), out.Bytes()))+"/**/*.parquet")
	types := map[string]string{}
	for _, c := range got.Columns {
		types[c.Name] = c.Type
	}
	for name, want := range map[string]string{"value": "DECIMAL(38,12)", "target": "DECIMAL(38,12)", "variance_percent": "DECIMAL(38,2)", "as_at": "DATE", "period_end": "DATE", "held_back": "BIGINT", "period": "VARCHAR", "group": "VARCHAR"} {
		if types[name] != want {
			t.Errorf("%s is %s, want %s", name, types[name], want)
		}
	}
	want := [][]any{
		{"four_week_quits", "Quits at four weeks", "smoking_quits", "2021-22-Q1", "2021-04-01", "2021-06-30", "2021-06-30", "forecast", nil, "465.000000000000", nil, "count", "provisional", "2", "465.000000000000", "466.000000000000", "300.000000000000", "55.00", "Strong", "2021-22-Q1"},
		{"awards_by_scheme", "Awards by scheme", "awards", "2021-22", "2021-04-01", "2022-03-31", nil, "actual", "district=High Peak; scheme_code=FLD", nil, "due", nil, "final", "0", nil, nil, nil, nil, nil, "2021-22-Q1"},
	}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Error(diff)
	}
}

func sampleMeasures() []report.Measure {
	return []report.Measure{{
		Measure: "four_week_quits", Title: "Quits at four weeks", Return: "smoking_quits", AsAt: report.Ptr("2021-06-30"),
		ValueKind: "forecast", Value: report.Ptr("465"), Unit: report.Ptr("count"), Status: report.Provisional, HeldBack: 2, Low: report.Ptr("465"),
		High: report.Ptr("466"), Target: report.Ptr("300"), VariancePercent: report.Ptr("55.00"), Band: report.Ptr("Strong"),
	}, {
		Measure: "awards_by_scheme", Title: "Awards by scheme", Return: "awards", Period: report.Ptr("2021-22"), ValueKind: "actual",
		Group: map[string]string{"scheme_code": "FLD", "district": "High Peak"}, Label: report.Ptr("due"), Status: report.Final,
	}}
}
