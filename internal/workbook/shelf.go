package workbook

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"winnow/internal/spool"
)

// shelf keeps any number of values to be taken in any order: the first
// spool.InMemory in memory, the rest in a temporary file. The zero value is
// empty and ready.
type shelf[T any] struct {
	near []T
	file *os.File
	out  *bufio.Writer
	ends []int64 // in the file, of each value there
	err  error
}

func (s *shelf[T]) len() int { return len(s.near) + len(s.ends) }

// add appends v. A failure to keep it is returned by the next at.
func (s *shelf[T]) add(v T) {
	if len(s.near) < spool.InMemory {
		s.near = append(s.near, v)
		return
	}
	if s.file == nil && s.err == nil {
		s.open()
	}
	text, err := json.Marshal(v)
	if s.err == nil && err == nil {
		_, err = s.out.Write(text)
	}
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("writing a temporary file: %w", err)
	}
	s.ends = append(s.ends, s.end()+int64(len(text)))
}

func (s *shelf[T]) open() {
	s.file, s.err = os.CreateTemp("", "winnow-*.tmp") // mode 0600: it holds cell values
	if s.err == nil {
		s.out = bufio.NewWriterSize(s.file, 1<<16)
	}
}

func (s *shelf[T]) end() int64 {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// at returns the i-th value.
func (s *shelf[T]) at(i int) (v T, err error) {
	if i < len(s.near) {
		return s.near[i], nil
	}
	if s.err == nil && s.out.Buffered() > 0 {
		s.err = s.out.Flush()
	}
	if s.err != nil {
		return v, s.err
	}
	i -= len(s.near)
	from := int64(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	text := make([]byte, s.ends[i]-from)
	if _, err := s.file.ReadAt(text, from); err != nil && !errors.Is(err, io.EOF) {
		return v, fmt.Errorf("reading a temporary file: %w", err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fmt.Errorf("reading a temporary file: %w", err)
	}
	return v, nil
}

// Close removes the temporary file, if there is one.
func (s *shelf[T]) Close() error {
	if s.file == nil {
		return nil
	}
	err := errors.Join(s.file.Close(), os.Remove(s.file.Name()))
	s.file = nil
	return err
}
