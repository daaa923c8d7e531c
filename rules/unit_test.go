package rules

import (
	"fmt"
	"go.yaml.in/yaml/v4"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-playground/validator/v10"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/internal/period"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, text, title string }{
		{"case and space", "  Client \t Reference ", "client reference", "clientreference"},
		{"no-break space and line break", "Quit\u00a0date\r\nset", "quit date set", "quitdateset"},
		{"nothing wide", "Quit\u200b date\ufeff", "quit date", "quitdate"},
		{"quotes and dashes", "“Don’t” – know", "\"don't\" - know", "dontknow"},
		{"accents as one or two characters", "Cafe\u0301", "caf\u00e9", "caf\u00e9"},
		{"sharp s", "STRASSE straße", "strasse strasse", "strassestrasse"},
		{"full width", "ＡＢ１", "ab1", "ab1"},
		{"underscore", "client_ref", "client_ref", "clientref"},
		{"signs that tell titles apart", "Quits <18+ %", "quits <18+ %", "quits<18+%"},
		{"currency signs", "Spend (£)", "spend (£)", "spend"},
		{"ampersand", "Name & Ref", "name & ref", "nameandref"},
		{"nothing but punctuation", " - ", "-", "-"},
		{"blank", " \t", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := [3]string{FoldText(tt.in), FoldTitle(tt.in), Fold(tt.in)}
			if diff := cmp.Diff([3]string{tt.text, tt.title, tt.text}, got); diff != "" {
				t.Error(diff)
			}
			if FoldText(tt.text) != tt.text {
				t.Errorf("folding twice gives %q", FoldText(tt.text))
			}
		})
	}
}

func TestNearest(t *testing.T) {
	tests := []struct {
		given string
		names []string
		want  string
	}{
		{"co_pm", []string{"co_ppm", "outcome"}, "co_ppm"},
		{"OUTCOME", []string{"outcomes", "outcome"}, "outcome"},
		{"tilte", []string{"title", "tile"}, "title"},
		{"a", []string{"b", "c"}, ""},
		{"quitdate", []string{"follow_up_date", "quit_date"}, "quit_date"},
		{"wholly_other", []string{"outcome"}, ""},
		{"x", nil, ""},
	}
	for _, tt := range tests {
		if got := nearest(tt.given, tt.names); got != tt.want {
			t.Errorf("nearest(%q) = %q, want %q", tt.given, got, tt.want)
		}
	}
}

