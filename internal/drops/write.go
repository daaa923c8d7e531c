package drops

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/xuri/excelize/v2"
)

// rows returns the cells of a return: what stands above the table, the headings,
// and ten to forty records whose keys no other file has.
func rows(d Drop, i int, random *rand.Rand) [][]string {
	all := [][]string{{"Visits by day"}, {"Month", d.Month}, {}, {"Ref", "Day", "People"}}
	for n := range 10 + random.IntN(31) {
		day := fmt.Sprintf("%s-%02d", d.Month, 1+random.IntN(28))
		all = append(all, []string{fmt.Sprintf("V%05d-%02d", i, n), day, fmt.Sprint(random.IntN(500))})
	}
	if d.Kind == Faulty {
		all[len(all)-1][2] = "several"
	}
	return all
}

func write(d Drop, i int, random *rand.Rand) ([]byte, error) {
	if workbook(i) {
		return writeWorkbook(rows(d, i, random))
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err := w.WriteAll(rows(d, i, random))
	return b.Bytes(), err
}

// writeWorkbook writes an .xlsx with one sheet.
func writeWorkbook(rows [][]string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	stamp := time.Date(2021, 7, 6, 8, 0, 0, 0, time.UTC).Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Created: stamp, Modified: stamp}); err != nil {
		return nil, err
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			return nil, err
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
