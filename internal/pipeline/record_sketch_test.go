package pipeline

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/ingest"
	"winnow/internal/bulk"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/sample"
	"winnow/internal/sketch"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// sketched is the tables of a file as a run that publishes would sketch them, by
// return.
func sketched(t testing.TB, set *rules.Set, path string) map[string]*sketch.Sketch {
	t.Helper()
	r := publishing(set, "2021-22-Q1")
	file, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	defer file.Close()
	matches, refusal, err := r.recognise(wholly(file), &report.File{Exceptions: &report.List{}})
	if err != nil || refusal != nil {
		t.Fatalf("%s: %v %v", path, refusal, err)
	}
	out := map[string]*sketch.Sketch{}
	for _, m := range matches {
		if out[m.ret.Name], err = r.sketchTable(file, m); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	return out
}

// publishing is a run that has the workspace's secret, and publishes nothing.
func publishing(set *rules.Set, name string) *run {
	r := &run{Config: Config{Rules: set}, out: &publisher{key: []byte("the secret of a workspace")}}
	r.Period, _ = period.Parse(name)
	for _, ret := range set.Returns {
		r.layouts = append(r.layouts, layoutOf(ret))
	}
	return r
}

// inFolder writes a file and returns its path.
func inFolder(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func shipped(t testing.TB) *rules.Set {
	t.Helper()
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// sampleFiles are the four returns of a form of the sample quarter, by path.
func sampleFiles(t testing.TB, form string) map[string][]byte {
	t.Helper()
	files, _, err := sample.Files(form)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range files {
		out[f.Path] = f.Data
	}
	return out
}

// TestSampleQuarterCorrected takes the sample as received for what stands and the
// clean one for what comes after: every return is a correction of itself, and of
// no other.
func TestSampleQuarterCorrected(t *testing.T) {
	set, dirty := shipped(t), sampleFiles(t, sample.AsReceived)
	stood, came := map[string]*sketch.Sketch{}, map[string]*sketch.Sketch{}
	for path, clean := range sampleFiles(t, sample.Clean) {
		for ret, s := range sketched(t, set, inFolder(t, filepath.Base(path), clean)) {
			came[ret] = s
		}
		for ret, s := range sketched(t, set, inFolder(t, filepath.Base(path), dirty[path])) {
			stood[ret] = s
		}
	}
	if len(came) != 4 || len(stood) != 4 {
		t.Fatalf("%d and %d returns", len(stood), len(came))
	}
	for ret, old := range stood {
		b, _ := old.MarshalBinary()
		for other, now := range came {
			// Some 40 points a file, as testdata/sample/as-received/expected.csv has it.
			ok, why := isCorrection(ledger.Submission{State: ledger.Returned, Sketch: b, Errors: 30, Queries: 10, Rows: ledger.Rows{HeldBack: 30}}, coming{ret: set.Return(other), records: now})
			if ok != (ret == other) {
				t.Errorf("%s after %s: %v, %s", other, ret, ok, why)
			}
			if c := sketch.Compare(old, now); ret == other {
				t.Logf("%s: %d records then, %d now; %.1f %% found again; %s", ret, old.Count(), now.Count(), 100*c.ShareKept(), why)
				if c.ShareKept() < 0.95 || c.Equal || c.Changed == 0 {
					t.Errorf("%s: %+v", ret, c)
				}
			} else if c.Comparable {
				t.Errorf("%s and %s can be compared", ret, other)
			}
		}
	}
}

const testingPath = "community-testing/Testing sites 2021-22 Q1.csv"

// TestOtherPeriodIsNoCorrection moves every date of a return three months on.
func TestOtherPeriodIsNoCorrection(t *testing.T) {
	set, now := shipped(t), sampleFiles(t, sample.Clean)[testingPath]
	later := strings.NewReplacer("/04/2021", "/07/2021", "/05/2021", "/08/2021", "/06/2021", "/09/2021").Replace(string(now))
	a, b := sketched(t, set, inFolder(t, "a.csv", now))["testing_sites"], sketched(t, set, inFolder(t, "b.csv", []byte(later)))["testing_sites"]
	stored, _ := a.MarshalBinary()
	if ok, why := isCorrection(ledger.Submission{State: ledger.Returned, Sketch: stored, Errors: 20}, coming{ret: set.Return("testing_sites"), records: b}); ok {
		t.Error(why)
	}
	if share := sketch.Compare(a, b).ShareKept(); share > 0.05 {
		t.Errorf("%.2f of the records are found again", share)
	}
}

// TestAnotherDrawIsNoCorrection: references counted from 1 come again in every
// file, with other values.
func TestAnotherDrawIsNoCorrection(t *testing.T) {
	set := loaded(t, string(bulk.Rules))
	var a, b bytes.Buffer
	if err := errors.Join(bulk.CSV(&a, 6000, 1), bulk.CSV(&b, 6000, 2)); err != nil {
		t.Fatal(err)
	}
	ret := set.Returns[0]
	old, _ := sketched(t, set, inFolder(t, "a.csv", a.Bytes()))[ret.Name].MarshalBinary()
	now := sketched(t, set, inFolder(t, "b.csv", b.Bytes()))[ret.Name]
	ok, why := isCorrection(ledger.Submission{State: ledger.Returned, Sketch: old, Errors: 60}, coming{ret: ret, records: now})
	if ok || !strings.Contains(why, "with other values") {
		t.Errorf("%v, %s", ok, why)
	}
}

// loaded loads a rule file's text.
func loaded(t testing.TB, text string) *rules.Set {
	t.Helper()
	set, err := rules.LoadPath(inFolder(t, "rules.yaml", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestSavedAsCSV: a workbook saved again as CSV holds the same records.
func TestSavedAsCSV(t *testing.T) {
	set := shipped(t)
	for path, data := range sampleFiles(t, sample.Clean) {
		if !strings.HasSuffix(path, ".xlsx") {
			continue
		}
		book := inFolder(t, filepath.Base(path), data)
		list := inFolder(t, "saved.csv", asCSV(t, book))
		for ret, want := range sketched(t, set, book) {
			if got := sketched(t, set, list)[ret]; got == nil || !got.EqualRecords(want) {
				t.Errorf("%s as CSV: %+v", ret, sketch.Compare(want, got))
			}
		}
	}
}

// asCSV writes a workbook's first sheet as a spreadsheet program saves it.
func asCSV(t *testing.T, path string) []byte {
	t.Helper()
	file, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for row, err := range file.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			line[i] = c.Raw
			if day, _, ok := table.ParseDate(c.Raw, file.Date1904); ok && c.Kind == table.Date {
				line[i] = period.Date(day).Time().Format("02/01/2006")
			}
		}
		if err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return out.Bytes()
}

const wideVisits = `winnow: v1
return: wide_visits
title: Visits by age
period: quarter
owner: visiting
fields:
  - {name: area, title: Area, type: string}
  - {name: age, title: Age, type: string}
  - {name: visits, title: Visits, type: integer}
unpivot:
  value: visits
  columns:
    "Under 18": {age: child}
    "18 and over": {age: adult}
`

const formVisits = `winnow: v1
return: form_visits
title: Visits, in all
period: quarter
owner: visiting
layout: form
fields:
  - {name: area, title: Area, type: string}
  - {name: visits, title: Visits, type: integer}
  - {name: hours, title: Hours, type: number}
  - {name: words, title: Comment, type: string}
`

// TestWhatCountsAsARecord compares two texts of a return.
func TestWhatCountsAsARecord(t *testing.T) {
	filled := strings.Replace(visits, "title: Area, type: string", "title: Area, type: string, fill: down, key: true", 1)
	for _, c := range []struct{ name, rule, old, now, want string }{
		{"a column more, and others in other places", visits, "Reference,Date seen,Area,Minutes taken\na,01/04/2021,North,5\n", "Note,Area,Reference,Minutes taken,Date seen\nx,North,a,5.0,2021-04-01\n", "same"},
		{"an empty column that wasn't there", visits, "Reference,Date seen,Minutes taken\na,01/04/2021,5\n", "Reference,Date seen,Area,Minutes taken\na,01/04/2021,,5\n", "same"},
		{"blank rows, another title, the header twice", visits, "Reference,Date seen,Area,Minutes taken\na,01/04/2021,North,5\nb,02/04/2021,North,6\n", "Visits\n\nReference,Date seen,Area,Minutes taken\nb,02/04/2021,North,6\n,,,\nReference,Date seen,Area,Minutes taken\na,01/04/2021,North,5\n", "same"},
		{"a cell of a wide table", wideVisits, "Area,Under 18,18 and over\nNorth,1,2\nSouth,3,4\n", "Area,Under 18,18 and over\nSouth,3,40\nNorth,1,2\n", "1 cell changed"},
		{"an answer of a form", formVisits, "Area,North\nVisits,5\nHours,7.5\nComment,\n", "Area,North\nVisits,6\nHours,7.50\nComment,fewer\n", "1 answer changed and 1 added"},
		{"what fill: down fills", filled, "Reference,Date seen,Area,Minutes taken\na,01/04/2021,North,5\nb,01/04/2021,,6\n", "Reference,Date seen,Area,Minutes taken\nb,01/04/2021,North,6\na,01/04/2021,North,5\n", "same"},
	} {
		set := loaded(t, c.rule)
		ret := set.Returns[0]
		old, now := sketched(t, set, inFolder(t, "a.csv", []byte(c.old)))[ret.Name], sketched(t, set, inFolder(t, "b.csv", []byte(c.now)))[ret.Name]
		got := "same"
		if change := sketch.Compare(old, now); !change.Equal {
			got = changeWords(change, unitWords(ret))
		}
		if got != c.want || old.Count() == 0 {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestSketchOfARun wants the sketch of a table that is checked, by several workers,
// to be that of the table read alone.
func TestSketchOfARun(t *testing.T) {
	var text bytes.Buffer
	if err := bulk.CSV(&text, 3*table.BatchRows+5, 1); err != nil {
		t.Fatal(err)
	}
	for name, rule := range map[string]string{"by workers": string(bulk.Rules), "in order": strings.Replace(string(bulk.Rules), "title: Provider,", "title: Provider, fill: down,", 1)} {
		set := loaded(t, rule)
		path := inFolder(t, "a.csv", text.Bytes())
		r := publishing(set, "2021-22-Q1")
		file, err := ingest.Open(path, ingest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		matches, _, err := r.recognise(wholly(file), &report.File{Exceptions: &report.List{}})
		if err != nil {
			t.Fatal(err)
		}
		s, err := r.recordSketch(matches[0])
		if err != nil {
			t.Fatal(err)
		}
		if inOrder := s.hasher.above != nil; inOrder != (name == "in order") {
			t.Fatalf("%s: the rule file doesn't say so", name)
		}
		checkBeside(t, r, file, matches[0], s)
		if want := sketched(t, set, path)[matches[0].ret.Name]; !s.sketch().EqualRecords(want) || want.Count() != 3*table.BatchRows+5 {
			t.Errorf("%s: %d records are not the %d read alone", name, s.sketch().Count(), want.Count())
		}
	}
}

// checkBeside checks a table as pass does.
func checkBeside(t *testing.T, r *run, file *ingest.File, m *match, s *recordSketch) {
	t.Helper()
	checker, err := validate.New(m.ret, m.columns(true, nil), validate.Context{Set: r.Rules, Period: r.Period, NoClean: true})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := m.read(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := eachBatch(context.Background(), reader, s.beside(checker.Check), func(b *table.Batch, result *validate.Result) error {
		s.joined(b)
		checker.Join(result)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkRecordSketch is what a run pays for the sketch of a return of 14
// columns: compare its rows/s with those of BenchmarkCheckCSV.
func BenchmarkRecordSketch(b *testing.B) {
	var text bytes.Buffer
	if err := bulk.CSV(&text, benchRows, 1); err != nil {
		b.Fatal(err)
	}
	set := loaded(b, string(bulk.Rules))
	r := publishing(set, "2021-22-Q1")
	file, err := ingest.Open(inFolder(b, "a.csv", text.Bytes()), ingest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	matches, _, err := r.recognise(wholly(file), &report.File{Exceptions: &report.List{}})
	if err != nil {
		b.Fatal(err)
	}
	var spent time.Duration
	b.ReportAllocs()
	for b.Loop() {
		s, err := r.recordSketch(matches[0])
		if err != nil {
			b.Fatal(err)
		}
		reader, err := matches[0].read(file)
		if err != nil {
			b.Fatal(err)
		}
		for batch := (table.Batch{}); ; {
			if err := reader.Next(&batch); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			began := time.Now()
			s.add(&batch)
			spent += time.Since(began)
		}
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N)/benchRows, "sketch-ns/row")
}