func TestError(t *testing.T) {
	tests := []struct {
		name string
		e    Error
		want string
	}{
		{"caret", Error{"a.yaml", 3, 7, "unknown key", "  x:\ty: 1"}, "a.yaml:3:7: unknown key\n    x:\ty: 1\n      \t ^"},
		{"no column", Error{"t.csv", 2, 0, "short", "a,b"}, "t.csv:2: short\n  a,b"},
		{"no line", Error{"a.yaml", 0, 0, "is empty", ""}, "a.yaml: is empty"},
		{"past the end", Error{"a.yaml", 1, 99, "m", "ab"}, "a.yaml:1:99: m\n  ab\n    ^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Errors{&tt.e}.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
	long := Error{"a", 1, 500, "m", strings.Repeat("a", 499) + "X" + strings.Repeat("b", 499)}
	lines := strings.Split(long.Snippet(), "\n")
	if at := strings.Index(lines[1], "^"); []rune(lines[0])[at] != 'X' {
		t.Errorf("the caret of a long line misses:\n%s", long.Snippet())
	}
}

// TestChecks sees to it that the validator knows every check that rule files
// may name: it panics at one that it doesn't.
func TestChecks(t *testing.T) {
	v := validator.New()
	for _, tag := range Checks {
		if v.Var("Aé \x00", tag) == nil {
			t.Errorf("%q lets anything pass", tag)
		}
	}
}

func TestList(t *testing.T) {
	l := quits(t).Lists["sites.csv"]
	code, _ := l.ColumnIndex("code")
	day := func(s string) period.Date {
		d, ok := period.ParseDate(s)
		if !ok {
			t.Fatal(s)
		}
		return d
	}
	in := func(s string) period.Period {
		p, err := period.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	name, okName := l.Find("A1", "name")
	until, okUntil := l.Find("C3", "valid_to")
	_, okKey := l.Find("Z9", "name")
	_, okColumn := l.Find("A1", "nome")
	got := []any{
		l.Has(code, "A1"), l.Has(code, "a1"), l.Has(code, ""), l.Has(9, "A1"), l.HasColumn("name"), l.HasColumn("nome"), l.Dated,
		l.ValidOn(code, "A1", day("2021-04-01")), l.ValidOn(code, "A1", day("2021-06-30")), l.ValidOn(code, "A1", day("2021-07-01")),
		l.ValidOn(code, "A1", day("2030-01-01")), l.ValidOn(code, "B2", day("2021-03-31")), l.ValidOn(code, "B2", day("2021-04-01")),
		l.ValidIn(code, "A1", in("2021-22-Q1")), l.ValidIn(code, "A1", in("2021-22-Q2")), l.ValidIn(code, "B2", in("2021-22-Q1")),
		l.ValidIn(code, "B2", in("2020-21-Q4")), l.ValidIn(code, "C3", in("2021-22-Q2")), l.ValidIn(code, "B2", period.Period{}),
		l.Values(code), name, okName, until, okUntil, okKey, okColumn,
	}
	want := []any{
		true, false, false, false, true, false, true,
		true, true, false,
		true, true, false,
		true, false, false,
		true, true, true,
		[]string{"A1", "B2", "C3"}, "First", true, "", false, false, false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTargetsAndHistory(t *testing.T) {
	s := quits(t)
	q1, _ := period.Parse("2021-22-Q1")
	q2, _ := period.Parse("2021-22-Q2")
	past, _ := period.Parse("2020-21-Q1")
	type target struct{ Value, Label, Unit, Direction, Basis, Source string }
	show := func(x *Target) *target {
		if x == nil {
			return nil
		}
		out := &target{"", x.Label, x.Unit, x.Direction, x.Basis, x.Source}
		if x.Value != nil {
			out.Value = x.Value.String()
		}
		return out
	}
	got := []*target{show(s.Target("four_week_quits", q1)), show(s.Target("four_week_quits", q2)), show(s.Target("share", q1)), show(s.Target("share", q2))}
	want := []*target{{"300", "", "count", "higher", "", "Plan"}, {"", "Due in Q3", "", "lower", "points", ""}, {"58.5", "", "percent", "higher", "", ""}, nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if h := s.HistoryValue("quit_dates_set", past); h == nil || h.Value.String() != "600" {
		t.Errorf("history %+v, want the actual 600", h)
	}
	if h := s.HistoryValue("quit_dates_set", q1); h != nil {
		t.Errorf("history %+v, want none", h)
	}
	due := []Due{{Return: "quits", Service: "stop-smoking", PeriodKind: period.Quarter, DueAfterDays: 28, MissingAfterDays: 28, RemindBeforeDays: 7}}
	services := []Service{{"stop-smoking", "Stop smoking", "Desk", "desk@example.org"}}
	if diff := cmp.Diff(due, s.Due); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(services, s.Services); diff != "" {
		t.Error(diff)
	}
}

// TestLocate writes a text in every way that YAML has, with a mark at a random
// place, and demands that the mark is found in the file.
func TestLocate(t *testing.T) {
	styles := map[string]func(words []string) string{
		"plain":        func(w []string) string { return strings.Join(w, " ") },
		"over lines":   func(w []string) string { return strings.Join(w, "\n    ") },
		"single":       func(w []string) string { return "'" + strings.ReplaceAll(strings.Join(w, " "), "'", "''") + "'" },
		"double":       func(w []string) string { return `"` + strings.ReplaceAll(strings.Join(w, " "), `"`, `\"`) + `"` },
		"double lines": func(w []string) string { return `"` + strings.ReplaceAll(strings.Join(w, "\n   "), `"`, `\"`) + `"` },
		"escapes": func(w []string) string {
			return `"\u0061 \x41 ` + strings.ReplaceAll(strings.Join(w, `\t`), `"`, `\"`) + `"`
		},
		"literal":  func(w []string) string { return "|\n    " + strings.Join(w, "\n    ") },
		"folded":   func(w []string) string { return ">-\n    " + strings.Join(w, "\n    ") },
		"indented": func(w []string) string { return "|2-\n      " + strings.Join(w, "\n    ") },
	}
	for name, style := range styles {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				words := rapid.SliceOfN(rapid.StringMatching(`[a-zé]['"]?[a-zé]{0,4}`), 1, 6).Draw(t, "words")
				words = append(words, "MARK")
				i := rapid.IntRange(0, len(words)-1).Draw(t, "place")
				words[i], words[len(words)-1] = words[len(words)-1], words[i]
				text := "a:\n  key: " + style(words) + "\n"
				s := newSource("f", []byte(text), &faults{}, nil)
				top, ok := s.parse([]byte(text), func() (yaml.Node, error) { return parseYAML([]byte(text)) })
				if !ok {
					t.Fatalf("%q: %v", text, s.faults.list)
				}
				node := top.node.Content[1].Content[1]
				v := value{node: node, src: s}
				at := v.locate()[len([]rune(node.Value[:strings.Index(node.Value, "MARK")]))]
				line := []rune(s.lines[at.line-1])
				if got := string(line[at.column-1 : min(at.column+3, len(line))]); got != "MARK" {
					t.Fatalf("%q at %v of\n%s", got, at, text)
				}
			})
		})
	}
}

func TestListsOfOtherFolders(t *testing.T) {
	rule := "winnow: v1\nreturn: a\nfields: [{name: x, type: string, constraints: {enum: {list: %s, column: code}}}]\n"
	files := fstest.MapFS{
		"in/a.yaml":          {Data: fmt.Appendf(nil, rule, "lists/codes.csv")},
		"in/lists/codes.csv": {Data: []byte("code\nA\n")},
		"codes.csv":          {Data: []byte("code\nA\n")},
	}
	if _, err := Load(files, "in", "d"); err != nil {
		t.Errorf("a list in a folder below: %v", err)
	}
	files["in/a.yaml"].Data = fmt.Appendf(nil, rule, "../codes.csv")
	if _, err := Load(files, "in", "d"); err == nil {
		t.Error("a list outside the folder was read")
	}
}

func TestJSON(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"an emoji in two halves", `{"a": "\ud83d\uDE00 x"}`, `{"a": "😀 x"}`},
		{"after a back-slash", `{"a": "\\\ud83d\ude00"}`, `{"a": "\\😀"}`},
		{"no escape at all", `{"a": "\\ud83d\ude00"}`, `{"a": "\\ud83d\ude00"}`},
		{"half of one", `{"a": "\ud83d x"}`, `{"a": "\ud83d x"}`},
		{"others stay", `{"a": "\u00e9\/"}`, `{"a": "\u00e9\/"}`},
	}
	for _, tt := range tests {
		if got := string(joinSurrogates([]byte(tt.in))); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	text := "\ufeff{\r\n\t\"name\": \"x\\ud83d\\ude00\",\r\n\t\"fields\": [{\"name\"\r\n: \"a\\/b\", \"type\": \"flot\"}]\r\n}\r\n"
	_, err := Load(fstest.MapFS{"a.json": {Data: []byte(text)}}, ".", "d")
	if err == nil || !strings.HasPrefix(err.Error(), `d/a.json:4:19: "type" is "flot"`) {
		t.Errorf("got %v", err)
	}
}

func TestFolderName(t *testing.T) {
	tests := map[string]string{
		"sites": "sites", "Lieux de covoiturage": "Lieux_de_covoiturage", "../../etc": "etc", "con": "schema_con", "é": "schema_",
		"a.b-c_d": "a.b-c_d", "..": "schema_", "aux.json": "schema_aux.json",
	}
	for in, want := range tests {
		if got := folderName(in); got != want || !isFolderName(got) {
			t.Errorf("folderName(%q) = %q, want %q", in, got, want)
		}
	}
}
