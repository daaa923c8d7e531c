package ruletest

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// found is what a run over rows says.
type found struct {
	exceptions []report.Exception // Row is the 1-based place among the rows
	statuses   map[string]report.RuleStatus
	measures   []report.Measure
}

// run takes rows through the checker and the reduction as a run does. figures
// are the measures held elsewhere.
func run(ret *rules.Return, ctx validate.Context, rows []map[string]string, figures validate.Figures) (*found, error) {
	c, err := validate.New(ret, columns(ret), ctx)
	if err != nil {
		return nil, err
	}
	batches := batchesOf(ret, rows)
	f := &found{statuses: map[string]report.RuleStatus{}}
	for again := true; again; again = c.Again() {
		f.exceptions = f.exceptions[:0]
		for _, b := range batches {
			out := c.Join(c.Check(b))
			if out.Clean != nil {
				out.Clean.Release()
			}
			f.exceptions = append(append(f.exceptions, out.Exceptions...), out.Trials...)
		}
	}
	t := c.Finish(nil, len(rows))
	f.add(append(t.Exceptions, t.Trials...), t.Rules)
	measures, exceptions, statuses := validate.Reduce(ret, ctx, []*validate.Partial{t.Partial}, figures)
	f.measures = measures
	f.add(exceptions, statuses)
	return f, nil
}

// add keeps findings and how rules ended. Of a rule that ended twice, in the
// table and over the period, the worse counts.
func (f *found) add(x []report.Exception, s []report.RuleStatus) {
	f.exceptions = append(f.exceptions, x...)
	for _, s := range s {
		if before, ok := f.statuses[s.Rule]; !ok || worse(s.Status) > worse(before.Status) {
			f.statuses[s.Rule] = s
		}
	}
}

func worse(s report.RuleState) int {
	switch s {
	case report.RuleFailed:
		return 3
	case report.RuleIssues:
		return 2
	case report.RuleSkipped:
		return 1
	}
	return 0
}

// columns gives every field a column of its own, in the order of the fields.
func columns(ret *rules.Return) validate.Columns {
	var c validate.Columns
	for i, f := range ret.Fields {
		c.Fields = append(c.Fields, i)
		c.Headers = append(c.Headers, f.Title)
	}
	return c
}

// batchesOf makes rows into batches of text cells, as a CSV would give them.
func batchesOf(ret *rules.Return, rows []map[string]string) []*table.Batch {
	var out []*table.Batch
	for i, row := range rows {
		if i%table.BatchRows == 0 {
			b := &table.Batch{Index: len(out)}
			b.Reset(len(ret.Fields))
			out = append(out, b)
		}
		b := out[len(out)-1]
		b.Rows = append(b.Rows, i+1)
		for n, f := range ret.Fields {
			kind := table.Text
			if strings.TrimSpace(row[f.Name]) == "" {
				kind = table.Blank
			}
			b.Cols[n].AppendString(kind, 0, row[f.Name])
		}
	}
	return out
}

// castDate reads a text as a date of the one field that a return has.
func castDate(of *rules.Return, text string) (period.Date, bool) {
	c, err := validate.New(of, columns(of), validate.Context{})
	if err != nil {
		return 0, false
	}
	out := c.Join(c.Check(batchesOf(of, []map[string]string{{of.Fields[0].Name: text}})[0]))
	if out.Clean == nil {
		return 0, false
	}
	defer out.Clean.Release()
	switch col := out.Clean.Column(0).(type) {
	case *array.Date32:
		if !col.IsNull(0) {
			return period.Date(col.Value(0)), true
		}
	case *array.Timestamp:
		if !col.IsNull(0) {
			unit := col.DataType().(*arrow.TimestampType).Unit
			return period.Date(col.Value(0).ToTime(unit).Unix() / 86400), true
		}
	}
	return 0, false
}

// asTold words an exception for the writer of a test.
func asTold(x report.Exception) string {
	said := x.Message
	if x.Row > 0 {
		said = fmt.Sprintf("row %d: %s", x.Row, said)
	}
	if x.Expected != "" {
		said += " (expected " + x.Expected + ")"
	}
	return said
}
