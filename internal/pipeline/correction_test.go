package pipeline

import (
	"fmt"
	"testing"

	"github.com/zeebo/xxh3"

	"winnow/internal/ledger"
	"winnow/internal/sketch"
	"winnow/rules"
)

// clerk is a table on a clerk's desk: the text of each record by its key.
type clerk struct{ keys, texts []string }

func quarter(name string, n int) *clerk {
	c := &clerk{}
	for i := range n {
		c.keys, c.texts = append(c.keys, fmt.Sprintf("%s%d", name, i)), append(c.texts, "as sent")
	}
	return c
}

// change retypes a cell in n records.
func (c *clerk) change(n int) *clerk {
	for i := range n {
		c.texts[i] = "retyped"
	}
	return c
}

func (c *clerk) drop(n int) *clerk {
	return &clerk{c.keys[n:], c.texts[n:]}
}

func (c *clerk) first(n int) *clerk {
	return &clerk{c.keys[:n], c.texts[:n]}
}

func (c *clerk) add(n int) *clerk {
	late := quarter("late", n)
	return &clerk{append(c.keys, late.keys...), append(c.texts, late.texts...)}
}

// rekey gives the last n records new references.
func (c *clerk) rekey(n int) *clerk {
	for i := len(c.keys) - n; i < len(c.keys); i++ {
		c.keys[i] = "new" + c.keys[i]
	}
	return c
}

func (c *clerk) backwards() *clerk {
	out := &clerk{}
	for i := len(c.keys) - 1; i >= 0; i-- {
		out.keys, out.texts = append(out.keys, c.keys[i]), append(out.texts, c.texts[i])
	}
	return out
}

// sketched makes the sketch of the table. Without a key the whole record is it.
func (c *clerk) sketched(keyed bool) *sketch.Sketch {
	b := sketch.NewBuilder(1)
	for i, k := range c.keys {
		row := xxh3.HashString128(k + " " + c.texts[i])
		if key := row.Hi; keyed {
			b.Add(xxh3.HashString(k), row)
		} else {
			b.Add(key, row)
		}
	}
	return b.Sketch()
}

// stood is the table as the ledger keeps it.
func (c *clerk) stood(t *testing.T, keyed bool, held, errors int) ledger.Submission {
	t.Helper()
	b, err := c.sketched(keyed).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Submission{State: ledger.Returned, Sketch: b, Errors: errors, Rows: ledger.Rows{HeldBack: held}}
}

func (c *clerk) comes(ret *rules.Return, held int64) coming {
	return coming{ret: ret, records: c.sketched(len(keyFields(ret)) > 0), held: held}
}

var (
	keyedReturn   = &rules.Return{Fields: []*rules.Field{{Name: "ref", Key: true}, {Name: "n"}}}
	keylessReturn = &rules.Return{Fields: []*rules.Field{{Name: "n"}}}
)

