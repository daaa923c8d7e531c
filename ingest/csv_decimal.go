package ingest

import (
	"bytes"
	"io"
)

// decimalSample is how many records decide how numbers are written.
const decimalSample = 2000

// decimalSigns counts a column's numbers that can only have a decimal comma
// (1.234,56 or 12,5), only a decimal point, or a comma that may part thousands
// (1,234).
type decimalSigns struct{ comma, point, unclear int }

// DecimalCommas returns the sheet columns of the layout's numeric columns whose
// numbers are written with a decimal comma: more of them can be read in no other
// way than have a comma that may part thousands, and none speaks for a point. It looks at the first records of a CSV; the
// cells of a workbook are numbers already. Who has a rule that says how numbers
// are written has no need to ask.
func (f *File) DecimalCommas(l *Layout, loc *Location) ([]int, error) {
	if f.Format != CSV {
		return nil, nil
	}
	src, err := f.rows(loc.Sheet)
	if err != nil {
		return nil, err
	}
	src = inBlock(src, l, loc.HeaderRow)
	defer src.close()
	signs := make([]decimalSigns, len(l.Columns))
	var r rawRow
	for n := 0; n < decimalSample; n++ {
		if err := src.next(&r); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if r.number > loc.HeaderRow {
			countSigns(signs, l, loc, &r)
		}
	}
	var commas []int
	for i, s := range signs {
		if s.comma > s.unclear && s.point == 0 {
			commas = append(commas, loc.Columns[i])
		}
	}
	return commas, nil
}

func countSigns(signs []decimalSigns, l *Layout, loc *Location, r *rawRow) {
	for i, col := range loc.Columns {
		if !l.Columns[i].Numeric || col < 0 {
			continue
		}
		if c := r.at(col); c != nil {
			switch decimalSign(c.raw) {
			case ',':
				signs[i].comma++
			case '.':
				signs[i].point++
			case '?':
				signs[i].unclear++
			}
		}
	}
}

// decimalSign returns the decimal sign that a number must have, ? where it has a
// comma that may be one, else 0.
func decimalSign(raw []byte) byte {
	raw = bytes.Trim(raw, "+-() %£$€\u00a0\u2212")
	at := bytes.LastIndexAny(raw, ",.")
	if at < 0 || len(bytes.Trim(raw, "0123456789,.")) > 0 || len(raw) == 0 {
		return 0
	}
	sign, whole, places := raw[at], raw[:at], len(raw)-at-1
	other := ',' + '.' - sign
	switch {
	case bytes.IndexByte(whole, sign) >= 0: // 1,234,567 groups; 1.234,567,8 is no number
		if bytes.IndexByte(whole, other) >= 0 {
			return 0
		}
		return other
	case bytes.IndexByte(whole, other) >= 0: // 1.234,56
		return sign
	case places != 3 || len(whole) > 3 || len(whole) == 0 || whole[0] == '0': // 12,5 and 0,125
		return sign
	case sign == ',':
		return '?'
	}
	return 0
}
