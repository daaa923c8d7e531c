package infer

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/rules"
	"winnow/rules/lint"
)

// drafted infers from texts given as CSV files, the newest first, and verifies.
func drafted(t *testing.T, files ...string) (*Draft, string, []string) {
	t.Helper()
	var paths []string
	dir := t.TempDir()
	for i, text := range files {
		name := filepath.Join(dir, fmt.Sprintf("file%d.csv", i))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, name)
	}
	o := Options{Return: "quits"}
	d, err := FromFiles(paths, o)
	if err != nil {
		t.Fatal(err)
	}
	rest, err := d.Verify(context.Background(), paths, o)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := d.WriteYAML(&out); err != nil {
		t.Fatal(err)
	}
	return d, out.String(), rest
}

// quits is a good file of n rows under the given titles.
func quits(n int, titles string, row func(i int) string) string {
	var b strings.Builder
	b.WriteString("Stop smoking service\nReturn period,2021-22 Q1\n\n" + titles + "\n")
	for i := range n {
		b.WriteString(row(i) + "\n")
	}
	return b.String()
}

func TestWhatGoodFilesShow(t *testing.T) {
	outcomes := []string{"Quit", "Not quit", "Lost"}
	titles := "Client ref,Quit date,Outcome,Readings,Amount,Rate,Tests,Free text"
	d, text, rest := drafted(t, quits(60, titles, func(i int) string {
		tests := fmt.Sprint(i % 7)
		if i%30 == 4 {
			tests = "<5"
		}
		return fmt.Sprintf("LLB%05d,%02d/04/2021,%s,%d.%d,\"£1,%03d.50\",%d%%,%s,note %d about it", i, i%30+1, outcomes[i%3], i%9, i%10, i, i, tests, i*7)
	}))
	if len(rest) > 0 {
		t.Errorf("left: %v", rest)
	}
	set := loaded(t, text)
	var got []string
	for _, f := range set.Returns[0].Fields {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Name, f.Type, f.Format))
		for _, k := range f.Constraints {
			line += fmt.Sprintf(" %s:%s%s", k.Kind, k.Text, strings.Join(k.Codes, "|"))
		}
		got = append(got, line)
	}
	want := []string{
		`client_ref string required: pattern:LLB\d{5}`,
		`quit_date date %d/%m/%Y required: within:period`,
		`outcome string required: enum:Lost|Not quit|Quit`,
		`readings number required: minimum:0 maximum:20`,
		`amount number required: minimum:0 maximum:5000`,
		`rate number required: minimum:0`,
		`tests integer required: minimum:0 maximum:20`,
		`free_text string required:`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s\n%s", diff, text)
	}
	if len(d.key) != 1 || d.key[0].name != "client_ref" {
		t.Errorf("key %v", d.key)
	}
	if m := set.Returns[0].Fields[6].Missing; len(m) != 2 || m[1].Label != "suppressed" || m[1].High.String() != "4" {
		t.Errorf("missing values of tests: %+v", m)
	}
	if f := set.Returns[0].Facts; len(f) != 1 || f[0].Name != "period" {
		t.Errorf("facts %+v", f)
	}
}

