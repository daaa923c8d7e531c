package pairing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
)

// sheet is a table as text, with what is known of where its records come from.
type sheet struct {
	keys int
	rows []line
}

// line is one record; from is the index of what it was in the sheet that went out,
// -1 for a new one.
type line struct {
	cells []string
	from  int
}

// table hashes a sheet as a caller would.
func (s sheet) table() *Table {
	width := 0
	if len(s.rows) > 0 {
		width = len(s.rows[0].cells)
	}
	return s.tableOf(width)
}

func (s sheet) tableOf(width int) *Table {
	t := NewTable(width, s.keys)
	for i, r := range s.rows {
		t.Add([]int{i + 2}, hashCells(r.cells))
	}
	return t
}

func hashCells(cells []string) (out []byte) {
	for _, c := range cells {
		sum := uint64(0)
		if c != "" {
			sum = xxh3.HashString(c)
		}
		for shift := 0; shift < 64; shift += 8 {
			out = append(out, byte(sum>>shift))
		}
	}
	return out
}

// sent is the sheet as it went out, each line its own origin.
func sent(keys int, rows [][]string) sheet {
	s := sheet{keys: keys}
	for i, r := range rows {
		s.rows = append(s.rows, line{slices.Clone(r), i})
	}
	return s
}

// copied is a sheet that can be edited without changing the first.
func (s sheet) copied() sheet {
	out := sheet{keys: s.keys}
	for _, r := range s.rows {
		out.rows = append(out.rows, line{slices.Clone(r.cells), r.from})
	}
	return out
}

// editor makes the edits of a clerk, from a seed.
type editor struct {
	*rand.Rand
	fresh func(r *rand.Rand) []string // a record as the return has them
	pool  [][]string                  // values that stand in each field
	n     int
	did   []string
}

func newEditor(seed uint64, s sheet, fresh func(*rand.Rand) []string) *editor {
	e := &editor{Rand: rand.New(rand.NewPCG(seed, 6)), fresh: fresh}
	for f := range s.rows[0].cells {
		var values []string
		for _, r := range s.rows {
			values = append(values, r.cells[f])
		}
		e.pool = append(e.pool, values)
	}
	return e
}

// edits are what clerks do to a table that they correct.
var edits = map[string]func(*editor, *sheet){
	"sort by a column":   (*editor).sort,
	"insert rows":        (*editor).insert,
	"delete rows":        (*editor).remove,
	"give other keys":    (*editor).rekey,
	"change keys round":  (*editor).swapKeys,
	"copy rows":          (*editor).duplicate,
	"change a cell":      func(e *editor, s *sheet) { e.change(s, 1) },
	"change some cells":  func(e *editor, s *sheet) { e.change(s, 1+e.IntN(4)) },
	"change key and row": (*editor).rekeyAndChange,
	"empty keys":         (*editor).blankKeys,
	"key of a row gone":  (*editor).takeOverKey,
	"move a row":         (*editor).move,
	"change a column":    (*editor).changeColumn,
}

// script makes one to four kinds of edits.
func (e *editor) script(s *sheet) {
	names := make([]string, 0, len(edits))
	for name := range edits {
		names = append(names, name)
	}
	slices.Sort(names)
	for range 1 + e.IntN(4) {
		name := names[e.IntN(len(names))]
		e.did = append(e.did, name)
		edits[name](e, s)
	}
}

// few is how many rows an edit concerns.
func (e *editor) few(s *sheet) int { return min(len(s.rows), 1+e.IntN(1+len(s.rows)/15)) }

// some picks rows, each once.
func (e *editor) some(s *sheet) []int { return e.Perm(len(s.rows))[:e.few(s)] }

func (e *editor) sort(s *sheet) {
	f, down := e.IntN(len(e.pool)), e.IntN(2) == 0
	slices.SortStableFunc(s.rows, func(a, b line) int {
		if down {
			a, b = b, a
		}
		return strings.Compare(a.cells[f], b.cells[f])
	})
}

