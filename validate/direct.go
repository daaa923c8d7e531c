package validate

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/table"
	"winnow/rules"
)

// direct is a column of plain cells that nothing looks at one by one: numbers
// of digits and at most a point, or printable texts, and blanks. They are cast
// as they stand, without entries. What else a column may hold is left to the
// general path, for the whole batch; and so is a direct column once something
// asks for an entry after all (see column.open). The outcome is the same.
type direct struct {
	field  *field
	text   []byte   // the cells that aren't blank
	ends   []uint32 // where each cell ends in text
	nums   []int64  // of a number: its value times 10^scale, 0 for a blank
	blanks int
	scale  int
}

// directScale is the most places that a direct column keeps.
const directScale = 6

// directMost bounds a direct number, so that those of a batch add up in an int64.
const directMost = 100_000_000_000_000

// directRows is the most cells that a direct column may have, for the same end.
const directRows = 90_000

// directs keeps the memory of direct columns.
var directs = sync.Pool{New: func() any { return new(direct) }}

func (d *direct) recycle() {
	d.field = nil
	directs.Put(d)
}

// blank says whether cell i is.
func (d *direct) blank(i int) bool { return d.start(i) == d.ends[i] }

func (d *direct) start(i int) uint32 {
	if i == 0 {
		return 0
	}
	return d.ends[i-1]
}

// castDirect casts a column directly, or returns nil where it can't.
func (f *field) castDirect(src *table.Column, n int) *direct {
	text, starts, ends := src.Pointed()
	if !f.directly.able || !f.directly.on.Load() || starts == nil || n > directRows || f.directly.refused.Load() > directRefusals {
		return nil
	}
	d := directs.Get().(*direct)
	d.field, d.text, d.blanks, d.nums = f, d.text[:0], 0, d.nums[:0]
	d.ends = slices.Grow(d.ends[:0], n)[:n]
	var ok bool
	if f.Type == rules.TypeString {
		ok = d.takeTexts(text, starts[:n], ends[:n])
	} else {
		ok = d.takeNumbers(text, starts[:n], ends[:n])
	}
	if !ok || d.blanks > 0 && f.required != nil || !d.holds() {
		f.directly.refused.Add(1)
		d.recycle()
		return nil
	}
	return d
}

// add copies a cell and keeps where it ends.
func (d *direct) add(i int, text []byte, start, end uint32) {
	at := len(d.text)
	if n := int(end - start); n <= shortText && int(start)+shortText <= len(text) {
		if cap(d.text)-at < shortText {
			d.text = slices.Grow(d.text, max(at, 4096))
		}
		*(*[shortText]byte)(d.text[at : at+shortText]) = [shortText]byte(text[start:])
		d.text = d.text[:at+n]
	} else {
		d.text = append(d.text, text[start:end]...)
	}
	d.ends[i] = uint32(len(d.text))
}

// takeNumbers reads plain numbers: digits, and in a number field a point and
// digits of no more places than it has.
func (d *direct) takeNumbers(text []byte, starts, ends []uint32) bool {
	f := d.field
	if d.scale = 0; f.Type == rules.TypeNumber {
		d.scale = min(f.Decimals, directScale)
	}
	d.nums = slices.Grow(d.nums, len(starts))[:len(starts)]
	for i, start := range starts {
		end := ends[i]
		if start > end {
			return false
		}
		v := int64(0)
		if start < end {
			var ok bool
			if v, ok = plainNumber(text[start:end], d.scale); !ok {
				return false
			}
		} else {
			d.blanks++
		}
		d.nums[i] = v
		d.add(i, text, start, end)
	}
	return true
}

// plainNumber reads digits, or digits with a point amid them and at most scale
// digits behind it, as a value times 10^scale.
func plainNumber(raw []byte, scale int) (int64, bool) {
	v, i := uint64(0), 0
	if len(raw) > shortText {
		return 0, false
	}
	for ; i < len(raw) && raw[i]-'0' < 10; i++ {
		v = v*10 + uint64(raw[i]-'0')
	}
	places := 0
	if i < len(raw) {
		if places = len(raw) - i - 1; i == 0 || raw[i] != '.' || places == 0 || places > scale {
			return 0, false
		}
		for _, c := range raw[i+1:] {
			if c-'0' >= 10 {
				return 0, false
			}
			v = v*10 + uint64(c-'0')
		}
	}
	for ; places < scale && v < directMost; places++ {
		v *= 10
	}
	return int64(v), v < directMost
}

