package table

import (
	"testing"
)

func TestColumn(t *testing.T) {
	var c Column
	c.AppendString(Text, 0, "a")
	c.Append(Blank, 0, nil)
	c.AppendString(Number, Percent|Formula, "0.5")
	want := []Cell{{Text, 0, "a"}, {Blank, 0, ""}, {Number, Percent | Formula, "0.5"}}
	for i, w := range want {
		if got := c.Cell(i); got != w || string(c.Raw(i)) != w.Raw {
			t.Errorf("cell %d is %+v, want %+v", i, got, w)
		}
	}
	if c.Reset(); c.Len() != 0 {
		t.Errorf("Len %d after Reset", c.Len())
	}
}

func TestPointingColumn(t *testing.T) {
	text := []byte("ab,,cd")
	var c Column
	c.Append(Number, Percent, []byte("7"))
	starts, ends := c.Spans(5)
	starts[0], ends[0], starts[1], ends[1], starts[2], ends[2], starts[3], ends[3] = 0, 2, 3, 3, 1, 0, 4, 6
	c.Point(text, 4)
	for i, w := range []Cell{{Text, 0, "ab"}, {Blank, 0, ""}, {Absent, 0, ""}, {Text, 0, "cd"}} {
		if got := c.Cell(i); got != w || string(c.Raw(i)) != w.Raw {
			t.Errorf("cell %d is %+v, want %+v", i, got, w)
		}
	}
	c.Reset()
	c.AppendString(Text, 0, "xyz")
	if c.Len() != 1 || c.Cell(0) != (Cell{Text, 0, "xyz"}) || string(text) != "ab,,cd" {
		t.Errorf("after Reset: %d cells, %+v, text %q", c.Len(), c.Cell(0), text)
	}
}

func TestBatchReset(t *testing.T) {
	var b Batch
	b.Reset(3)
	b.Rows = append(b.Rows, 7)
	b.Cols[2].AppendString(Text, 0, "x")
	b.Faults = append(b.Faults, Fault{})
	if b.Reset(2); b.Len() != 0 || len(b.Cols) != 2 || len(b.Faults) != 0 {
		t.Errorf("after Reset: %d rows, %d columns, %d faults", b.Len(), len(b.Cols), len(b.Faults))
	}
	if b.Reset(3); b.Cols[2].Len() != 0 {
		t.Error("a column kept its cells")
	}
}

func TestCellEmpty(t *testing.T) {
	for _, c := range []struct {
		cell Cell
		want bool
	}{{Cell{}, true}, {Cell{Kind: Blank}, true}, {Cell{Kind: Text, Raw: " \u00a0\t"}, true}, {Cell{Kind: Text, Raw: "x"}, false}, {Cell{Kind: Number, Raw: "0"}, false}} {
		if got := c.cell.Empty(); got != c.want {
			t.Errorf("%+v: %v", c.cell, got)
		}
	}
}

func TestLetters(t *testing.T) {
	for col, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := Letters(col); got != want {
			t.Errorf("Letters(%d) = %s, want %s", col, got, want)
		}
	}
	if got := Address(9, 12); got != "J12" {
		t.Error(got)
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		raw    string
		d1904  bool
		date   string
		second int
		ok     bool
	}{
		{"1", false, "1900-01-01", 0, true},
		{"59", false, "1900-02-28", 0, true},
		{"60", false, "", 0, false}, // 29 February 1900, which never was
		{"61", false, "1900-03-01", 0, true},
		{"44287", false, "2021-04-01", 0, true},
		{"42825", true, "2021-04-01", 0, true},
		{"0", true, "1904-01-01", 0, true},
		{"44287.5", false, "2021-04-01", 43200, true},
		{"44287.999999", false, "2021-04-02", 0, true}, // rounded to the second, as Excel shows it
		{"25569", false, "1970-01-01", 0, true},
		{"2958465", false, "9999-12-31", 0, true},
		{"2958467", false, "", 0, false},
		{"-1", false, "", 0, false},
		{"NaN", false, "", 0, false},
		{"x", false, "", 0, false},
		{"2021-04-01", false, "2021-04-01", 0, true},
		{"1969-12-31", false, "1969-12-31", 0, true},
		{"2021-04-01T10:30:00", false, "2021-04-01", 37800, true},
		{"2021-02-30", false, "", 0, false},
	} {
		day, second, ok := ParseDate(c.raw, c.d1904)
		if ok != c.ok || ok && (ISODate(day) != c.date || second != c.second) {
			t.Errorf("ParseDate(%s, %v) = %s %d %v, want %s %d %v", c.raw, c.d1904, ISODate(day), second, ok, c.date, c.second, c.ok)
		}
	}
}
