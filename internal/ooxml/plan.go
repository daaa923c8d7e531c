package ooxml

import (
	"fmt"
	"io"
)

// plan is what a write does to each part. It is complete before the first byte is
// written, but for the styles, which the sheets add to as they stream through.
type plan struct {
	p      *Package
	change Change
	drop   map[string]bool // names of the sheets to leave out that are there
	shown  bool            // one of the added sheets is seen on opening

	types   *contentTypes
	rels    map[string]*relations              // by partKey of their source
	put     map[string][]byte                  // by partKey: the new contents of a part
	streams map[string]func(w io.Writer) error // by partKey: what writes an added sheet
	sheets  map[string]*sheetChange            // by partKey: the sheets to stream through
	added   []string                           // names of parts that the package didn't have, in order
	gone    map[string]bool                    // by partKey
	given   map[string]int                     // the last number that free has given, by pattern
	renamed map[string]string                  // by partKey: how the name of a part is spelt that took a gone one's place

	styles     *styleSheet // nil as long as nothing needs it
	stylesName string
	shapes     *shapeIDs // nil as long as nothing needs it
	newSheets  []sheetRef
	companion  *companion // nil for none
}

// newPlan plans a change of p.
func newPlan(p *Package, c Change) (*plan, error) {
	types, err := readTypes(p.types)
	if err != nil {
		return nil, err
	}
	pl := &plan{p: p, change: c, drop: map[string]bool{}, types: types, rels: map[string]*relations{},
		put: map[string][]byte{}, streams: map[string]func(io.Writer) error{},
		sheets: map[string]*sheetChange{}, gone: map[string]bool{}, renamed: map[string]string{}, given: map[string]int{}}
	for _, step := range []func() error{pl.openCompanion, pl.dropSheets, pl.markSheets, pl.addSheets, pl.changeBook, pl.settle} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return pl, nil
}

// exists says whether a part is there after the change.
func (pl *plan) exists(name string) bool {
	key := partKey(name)
	return pl.put[key] != nil || pl.streams[key] != nil || pl.p.parts[key] != nil && !pl.gone[key]
}

// free is the first name of a pattern with %d that no part has and that wasn't
// given before.
func (pl *plan) free(pattern string) string {
	for {
		pl.given[pattern]++
		if name := fmt.Sprintf(pattern, pl.given[pattern]); !pl.exists(name) {
			return name
		}
	}
}

// read is a part as it is after what was planned so far.
func (pl *plan) read(name string, limit int64) ([]byte, error) {
	if data := pl.put[partKey(name)]; data != nil {
		return data, nil
	}
	if !pl.exists(name) {
		return nil, &Unfit{Reason: "a part of it is missing"}
	}
	return pl.p.read(name, limit)
}

// write plans the contents of a part, new or not. A new one of no kind is
// relationships.
func (pl *plan) write(name string, data []byte, kind string) {
	pl.enter(name, kind)
	pl.put[partKey(name)] = data
}

// stream plans a part that is written by a function.
func (pl *plan) stream(name, kind string, write func(io.Writer) error) {
	pl.enter(name, kind)
	pl.streams[partKey(name)] = write
}

func (pl *plan) enter(name, kind string) {
	if kind != "" {
		pl.types.set(name, kind)
	}
	if !pl.exists(name) && pl.p.parts[partKey(name)] == nil {
		pl.added = append(pl.added, name)
	}
	if key := partKey(name); pl.gone[key] {
		delete(pl.gone, key)
		pl.renamed[key] = name
	}
}

// leaveOut plans a part, with its own relationships, away.
func (pl *plan) leaveOut(name string) {
	for _, n := range []string{name, relsName(name)} {
		key := partKey(n)
		delete(pl.put, key)
		delete(pl.rels, partKey(name))
		if pl.p.parts[key] != nil {
			pl.gone[key] = true
		}
		pl.types.drop(n)
	}
}

// relations are those of a part, to be changed.
func (pl *plan) relations(source string) (*relations, error) {
	key := partKey(source)
	if r := pl.rels[key]; r != nil {
		return r, nil
	}
	var xml []byte
	if name := relsName(source); pl.exists(name) {
		var err error
		if xml, err = pl.read(name, maxIndex); err != nil {
			return nil, err
		}
	}
	r, err := readRelations(source, xml)
	if err != nil {
		return nil, err
	}
	pl.rels[key] = r
	return r, nil
}

// settle plans the parts that the others' plans have changed.
func (pl *plan) settle() error {
	for _, source := range sortedKeys(pl.rels) {
		r := pl.rels[source]
		if !r.changed() {
			continue
		}
		name := relsName(r.source)
		if data := r.bytes(); data != nil {
			pl.write(name, data, "")
			continue
		}
		if key := partKey(name); pl.p.parts[key] != nil {
			pl.gone[key] = true
		}
		pl.types.drop(name) // LibreOffice gives each a type of its own
	}
	pl.types.set("x.rels", typeRelations)
	if pl.types.changed() {
		pl.put[partKey(contentTypesName)] = pl.types.bytes()
	}
	return pl.checkSize()
}

// checkSize holds the sheets that are streamed through to their limit.
func (pl *plan) checkSize() error {
	size := uint64(0)
	for key := range pl.sheets {
		size += pl.p.parts[key].UncompressedSize64
	}
	if size > maxTouched {
		return errTooLarge()
	}
	return nil
}

// needStyles reads the styles, if nothing has yet.
func (pl *plan) needStyles() error {
	if pl.styles != nil {
		return nil
	}
	rels, err := pl.relations(pl.p.main)
	if err != nil {
		return err
	}
	if r := rels.of(kindStyles); r != nil && pl.exists(r.target) {
		pl.stylesName = r.target
		xml, err := pl.read(r.target, maxInside)
		if err != nil {
			return err
		}
		pl.styles, err = readStyles(xml)
		return err
	}
	pl.stylesName = pl.beside("styles.xml")
	if pl.exists(pl.stylesName) {
		pl.stylesName = pl.free(pl.beside("styles%d.xml"))
	}
	rels.add(kindStyles, pl.stylesName)
	pl.styles = newStyles()
	pl.write(pl.stylesName, pl.styles.bytes(), typeStyles)
	return nil
}
