package spool

import (
	"os"
	"path/filepath"
	"testing"
)

type item struct {
	N    int
	Text string
}

func TestSpoolKeepsAllInOrder(t *testing.T) {
	for _, n := range []int{0, 1, InMemory, InMemory + 1, 2*InMemory + 7} {
		t.Setenv("TMPDIR", t.TempDir())
		var s Spool[item]
		for i := range n {
			s.Add(item{i, "x"})
		}
		for range 2 { // it may be read many times
			got := 0
			for v := range s.All() {
				if v.N != got || v.Text != "x" {
					t.Fatalf("%d values: value %d is %+v", n, got, v)
				}
				got++
			}
			if got != n || s.Len() != n || s.Err() != nil {
				t.Errorf("%d values: read %d, Len %d, Err %v", n, got, s.Len(), s.Err())
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*")); len(left) != 0 {
			t.Errorf("%d values: left behind %v", n, left)
		}
	}
}

func TestSpoolTellsWhatItCouldNotKeep(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	var s Spool[item]
	for i := range InMemory + 1 {
		s.Add(item{N: i})
	}
	if s.Err() == nil {
		t.Error("a value is lost and Err is nil")
	}
	if s.Len() != InMemory+1 {
		t.Errorf("Len %d", s.Len())
	}
}

func TestSpoolStopsEarly(t *testing.T) {
	var s Spool[item]
	defer s.Close()
	for i := range InMemory + 10 {
		s.Add(item{N: i})
	}
	n := 0
	for range s.All() {
		if n++; n == InMemory+3 {
			break
		}
	}
	if n != InMemory+3 || s.Err() != nil {
		t.Errorf("read %d, Err %v", n, s.Err())
	}
}