// takeTexts takes texts that are kept as they are.
func (d *direct) takeTexts(text []byte, starts, ends []uint32) bool {
	for i, start := range starts {
		end := ends[i]
		if start >= end {
			if start > end {
				return false
			}
			d.blanks++
		} else if raw := text[start:end]; !plainText(text, start, end) || d.field.directly.missing && d.missing(raw) {
			return false
		}
		d.add(i, text, start, end)
	}
	return true
}

func (d *direct) missing(raw []byte) bool {
	_, ok := d.field.misses[string(raw)]
	return ok
}

const (
	everyByte = 0x0101010101010101
	highBits  = 0x80 * everyByte
)

// plainText says whether a cast leaves a text as it stands: visible ASCII that
// isn't an error, a number in scientific notation, an e-mail address or ten
// digits, nor begins with an apostrophe.
func plainText(text []byte, start, end uint32) bool {
	if first := text[start]; first == '#' || first == '\'' {
		return false
	}
	if n := end - start; n <= shortText && int(start)+shortText <= len(text) {
		w, m := text[start:][:shortText], &shortMasks[n]
		lo, hi := word64(w)&m.lo|'a'*everyByte&^m.lo, word64(w[8:])&m.hi|'a'*everyByte&^m.hi
		return (unplain(lo)|unplain(hi))&highBits == 0 && bits.OnesCount64(digitBits(lo))+bits.OnesCount64(digitBits(hi)) < 10
	}
	numerals := 0
	for rest := text[start:end]; len(rest) > 0; {
		var b [8]byte
		n := copy(b[:], rest)
		for i := n; i < len(b); i++ {
			b[i] = 'a'
		}
		w := binary.LittleEndian.Uint64(b[:])
		if numerals += bits.OnesCount64(digitBits(w)); unplain(w)&highBits != 0 || numerals >= 10 {
			return false
		}
		rest = rest[n:]
	}
	return true
}

// unplain has high bits where one of eight bytes is no visible ASCII, or is @
// or +.
func unplain(w uint64) uint64 {
	at, plus := w^'@'*everyByte, w^'+'*everyByte
	return w | (w - '!'*everyByte) | (w + everyByte) | (at-everyByte)&^at | (plus-everyByte)&^plus
}

// digitBits has a high bit for each of eight ASCII bytes that is a digit.
func digitBits(w uint64) uint64 {
	return (w + (0x80-'0')*everyByte) &^ (w + (0x80-'9'-1)*everyByte) & highBits
}

// holds runs the field's checks, if it has any.
func (d *direct) holds() bool {
	f := d.field
	if len(f.checks) == 0 {
		return true
	}
	all := string(d.text)
	for i, end := range d.ends {
		if d.blank(i) {
			continue
		}
		e := entry{raw: all[d.start(i):end], kind: table.Text, state: valued}
		if e.text, e.value = e.raw, (expr.Value{Type: expr.String, Str: e.raw}); f.Type != rules.TypeString {
			e.value = expr.Value{Type: expr.Number, Num: number.FromScaled(d.nums[i], d.scale)}
		}
		for _, k := range f.checks {
			if !k.holds(&e) || e.notes != 0 {
				return false
			}
		}
	}
	return true
}

// open gives a direct column its entries.
func (c *column) open() {
	d := c.direct
	var src table.Column
	starts, ends := src.Spans(len(d.ends))
	for i := range ends {
		starts[i], ends[i] = d.start(i), d.ends[i]
	}
	src.Point(d.text, len(ends))
	x := indexers.Get().(*indexer)
	*c = x.index(&src, len(ends))
	indexers.Put(x)
	for e := range c.entries {
		d.field.resolve(&c.entries[e], false)
	}
	d.recycle()
}

// col returns a field's column.
func (r *Result) col(i int) *column {
	c := &r.cols[i]
	if c.direct != nil {
		c.open()
	}
	return c
}

// addTo adds the cells of a number column up, from each span's first record on.
func (d *direct) addTo(spans []span, s int) {
	for at := range spans {
		end := len(d.nums)
		if at+1 < len(spans) {
			end = spans[at+1].start
		}
		sum := int64(0)
		for _, v := range d.nums[spans[at].start:end] {
			sum += v
		}
		spans[at].sums[s] = number.FromScaled(sum, d.scale)
	}
}

// zeros counts the figures, and those of them that are 0.
func (d *direct) zeros() zeroTally {
	t := zeroTally{figures: len(d.nums) - d.blanks, zeros: -d.blanks}
	for _, v := range d.nums {
		if v == 0 {
			t.zeros++
		}
	}
	return t
}
