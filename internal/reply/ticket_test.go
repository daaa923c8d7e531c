package reply

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func sampleTicket() *Ticket {
	return &Ticket{
		Workspace: "7f2c01", Form: Marked, FileName: "Northgate – quits 2024.xlsx", SHA256: strings.Repeat("0123456789abcdef", 4),
		Sent: time.Date(2024, 7, 12, 9, 30, 0, 0, time.UTC),
		Tables: []Table{
			{Submission: 12, Return: "smoking", Service: "northgate", Period: "2024-Q1", Span: "quarter", Sheet: "Quit attempts", HeaderRow: 4},
			{Submission: 13, Return: "testing", Service: "northgate", Period: "2024", HeaderRow: 1},
		},
		Sheets: []Own{
			{Role: RoleStart, Name: "Start here"}, {Role: RoleRows, Name: `Rows "2"`, Table: 1, Rows: Runs{{2, 2}, {5, 9}, {11, 11}}},
			{Role: RoleTicket, Name: SheetName},
		},
	}
}

func TestTicketComesBack(t *testing.T) {
	want := sampleTicket()
	for name, save := range map[string]func([][]string) [][]string{
		"as it is": func(rows [][]string) [][]string { return rows },
		"trailing blanks": func(rows [][]string) [][]string {
			return each(rows, func(r []string) []string { return append(r, "", " ") })
		},
		"moved down": func(rows [][]string) [][]string { return append([][]string{nil, {"a title"}, {""}}, rows...) },
		"moved right": func(rows [][]string) [][]string {
			return each(rows, func(r []string) []string { return append([]string{""}, r...) })
		},
		"key in capitals": func(rows [][]string) [][]string {
			return each(rows, func(r []string) []string { r[0] = strings.ToUpper(r[0]) + " "; return r })
		},
		"values unquoted": func(rows [][]string) [][]string {
			return each(rows, func(r []string) []string {
				for i := range r {
					if v, err := strconv.Unquote(r[i]); err == nil && v != "" && !strings.HasPrefix(v, `"`) {
						r[i] = v
					}
				}
				return r
			})
		},
		"sorted":        func(rows [][]string) [][]string { slices.SortFunc(rows, slices.Compare); return rows },
		"a note beside": func(rows [][]string) [][]string { return append(rows, []string{"checked by", "JS"}) },
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseTicket(save(want.Cells()))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func each(rows [][]string, change func([]string) []string) [][]string {
	for i := range rows {
		rows[i] = change(rows[i])
	}
	return rows
}

func TestTicketSpoilt(t *testing.T) {
	replace := func(old, new string) [][]string {
		return each(sampleTicket().Cells(), func(r []string) []string {
			for i := range r {
				r[i] = strings.ReplaceAll(r[i], old, new)
			}
			return r
		})
	}
	rows := sampleTicket().Cells()
	for name, c := range map[string]struct {
		rows  [][]string
		newer bool
	}{
		"another service":    {replace("northgate", "southgate"), false},
		"another submission": {replace(`"12"`, `"14"`), false},
		"another period":     {replace("2024-Q1", "2024-Q2"), false},
		"a row gone":         {rows[:len(rows)-2], false},
		"a table gone":       {slices.Delete(slices.Clone(rows), 7, 8), false},
		"a row twice":        {append(slices.Clone(rows), rows[4]), false},
		"no checksum":        {rows[:len(rows)-1], false},
		"a later version":    {replace("workbook/v1", "workbook/v2"), true},
		"no version":         {replace("workbook/v1", "workbook/vx"), false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseTicket(c.rows)
			var spoilt *Spoilt
			if got != nil || !errors.As(err, &spoilt) || spoilt.Newer != c.newer {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestTicketNone(t *testing.T) {
	for _, rows := range [][][]string{nil, {{"a"}, {"b", "c"}}, {{ticketLine}}, {{"version", "2"}}} {
		if _, err := ParseTicket(rows); err != ErrNoTicket {
			t.Errorf("%q: %v", rows, err)
		}
	}
}

func TestTicketAnyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := sampleTicket()
		want.FileName = rapid.String().Draw(t, "file")
		want.Tables[0].Sheet = rapid.String().Draw(t, "sheet")
		want.Workspace = rapid.StringMatching(`"?=?[0-9a-z" ]*`).Draw(t, "workspace")
		got, err := ParseTicket(want.Cells())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzParseTicket(f *testing.F) {
	flat := func(rows [][]string) string {
		var lines []string
		for _, r := range rows {
			lines = append(lines, strings.Join(r, "\t"))
		}
		return strings.Join(lines, "\n")
	}
	f.Add(flat(sampleTicket().Cells()))
	f.Add("version\tworkbook/v1\ntable 1\t\ncheck\t")
	f.Fuzz(func(t *testing.T, text string) {
		var rows [][]string
		for line := range strings.SplitSeq(text, "\n") {
			rows = append(rows, strings.Split(line, "\t"))
		}
		got, err := ParseTicket(rows)
		if (got == nil) == (err == nil) {
			t.Fatal("neither a ticket nor an error")
		}
	})
}

func TestRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOf(rapid.IntRange(1, 60)).Draw(t, "rows")
		var runs Runs
		want := map[int]bool{}
		for _, row := range rows {
			runs.Add(row)
			want[row] = true
		}
		got, err := parseRuns(runs.texts())
		if err != nil {
			t.Fatal(err)
		}
		for row := range 62 {
			if got.Has(row) != want[row] {
				t.Fatalf("%v: row %d", got, row)
			}
		}
		if got.Len() != len(want) {
			t.Fatalf("%v: %d rows", got, got.Len())
		}
		for i := 1; i < len(got); i++ {
			if got[i].From <= got[i-1].To+1 {
				t.Fatalf("%v: runs touch", got)
			}
		}
	})
}

func TestReadReference(t *testing.T) {
	const id = "00ab12cd34ef5678"
	for text, want := range map[string]struct {
		id    string
		group int
		ok    bool
	}{
		LineReference(id, 0): {id, 0, true}, LineReference(id, 3): {id, 3, true}, GroupReference(12): {"", 12, true},
		" 00AB12CD34EF5678 ": {id, 0, true}, "": {}, "group": {}, "group 0": {}, "group x": {}, id + " 3": {id, 0, false}, "00ab12cd34ef567": {},
	} {
		gotID, group, ok := readReference(text)
		if ok != want.ok || ok && (gotID != want.id || group != want.group) {
			t.Errorf("%q: %q, %d, %v", text, gotID, group, ok)
		}
	}
}