func (e *editor) insert(s *sheet) {
	for range e.few(s) {
		s.rows = slices.Insert(s.rows, e.IntN(len(s.rows)+1), line{e.fresh(e.Rand), -1})
	}
}

func (e *editor) remove(s *sheet) {
	for range e.few(s) {
		i := e.IntN(len(s.rows))
		s.rows = slices.Delete(s.rows, i, i+1)
		if len(s.rows) == 0 {
			s.rows = append(s.rows, line{e.fresh(e.Rand), -1})
		}
	}
}

func (e *editor) newKey(s *sheet, r []string) {
	if s.keys > 0 {
		e.n++
		f := e.IntN(s.keys)
		if s.keys == 1 || e.IntN(2) == 0 {
			r[f] = fmt.Sprintf("new-%d", e.n)
		} else {
			r[f] = e.pool[f][e.IntN(len(e.pool[f]))]
		}
	}
}

func (e *editor) rekey(s *sheet) {
	for _, i := range e.some(s) {
		e.newKey(s, s.rows[i].cells)
	}
}

func (e *editor) swapKeys(s *sheet) {
	rows := e.some(s)
	for k := 0; k+1 < len(rows); k += 2 {
		a, b := s.rows[rows[k]].cells, s.rows[rows[k+1]].cells
		for f := range s.keys {
			a[f], b[f] = b[f], a[f]
		}
	}
}

func (e *editor) duplicate(s *sheet) {
	for _, i := range e.some(s) {
		r := s.rows[min(i, len(s.rows)-1)]
		s.rows = slices.Insert(s.rows, e.IntN(len(s.rows)+1), line{slices.Clone(r.cells), r.from})
	}
}

// change changes up to n cells of some rows, none of the key.
func (e *editor) change(s *sheet, n int) {
	for _, i := range e.some(s) {
		e.changeRow(s, s.rows[i].cells, n)
	}
}

func (e *editor) changeRow(s *sheet, r []string, n int) {
	for range n {
		if len(r) == s.keys {
			return
		}
		f := s.keys + e.IntN(len(r)-s.keys)
		switch e.IntN(4) {
		case 0:
			e.n++
			r[f] = fmt.Sprintf("put right %d", e.n)
		case 1:
			r[f] = ""
		default:
			r[f] = e.pool[f][e.IntN(len(e.pool[f]))]
		}
	}
}

func (e *editor) rekeyAndChange(s *sheet) {
	for _, i := range e.some(s) {
		e.newKey(s, s.rows[i].cells)
		e.changeRow(s, s.rows[i].cells, 1+e.IntN(3))
	}
}

func (e *editor) blankKeys(s *sheet) {
	for _, i := range e.some(s) {
		clear(s.rows[i].cells[:s.keys])
	}
}

// takeOverKey deletes a row and gives its key to another.
func (e *editor) takeOverKey(s *sheet) {
	for range e.few(s) {
		if len(s.rows) < 2 {
			return
		}
		i := e.IntN(len(s.rows))
		gone := s.rows[i]
		s.rows = slices.Delete(s.rows, i, i+1)
		copy(s.rows[e.IntN(len(s.rows))].cells[:s.keys], gone.cells)
	}
}

func (e *editor) move(s *sheet) {
	for _, i := range e.some(s) {
		r := s.rows[i]
		s.rows = slices.Insert(slices.Delete(s.rows, i, i+1), e.IntN(len(s.rows)), r)
	}
}

// changeColumn writes a column in another way throughout.
func (e *editor) changeColumn(s *sheet) {
	if s.keys == len(e.pool) {
		return
	}
	f := s.keys + e.IntN(len(e.pool)-s.keys)
	for _, r := range s.rows {
		if r.cells[f] != "" {
			r.cells[f] += " in full"
		}
	}
}
