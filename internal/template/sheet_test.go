package template_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"winnow/ingest"
	"winnow/internal/ooxml/ooxmlcheck"
	"winnow/internal/period"
	"winnow/internal/pipeline"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/internal/template"
	"winnow/rules"
)

// periodOf is the period of a kind that the templates of tests are for.
func periodOf(t *testing.T, kind period.Kind) period.Period {
	t.Helper()
	p, err := period.Parse("2021-22-Q1")
	if err != nil {
		t.Fatal(err)
	}
	if kind == period.None {
		return period.Period{}
	}
	return period.Of(p.Start(), kind)
}

// workbook makes the template of a return, checked for what Excel repairs.
func workbook(t *testing.T, set *rules.Set, ret *rules.Return, o template.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := template.Write(&b, set, ret, o); err != nil {
		t.Fatal(err)
	}
	ooxmlcheck.Must(t, b.Bytes())
	return b.Bytes()
}

// sheet is a blank workbook opened to be filled in.
type sheet struct {
	*excelize.File
	t    *testing.T
	name string
	next int // row
}

func open(t *testing.T, b []byte) *sheet {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	s := &sheet{File: f, t: t, name: f.GetSheetName(0)}
	s.next = len(s.cells(s.name)) + 1
	return s
}

func (s *sheet) cells(name string) [][]string {
	s.t.Helper()
	rows, err := s.GetRows(name)
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// entry is one cell of the worked example, and where it belongs: a column, or the
// cell of a form.
type entry struct{ place, title, value string }

// example reads the worked example: each example's entries.
func (s *sheet) example() [][]entry {
	var out [][]entry
	for _, line := range s.cells("Example") {
		if len(line) == 0 {
			continue
		}
		place, title, ok := strings.Cut(line[0], " · ")
		if !ok {
			continue
		}
		for i, v := range line[1:] {
			for len(out) <= i {
				out = append(out, nil)
			}
			out[i] = append(out[i], entry{place, title, v})
		}
	}
	return out
}

// sample reads a file of the sample quarter: its rows, by the columns of the template.
func (s *sheet) sample(path string, ret *rules.Return) [][]entry {
	s.t.Helper()
	places := map[string]entry{}
	for i, title := range s.cells(s.name)[s.next-2] {
		for _, f := range ret.Fields {
			if f.Title == title {
				for _, name := range append([]string{f.Title, f.Name}, f.Aliases...) {
					places[rules.FoldTitle(name)] = entry{place: table.Letters(i), title: title}
				}
			}
		}
	}
	file, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	defer file.Close()
	var head map[int]entry
	var rows [][]entry
	for row, err := range file.Rows(0) {
		if err != nil {
			s.t.Fatal(err)
		}
		found, entries := map[int]entry{}, []entry(nil)
		for i, c := range row.Cells {
			if e, ok := places[rules.FoldTitle(c.Raw)]; ok {
				found[i] = e
			}
			if e, ok := head[i]; ok {
				e.value = typed(c, file.Date1904)
				entries = append(entries, e)
			}
		}
		if head == nil && len(found) == len(ret.Fields) {
			head = found
		} else if blank := func(e entry) bool { return e.value == "" }; len(entries) > 2 && !slices.ContainsFunc(entries[:3], blank) {
			rows = append(rows, entries) // what has the first cells blank is no record
		}
	}
	return rows
}

// typed is what a person would type for a cell.
func typed(c table.Cell, date1904 bool) string {
	if c.Kind == table.Date {
		if day, _, ok := table.ParseDate(c.Raw, date1904); ok {
			return period.Date(day).Time().Format("02/01/2006")
		}
	}
	return c.Raw
}

// fill types rows in, below the headings or beside the labels of a form.
func (s *sheet) fill(ret *rules.Return, rows [][]entry) {
	s.t.Helper()
	for _, row := range rows {
		for _, e := range row {
			at := e.place
			if !ret.Form {
				at += strconv.Itoa(s.next)
			}
			s.enter(at, fieldOf(ret, e.title), e.value)
		}
		s.next++
	}
}

// fieldOf finds the field whose values a column holds.
func fieldOf(ret *rules.Return, title string) *rules.Field {
	for _, f := range ret.Fields {
		if f.Title == title {
			return f
		}
	}
	return ret.Fields[ret.Unpivot.Value]
}

var reNumber = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// enter types a value in as a person does: a number becomes one where the cell isn't
// text, a date a date.
func (s *sheet) enter(at string, f *rules.Field, v string) {
	s.t.Helper()
	if v == "" {
		return
	}
	var err error
	day, dated := time.Parse("02/01/2006", v)
	n, figure := strconv.ParseFloat(v, 64)
	percent, share := strconv.ParseFloat(strings.TrimSuffix(v, "%"), 64)
	switch {
	case f.Type == rules.TypeDate && dated == nil:
		err = s.SetCellInt(s.name, at, day.Unix()/86400+25569)
	case isFigure(f) && figure == nil && reNumber.MatchString(v):
		err = s.SetCellFloat(s.name, at, n, -1, 64)
	case isFigure(f) && share == nil && strings.HasSuffix(v, "%"):
		err = s.SetCellFloat(s.name, at, percent/100, -1, 64)
		if err == nil {
			err = s.percent(at)
		}
	default:
		err = s.SetCellStr(s.name, at, v)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// percent gives a cell the format that typing 93% gives it.
func (s *sheet) percent(at string) error {
	style, err := s.NewStyle(&excelize.Style{NumFmt: 10})
	if err != nil {
		return err
	}
	return s.SetCellStyle(s.name, at, at, style)
}

func isFigure(f *rules.Field) bool {
	return f.Type == rules.TypeNumber || f.Type == rules.TypeInteger || f.Type == rules.TypeYear
}

// save writes the workbook, and returns its name.
func (s *sheet) save() string {
	s.t.Helper()
	name := filepath.Join(s.t.TempDir(), "filled.xlsx")
	if err := s.SaveAs(name); err != nil {
		s.t.Fatal(err)
	}
	return name
}

// finding is an exception of a check.
type finding struct{ rule, message string }

// check takes a file in as winnow check does, and returns its table and all that is
// said of the file.
func check(t *testing.T, set *rules.Set, ret string, p period.Period, name string) (*report.File, []finding) {
	t.Helper()
	rep, err := pipeline.Run(context.Background(), pipeline.Config{Rules: set, Return: ret, Period: p,
		Sources: []pipeline.Source{{Path: name, Name: filepath.Base(name)}}})
	if err != nil {
		t.Fatal(err)
	}
	var found []finding
	f := rep.Files[0]
	if f.Reason != nil {
		found = append(found, finding{"reason", *f.Reason})
	}
	lists := []*report.List{f.Exceptions}
	for _, table := range f.Tables {
		lists = append(lists, table.Exceptions)
	}
	for _, l := range lists {
		for e := range l.All() {
			found = append(found, finding{e.Rule, e.Message})
		}
	}
	return f, found
}

// written puts bytes into a file.
func written(t *testing.T, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "blank.xlsx")
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}
