package validate

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"winnow/internal/table"
)

const wide = `winnow: v1
return: wide
title: Wide
grain: One.
period: quarter
owner: s
fields:
  - {name: ref, type: string, key: true, constraints: {required: true, pattern: 'R\d{7}'}}
  - {name: day, type: date, format: "%d/%m/%Y", constraints: {required: true}, within: period}
  - {name: later, type: date, format: "%d/%m/%Y"}
  - {name: outcome, type: string, constraints: {required: true, enum: [quit, not_quit, lost]}, map: {"Quit": quit}}
  - {name: district, type: string, constraints: {enum: [Amber Valley, Bolsover, Chesterfield, Erewash]}}
  - {name: sex, type: string, constraints: {enum: [M, F]}}
  - {name: age, type: integer, constraints: {minimum: 0, maximum: 120}}
  - {name: ppm, type: number, decimals: 1, constraints: {minimum: 0}}
  - {name: amount, type: number, decimals: 2, constraints: {maximum: 5000}}
  - {name: provider, type: string}
  - {name: method, type: string}
  - {name: flag, type: boolean, trueValues: [Y], falseValues: [N]}
  - {name: note, type: string, constraints: {maxLength: 40}}
  - {name: share, type: number, percent: points, decimals: 1}
primaryKey: [ref]
rules:
  - {id: a, when: outcome == "quit", then: ppm < 10, message: m}
  - {id: b, when: later != null, then: later >= day, message: m}
  - {id: c, expect: amount > 0, message: m}
measures:
  - {name: n, count: {}}
  - {name: quits, count: {where: outcome == "quit"}}
  - {name: total, sum: {field: amount}}
  - {name: by_district, by: [district], count: {}}
`

// wideBatch generates a batch, one row in a hundred with a defect.
func wideBatch(r *rand.Rand, index int) *table.Batch {
	b := &table.Batch{Index: index}
	b.Reset(14)
	for i := range table.BatchRows {
		n := index*table.BatchRows + i
		b.Rows = append(b.Rows, n+2)
		outcome := []string{"Quit", "not_quit", "lost"}[r.IntN(3)]
		if r.IntN(100) == 0 {
			outcome = "Quitt"
		}
		d := 1 + r.IntN(28)
		row := []string{fmt.Sprintf("R%07d", n), fmt.Sprintf("%02d/04/2021", d), fmt.Sprintf("%02d/06/2021", d), outcome,
			[]string{"Amber Valley", "Bolsover", "Chesterfield", "Erewash"}[r.IntN(4)], []string{"M", "F"}[r.IntN(2)],
			fmt.Sprint(18 + r.IntN(70)), fmt.Sprintf("%d.%d", r.IntN(9), r.IntN(10)), fmt.Sprintf("%d.%02d", 1+r.IntN(4000), r.IntN(100)),
			fmt.Sprintf("Provider %d", r.IntN(40)), "telephone", []string{"Y", "N"}[r.IntN(2)], "", fmt.Sprintf("%d.5", 10+r.IntN(80))}
		for k, cell := range row {
			appendCell(&b.Cols[k], cell)
		}
	}
	return b
}

func BenchmarkCheckAndJoin(b *testing.B) {
	set, ret := load(b, wide)
	r := rand.New(rand.NewPCG(1, 2))
	batches := make([]*table.Batch, 16)
	for i := range batches {
		batches[i] = wideBatch(r, i)
	}
	rows := 0
	b.ReportAllocs()
	for b.Loop() {
		c := checker(b, ret, quarterly(set), true)
		for _, x := range batches {
			out := c.Join(c.Check(x))
			rows += x.Len()
			if out.Clean != nil {
				out.Clean.Release()
			}
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
