package pipeline

import (
	"errors"
	"io"
	"slices"
	"sync"

	"winnow/ingest"
	"winnow/internal/sketch"
	"winnow/internal/table"
	"winnow/validate"
)

// recordSketch gathers what is kept of a table's records, so that a later file
// can be told to be a correction of it, or a later copy of its sheet to differ.
// It takes every record as the file had it, held back or not, from several
// workers at once.
type recordSketch struct {
	hasher  *recordHasher
	mutex   sync.Mutex
	builder *sketch.Builder
}

// recordSketch begins the sketch of a table; nil for a run that only checks.
func (r *run) recordSketch(m *match) (*recordSketch, error) {
	secret := r.secret
	if r.out != nil {
		secret = r.out.key
	}
	if secret == nil {
		return nil, nil
	}
	return newRecordSketch(m, secret)
}

// takeRecords returns what takes the records of a pass; nil for any after the
// first, which has the same ones.
func (s *submission) takeRecords(r *run) (*recordSketch, error) {
	if s.records != nil {
		return nil, nil
	}
	var err error
	s.records, err = r.recordSketch(s.match)
	return s.records, err
}

// newRecordSketch begins the sketch of a table. Secret is the workspace's.
func newRecordSketch(m *match, secret []byte) (*recordSketch, error) {
	seal, err := sketch.NewHasher(secret)
	if err != nil {
		return nil, err
	}
	h := &recordHasher{seal: seal, answers: m.ret.Form}
	key := keyFields(m.ret)
	h.basis = seal.Sum(basisOf(m.ret, key)).Hi
	at := m.columns(false, nil).Fields
	for _, i := range key {
		h.fields = append(h.fields, hashedField{m.ret.Fields[i], at[i]})
	}
	h.keys = len(h.fields)
	for i, f := range m.ret.Fields {
		if !slices.Contains(key, i) {
			h.fields = append(h.fields, hashedField{f, at[i]})
		}
		if f.FillDown {
			h.above = make([]uint64, len(m.ret.Fields))
		}
	}
	return &recordSketch{hasher: h, builder: sketch.NewBuilder(h.basis)}, nil
}

// sketch returns what was gathered; nil of nil.
func (s *recordSketch) sketch() *sketch.Sketch {
	if s == nil {
		return nil
	}
	return s.builder.Sketch()
}

// stored returns what the ledger keeps; nil of nil.
func (s *recordSketch) stored() ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	return s.builder.Sketch().MarshalBinary()
}

// beside has the batches that are checked taken in too, by the same workers. Where
// fill: down asks for what stands above, they must come in order: see joined.
func (s *recordSketch) beside(check func(*table.Batch) *validate.Result) func(*table.Batch) *validate.Result {
	if s == nil || s.hasher.above != nil {
		return check
	}
	return func(b *table.Batch) *validate.Result {
		s.add(b)
		return check(b)
	}
}

// joined takes in what beside left, batch by batch in file order.
func (s *recordSketch) joined(b *table.Batch) {
	if s != nil && s.hasher.above != nil {
		s.add(b)
	}
}

// add takes a batch in.
func (s *recordSketch) add(b *table.Batch) {
	w := spareHashes.Get().(*batchHashes)
	defer spareHashes.Put(w)
	s.hasher.records(b, w)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for i, row := range w.rows {
		s.builder.Add(w.keys[i].Hi, row)
	}
}

// sketchTable reads a table's records and checks none of them.
func (r *run) sketchTable(file *ingest.File, m *match) (*sketch.Sketch, error) {
	s, err := r.recordSketch(m)
	if err != nil {
		return nil, err
	}
	reader, err := m.read(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = reader.Close() }() // what is read is read
	for b := (table.Batch{}); ; {
		if err := reader.Next(&b); errors.Is(err, io.EOF) {
			return s.sketch(), nil
		} else if err != nil {
			return nil, err
		}
		s.add(&b)
	}
}
