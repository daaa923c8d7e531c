package ooxml

import (
	"strings"
	"testing"
)

// TestShapeIDsOfNoBlocks: a drawing as Google Sheets writes it names no blocks, and each
// sheet's has the same numbers. It names none after either: one that it took for our
// shapes would have to be beside that of its own.
func TestShapeIDsOfNoBlocks(t *testing.T) {
	const theirs = `<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1025" type="#_x0000_t202"></v:shape></xml>`
	ids := &shapeIDs{taken: map[int]bool{1: true}}
	drawing, fresh := ids.take([]byte(theirs), 2)
	if string(drawing) != theirs || len(fresh) != 2 || fresh[0]/idBlock == 1 {
		t.Errorf("%s, %v", drawing, fresh)
	}
	drawing, fresh = ids.take([]byte(emptyShapes), 1)
	if !strings.Contains(string(drawing), `data="3"`) || fresh[0]/idBlock != 3 {
		t.Errorf("%s, %v", drawing, fresh)
	}
}
