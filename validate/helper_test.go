package validate

import (
	"strings"
	"testing"
	"testing/fstest"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// councilPlan is the printed key of the Derbyshire report.
const councilPlan = `winnow: v1
bands: council-plan
basis: relative
scale:
  - {band: Strong, where: 'unit == "percent" && target > 95', better_by: "> 2%"}
  - {band: Strong, better_by: "> 5%"}
  - {band: Action, worse_by: "> 10%"}
  - {band: Review, worse_by: "> 2%"}
  - {band: Good}
no_data: No data
`

var quarter1 = period.Period{Kind: period.Quarter, Year: 2021, Number: 1}

// load compiles a rule file with the council plan's bands, and further files
// given as name and text.
func load(t testing.TB, yaml string, more ...string) (*rules.Set, *rules.Return) {
	t.Helper()
	files := fstest.MapFS{"r.yaml": {Data: []byte(yaml)}, "plan.yaml": {Data: []byte(councilPlan)}}
	for i := 0; i+1 < len(more); i += 2 {
		files[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	set, err := rules.Load(files, ".", "rules")
	if err != nil {
		t.Fatal(err)
	}
	return set, set.Returns[0]
}

// quarterly is the context of most tests.
func quarterly(set *rules.Set) Context {
	return Context{Set: set, Period: quarter1, AsAt: quarter1.End(), HasAsAt: true}
}

// checker makes a checker for a sheet whose columns are the fields in order,
// but for those named missing.
func checker(t testing.TB, r *rules.Return, c Context, csv bool, missing ...string) *Checker {
	t.Helper()
	cols := Columns{CSV: csv}
	at := 0
	for _, f := range r.Fields {
		if contains(missing, f.Name) {
			cols.Fields = append(cols.Fields, -1)
			continue
		}
		cols.Fields, cols.Headers = append(cols.Fields, at), append(cols.Headers, f.Title)
		at++
	}
	k, err := New(r, cols, c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// batchOf makes a batch from the cells of records: cells parted by |, each as
// text, or with a prefix: n: number, d: date, b: boolean, e: error, %: number
// shown as per cent, f: formula without a result, ~ for a cell that isn't there.
func batchOf(index, firstRow int, records ...string) *table.Batch {
	b := &table.Batch{Index: index}
	width := 0
	for _, rec := range records {
		width = max(width, strings.Count(rec, "|")+1)
	}
	b.Reset(width)
	for i, rec := range records {
		cells := strings.Split(rec, "|")
		b.Rows = append(b.Rows, firstRow+i)
		for k := range width {
			text := "~"
			if k < len(cells) {
				text = cells[k]
			}
			appendCell(&b.Cols[k], text)
		}
	}
	return b
}

func appendCell(c *table.Column, text string) {
	prefixes := []struct {
		prefix string
		kind   table.Kind
		flag   table.Flag
	}{
		{"n:", table.Number, 0}, {"d:", table.Date, 0}, {"t:", table.Date, table.Clock}, {"b:", table.Bool, 0},
		{"e:", table.Error, 0}, {"%:", table.Number, table.Percent}, {"f:", table.Blank, table.NoResult},
	}
	for _, p := range prefixes {
		if in, ok := strings.CutPrefix(text, p.prefix); ok {
			c.AppendString(p.kind, p.flag, in)
			return
		}
	}
	switch text {
	case "~":
		c.AppendString(table.Absent, 0, "")
	case "":
		c.AppendString(table.Blank, 0, "")
	default:
		c.AppendString(table.Text, 0, text)
	}
}

// run puts batches through a checker, twice where it must be.
func run(t testing.TB, c *Checker, totals []Total, batches ...*table.Batch) (exceptions []report.Exception, held []int, clean []string, tb *Table) {
	t.Helper()
	for {
		exceptions, held, clean = nil, nil, nil
		records, outOf := 0, 0
		for _, b := range batches {
			out := c.Join(c.Check(b))
			exceptions = append(exceptions, out.Exceptions...)
			for _, i := range out.Held {
				held = append(held, b.Rows[i])
			}
			if out.Clean != nil {
				clean = append(clean, dump(out.Clean)...)
				if int(out.Clean.NumRows()) != out.CleanRows {
					t.Errorf("%d clean rows in the record, %d counted", out.Clean.NumRows(), out.CleanRows)
				}
				out.Clean.Release()
			}
			records += b.Len()
			outOf += out.CleanRows + out.HeldRows
			if len(out.Held) != out.HeldRows {
				t.Errorf("%d rows held, %d counted", len(out.Held), out.HeldRows)
			}
		}
		if records != outOf {
			t.Errorf("%d records in, %d out", records, outOf)
		}
		if c.Again() {
			continue
		}
		return exceptions, held, clean, c.Finish(totals, records)
	}
}

// brief writes an exception in a line: cell rule kind severity.
func brief(list []report.Exception) []string {
	var out []string
	for _, x := range list {
		out = append(out, strings.TrimSpace(x.Cell+" "+x.Rule+" "+x.Kind+" "+string(x.Severity)))
	}
	return out
}

func num(s string) *number.Num {
	n, err := number.Parse(s)
	if err != nil {
		panic(err)
	}
	return &n
}

// loadSchema compiles a bare Table Schema.
func loadSchema(t testing.TB, json string) (*rules.Set, *rules.Return) {
	t.Helper()
	set, err := rules.Load(fstest.MapFS{"s.json": {Data: []byte(json)}}, ".", "rules")
	if err != nil {
		t.Fatal(err)
	}
	return set, set.Returns[0]
}