func TestIsCorrection(t *testing.T) {
	const accepted, returned = ledger.Accepted, ledger.Returned
	for _, c := range []struct {
		name     string
		state    ledger.State
		old, now *clerk
		held     [2]int // of the old and the new
		wrong    int    // records of the old with something to correct
		want     bool
		reason   string
	}{
		{"three cells mended", returned, quarter("a", 720), quarter("a", 720).change(3), [2]int{2, 0}, 3, true, "3 records changed; 717 of 720 are as they were"},
		{"mended and sorted", returned, quarter("a", 720), quarter("a", 720).change(1).backwards(), [2]int{2, 0}, 3, true, "1 record changed; 719 of 720 are as they were"},
		{"held rows deleted", returned, quarter("a", 720), quarter("a", 720).drop(5), [2]int{5, 0}, 5, true, "5 records taken out; 715 of 720 are as they were"},
		{"late records added", returned, quarter("a", 100), quarter("a", 100).change(1).add(60), [2]int{1, 0}, 1, true, "1 record changed and 60 added; 99 of 100 are as they were"},
		{"all at once", returned, quarter("a", 100), quarter("a", 100).change(12).drop(2).add(1), [2]int{9, 0}, 12, true, "10 records changed, 1 added and 2 taken out; 88 of 100 are as they were"},
		{"sorted only", returned, quarter("a", 50), quarter("a", 50).backwards(), [2]int{3, 3}, 3, true, "it holds the very same 50 records; nothing was corrected"},
		{"a column mended that was wrong throughout", returned, quarter("a", 200), quarter("a", 200).change(200), [2]int{200, 0}, 200, true, "200 records changed; 0 of 200 are as they were"},
		{"a few references mended", returned, quarter("a", 100), quarter("a", 100).rekey(15), [2]int{15, 0}, 15, true, "15 records added and 15 taken out; 85 of 100 are as they were"},
		{"one of five deleted", returned, quarter("a", 5), quarter("a", 5).drop(1), [2]int{1, 0}, 1, true, "1 record taken out; 4 of 5 are as they were"},
		{"the first one was empty", returned, quarter("a", 0), quarter("a", 9), [2]int{}, 0, true, "what stood held nothing"},

		{"nothing was asked", accepted, quarter("a", 50), quarter("a", 50).change(1), [2]int{}, 0, false, "nothing had to be corrected in what stands"},
		{"only the corrected rows", returned, quarter("a", 720), quarter("a", 720).first(12).change(12), [2]int{12, 0}, 12, false, "it holds only 12 records of 720, as if only the corrected ones had been sent; a correction is the whole file with the corrections in it"},
		{"a month of three", returned, quarter("a", 300), quarter("a", 300).first(200), [2]int{3, 0}, 3, false, "it holds only 200 records of 300, as if only the corrected ones had been sent; a correction is the whole file with the corrections in it"},
		{"another period's, with other references", returned, quarter("a", 720), quarter("b", 700), [2]int{2, 0}, 2, false, "only 0 of the 720 records that stand are found again in it: it may be another period's or service's file, or have new references throughout"},
		{"another period's, with some clients the same", returned, quarter("a", 100), quarter("a", 100).rekey(60), [2]int{2, 0}, 2, false, "only 40 of the 100 records that stand are found again in it: it may be another period's or service's file, or have new references throughout"},
		{"another period's, with the names of measures for keys", returned, quarter("a", 30), quarter("a", 30).change(29), [2]int{2, 0}, 2, false, "29 of the 30 records that stand are found again in it with other values, and 2 had something to correct: it may be another period's file"},
		{"all references made anew", returned, quarter("a", 60), quarter("a", 60).rekey(60), [2]int{2, 0}, 2, false, "only 0 of the 60 records that stand are found again in it: it may be another period's or service's file, or have new references throughout"},
		{"an empty table", returned, quarter("a", 60), quarter("a", 0), [2]int{2, 0}, 2, false, "it holds nothing, and what stands holds 60 records"},
		{"a spoilt column", returned, quarter("a", 100), quarter("a", 100).change(45), [2]int{5, 45}, 5, false, "45 records of it would be held back, and of what stands only 5"},
		{"the very same under sharper rules", returned, quarter("a", 100), quarter("a", 100), [2]int{5, 6}, 5, false, "6 records of it would be held back, and of what stands only 5"},
		{"rows deleted beyond what was held", returned, quarter("a", 100), quarter("a", 100).drop(19), [2]int{5, 0}, 5, false, "it holds only 81 records of 100, as if only the corrected ones had been sent; a correction is the whole file with the corrections in it"},
		{"far longer than a sample can tell", returned, quarter("a", 60), quarter("a", 9_000), [2]int{5, 0}, 5, false, "it holds 9000 records and what stands 60, too far apart to compare them"},
	} {
		old := c.old.stood(t, true, c.held[0], c.wrong)
		old.State = c.state
		ok, reason := isCorrection(old, c.now.comes(keyedReturn, int64(c.held[1])))
		if ok != c.want || reason != c.reason {
			t.Errorf("%s: %v, %s\nwant %v, %s", c.name, ok, reason, c.want, c.reason)
		}
	}
}

