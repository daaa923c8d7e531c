package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"winnow/internal/dataset"
	"winnow/internal/expr"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// everyTypeReturn is a return with a field of every type, once as a pseudonym and once
// as it is, each looked up by the pseudonyms.
func everyTypeReturn() string {
	types := []string{"string", "integer", "number", "boolean", "date", "datetime", "time", "year", "yearmonth"}
	var fields, lookups, conditions []string
	for i, typ := range types {
		fields = append(fields,
			fmt.Sprintf("  - {name: k%d, type: %s, privacy: pseudonymise}", i, typ),
			fmt.Sprintf("  - {name: v%d, type: %s}", i, typ))
		lookups = append(lookups, fmt.Sprintf("  l%d: {return: every, period: previous, on: [k%d]}", i, i))
		conditions = append(conditions, fmt.Sprintf("  - {id: r%d, expect: l%d.found && l%d.v%d == v%d, blanks: fail, message: m}", i, i, i, i, i))
	}
	return "winnow: v1\nreturn: every\nperiod: quarter\nfields:\n" + strings.Join(fields, "\n") +
		"\n  - {name: period, type: string}\n  - {name: few, type: integer, missingValues: [{value: '<5', label: suppressed}]}" +
		"\nlookups:\n" + strings.Join(lookups, "\n") + "\n  p: {return: every, period: previous, on: [k0]}\nrules:\n" + strings.Join(conditions, "\n") +
		"\n  - {id: named-as-a-partition, expect: p.period == period, blanks: fail, message: m}" +
		"\n  - {id: hidden, expect: p.sum.few == few, message: m}\n"
}

// everyRow is a row of everyTypeReturn; rows differ in every field.
func everyRow(i int) []string {
	values := []string{fmt.Sprintf("ref %d é", i), fmt.Sprint(i), fmt.Sprintf("%d.50", i), []string{"true", "false"}[i%2],
		fmt.Sprintf("2021-04-%02d", i+1), fmt.Sprintf("2021-04-%02d 09:30:15", i+1), fmt.Sprintf("%02d:30:00", i), fmt.Sprint(2000 + i), fmt.Sprintf("2021-%02d", i+1)}
	var cells []string
	for _, v := range values {
		cells = append(cells, v, v)
	}
	few := fmt.Sprint(i)
	if i == 1 {
		few = "<5"
	}
	return append(cells, "P"+fmt.Sprint(i), few)
}

func everyBatch(rows int) *table.Batch {
	b := &table.Batch{}
	b.Reset(len(everyRow(0)))
	for i := range rows {
		b.Rows = append(b.Rows, i+2)
		for c, cell := range everyRow(i) {
			b.Cols[c].AppendString(table.Text, 0, cell)
		}
	}
	return b
}

// TestPublishedRowsAreTheRows holds what lookups find in published data to the rows
// that were published, for keys of every type behind their pseudonyms.
func TestPublishedRowsAreTheRows(t *testing.T) {
	const rows = 2 // as many as a boolean can tell apart
	set, err := rules.Load(fstest.MapFS{"every.yaml": {Data: []byte(everyTypeReturn())}}, ".", "rules")
	if err != nil {
		t.Fatal(err)
	}
	ret := set.Returns[0]
	cols := validate.Columns{Fields: make([]int, len(ret.Fields)), Headers: make([]string, len(ret.Fields))}
	for i := range cols.Fields {
		cols.Fields[i] = i
	}
	ctx := validate.Context{Set: set, Period: period.Period{Kind: period.Quarter, Year: 2021, Number: 2}}
	checker, err := validate.New(ret, cols, ctx)
	if err != nil {
		t.Fatal(err)
	}
	out := checker.Join(checker.Check(everyBatch(rows)))
	if out.CleanRows != rows {
		t.Fatalf("%d clean rows: %v", out.CleanRows, out.Exceptions)
	}
	key := []byte("0123456789abcdef")
	name := filepath.Join(t.TempDir(), "rows.parquet")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := dataset.NewWriter(file, checker.Schema(), dataset.Options{PseudonymKey: key})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(out.Clean); err != nil {
		t.Fatal(err)
	}
	out.Clean.Release()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_ = file.Close()

	published := newPublishedRows(ret, checker.Schema(), set.LookedUp()["every"])
	if published.count, err = dataset.Read(name, published.columns(), published.take); err != nil {
		t.Fatal(err)
	}
	held, err := published.set(dataset.Pseudonyms(key))
	if err != nil {
		t.Fatal(err)
	}
	if held.Len() != rows {
		t.Fatalf("%d rows", held.Len())
	}
	ctx.Rows = func(rules.RowsRef) (*validate.RowSet, string) { return held, "" }
	if checker, err = validate.New(ret, cols, ctx); err != nil {
		t.Fatal(err)
	}
	for _, x := range checker.Join(checker.Check(everyBatch(rows))).Exceptions {
		t.Errorf("row %d: %s", x.Row, x.Rule)
	}
	for _, s := range checker.Finish(nil, rows).Rules {
		want := report.RuleOK
		if s.Status != want {
			t.Errorf("%s is %s: %v", s.Rule, s.Status, s.Reason)
		}
	}
}

// TestOddPublishedColumn leaves out what was published as another type.
func TestOddPublishedColumn(t *testing.T) {
	for _, c := range []struct {
		field rules.Type
		want  bool
	}{{rules.TypeString, true}, {rules.TypeInteger, false}, {rules.TypeDate, false}} {
		f := &rules.Field{Name: "a", Type: c.field, Privacy: "keep"}
		text := textArray("x")
		if v, ok := publishedValue(f, text, 0); ok != c.want || ok && v.Type != expr.String {
			t.Errorf("%s: %v %v", c.field, v, ok)
		}
		text.Release()
	}
}

func textArray(values ...string) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.AppendValues(values, nil)
	return b.NewArray()
}
