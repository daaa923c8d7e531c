package ingest

import "bytes"

// findings is what a worksheet says behind its rows about the cells in them.
type findings struct {
	merges   []mergeRange
	filtered bool // a filter hides rows
	drawing  bool // pictures, text boxes or charts lie over cells
	objects  bool // embedded documents or buttons do
}

// take reads the element that has just opened outside the rows.
func (f *findings) take(s *sheetReader) error {
	depth := len(s.x.starts)
	switch string(s.x.local) {
	case "mergeCell":
		return f.merge(s)
	case "filterColumn":
		f.filtered = f.filtered || depth == 3 // deeper is that of a view someone has saved
	case "drawing":
		f.drawing = f.drawing || depth == 2
	case "oleObjects", "controls":
		f.objects = true
	}
	return nil
}

// merge takes a merged range. One that cannot be read would leave cells blank
// that are not.
func (f *findings) merge(s *sheetReader) error {
	if len(f.merges) >= s.limits.Merges {
		return tooLarge("sheet %q has more than %d merged ranges", s.name, s.limits.Merges)
	}
	ref := bytes.TrimSpace(s.x.attr("ref"))
	m, ok := parseRange(string(ref))
	if !ok {
		return damaged(s.where(), "has a merged range without proper cells")
	}
	if m.top != m.bottom || m.left != m.right {
		f.merges = append(f.merges, m)
	}
	return nil
}
