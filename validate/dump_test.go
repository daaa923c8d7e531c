package validate

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// dump writes the rows of an Arrow record, cells parted by |, nulls as ∅.
func dump(rec arrow.RecordBatch) []string {
	out := make([]string, rec.NumRows())
	for i := range out {
		var cells []string
		for _, col := range rec.Columns() {
			if col.IsNull(i) {
				cells = append(cells, "∅")
				continue
			}
			if d, ok := col.(*array.Decimal128); ok {
				cells = append(cells, d.Value(i).ToString(col.DataType().(*arrow.Decimal128Type).Scale))
				continue
			}
			cells = append(cells, col.ValueStr(i))
		}
		out[i] = strings.Join(cells, "|")
	}
	return out
}
