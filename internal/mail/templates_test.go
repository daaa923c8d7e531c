package mail

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/nearest"
)

// TestShipped compares what winnow's own templates write with testdata.
// UPDATE=1 writes it anew.
func TestShipped(t *testing.T) {
	templates := mustLoad(t)
	cases := map[string]Facts{}
	for _, k := range Kinds {
		f := facts()
		if k == ToCorrect || k == Receipt {
			f.Reason = "" // not sent back
		}
		cases[string(k)] = f
		cases[string(k)+"-bare"] = Facts{File: "a.xlsx", Return: "Smoking quits", Period: "2021-22", Owed: []Owed{{Return: "Smoking quits", Period: "2021-22", Due: "28 July 2021"}}}
	}
	for name, f := range cases {
		kind := Kind(strings.TrimSuffix(name, "-bare"))
		l := Letter{Kind: kind, Facts: f, To: []string{"desk@service.example"}, Date: noon, Ref: "17"}
		set := Settings{From: "Returns team <returns@council.example>"}
		if f.Council != "" {
			l.File = workbook("Stop smoking Q1 – to correct.xlsx", []byte("PK, a workbook\n"))
		} else {
			set, l.To = Settings{}, nil
		}
		m, err := templates.Compose(set, l)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Body)
		if kind == ToCorrect {
			golden(t, name+".eml", strings.ReplaceAll(string(eml(t, m)), "\r\n", "\n"))
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), got); d != "" {
		t.Errorf("%s:\n%s", name, d)
	}
}

// TestReadmeNamesEveryFact keeps the council's page about templates whole.
func TestReadmeNamesEveryFact(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("templates", readme))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range dotted(factNames("Facts")) {
		if !regexp.MustCompile(regexp.QuoteMeta(name) + `\b`).Match(b) {
			t.Errorf("%s lacks %s", readme, name)
		}
	}
	for _, name := range fileNames() {
		if !strings.Contains(string(b), "  "+name+" ") {
			t.Errorf("%s lacks %s", readme, name)
		}
	}
	for _, m := range regexp.MustCompile(`[ ]\.([A-Z]\w+)`).FindAllStringSubmatch(string(b), -1) {
		if _, ok := reflect.TypeFor[Facts]().FieldByName(m[1]); !ok {
			t.Errorf("%s names %s, which is no fact", readme, m[1])
		}
	}
}

