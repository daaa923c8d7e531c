package rules

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
)

func quits(t *testing.T) *Set {
	t.Helper()
	s, err := LoadPath("testdata/ok/quits")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReturn(t *testing.T) {
	s := quits(t)
	r := s.Return("quits")
	if r == nil || s.Return("awards") == nil || s.Return("none") != nil {
		t.Fatalf("returns: %v", s.Returns)
	}
	wantFind := Find{
		Sheets: []string{"Quit attempts", "Q{quarter}"}, HeaderRows: 2, HeaderWithin: 30, Extra: PolicyQuery,
		Missing: PolicyError, BlankRows: 5, MinRows: 0, TemplateCell: "B2", TemplateAccept: []string{"2021.1", "2021.2"},
	}
	got := []any{r.Name, r.Title, r.Grain, r.Owner, r.PeriodKind, r.Bare, r.PrimaryKey, r.UniqueKeys, r.RefuseAbove.String(), r.Find, r.Facts}
	want := []any{"quits", "Stop smoking service, quit attempts", "One row for each quit date set in the quarter.", "stop-smoking",
		period.Quarter, false, []int{0, 1}, [][]int{{0, 6}}, "0.25", wantFind,
		[]Fact{{Name: "as_at", Label: "Data as at", Type: TypeDate}, {Name: "provider", Label: "Provider", Type: TypeString}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d := s.Return("awards").Find; cmp.Diff(defaultFind(), d) != "" {
		t.Errorf("find without a find: %+v", d)
	}
}

func TestFields(t *testing.T) {
	r := quits(t).Return("quits")
	low, high := number.FromInt(0), number.FromInt(4)
	type field struct {
		Name, Title, Format, Currency, Percent, Check, Privacy, Decimal, Group string
		Aliases                                                                []string
		Decimals                                                               int
		HasDecimals, Within, Key, Fill                                         bool
	}
	var got []field
	for _, f := range r.Fields {
		got = append(got, field{f.Name, f.Title, f.Format, f.Currency, f.Percent, f.Check, f.Privacy, f.DecimalChar, f.GroupChar,
			f.Aliases, f.Decimals, f.HasDecimals, f.Within, f.Key, f.FillDown})
	}
	f := func(name, title string, change func(*field)) field {
		x := field{Name: name, Title: title, Privacy: "keep", Decimal: ".", Decimals: DefaultDecimals}
		if change != nil {
			change(&x)
		}
		return x
	}
	want := []field{
		f("client_ref", "Client reference", func(x *field) {
			x.Aliases, x.Key, x.Privacy = []string{"Client ref", "Client ID"}, true, "pseudonymise"
		}),
		f("quit_date", "Quit date set", func(x *field) { x.Format, x.Within = "%d/%m/%Y", true }),
		f("follow_up_date", "Follow-up date", func(x *field) { x.Format, x.Fill = "%d/%m/%Y", true }),
		f("outcome", "Outcome at 4 weeks", nil),
		f("co_ppm", "CO reading (ppm)", func(x *field) { x.Decimals, x.HasDecimals = 1, true }),
		f("postcode", "postcode", func(x *field) { x.Check = "postcode_iso3166_alpha2=GB" }),
		f("site", "site", nil),
		f("spend", "spend", func(x *field) { x.Currency, x.Decimal, x.Group = "GBP", ",", "." }),
		f("share", "share", func(x *field) { x.Percent = "points" }),
		f("seen", "seen", nil),
		f("sessions", "sessions", func(x *field) { x.Decimals = 0 }),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	num := cmp.Comparer(func(a, b number.Num) bool { return a.Cmp(b) == 0 })
	if diff := cmp.Diff([]Missing{{Value: ""}, {Value: "-"}, {Value: "<5", Label: "suppressed", Low: &low, High: &high}}, r.Fields[0].Missing, num); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Missing{{Value: ""}, {Value: "n/k"}}, r.Fields[4].Missing, num); diff != "" {
		t.Error(diff)
	}
	outcome := r.Fields[3]
	if diff := cmp.Diff(map[string]string{"quit": "quit", "not quit": "not_quit", "lost to follow-up": "lost", "ltfu": "lost"}, outcome.Map); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"quit": "Quit", "not_quit": "Not quit", "lost": "Lost  to follow-up"}, outcome.Labels); diff != "" {
		t.Error(diff)
	}
}

func TestConstraints(t *testing.T) {
	r := quits(t).Return("quits")
	type constraint struct {
		ID              string
		Severity, Final report.Severity
		Message, Text   string
		Codes           []string
		On              int
	}
	var got []constraint
	for _, f := range r.Fields {
		for _, c := range f.Constraints {
			got = append(got, constraint{c.ID, c.Severity, c.Final, c.Message, c.Text, c.Codes, c.On})
		}
	}
	e, q := report.Error, report.Query
	want := []constraint{
		{"client_ref.required", e, e, "", "", nil, -1}, // before the pattern, which stands first in the file
		{"client_ref.pattern", e, e, "", `LLB\d{5}`, nil, -1},
		{"quit_date.required", e, e, "", "", nil, -1},
		{"quit_date.minimum", e, e, "", "2021-04-01", nil, -1},
		{"quit_date.within", q, q, "", "period", nil, -1},
		{"outcome.enum", q, e, "Not {outcome}.", "", []string{"quit", "not_quit", "lost"}, -1},
		{"co_ppm.minimum", e, e, "", "0", nil, -1},
		{"co_ppm.maximum", q, q, "Rare.", "100", nil, -1},
		{"postcode.check", e, e, "", "postcode_iso3166_alpha2=GB", nil, -1},
		{"site.enum", e, e, "", "sites.csv", nil, 1},
		{"sessions.enum", e, e, "", "", []string{"1", "2", "3"}, -1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	pattern := r.Fields[0].Constraints[1].Pattern
	for s, want := range map[string]bool{"LLB12345": true, "xLLB12345": false, "LLB123456": false} {
		if pattern.MatchString(s) != want {
			t.Errorf("the pattern on %q: want %v", s, want)
		}
	}
	if b := r.Fields[1].Constraints[1].Bound; b.Type != expr.Date || b.Date.String() != "2021-04-01" {
		t.Errorf("bound %+v", b)
	}
}

func TestRules(t *testing.T) {
	r := quits(t).Return("quits")
	type rule struct {
		ID              string
		Severity, Final report.Severity
		When, Then      string
		Expect          bool
		Blanks          string
		Cells, Reads    []int
		Line            int
	}
	var got []rule
	for _, x := range r.Rules {
		got = append(got, rule{x.ID, x.Severity, x.Final, x.WhenText, x.ThenText, x.Expect, x.Blanks, x.Cells, x.Reads, x.Line})
	}
	e := report.Error
	want := []rule{
		{"co-verified-below-10", report.Query, e, `outcome == "quit" && co_ppm != null`, "co_ppm < 10", false, "", []int{4, 3}, []int{3, 4}, 59},
		{"follow-up-window", e, e, `outcome == "quit"`, "between(days(quit_date, follow_up_date), 25, 42) && follow_up_date <= as_at", false, "fail", []int{1, 2}, []int{1, 2, 3}, 67},
		{"not-too-early", e, e, "quit_date < period.start", "false", false, "", []int{1}, []int{1}, 72},
		{"site-open", e, e, "", `date(lookup("sites.csv", site, "valid_from")) <= quit_date`, true, "", []int{6, 1}, []int{1, 6}, 73},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMeasures(t *testing.T) {
	s := quits(t)
	r := s.Return("quits")
	type measure struct {
		Name, Kind, Unit, Target, Bands string
		Aggregate                       Aggregate
		Field                           int
		By, Reads                       []int
		Hidden                          bool
	}
	var got []measure
	for i, m := range r.Measures {
		if m.Index != i {
			t.Errorf("measure %d has the index %d", i, m.Index)
		}
		got = append(got, measure{m.Name, m.ValueKind, m.Unit, m.Target, m.Bands, m.Aggregate, m.Field, m.By, m.Reads, m.Hidden})
	}
	want := []measure{
		{Name: "quit_dates_set", Kind: "actual", Aggregate: Count, Field: -1},
		{Name: "to_date", Kind: "to_date", Aggregate: Count, Field: -1, Reads: []int{3}},
		{Name: "average_quit_rate", Kind: "actual", Field: -1},
		{Name: "four_week_quits", Kind: "forecast", Target: "four_week_quits", Bands: "plan", Field: -1},
		{Name: "by_outcome", Kind: "actual", Aggregate: Count, Field: -1, By: []int{3}, Reads: []int{3}},
		{Name: "by_site", Kind: "actual", Aggregate: Distinct, Field: 0, By: []int{6}, Reads: []int{0, 6}},
		{Name: "co_total", Kind: "actual", Unit: "ppm", Aggregate: Sum, Field: 4, Reads: []int{3, 4}},
		{Name: `sum(co_ppm, outcome == "quit")`, Kind: "actual", Aggregate: Sum, Field: 4, Reads: []int{3, 4}, Hidden: true},
		{Name: `count(outcome == "quit")`, Kind: "actual", Aggregate: Count, Field: -1, Reads: []int{3}, Hidden: true},
		{Name: "sum(co_ppm)", Kind: "actual", Aggregate: Sum, Field: 4, Reads: []int{4}, Hidden: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var refs [][]MeasureRef
	for _, x := range r.TableRules {
		var of []MeasureRef
		for _, i := range x.Expect.Reads() {
			of = append(of, x.Vars[i])
		}
		refs = append(refs, of)
	}
	wantRefs := [][]MeasureRef{
		{{Name: "quit_dates_set", Measure: "quit_dates_set"}, {Name: "to_date", Measure: "to_date"}},
		{{Name: "quit_dates_set", Measure: "quit_dates_set"}, {Name: "last_year.quit_dates_set", Measure: "quit_dates_set", When: "last_year"}},
		{{Name: want[7].Name, Measure: want[7].Name}, {Name: want[8].Name, Measure: want[8].Name}},
		{{Name: "returns.awards.n", Return: "awards", Measure: "n"}, {Name: "sum(co_ppm)", Measure: "sum(co_ppm)"}},
	}
	if diff := cmp.Diff(wantRefs, refs); diff != "" {
		t.Error(diff)
	}
	wantTests := []Test{
		{Name: "12 ppm is not verified", Single: true, Rows: []map[string]string{{"outcome": "quit", "co_ppm": "12.0"}}, Fails: []string{"co-verified-below-10"}, File: r.File, Line: 100},
		{Name: "9.9 ppm is", Single: true, Rows: []map[string]string{{"outcome": "quit", "co_ppm": "9.9", "quit_date": "01/04/2021", "follow_up_date": ""}}, Passes: true, File: r.File, Line: 101},
	}
	if diff := cmp.Diff(wantTests, r.Tests); diff != "" {
		t.Error(diff)
	}
}

func TestBands(t *testing.T) {
	s := quits(t)
	num := cmp.Comparer(func(a, b number.Num) bool { return a.Cmp(b) == 0 })
	program := cmp.Comparer(func(a, b *expr.Program) bool { return (a == nil) == (b == nil) })
	edge := func(op, by string, percent bool) *Edge {
		n, _ := number.Parse(by)
		return &Edge{Op: op, By: n, Percent: percent}
	}
	want := map[string]*Bands{
		"plan": {
			File: "testdata/ok/quits/plan.yaml", Name: "plan", Basis: "relative", NoData: "Nothing", ZeroTarget: &ZeroTarget{"Good", "Action"},
			Scale: []BandRule{
				{Band: "Strong", Where: &expr.Program{}, BetterBy: edge(">", "2", true)},
				{Band: "Strong", BetterBy: edge(">=", "5.5", true)},
				{Band: "Action", WorseBy: edge("<", "10", true)},
				{Band: "Good"},
			},
		},
		"havering": {
			File: "testdata/ok/quits/other.yaml", Name: "havering", Basis: "points", NoData: "No data", Reads: true,
			Scale: []BandRule{
				{Band: "Green", WorseBy: edge("<=", "10", false)},
				{Band: "Amber", SinceLastYear: []string{"better", "same"}},
				{Band: "Red", SinceLastYear: []string{"worse"}},
			},
		},
	}
	if diff := cmp.Diff(want, s.Bands, num, program); diff != "" {
		t.Error(diff)
	}
}

func TestSingleFile(t *testing.T) {
	s, err := LoadPath("testdata/ok/quits/quits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Returns) != 1 || s.Bands["plan"] == nil || s.Bands["havering"] == nil || s.Lists["sites.csv"] == nil || len(s.Targets) != 3 {
		t.Errorf("returns %d, bands %v, lists %v, targets %d", len(s.Returns), s.Bands, s.Lists, len(s.Targets))
	}
	if s.Returns[0].File != "testdata/ok/quits/quits.yaml" {
		t.Errorf("file %q", s.Returns[0].File)
	}
}

func TestSchema(t *testing.T) {
	s, err := LoadPath("testdata/ok/schema/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	r := s.Return("schema")
	got := []any{r.Bare, r.Title, r.PrimaryKey, r.Find.FieldsMatch, r.Find.Extra, len(r.Fields), r.Fields[0].Name, r.Fields[2].Type,
		r.Fields[2].Constraints[0].Codes, r.Fields[3].Type, len(r.Fields[0].Missing)}
	want := []any{true, "Sites", []int{1}, "subset", PolicyNote, 4, "Nom de la site", TypeAny, []string{"a", "b"}, TypeGeoJSON, 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantNotes := []string{
		`testdata/ok/schema/schema.json:7: "foo" is not used`,
		`testdata/ok/schema/schema.json:6: "requird" is not used (did you mean "required"?)`,
	}
	slices.Sort(s.Notes)
	slices.Sort(wantNotes)
	if diff := cmp.Diff(wantNotes, s.Notes); diff != "" {
		t.Error(diff)
	}
}

// TestFieldsMatch holds what each word asks of a table's columns.
func TestFieldsMatch(t *testing.T) {
	for match, want := range map[string][]any{
		"":                           {"exact", PolicyError, PolicyError, true},
		`"fieldsMatch": "exact",`:    {"exact", PolicyError, PolicyError, true},
		`"fieldsMatch": ["equal"],`:  {"equal", PolicyError, PolicyError, true},
		`"fieldsMatch": "subset",`:   {"subset", PolicyNote, PolicyError, true},
		`"fieldsMatch": "superset",`: {"superset", PolicyError, PolicyNote, false},
		`"fieldsMatch": "partial",`:  {"partial", PolicyNote, PolicyNote, false},
	} {
		s, err := Load(fstest.MapFS{"s.json": {Data: []byte("{" + match + `"fields": [{"name": "a"}]}`)}}, ".", "d")
		if err != nil {
			t.Fatal(err)
		}
		r := s.Returns[0]
		if diff := cmp.Diff(want, []any{r.Find.FieldsMatch, r.Find.Extra, r.Find.Missing, r.MustHave(0)}); diff != "" {
			t.Errorf("%s: %s", match, diff)
		}
	}
}

// TestEnumOfList holds that a code list may be the value of an enum with words.
func TestEnumOfList(t *testing.T) {
	s, err := Load(fstest.MapFS{"codes.csv": {Data: []byte("code,valid_from\nA,2021-04-01\n")}, "r.yaml": {Data: []byte(`winnow: v1
return: r
fields:
  - {name: d, type: date}
  - {name: g, type: string, constraints: {enum: {value: {list: codes.csv, column: code, on: d}, severity: query, message: m, fix: f}}}
`)}}, ".", "d")
	if err != nil {
		t.Fatal(err)
	}
	c := s.Returns[0].Fields[1].Constraints[0]
	if c.List == nil || c.Column != 0 || c.On != 0 || c.Severity != report.Query || c.Message != "m" || c.Fix != "f" {
		t.Errorf("%+v", c)
	}
}

func TestHash(t *testing.T) {
	a, b := quits(t), quits(t)
	if a.Hash != b.Hash || len(a.Hash) != 64 || a.Hash == a.Returns[0].Hash {
		t.Errorf("hashes %s and %s, of the return %s", a.Hash, b.Hash, a.Returns[0].Hash)
	}
	files := fstest.MapFS{"a.yaml": {Data: []byte("winnow: v1\nreturn: a\nfields: [{name: x, type: string}]\n")}}
	before, err := Load(files, ".", "d")
	if err != nil {
		t.Fatal(err)
	}
	files["services.csv"] = &fstest.MapFile{Data: []byte("service\ns\n")}
	after, err := Load(files, ".", "d")
	if err != nil {
		t.Fatal(err)
	}
	if before.Hash == after.Hash || before.Returns[0].Hash != after.Returns[0].Hash {
		t.Error("a reference file doesn't count towards the set's hash, or does towards the return's")
	}
}

func TestShipped(t *testing.T) {
	s, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"smoking_quits", "weight_management", "testing_sites", "awards"} {
		if s.Return(name) == nil {
			t.Errorf("no return %q", name)
		}
	}
	if s.Bands["council-plan"] == nil {
		t.Error("no bands council-plan")
	}
}

func TestExamples(t *testing.T) {
	s, err := LoadPath("examples")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Returns) == 0 {
		t.Error("no returns")
	}
}

func TestCannotRead(t *testing.T) {
	if _, err := LoadPath("testdata/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that isn't there: %v", err)
	}
	var faults Errors
	if _, err := LoadPath("testdata/none"); errors.As(err, &faults) {
		t.Error("a folder that isn't there is no fault of the rules")
	}
	_, err := Load(fstest.MapFS{"notes.txt": {}}, ".", "rules")
	if !errors.As(err, &faults) || !strings.HasPrefix(err.Error(), "rules: holds no rule file") {
		t.Errorf("an empty folder: %v", err)
	}
	big := fstest.MapFS{"a.yaml": {Data: make([]byte, maxRuleFile+1)}}
	if _, err := Load(big, ".", "rules"); err == nil || !strings.Contains(err.Error(), "larger than 1024 KiB") {
		t.Errorf("a huge file: %v", err)
	}
}

func TestManyFaults(t *testing.T) {
	text := "winnow: v1\nreturn: a\nfields: [{name: x, type: string}]\nrules:\n" + strings.Repeat("  - {idd: a}\n", 1500)
	_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, ".", "d")
	var faults Errors
	if !errors.As(err, &faults) || len(faults) != maxFaults+1 {
		t.Fatalf("%d faults", len(faults))
	}
	if want := "d/a.yaml: has 5000 more faults than the 1000 shown"; faults[0].Error() != want {
		t.Errorf("got %q, want %q", faults[0].Error(), want)
	}
}

// TestTogether demands of each faulty file what it gives alone, when a whole
// folder of them is loaded: no fault hides those of another file.
func TestTogether(t *testing.T) {
	names, err := fs.Glob(os.DirFS("testdata/err"), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = LoadPath("testdata/err")
	var faults Errors
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range faults {
		found[strings.TrimPrefix(f.File, "testdata/err/")] = true
	}
	for _, n := range names {
		if !found[n] {
			t.Errorf("%s has no fault among those of the folder", n)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := LoadPath("testdata/ok/quits"); err != nil {
			b.Fatal(err)
		}
	}
}