func loaded(t *testing.T, text string) *rules.Set {
	t.Helper()
	name := filepath.Join(t.TempDir(), "quits.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := rules.LoadPath(name)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return set
}

func TestTitlesOfOlderVersionsBecomeAliases(t *testing.T) {
	row := func(i int) string {
		return fmt.Sprintf("A%04d,%s,%d", i, []string{"Derby", "Buxton", "Matlock"}[i%3], i%5)
	}
	_, text, rest := drafted(t,
		quits(30, "Reference,District,Number of tests", row),
		quits(30, "Rference,Locality,Tests", row), // misspelt; what it holds; its words within the other's
	)
	if len(rest) > 0 {
		t.Errorf("left: %v", rest)
	}
	set := loaded(t, text)
	got := map[string][]string{}
	for _, f := range set.Returns[0].Fields {
		got[f.Name] = f.Aliases
	}
	want := map[string][]string{"reference": {"Rference"}, "district": {"Locality"}, "number_of_tests": {"Tests"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("aliases (-want +got):\n%s", diff)
	}
}

// "Site" has a word of "Site ref", and yet holds what "Site name" does.
func TestWhatColumnsHoldOutweighsLikeTitles(t *testing.T) {
	row := func(i int) string {
		return fmt.Sprintf("FB%02d,%s,%d", i%3, []string{"Derby", "Buxton", "Matlock"}[i%3], i%5)
	}
	_, text, rest := drafted(t, quits(30, "Site ref,Site name,Tests", row), quits(30, "Site code,Site,Tests", row))
	if len(rest) > 0 {
		t.Errorf("left: %v", rest)
	}
	got := map[string][]string{}
	for _, f := range loaded(t, text).Returns[0].Fields {
		got[f.Name] = f.Aliases
	}
	want := map[string][]string{"site_ref": {"Site code"}, "site_name": {"Site"}, "tests": nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("aliases (-want +got):\n%s", diff)
	}
}

// Counts tell records apart by chance, the number of a week by meaning.
func TestCountsMakeNoKey(t *testing.T) {
	for third, want := range map[string]int{"Redeemed": 0, "Week": 2} {
		d, text, _ := drafted(t, quits(60, "Site,Issued,"+third, func(i int) string {
			return fmt.Sprintf("S%d,%d,%d", i%4, i/8+20, i/4)
		}))
		if len(d.key) != want {
			t.Errorf("%s: key of %d columns:\n%s", third, len(d.key), text)
		}
	}
}

// Of a few records it isn't said that nothing tells them apart.
func TestAFewRecordsShowNoKey(t *testing.T) {
	d, text, _ := drafted(t, quits(4, "Reference,Tests", func(i int) string { return fmt.Sprintf("A%04d,%d", i, i) }))
	if len(d.key) != 0 || !strings.Contains(text, "# primaryKey: [...]   # too few records") {
		t.Errorf("key of %d columns:\n%s", len(d.key), text)
	}
}

func TestAmountsInBracketsAreNegative(t *testing.T) {
	_, text, rest := drafted(t, quits(30, "Reference,Spend", func(i int) string {
		return fmt.Sprintf("A%04d,%s", i, []string{`"£1,200.50"`, "(5.50)", "(£12.00)"}[i%3])
	}))
	f := loaded(t, text).Returns[0].Fields[1]
	if len(rest) > 0 || f.Type != rules.TypeNumber || f.Currency != "GBP" || strings.Contains(text, "minimum") {
		t.Errorf("%s %q, left %v:\n%s", f.Type, f.Currency, rest, text)
	}
}

func TestAColumnThatOnlySomeFilesHaveIsNotRequired(t *testing.T) {
	_, text, rest := drafted(t,
		quits(30, "Reference,Tests,Extra", func(i int) string { return fmt.Sprintf("A%04d,%d,%d", i, i%4, i%3) }),
		quits(30, "Reference,Tests", func(i int) string { return fmt.Sprintf("A%04d,%d", i, i%4) }),
	)
	if len(rest) > 0 {
		t.Errorf("left: %v", rest)
	}
	for _, f := range loaded(t, text).Returns[0].Fields {
		required := false
		for _, k := range f.Constraints {
			required = required || k.Kind == rules.Required
		}
		if required == (f.Name == "extra") {
			t.Errorf("%s: required %v", f.Name, required)
		}
	}
}

func TestKeysOfSeveralColumns(t *testing.T) {
	d, _, _ := drafted(t, quits(60, "Site,Day,Tests", func(i int) string {
		return fmt.Sprintf("S%d,%02d/04/2021,%d", i%4, i/4+1, i%3)
	}))
	var names []string
	for _, c := range d.key {
		names = append(names, c.name)
	}
	if diff := cmp.Diff([]string{"site", "day"}, names); diff != "" {
		t.Errorf("key (-want +got):\n%s", diff)
	}
}

// What the checking of the files refutes is taken back, and said.
func TestWhatTheFilesRefuteIsTakenBack(t *testing.T) {
	d := &Draft{Return: "x", columns: []*column{{title: "A", name: "a"}}}
	d.columns[0].typ, d.columns[0].decimals, d.columns[0].minimum = rules.TypeInteger, -1, &zero
	if n := d.Loosen([]string{"a.minimum", "a.type", "a.unknown", "b.type", "primaryKey"}); n != 2 {
		t.Errorf("%d taken back", n)
	}
	if c := d.columns[0]; c.minimum != nil || c.typ != rules.TypeString {
		t.Errorf("column %+v", c.decision)
	}
	if diff := cmp.Diff([]string{"a.minimum", "a.type"}, d.dropped); diff != "" {
		t.Error(diff)
	}
}

func TestShapes(t *testing.T) {
	for _, c := range []struct {
		texts         []string
		pattern, says string
	}{
		{[]string{"LLB00001", "LLB00234"}, `LLB\d{5}`, "“LLB”, then 5 digits"},
		{[]string{"AB-1", "CD-2"}, `[A-Z]{2}-\d`, "2 capital letters, then “-”, then 1 digit"},
		{[]string{"AB-1", "CD-12"}, "", ""},
		{[]string{"one", "two"}, "", ""},
		{[]string{"é1", "é2"}, "é\\d", "“é”, then 1 digit"},
	} {
		s := shapeOf(c.texts[0])
		for _, text := range c.texts[1:] {
			s.meet(shapeOf(text))
		}
		if got := s.pattern(); got != c.pattern {
			t.Errorf("%v: pattern %q, want %q", c.texts, got, c.pattern)
		}
		if c.says != "" && s.words() != c.says {
			t.Errorf("%v: words %q, want %q", c.texts, s.words(), c.says)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	taken := map[string]bool{"tests": true}
	for title, want := range map[string]string{"Amount (£)": "amount_gbp", "% quit": "percent_quit", "2021 total": "column_2021_total",
		"Tests": "tests_2", "Void": "column_void", "???": "column", "Follow-up date": "follow_up_date", "Client’s ref": "clients_ref"} {
		if got := identifier(title, taken); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestTextsThatYAMLWouldMistake(t *testing.T) {
	for _, s := range []string{"no", "1e3", "a: b", `back\slash`, "it's", `say "so"`, "line\nbreak", "#x", "“ok”", "a\u2028b"} {
		d := &Draft{Return: "x", Title: s, columns: []*column{newColumn("A" + s)}}
		d.name()
		d.columns[0].decide(1)
		d.Files = []FileSeen{{Name: s}}
		var out bytes.Buffer
		if err := d.WriteYAML(&out); err != nil {
			t.Fatal(err)
		}
		if got := loaded(t, out.String()).Returns[0].Title; got != s {
			t.Errorf("title %q came back as %q", s, got)
		}
	}
}

// What is drafted from the sample quarter loads, finds no fault with it and has
// nothing in it that lint complains of.
func TestTheSampleQuarter(t *testing.T) {
	files, err := filepath.Glob("../../testdata/sample/clean/*/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %d files", err, len(files))
	}
	for _, name := range files {
		d, err := FromFiles([]string{name}, Options{Return: "drafted"})
		if err != nil {
			t.Fatal(err)
		}
		rest, err := d.Verify(context.Background(), []string{name}, Options{})
		if err != nil || len(rest) > 0 || len(d.dropped) > 0 {
			t.Errorf("%s: %v, left %v, taken back %v", name, err, rest, d.dropped)
		}
		var out bytes.Buffer
		if err := d.WriteYAML(&out); err != nil {
			t.Fatal(err)
		}
		for _, f := range lint.Check(loaded(t, out.String()), lint.Files{}) {
			if f.Severity != lint.Note {
				t.Errorf("%s: %+v", name, f)
			}
		}
		if len(d.key) == 0 || len(d.columns) < 10 {
			t.Errorf("%s: key %v of %d columns", name, d.key, len(d.columns))
		}
	}
}
