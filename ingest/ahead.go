package ingest

import (
	"errors"
	"io"
	"maps"
	"slices"
	"sync"
)

// aheadFrom is the size of a part from which on a second goroutine unzips it:
// below, starting one costs more than it saves.
const aheadFrom = 1 << 20

// The reader ahead fills so many blocks of so many bytes before it waits.
const (
	aheadBlocks = 4
	aheadBytes  = 128 << 10
)

// ahead reads a part in a goroutine of its own, so that unzipping and scanning
// use two cores. The goroutine ends with the part or with Close, which waits
// for it.
type ahead struct {
	full   chan block
	free   chan []byte
	stop   chan struct{}
	closed func() // told of the end; may be nil
	once   sync.Once
	ended  sync.WaitGroup

	now  block // being handed out
	rest []byte
	part io.ReadCloser
}

// errUnzip means that the unzipper could not go on.
var errUnzip = errors.New("unzipping failed")

// block is a piece of the part and the error, or io.EOF, that follows it.
type block struct {
	bytes []byte
	err   error
}

// readAhead starts reading a part ahead. The workbook remembers it until it is
// closed, so that none outlives the file.
func (w *workbook) readAhead(part io.ReadCloser) *ahead {
	a := newAhead(part)
	a.closed = func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.ahead, a)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead[a] = true
	return a
}

// close ends the passes that were begun and not closed.
func (w *workbook) close() {
	w.mu.Lock()
	left := slices.Collect(maps.Keys(w.ahead))
	w.mu.Unlock()
	for _, a := range left {
		_ = a.Close() // only read from
	}
}

func newAhead(part io.ReadCloser) *ahead {
	a := &ahead{part: part, full: make(chan block, aheadBlocks), free: make(chan []byte, aheadBlocks), stop: make(chan struct{})}
	for range aheadBlocks {
		a.free <- make([]byte, aheadBytes)
	}
	a.ended.Add(1)
	go a.run()
	return a
}

// run fills free blocks until the part ends, fails or is closed.
func (a *ahead) run() {
	defer a.ended.Done()
	for {
		select {
		case buf := <-a.free:
			n, err := fillBlock(a.part, buf)
			a.full <- block{buf[:n], err} // never waits: there are as many places as blocks
			if err != nil {
				return
			}
		case <-a.stop:
			return
		}
	}
}

// fillBlock is io.ReadFull that hands the part's own error on: io.EOF at its
// whole end, io.ErrUnexpectedEOF only where it is cut off. A panic would end
// the program from this goroutine, so that one of the unzipper's is damage.
func fillBlock(r io.Reader, buf []byte) (n int, err error) {
	defer func() {
		if recover() != nil {
			err = errUnzip
		}
	}()
	for n < len(buf) && err == nil {
		var k int
		k, err = r.Read(buf[n:])
		n += k
	}
	return n, err
}

func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.bytes != nil {
			a.free <- a.now.bytes[:cap(a.now.bytes)]
		}
		a.now = <-a.full
		a.rest = a.now.bytes
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close ends the goroutine and closes the part. It may be called again.
func (a *ahead) Close() error {
	var err error
	a.once.Do(func() {
		close(a.stop)
		a.ended.Wait()
		err = a.part.Close()
		if a.closed != nil {
			a.closed()
		}
	})
	return err
}