func TestIsCorrectionWithoutKey(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, now *clerk
		want     bool
		reason   string
	}{
		{"three cells mended", quarter("a", 100), quarter("a", 100).change(3), true, "3 records added and 3 taken out; 97 of 100 are as they were"},
		{"half of it mended", quarter("a", 100), quarter("a", 100).change(50), true, "50 records added and 50 taken out; 50 of 100 are as they were"},
		{"more than half", quarter("a", 100), quarter("a", 100).change(51), false, "only 49 of the 100 records that stand are in it as they were, and nothing else tells them apart"},
		{"only part of it", quarter("a", 100), quarter("a", 100).first(60), false, "it holds only 60 records of 100, as if only the corrected ones had been sent; a correction is the whole file with the corrections in it"},
		{"half of it, with others", quarter("a", 100), quarter("a", 100).first(55).add(25), false, "it holds 80 records, and what stands 100"},
	} {
		ok, reason := isCorrection(c.old.stood(t, false, 5, 5), c.now.comes(keylessReturn, 0))
		if ok != c.want || reason != c.reason {
			t.Errorf("%s: %v, %s\nwant %v, %s", c.name, ok, reason, c.want, c.reason)
		}
	}
}

// TestKeyThatTellsNothing: a field marked key with the same value throughout, such
// as a district, finds every record of any file again.
func TestKeyThatTellsNothing(t *testing.T) {
	old, now := quarter("a", 100), quarter("b", 100)
	for i := range old.keys {
		old.texts[i], now.texts[i] = old.keys[i], now.keys[i]
		old.keys[i], now.keys[i] = "High Peak", "High Peak"
	}
	if ok, reason := isCorrection(old.stood(t, true, 1, 1), now.comes(keyedReturn, 0)); ok {
		t.Errorf("another file was taken for a correction: %s", reason)
	}
}

func TestLongTableCorrected(t *testing.T) {
	old := quarter("a", 40_000).stood(t, true, 50, 50)
	for name, c := range map[string]struct {
		now  *clerk
		want bool
	}{
		"a tenth mended": {quarter("a", 40_000).change(4000), true}, "one cell mended": {quarter("a", 40_000).change(1), true},
		"with new references for a third": {quarter("a", 40_000).rekey(13_000), false}, "half of it": {quarter("a", 20_000), false},
	} {
		if ok, reason := isCorrection(old, c.now.comes(keyedReturn, 0)); ok != c.want {
			t.Errorf("%s: %v, %s", name, ok, reason)
		}
	}
}

func TestNothingToCompareWith(t *testing.T) {
	now := quarter("a", 5).comes(keyedReturn, 0)
	other, _ := sketch.NewBuilder(2).Sketch().MarshalBinary()
	for _, c := range []struct {
		sketch []byte
		want   string
	}{
		{nil, "nothing is kept of the records that stand, so the two can't be compared"},
		{other, "the rule file's fields or key have changed since, so the two can't be compared"},
		{[]byte("wsk\x09"), "what is kept of the records that stand can't be read: the sketch was written by a newer winnow (version 9, this one reads 1): use the newer one"},
		{[]byte("?"), "what is kept of the records that stand can't be read: the sketch is damaged"},
	} {
		if ok, why := isCorrection(ledger.Submission{State: ledger.Returned, Sketch: c.sketch}, now); ok || why != c.want {
			t.Errorf("%v, %s; want %s", ok, why, c.want)
		}
	}
}

// TestIsReplyWords: of a workbook that came back the words say how much is as it was. A
// record whose key was mended isn't called one added and one taken out.
func TestIsReplyWords(t *testing.T) {
	for name, c := range map[string]struct {
		now  *clerk
		want string
	}{
		"keys mended": {quarter("a", 100).rekey(3), "it is the workbook that was sent back: 97 of 100 records are as they were"},
		"the same":    {quarter("a", 100), "it is the workbook that was sent back: it holds the very same 100 records; nothing was corrected"},
	} {
		ok, why := isReply(quarter("a", 100).stood(t, true, 5, 5), c.now.comes(keyedReturn, 0))
		if !ok || why != c.want {
			t.Errorf("%s: %v, %s\nwant %s", name, ok, why, c.want)
		}
	}
}
