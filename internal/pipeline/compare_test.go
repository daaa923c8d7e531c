package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/ingest"
	"winnow/internal/bulk"
	"winnow/internal/report"
	"winnow/internal/sample"
	"winnow/rules"
)

// compared is what compare says of two files with a table of one return each.
func compared(t testing.TB, set *rules.Set, ret, old, now string, asked func(int, string) bool) *report.Reply {
	t.Helper()
	r := publishing(set, "2021-22-Q1")
	a, m := tableIn(t, r, ret, old)
	b, n := tableIn(t, r, ret, now)
	reply, err := r.compare(context.Background(), a, m, b, n, asked, false)
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

func tableIn(t testing.TB, r *run, ret, path string) (*ingest.File, *match) {
	t.Helper()
	file, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	for i := range file.Sheets {
		matches, err := r.allMatches(file, i)
		if err != nil {
			t.Fatal(err)
		}
		if m := bestOf(matches); m != nil && m.ret.Name == ret {
			return file, m
		}
	}
	t.Fatalf("no table of %s in %s", ret, path)
	return nil, nil
}

func nothing(int, string) bool { return false }

// replyText puts a reply into lines.
func replyText(r *report.Reply) (lines []string) {
	for x := range r.Elsewhere.All() {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d>%d %s %s: %s > %s", x.Was, x.Row, x.Key, x.Title, x.Before, x.After)))
	}
	for x := range r.Removed.All() {
		lines = append(lines, fmt.Sprintf("gone %d %s", x.Row, x.Key))
	}
	for x := range r.Added.All() {
		lines = append(lines, fmt.Sprintf("come %d %s", x.Row, x.Key))
	}
	for x := range r.Unsure.All() {
		lines = append(lines, fmt.Sprintf("unsure %d %s", x.Row, x.Key))
	}
	if r.Asked > 0 {
		lines = append(lines, fmt.Sprintf("asked %d", r.Asked))
	}
	return lines
}

func TestCompareTexts(t *testing.T) {
	head := "Reference,Date seen,Area,Minutes taken\n"
	more := "m1,03/04/2021,East,11\nm2,04/04/2021,West,12\nm3,05/04/2021,East,13\nm4,06/04/2021,West,14\n"
	drop := strings.Replace(visits, "title: Area, type: string", "title: Area, type: string, privacy: drop", 1)
	fill := strings.Replace(visits, "title: Area, type: string", "title: Area, type: string, fill: down", 1)
	wide := "Area,Under 18,18 and over\n"
	for _, c := range []struct {
		name, rule, old, now string
		want                 []string
	}{
		{"the same, written in another way", visits, head + "a,01/04/2021,North,5\n" + more, head + more + "a,2021-04-01, North ,5.0\n", nil},
		{"columns in another place, and one that is no field", visits, head + "a,01/04/2021,North,5\n", "Note,Minutes taken,Area,Reference,Date seen\nseen,6,North,a,01/04/2021\n", []string{"2>2 a Minutes taken: 5 > 6"}},
		{"sorted, and one cell", visits, head + "a,01/04/2021,North,5\n" + more, head + more + "a,02/04/2021,North,5\n", []string{"2>6 a Date seen: 01/04/2021 > 02/04/2021"}},
		{"gone and come", visits, head + "a,01/04/2021,North,5\n" + more, head + more + "b,29/06/2021,South,99\n", []string{"gone 2 a", "come 6 b"}},
		{"another key", visits, head + "a,01/04/2021,North,5\n" + more, head + "b,01/04/2021,North,5\n" + more, []string{"2>2 b Reference: a > b"}},
		{"a total is no record", visits, head + "a,01/04/2021,North,5\n" + more + "Total,,,55\n", head + "a,01/04/2021,North,5\n" + more + "Total,,,60\n", nil},
		{"shown to nobody", drop, head + "a,01/04/2021,North,5\n" + more, head + "a,01/04/2021,South,5\n" + more, []string{"2>2 a Area:  >"}},
		{"what fill: down fills", fill, head + "a,01/04/2021,North,5\nb,01/04/2021,,6\n" + more, head + "a,01/04/2021,South,5\nb,01/04/2021,,6\n" + more, []string{"2>2 a Area: North > South"}},
		{"a cell of a wide table", wideVisits, wide + "North,1,2\nSouth,3,4\n", wide + "South,3,40\nNorth,1,2\n", []string{"3>2  18 and over: 4 > 40"}},
		{"an answer of a form", formVisits, "Area,North\nVisits,5\nHours,7.5\nComment,\n", "Hours,7.50\nComment,fewer\nArea,North\nVisits,6\n", []string{"2>4  Visits: 5 > 6", "4>2  Comment:  > fewer"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := loaded(t, c.rule)
			ret := set.Returns[0].Name
			reply := compared(t, set, ret, inFolder(t, "a.csv", []byte(c.old)), inFolder(t, "b.csv", []byte(c.now)), nothing)
			if diff := cmp.Diff(c.want, replyText(reply)); diff != "" || !reply.Compared {
				t.Errorf("compared %v: %s", reply.Compared, diff)
			}
		})
	}
}

func TestCompareAsked(t *testing.T) {
	head := "Reference,Date seen,Area,Minutes taken\n"
	old := head + "a,01/04/2021,North,5\nb,02/04/2021,South,6\nc,03/04/2021,East,7\n"
	now := head + "c,03/04/2021,East,8\nb,02/05/2021,West,6\na,01/04/2021,North,9\n"
	set := loaded(t, visits)
	minutes := set.Returns[0].Fields[3].Name
	reply := compared(t, set, set.Returns[0].Name, inFolder(t, "a.csv", []byte(old)), inFolder(t, "b.csv", []byte(now)), func(row int, field string) bool {
		return row == 3 || row == 2 && field == minutes // all of b, the minutes of a
	})
	if diff := cmp.Diff([]string{"4>2 c Minutes taken: 7 > 8", "asked 3"}, replyText(reply)); diff != "" {
		t.Error(diff)
	}
}

const smokingPath = "stop-smoking/Stop smoking 2021-22 Q1.xlsx"

// TestCompareSample edits a workbook of the sample quarter by hand and has
// LibreOffice save it.
func TestCompareSample(t *testing.T) {
	set, data := shipped(t), sampleFiles(t, sample.AsReceived)[smokingPath]
	r := publishing(set, "2021-22-Q1")
	old := inFolder(t, "sent.xlsx", data)
	_, m := tableIn(t, r, "smoking_quits", old)
	first := m.loc.HeaderRow + 1
	now, want := editedQuits(t, data, m, first)
	asked := func(row int, field string) bool { return row == first+2 }
	check := func(name, path string) {
		t.Helper()
		reply := compared(t, set, m.ret.Name, old, path, asked)
		if diff := cmp.Diff(want, replyText(reply)); diff != "" || len(reply.Rekeyed) != 1 {
			t.Errorf("%s: %v %s", name, reply.Rekeyed, diff)
		}
	}
	path := inFolder(t, "back.xlsx", now)
	check("as edited", path)
	saved := savedByLibreOffice(t, old, path)
	if diff := replyText(compared(t, set, m.ret.Name, old, saved[0], nothing)); len(diff) > 0 {
		t.Errorf("saved by LibreOffice and not edited: %q", diff)
	}
	check("saved by LibreOffice", saved[1])
}

// editedQuits gives one record another reference, changes a cell that nobody asked
// to change and one that was asked, and says what is to be told of it.
func editedQuits(t *testing.T, data []byte, m *match, first int) (edited []byte, want []string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	key := keyFields(m.ret)[0]
	var plain int // a text field to change
	for i, x := range m.ret.Fields {
		if i != key && x.Type == rules.TypeString && m.loc.Columns[i] >= 0 {
			plain = i
		}
	}
	at := func(field, row int) string {
		name, err := excelize.CoordinatesToCellName(m.loc.Columns[field]+1, row)
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	value := func(field, row int) string {
		s, err := f.GetCellValue(m.sheet.Name, at(field, row))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	set := func(field, row int, v string) {
		if err := f.SetCellStr(m.sheet.Name, at(field, row), v); err != nil {
			t.Fatal(err)
		}
	}
	title := func(field int) string { return m.ret.Fields[field].Title }
	want = []string{
		fmt.Sprintf("%d>%d NEW-1 %s: %s > NEW-1", first, first, title(key), value(key, first)),
		fmt.Sprintf("%d>%d %s %s: %s > Elsewhere", first+1, first+1, value(key, first+1), title(plain), value(plain, first+1)),
		"asked 1",
	}
	set(key, first, "NEW-1")
	set(plain, first+1, "Elsewhere")
	set(plain, first+2, "As asked")
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), want
}

// savedByLibreOffice has LibreOffice open workbooks and save them again.
func savedByLibreOffice(t *testing.T, paths ...string) (saved []string) {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("LibreOffice is not installed: run `make setup`")
		}
		t.Skip("skipped: LibreOffice is not installed: run `make setup`")
	}
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())
	dir := t.TempDir()
	out, err := exec.Command(soffice, append([]string{profile, "--headless", "--convert-to", "xlsx", "--outdir", dir}, paths...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, p := range paths {
		saved = append(saved, filepath.Join(dir, filepath.Base(p)))
	}
	return saved
}

// BenchmarkCompare compares two returns of 100,000 records and 14 columns, of which
// one in a hundred was corrected.
func BenchmarkCompare(b *testing.B) {
	var text bytes.Buffer
	if err := bulk.CSV(&text, 100_000, 1); err != nil {
		b.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	for i := 1; i < len(lines); i += 100 {
		lines[i] = strings.Replace(lines[i], "Female", "Male ", 1) + "9"
	}
	set := loaded(b, string(bulk.Rules))
	ret := set.Returns[0].Name
	old, now := inFolder(b, "a.csv", text.Bytes()), inFolder(b, "b.csv", []byte(strings.Join(lines, "\n")+"\n"))
	b.ReportAllocs()
	for b.Loop() {
		if reply := compared(b, set, ret, old, now, nothing); reply.Elsewhere.Len() < 1000 || reply.Added.Len() > 0 {
			b.Fatalf("%d cells, %d come", reply.Elsewhere.Len(), reply.Added.Len())
		}
	}
}
