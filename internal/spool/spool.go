// Package spool keeps any number of values in order: the first so many in
// memory, the rest in a temporary file, so that a file wrong in every cell
// costs disk and not memory. Start reading at Spool. It knows nothing of what
// it keeps.
package spool

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// InMemory is how many values a Spool keeps before it writes to disk.
const InMemory = 20_000

// Spool is values in the order added. The zero value is empty and ready. It is
// not safe for concurrent use. T must be something encoding/gob can carry.
type Spool[T any] struct {
	head []T
	n    int
	file *os.File
	buf  *bufio.Writer
	enc  *gob.Encoder
	err  error
}

// Add appends v. A failure to keep it is returned by Err.
func (s *Spool[T]) Add(v T) {
	s.n++
	if s.n <= InMemory {
		s.head = append(s.head, v)
		return
	}
	if s.file == nil && s.err == nil {
		s.err = s.open()
	}
	if s.err == nil {
		if err := s.enc.Encode(v); err != nil {
			s.err = fmt.Errorf("writing a temporary file: %w", err)
		}
	}
}

func (s *Spool[T]) open() error {
	f, err := os.CreateTemp("", "winnow-*.tmp") // mode 0600: it may hold cell values
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	s.file, s.buf = f, bufio.NewWriterSize(f, 1<<16)
	s.enc = gob.NewEncoder(s.buf)
	return nil
}

// Len returns how many values were added.
func (s *Spool[T]) Len() int { return s.n }

// Err returns the first failure to keep a value or to read one back. Who reads
// a Spool out checks it afterwards: where it is set, values are lost.
func (s *Spool[T]) Err() error { return s.err }

// All yields every value in order. It may be ranged over many times.
func (s *Spool[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range s.head {
			if !yield(v) {
				return
			}
		}
		if s.file != nil && s.err == nil {
			s.err = s.replay(yield)
		}
	}
}

func (s *Spool[T]) replay(yield func(T) bool) error {
	if err := s.buf.Flush(); err != nil {
		return fmt.Errorf("writing a temporary file: %w", err)
	}
	info, err := s.file.Stat()
	if err != nil {
		return fmt.Errorf("reading a temporary file: %w", err)
	}
	dec := gob.NewDecoder(bufio.NewReader(io.NewSectionReader(s.file, 0, info.Size())))
	for {
		var v T
		if err := dec.Decode(&v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading a temporary file: %w", err)
		}
		if !yield(v) {
			return nil
		}
	}
}

// Close removes the temporary file, if there is one.
func (s *Spool[T]) Close() error {
	if s.file == nil {
		return nil
	}
	err := errors.Join(s.file.Close(), os.Remove(s.file.Name()))
	s.file = nil
	return err
}