func TestLoadTakesTheCouncilsOwn(t *testing.T) {
	folder := fstest.MapFS{
		"receipt.txt": {Data: []byte("\ufeffSubject:  Diolch, {{.Service}}!\r\n\r\n{{count .RowsRead .Row .Rows}}\r\n\r\n\r\n  indented\r\n")},
		"README.txt":  {Data: []byte("notes")}, "Thumbs.db": {}, "~$receipt.txt": {}, ".git/x": {},
	}
	templates, err := Load(folder, nearest.Of)
	if err != nil {
		t.Fatal(err)
	}
	got, err := templates.Render(Receipt, Facts{Service: "Môn", RowsRead: 1200})
	if d := cmp.Diff(Text{"Diolch, Môn!", "1,200 rows\n\n  indented\n"}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if got, err := templates.Render(Refused, facts()); err != nil || !strings.Contains(got.Subject, "could not use") {
		t.Errorf("the kinds that the council left alone: %v, %v", got, err)
	}
	if _, err := Load(os.DirFS(filepath.Join(t.TempDir(), "none")), nil); err != nil {
		t.Errorf("no folder: %v", err)
	}
}

func TestLoadFindsMistakes(t *testing.T) {
	good := "Subject: x\n\n"
	for _, tc := range []struct {
		name, file, source, want string
	}{
		{"misspelt file", "reciept.txt", good, "mail/reciept.txt: no mail of this name is ever written; did you mean receipt.txt?"},
		{"strange file", "zzzzzzzzzzzz.doc", good, "mail/zzzzzzzzzzzz.doc: no mail of this name is ever written: there are to-correct.txt, receipt.txt"},
		{"folder", "old/receipt.txt", good, "mail/old: no mail of this name"},
		{"misspelt fact", "receipt.txt", good + "one\n{{.Servic}}", "mail/receipt.txt:4: there is no fact .Servic; did you mean Service?"},
		{"in the subject", "receipt.txt", "Subject: {{.Retrun}}\n\nx", "mail/receipt.txt:1: there is no fact .Retrun; did you mean Return?"},
		{"in a branch not taken", "receipt.txt", good + "{{if .Due}}a{{else}}b\n{{.Qeries}}{{end}}", "mail/receipt.txt:4: there is no fact .Qeries; did you mean Queries?"},
		{"in a branch within a branch", "receipt.txt", good + "{{if not .Due}}{{if gt .Errors 900}}\n\n{{.Cuncil}}{{end}}{{end}}", "mail/receipt.txt:5: there is no fact .Cuncil"},
		{"in a condition", "receipt.txt", good + "{{if .Due}}{{else if .Duue}}{{end}}", "mail/receipt.txt:3: there is no fact .Duue; did you mean Due?"},
		{"in a list", "reminder-due.txt", good + "{{range .Owed}}{{.Retrn}}{{end}}", "mail/reminder-due.txt:3: there is no fact .Retrn; did you mean Return?"},
		{"after a break", "reminder-due.txt", good + "{{range .Owed}}{{if ge .DaysLeft 0}}{{break}}{{end}}{{.Servce}}{{end}}", "mail/reminder-due.txt:3: there is no fact .Servce"},
		{"for an empty list", "reminder-due.txt", good + "{{range .Owed}}{{else}}{{.Nothin}}{{end}}", "mail/reminder-due.txt:3: there is no fact .Nothin"},
		{"in a with", "receipt.txt", good + "{{with .Due}}{{.}}{{else}}{{.Du}}{{end}}", "mail/receipt.txt:3: there is no fact .Du; did you mean Due?"},
		{"in a definition", "receipt.txt", good + "{{define \"x\"}}{{if .Ask}}{{else}}{{.Aks}}{{end}}{{end}}{{template \"x\" .}}", "there is no fact .Aks; did you mean Ask?"},
		{"fact of a fact", "receipt.txt", good + "{{.Service.Name}}", "mail/receipt.txt:3: there is no fact .Name"},
		{"text for a number", "receipt.txt", good + "{{if false}}{{count .Service \"a\" \"b\"}}{{end}}", "mail/receipt.txt:3: a text stands where a number belongs"},
		{"compared", "receipt.txt", good + "{{if eq .Errors \"3\"}}x{{end}}", "mail/receipt.txt:3: a text stands where a number belongs"},
		{"no end", "receipt.txt", good + "{{if .Due}}x\n", "lacks its {{end}}"},
		{"no brackets", "receipt.txt", good + "{{.Due\n", "lacks"},
		{"no dot", "receipt.txt", good + "{{Service}}", `mail/receipt.txt:3: "Service" stands where if, range, end, count or number may stand; did you mean .Service?`},
		{"no subject", "receipt.txt", "Dear all\n\nx", "mail/receipt.txt:1: must begin with \"Subject: \""},
		{"empty subject", "receipt.txt", "Subject: \n\nx", "mail/receipt.txt:1: must begin with"},
		{"subject that comes out empty", "receipt.txt", "Subject: {{if false}}x{{end}}\n\nx", "the subject comes out empty"},
		{"no empty line", "receipt.txt", "Subject: x\nDear all", "the line after the subject must be empty"},
		{"empty file", "receipt.txt", "", "must begin with"},
		{"too large", "receipt.txt", good + strings.Repeat("x", maxTemplate), "is larger than 65.536 kB"},
		{"too long a text", "receipt.txt", good + "{{range 99999999}}xxxxxxxxxxxxxxxxxxxxxxx{{end}}", "comes out longer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{tc.file: {Data: []byte(tc.source)}}, nearest.Of)
			var faults Faults
			if !errors.As(err, &faults) || len(faults) != 1 || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Load: %v", err)
			}
		})
	}
	_, err := Load(fstest.MapFS{"receipt.txt": {Data: []byte("x")}, "refused.txt": {Data: []byte("y")}, "other.txt": {}}, nil)
	if faults := (Faults{}); !errors.As(err, &faults) || len(faults) != 3 {
		t.Errorf("three faults: %v", err)
	}
}
