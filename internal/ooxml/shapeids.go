package ooxml

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Every legacy drawing of a workbook draws the numbers of its shapes from blocks
// of 1,024 that are its own; it names them in an element idmap.
const idBlock = 1024

var (
	idmapPattern = regexp.MustCompile(`<o:idmap\s[^>]*?data\s*=\s*["']([\d,\s]*)["']`)
	shapeID      = regexp.MustCompile(`_x0000_s(\d{4,9})`)
)

// shapeIDs knows which blocks are taken by the drawings of a package.
type shapeIDs struct{ taken map[int]bool }

// needShapeIDs looks through the package's legacy drawings, if nothing has yet.
func (pl *plan) needShapeIDs() (*shapeIDs, error) {
	if pl.shapes != nil {
		return pl.shapes, nil
	}
	ids := &shapeIDs{taken: map[int]bool{}}
	for _, f := range pl.p.zip.File {
		key := partKey(f.Name)
		if !strings.HasSuffix(key, ".vml") && pl.types.of(key) != typeShapes || pl.gone[key] || pl.p.parts[key] == nil {
			continue
		}
		drawing, err := pl.read(f.Name, maxInside)
		if err != nil {
			return nil, err
		}
		for _, b := range blocksOf(drawing) {
			ids.taken[b] = true
		}
		for id := range idsOf(drawing) {
			ids.taken[id/idBlock] = true
		}
	}
	pl.shapes = ids
	return ids, nil
}

// blocksOf are the blocks that a drawing names as its own.
func blocksOf(drawing []byte) []int {
	var blocks []int
	if m := idmapPattern.FindSubmatch(drawing); m != nil {
		for _, s := range strings.Split(string(m[1]), ",") {
			if b, ok := number(strings.TrimSpace(s)); ok && b > 0 {
				blocks = append(blocks, b)
			}
		}
	}
	return blocks
}

// idsOf are the numbers of a drawing's shapes.
func idsOf(drawing []byte) map[int]bool {
	ids := map[int]bool{}
	for _, m := range shapeID.FindAllSubmatch(drawing, -1) {
		if id, err := strconv.Atoi(string(m[1])); err == nil {
			ids[id] = true
		}
	}
	return ids
}

// take gives n numbers to new shapes of a drawing: first what is free in its own
// blocks, then of new ones, which it names from then on. A drawing with shapes that
// names no blocks, as Google Sheets writes them, goes on without: it would have to
// name those of its shapes, and other sheets' have the same.
func (s *shapeIDs) take(drawing []byte, n int) ([]byte, []int) {
	used, blocks := idsOf(drawing), blocksOf(drawing)
	own := len(blocks)
	var ids []int
	for i := 0; len(ids) < n; i++ {
		if i == len(blocks) {
			blocks = append(blocks, s.block())
		}
		for id := blocks[i]*idBlock + 1; id < (blocks[i]+1)*idBlock && len(ids) < n; id++ {
			if !used[id] {
				ids = append(ids, id)
			}
		}
	}
	if len(blocks) == own || own == 0 && len(used) > 0 {
		return drawing, ids
	}
	return withBlocks(drawing, blocks), ids
}

// block takes a block that no drawing has.
func (s *shapeIDs) block() int {
	for b := 1; ; b++ {
		if !s.taken[b] {
			s.taken[b] = true
			return b
		}
	}
}

// withBlocks is the drawing with the blocks that it names.
func withBlocks(drawing []byte, blocks []int) []byte {
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(blocks), " ", ","), "[]")
	if m := idmapPattern.FindSubmatchIndex(drawing); m != nil {
		return splice(drawing, []edit{{m[2], m[3], list}})
	}
	root := bytes.Index(drawing, []byte("<xml"))
	if root < 0 {
		return drawing
	}
	end := bytes.IndexByte(drawing[root:], '>')
	if end < 0 {
		return drawing
	}
	at := root + end + 1
	return splice(drawing, []edit{{at, at, `<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="` + list + `"/></o:shapelayout>`}})
}

// renumber gives the shapes of another package's drawing numbers that are free
// here, each its own: excelize gives all of a sheet's the same.
func (s *shapeIDs) renumber(drawing []byte) []byte {
	drawing, fresh := s.take(withBlocks(drawing, nil), len(shapeID.FindAllIndex(drawing, -1)))
	return shapeID.ReplaceAllFunc(drawing, func([]byte) []byte {
		id := fresh[0]
		fresh = fresh[1:]
		return fmt.Appendf(nil, "_x0000_s%d", id)
	})
}
